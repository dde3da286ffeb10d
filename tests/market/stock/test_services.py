"""Holding, selling and giving back units; what comes in and what is counted."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from fixtures.build import supply
from market.accounts.actors import Anonymous, MerchantStaff, Operator, Shopper
from market.kernel.errors import Forbidden, Invalid, NotFound
from market.stock import services as stock
from market.stock.models import Lot, Movement, Reservation, ReservationState
from market.stock.services import ArrivesStale, OutOfStock, StillReserved, Want
from tests import jobs
from tests.market import goods
from tests.market.goods import NOW, Counts, counts, soon

pytestmark = pytest.mark.django_db


def reserve(
    *wants: Want, holder: str = "ord_1", arrive_on: date | None = None, at_point: bool = True
) -> list[stock.Allocation]:
    return stock.reserve(
        holder=holder,
        wants=wants,
        arrive_on=arrive_on or soon(),
        until=NOW + timedelta(minutes=30),
        now=NOW,
        at_point=at_point,
    )


def changed_products() -> list[str]:
    """Products that stock.changed was told of since the last call."""
    told = [job.args["product"] for job in jobs.waiting("search") if "product" in job.args]
    jobs.clear_jobs()
    return sorted(set(told))


def test_hold_then_sell() -> None:
    sold = goods.variant(units=5)
    (held,) = reserve(Want(sold.pk, 2))
    assert (held.quantity, held.variant_pk, held.village_code) == (2, sold.pk, supply.LONGFENG)
    assert counts(sold) == Counts(5, 2)
    assert stock.commit(holder="ord_1", now=NOW) is True
    assert counts(sold) == Counts(3, 0)
    sale = Movement.objects.get(kind="SALE")
    assert (sale.delta, sale.cause) == (-2, "ord_1")
    assert stock.commit(holder="ord_1", now=NOW) is True
    stock.release(holder="ord_1", now=NOW)
    assert counts(sold) == Counts(3, 0)


def test_hold_then_release() -> None:
    sold = goods.variant(units=5)
    reserve(Want(sold.pk, 5))
    stock.release(holder="ord_1", now=NOW)
    stock.release(holder="ord_1", now=NOW)
    assert counts(sold) == Counts(5, 0)
    assert stock.commit(holder="ord_1", now=NOW) is False
    assert counts(sold) == Counts(5, 0)
    assert Reservation.objects.get().state == ReservationState.RELEASED


def test_nothing_was_ever_held() -> None:
    assert stock.commit(holder="ord_none", now=NOW) is False
    stock.release(holder="ord_none", now=NOW)
    assert not Movement.objects.filter(kind="SALE").exists()


def test_too_few_holds_nothing_at_all() -> None:
    seller = goods.seller()
    plenty, scarce = goods.variant(of=seller, units=5), goods.variant(of=seller, units=1)
    with pytest.raises(OutOfStock) as refused:
        reserve(Want(plenty.pk, 1), Want(scarce.pk, 2))
    assert (refused.value.variant_id, refused.value.available) == (scarce.public_id, 1)
    assert (counts(plenty), counts(scarce)) == (Counts(5, 0), Counts(1, 0))
    assert not Reservation.objects.exists()


def test_the_same_variant_twice_is_one_want() -> None:
    sold = goods.variant(units=3)
    with pytest.raises(OutOfStock):
        reserve(Want(sold.pk, 2), Want(sold.pk, 2))
    reserve(Want(sold.pk, 2), Want(sold.pk, 1))
    assert counts(sold) == Counts(3, 3)


def test_the_earliest_lot_that_arrives_fresh_goes_first() -> None:
    sold = goods.variant()
    late = goods.lot(sold, 5, good_for=20)
    early = goods.lot(sold, 3, good_for=6)
    stale = goods.lot(sold, 9, good_for=2)
    held = reserve(Want(sold.pk, 4), arrive_on=soon(2))
    assert {each.lot_pk: each.quantity for each in held} == {early.pk: 3, late.pk: 1}
    stale.refresh_from_db()
    assert stale.reserved == 0
    held = reserve(Want(sold.pk, 1), holder="ord_2", arrive_on=soon(1), at_point=False)
    assert held[0].lot_pk == stale.pk


def test_goods_that_do_not_arrive_fresh_are_not_there() -> None:
    sold = goods.variant()
    goods.lot(sold, 5, good_for=3)
    with pytest.raises(ArrivesStale) as refused:
        reserve(Want(sold.pk, 1), arrive_on=soon(3), at_point=False)
    assert refused.value.available == 0
    with pytest.raises(OutOfStock) as fewer:
        reserve(Want(sold.pk, 6), arrive_on=soon(3))
    assert type(fewer.value) is OutOfStock
    assert counts(sold) == Counts(5, 0)


def test_goods_must_outlive_their_days_on_the_shelf_of_a_point() -> None:
    """Three days at normal temperature: to the door they may be sold, to the point not."""
    sold = goods.variant()
    goods.lot(sold, 5, good_for=5)
    with pytest.raises(ArrivesStale):
        reserve(Want(sold.pk, 1), arrive_on=soon(2))
    assert len(reserve(Want(sold.pk, 1), arrive_on=soon(2), at_point=False)) == 1
    assert len(reserve(Want(sold.pk, 1), holder="ord_2", arrive_on=soon(1))) == 1


@pytest.mark.parametrize("lines", [1, 10])
def test_statements_do_not_grow_with_the_lines(lines: int) -> None:
    seller = goods.seller()
    wants = [Want(goods.variant(of=seller, units=5).pk, 2) for _ in range(lines)]
    with CaptureQueriesContext(connection) as holding:
        reserve(*wants)
    with CaptureQueriesContext(connection) as selling:
        stock.commit(holder="ord_1", now=NOW)
    # Two of each are the savepoint.
    assert (len(holding), len(selling)) == (5, 6)


def test_availability_to_and_from_nothing_is_told() -> None:
    sold = goods.variant(units=3)
    changed_products()
    reserve(Want(sold.pk, 2))
    assert changed_products() == []
    reserve(Want(sold.pk, 1), holder="ord_2")
    assert changed_products() == [sold.product.public_id]
    stock.release(holder="ord_1", now=NOW)
    assert changed_products() == [sold.product.public_id]
    stock.release(holder="ord_2", now=NOW)
    assert changed_products() == []


def test_receiving_adds_to_the_lot_of_the_batch_and_store() -> None:
    sold = goods.variant(units=3)
    (first,) = Lot.objects.filter(variant=sold)
    again = stock.receive(
        actor=supply.SEED, variant_id=sold.pk, batch=first.batch, quantity=4, now=NOW
    )
    depot = stock.receive(
        actor=supply.SEED, variant_id=sold.pk, batch=first.batch, quantity=4, store="DEPOT", now=NOW
    )
    assert (again.pk, again.on_hand, again.expires_on) == (first.pk, 7, first.expires_on)
    assert depot.pk != first.pk
    assert [move.delta for move in Movement.objects.order_by("pk")] == [3, 4, 4]


@pytest.mark.parametrize(
    ("field", "change"),
    [
        ("quantity", {"quantity": 0}),
        ("quantity", {"quantity": 1_000_001}),
        ("store", {"store": "MOON"}),
    ],
)
def test_what_cannot_be_received(field: str, change: dict[str, object]) -> None:
    sold = goods.variant(units=3)
    (lot,) = Lot.objects.filter(variant=sold)
    given = {"quantity": 1, "batch": lot.batch, **change}
    with pytest.raises(Invalid) as refused:
        stock.receive(actor=supply.SEED, variant_id=sold.pk, now=NOW, **given)  # type: ignore[arg-type]
    assert refused.value.name == field
    assert counts(sold) == Counts(3, 0)


def test_another_products_batch_is_refused() -> None:
    sold, other = goods.variant(units=1), goods.variant(units=1)
    batch = Lot.objects.get(variant=other).batch
    with pytest.raises(Invalid, match="product"):
        stock.receive(actor=supply.SEED, variant_id=sold.pk, batch=batch, quantity=1, now=NOW)
    assert counts(sold) == Counts(1, 0)


def test_counting() -> None:
    chen = goods.seller()
    sold = goods.variant(of=chen, units=5)
    lot = Lot.objects.get(variant=sold)
    reserve(Want(sold.pk, 2))
    changed_products()
    stock.correct_count(actor=chen, lot_id=lot.public_id, on_hand=2, now=NOW)
    assert counts(sold) == Counts(2, 2)
    assert changed_products() == [sold.product.public_id]
    with pytest.raises(StillReserved) as refused:
        stock.correct_count(actor=chen, lot_id=lot.public_id, on_hand=1, now=NOW)
    assert (refused.value.reserved, refused.value.field) == (2, "onHand")
    stock.correct_count(actor=chen, lot_id=lot.public_id, on_hand=2, now=NOW)
    count = Movement.objects.get(kind="COUNT")
    assert (count.delta, count.actor) == (-3, chen.ref)
    with pytest.raises(Invalid):
        stock.correct_count(actor=chen, lot_id=lot.public_id, on_hand=-1, now=NOW)


def test_whose_stock_it_is() -> None:
    sold = goods.variant(units=5)
    lot = Lot.objects.get(variant=sold)
    stranger = MerchantStaff(user_id=9, merchant_id=sold.product.merchant_id + 1)
    with pytest.raises(NotFound):
        stock.correct_count(actor=stranger, lot_id=lot.public_id, on_hand=1, now=NOW)
    with pytest.raises(NotFound):
        stock.correct_count(actor=stranger, lot_id="lot_nothing", on_hand=1, now=NOW)
    for nobody in (Anonymous(), Shopper(1)):
        with pytest.raises(Forbidden):
            stock.receive(actor=nobody, variant_id=sold.pk, batch=lot.batch, quantity=1, now=NOW)
    stock.correct_count(actor=Operator(1), lot_id=lot.public_id, on_hand=4, now=NOW)
    assert counts(sold) == Counts(4, 0)


@pytest.mark.parametrize("change", ["reserved = 6", "reserved = -1", "on_hand = -1"])
def test_the_database_refuses_oversold_lots(change: str) -> None:
    goods.variant(units=5)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE stock_lot SET {change}")
