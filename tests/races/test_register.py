"""Two operators agree at the same moment: the register changes once."""

from datetime import UTC, datetime
from functools import partial

import pytest

from fixtures.build import supply
from market.accounts.actors import Operator
from market.gi import proposals
from market.gi.models import AuthorisedUser, Proposal, RightChange
from market.gi.proposals import NewUser, Paper
from market.kernel.days import day
from tests.races.racing import by_kind, race

pytestmark = pytest.mark.django_db(transaction=True)

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
CODE = supply.credit_code("93430423MA4T00001")


def test_ten_who_agree_at_once_and_ten_who_ask_at_once() -> None:
    right = supply.right("衡山红脆桃", now=NOW)
    changes = RightChange.objects.count()
    user = NewUser(CODE, "龙凤果业合作社", day(NOW))
    paper = Paper("协会来函", "8 号函")
    ask = partial(
        proposals.propose_user,
        actor=Operator(1), right_id=right.public_id, user=user, paper=paper, now=NOW,
    )  # fmt: skip
    assert by_kind(race([ask] * 10)) == {"Case": 10}
    proposal = Proposal.objects.get()
    agree = [
        partial(
            proposals.decide,
            actor=Operator(number), case_id=ask().public_id, approve=True, reason="", now=NOW,
        )
        for number in range(2, 12)
    ]  # fmt: skip
    assert by_kind(race(agree)) == {"Case": 1, "NotFound": 9}
    assert AuthorisedUser.objects.get().credit_code == CODE
    assert RightChange.objects.count() == changes + 1
    assert RightChange.objects.latest("pk").proposal == proposal
