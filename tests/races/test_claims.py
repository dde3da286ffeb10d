"""A seller takes an application back while the second person says yes: one of the two happens."""

from functools import partial

import pytest

from fixtures.build import supply
from market.accounts.actors import Operator
from market.cases.models import Case
from market.gi.models import Application, AuthorisedUser, RightChange
from market.merchants import claiming
from tests.market import goods
from tests.market.gi.test_applying import wish
from tests.market.goods import NOW
from tests.races.racing import by_kind, race

pytestmark = pytest.mark.django_db(transaction=True)


def test_taken_back_while_the_second_person_says_yes() -> None:
    chen = goods.seller()
    right = supply.right("衡山红脆桃", now=NOW)
    for _ in range(4):
        asked = claiming.apply(actor=chen, wish=wish(right), now=NOW)
        say = partial(
            claiming.decide, application_id=asked.public_id, approve=True, reason="", now=NOW
        )
        say(actor=Operator(1))
        changes = RightChange.objects.count()
        take_back = partial(claiming.withdraw, actor=chen, application_id=asked.public_id, now=NOW)
        outcomes = race([partial(say, actor=Operator(2)), take_back])
        assert by_kind(outcomes) == {"Application": 1, "NotFound": 1}
        approved = isinstance(outcomes[0], Application)
        case = Case.objects.get(subject=asked.public_id)
        assert case.state == ("APPROVED" if approved else "WITHDRAWN")
        assert AuthorisedUser.objects.count() == RightChange.objects.count() - changes == approved
        asked.refresh_from_db()
        assert asked.closed_at == NOW
        AuthorisedUser.objects.all().delete()
