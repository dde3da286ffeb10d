"""Who did it, when, what it was before: for prices, rights and sellers."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.apps import apps

from fixtures.build import supply
from market.accounts.actors import Operator
from market.audit.context import acting
from market.catalogue import services as catalogue
from market.gi import services as gi

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
SUN = Operator(user_id=1)


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


def history(model: str, pk: int) -> list[Any]:
    """Return the recorded states of a row, oldest first."""
    rows = apps.get_model(f"{model}Event").objects.filter(pgh_obj_id=pk)
    return list(rows.select_related("pgh_context").order_by("pgh_id"))


def test_a_price_s_history_says_who_changed_it_through_which_door() -> None:
    goods = supply.goods(now=NOW, units=0)
    variant = goods.variants[0]
    with acting(goods.staff.ref, through="graphql.desk", request_id="req-1"):
        catalogue.set_price(
            actor=goods.staff, variant_id=variant.public_id, price_fen=2_500, now=NOW
        )
    before, after = history("catalogue.Variant", variant.pk)
    assert (before.price_fen, after.price_fen) == (2_990, 2_500)
    assert after.pgh_context.metadata == {
        "actor": goods.staff.ref,
        "through": "graphql.desk",
        "request": "req-1",
    }
    assert after.pgh_created_at.tzinfo is not None


def test_a_right_that_changes_hands_is_recorded() -> None:
    right = supply.right("衡山红脆桃", now=NOW)
    merchant = supply.merchant(now=NOW)
    supply.authorise(right, merchant, from_on=NOW.date(), now=NOW)
    with acting(SUN.ref, through="graphql.county"):
        gi.strike_off(
            actor=supply.SEED, right_id=right.public_id, credit_code=merchant.credit_code, now=NOW
        )
        gi.set_status(actor=supply.SEED, right_id=right.public_id, status="REVOKED", now=NOW)
    user = right.authorised_users.get()
    assert [row.status for row in history("gi.AuthorisedUser", user.pk)] == [
        "ACTIVE",
        "STRUCK_OFF",
    ]
    last = history("gi.Right", right.pk)[-1]
    assert last.statuses == [["2026-11-24", "REVOKED"]]
    assert last.pgh_context.metadata["actor"] == SUN.ref


def test_a_suspended_seller_is_recorded() -> None:
    merchant = supply.merchant(now=NOW)
    with acting(SUN.ref, through="graphql.county"):
        supply.suspend(merchant, now=NOW)
    states = history("merchants.Merchant", merchant.pk)
    assert [row.status for row in states] == ["APPROVED", "SUSPENDED"]
    assert states[1].pgh_context.metadata["actor"] == SUN.ref
