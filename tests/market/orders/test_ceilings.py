"""Grams under a right: taken by orders, given back by cancelled ones, never over the ceiling."""

import dataclasses
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fixtures.build import sales, supply
from market.accounts.actors import System
from market.catalogue.models import Variant
from market.gi import output
from market.gi.models import AuthorisedUser, Output, Right, Taking
from market.gi.output import CeilingReached, Want
from market.notices import texts
from market.notices.models import Notice
from market.orders import cancelling, paying
from market.orders.models import Line, Order
from market.stock.models import Lot, Reservation
from tests.jobs import run_jobs, waiting
from tests.market import goods
from tests.market.goods import NOW, TODAY

pytestmark = pytest.mark.django_db

OVER = NOW + timedelta(days=1)


def tea(*, ceiling: int | None = None, own: int | None = None, units: int = 20) -> Variant:
    """Kilos of a tea whose seller is a user of its right, with the right's and an own ceiling."""
    right = supply.right("衡山红脆桃", now=NOW)
    sold = goods.variant(units=units, right=right)
    authorise(right, sold, own)
    Right.objects.filter(pk=right.pk).update(ceiling_grams=ceiling)
    return sold


def authorise(right: Right, sold: Variant, own: int | None = None) -> None:
    merchant = sold.product.merchant
    supply.authorise(right, merchant, from_on=TODAY, now=NOW)
    AuthorisedUser.objects.filter(credit_code=merchant.credit_code).update(ceiling_grams=own)


def buy(sold: Variant, units: int) -> Order:
    return sales.placed_order([(sold.public_id, units)], now=NOW)


def taken() -> dict[str, int]:
    """Grams by whose they are: of all users together under "all"."""
    return {
        ("own" if row.credit_code else "all"): row.taken_grams
        for row in Output.objects.order_by("pk")
    }


def test_grams_are_counted_without_a_ceiling_too() -> None:
    sold = tea()
    buy(sold, 3)
    buy(sold, 1)
    assert taken() == {"all": 4_000, "own": 4_000}
    assert {row.season_on.isoformat() for row in Output.objects.all()} == {"2026-01-01"}


@pytest.mark.parametrize("ceilings", [{"ceiling": 5_000}, {"own": 5_000}])
def test_the_last_gram_is_sold_and_none_beyond(ceilings: dict[str, int]) -> None:
    sold = tea(**ceilings)
    buy(sold, 3)
    with pytest.raises(CeilingReached) as refused:
        buy(sold, 3)
    assert (refused.value.variant_id, refused.value.left_grams) == (sold.public_id, 2_000)
    assert taken() == {"all": 3_000, "own": 3_000}
    assert Order.objects.count() == 1
    assert Lot.objects.get().reserved == 3
    buy(sold, 2)
    with pytest.raises(CeilingReached) as refused:
        buy(sold, 1)
    assert refused.value.left_grams == 0
    assert taken() == {"all": 5_000, "own": 5_000}


def test_several_goods_of_one_seller_fill_one_ceiling() -> None:
    first = tea(ceiling=5_000)
    right = Right.objects.get(pk=first.product.right_id)
    second = goods.variant(of=supply.staff(first.product.merchant, now=NOW), units=9, right=right)
    with pytest.raises(CeilingReached) as refused:
        sales.placed_order([(first.public_id, 3), (second.public_id, 3)], now=NOW)
    assert refused.value.variant_id == second.public_id
    assert taken() == {}
    sales.placed_order([(first.public_id, 3), (second.public_id, 2)], now=NOW)
    assert taken() == {"all": 5_000, "own": 5_000}


def test_goods_without_the_badge_count_nothing() -> None:
    right = supply.right("衡山红脆桃", now=NOW)
    Right.objects.filter(pk=right.pk).update(ceiling_grams=1)
    sold = goods.variant(units=5, right=right)  # the seller is not on the list
    honour = goods.variant(units=5, right=supply.right("永和乡龙凤村 沃柑", now=NOW))
    assert buy(sold, 2).total_fen
    assert Line.objects.get(consignment__order=buy(honour, 2)).snapshot["badge"] is not None
    assert not Output.objects.exists()


def test_the_season_is_that_of_the_harvest() -> None:
    sold = tea(ceiling=2_000, units=0)
    Right.objects.update(season_starts="11-20")
    goods.lot(sold, 2, good_for=20)  # harvested on 11-14, and sold first
    goods.lot(sold, 2, good_for=28)  # harvested on 11-22
    buy(sold, 3)
    rows = Output.objects.filter(credit_code="").order_by("season_on")
    assert [(row.season_on.isoformat(), row.taken_grams) for row in rows] == [
        ("2025-11-20", 2_000),
        ("2026-11-20", 1_000),
    ]


def test_a_cancelled_order_gives_its_grams_back_once() -> None:
    sold = tea(ceiling=5_000)
    order = buy(sold, 5)
    buyer = System("test")
    for _ in range(2):
        cancelling.cancel_order(actor=buyer, order_id=order.public_id, reason="X", now=NOW)
        output.release(holders=[order.public_id], now=NOW)
    assert taken() == {"all": 0, "own": 0}
    assert not Taking.objects.filter(released_at=None).exists()
    buy(sold, 5)
    assert taken() == {"all": 5_000, "own": 5_000}


def test_a_late_payment_takes_the_grams_again_if_they_are_there() -> None:
    sold = tea(ceiling=5_000)
    order = buy(sold, 4)
    cancelling.cancel_unpaid(now=OVER)
    assert taken() == {"all": 0, "own": 0}
    paid = paying.mark_paid(order_id=order.public_id, payment_ref="p", now=OVER)
    assert paid.outcome == paying.Outcome.PAID
    assert taken() == {"all": 4_000, "own": 4_000}


def test_a_late_payment_without_grams_left_is_too_late() -> None:
    sold = tea(ceiling=5_000)
    order = buy(sold, 4)
    cancelling.cancel_unpaid(now=OVER)
    buy(sold, 2)
    paid = paying.mark_paid(order_id=order.public_id, payment_ref="p", now=OVER)
    assert paid.outcome == paying.Outcome.TOO_LATE
    assert taken() == {"all": 2_000, "own": 2_000}
    assert not Reservation.objects.filter(holder=order.public_id, state="HELD").exists()
    order.refresh_from_db()
    assert order.state == "CANCELLED"


def test_a_ceiling_below_what_is_sold_refuses_the_rest() -> None:
    sold = tea(ceiling=9_000)
    order = buy(sold, 4)
    Right.objects.update(ceiling_grams=3_000)
    with pytest.raises(CeilingReached) as refused:
        buy(sold, 1)
    assert refused.value.left_grams == 0
    cancelling.cancel_order(actor=System("test"), order_id=order.public_id, reason="X", now=NOW)
    buy(sold, 3)


def test_the_seller_is_told_once_at_four_fifths() -> None:
    sold = tea(ceiling=10_000, own=5_000)
    buy(sold, 3)
    assert waiting("near") == []
    order = buy(sold, 1)
    (job,) = waiting("near")
    own = Output.objects.exclude(credit_code="").get()
    assert job.args == {"output": own.public_id}
    run_jobs(NOW, task="near")
    (notice,) = Notice.objects.filter(kind="output.near")
    assert notice.phone == sold.product.merchant.phone
    assert texts.text(notice.kind, notice.params) == (
        "【村集】衡山红脆桃这一季能卖 5 千克，已经卖了 80%。卖满以后不能再带标卖。"
    )
    cancelling.cancel_order(actor=System("test"), order_id=order.public_id, reason="X", now=NOW)
    buy(sold, 1)  # crosses the mark a second time
    run_jobs(NOW, task="near")
    assert Notice.objects.filter(kind="output.near").count() == 1


def test_all_users_are_told_of_the_ceiling_of_all() -> None:
    sold = tea(ceiling=5_000)
    other = supply.merchant(now=NOW)
    supply.authorise(Right.objects.get(pk=sold.product.right_id), other, from_on=TODAY, now=NOW)
    supply.merchant(now=NOW)  # no user: hears nothing
    buy(sold, 4)
    run_jobs(NOW, task="near")
    assert Notice.objects.filter(kind="output.near").count() == 2


def test_statements_do_not_grow_with_goods() -> None:
    sold = tea(ceiling=10**9, units=50)
    right = Right.objects.get(pk=sold.product.right_id)
    seller = supply.staff(sold.product.merchant, now=NOW)
    more = [goods.variant(of=seller, units=5, right=right) for _ in range(19)]
    counts = []
    for some in ([sold], [sold, *more]):
        with CaptureQueriesContext(connection) as statements:
            sales.placed_order([(each.public_id, 1) for each in some], now=NOW)
        counts.append(len(statements))
    buying = dataclasses.replace(_want(sold), grams=1)
    with CaptureQueriesContext(connection) as statements:
        output.take(holder="ord_x", wants=[buying] * 20, now=NOW)
    assert counts[1] <= counts[0]
    assert len(statements) == 4 + 2  # and the savepoint's


def _want(sold: Variant) -> Want:
    merchant: Any = sold.product.merchant
    assert sold.product.right_id is not None
    return Want(sold.product.right_id, merchant.credit_code, TODAY, 1_000, sold.public_id)
