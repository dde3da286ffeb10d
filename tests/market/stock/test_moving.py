"""Spoilt, moved, mixed: what is on hand is always the sum of its movements."""

from datetime import timedelta

import pytest
from django.db import ProgrammingError, connection, transaction
from django.db.models import Sum
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fixtures.build import supply
from market.accounts.actors import MerchantStaff
from market.batches.models import Parent
from market.batches.services import NewCertificate
from market.kernel.errors import Forbidden, Invalid, NotFound
from market.stock import moving, own, queries
from market.stock import services as stock
from market.stock.models import Lot, Movement
from tests.market import goods
from tests.market.goods import NOW, TODAY, Counts, counts, soon

pytestmark = pytest.mark.django_db

PROMISE = NewCertificate(
    place="衡山县", promised_by="陈水生", contact="0734-5800001", issued_on=TODAY
)


def assert_movements_add_up() -> None:
    for lot in Lot.objects.annotate(moved=Sum("movements__delta")):
        assert (lot.moved or 0) == lot.on_hand
        assert 0 <= lot.reserved <= lot.on_hand


def hold(variant_pk: int, quantity: int) -> None:
    stock.reserve(
        holder="ord_1",
        wants=[stock.Want(variant_pk, quantity)],
        arrive_on=soon(),
        until=NOW + timedelta(minutes=30),
        now=NOW,
    )


def test_what_orders_hold_is_neither_spoilt_nor_moved() -> None:
    chen = goods.seller()
    sold = goods.variant(of=chen, units=5)
    lot = Lot.objects.get(variant=sold)
    hold(sold.pk, 2)
    with pytest.raises(moving.TooFewInLot) as refused:
        moving.spoil(actor=chen, lot_id=lot.public_id, quantity=4, reason="压坏", now=NOW)
    assert refused.value.available == 3
    with pytest.raises(moving.TooFewInLot):
        moving.transfer(actor=chen, lot_id=lot.public_id, store="DEPOT", quantity=4, now=NOW)
    assert counts(sold) == Counts(5, 2)
    moving.spoil(actor=chen, lot_id=lot.public_id, quantity=3, reason="压坏", now=NOW)
    note = Movement.objects.get(kind="SPOILAGE")
    assert (note.delta, note.note, note.actor) == (-3, "压坏", chen.ref)
    assert counts(sold) == Counts(2, 2)
    assert_movements_add_up()


def test_units_move_between_stores_and_stay_of_their_batch() -> None:
    chen = goods.seller()
    sold = goods.variant(of=chen, units=5)
    lot = Lot.objects.get(variant=sold)
    there = moving.transfer(actor=chen, lot_id=lot.public_id, store="DEPOT", quantity=2, now=NOW)
    assert (there.store, there.on_hand, there.batch_id) == ("DEPOT", 2, lot.batch_id)
    moving.transfer(actor=chen, lot_id=there.public_id, store="MERCHANT", quantity=1, now=NOW)
    assert counts(sold) == Counts(5, 0)
    assert_movements_add_up()


@pytest.mark.parametrize(
    ("change", "field", "rule"),
    [
        ({"quantity": 0}, "quantity", "units"),
        ({"store": "MOON"}, "store", "choice"),
        ({"store": "MERCHANT"}, "store", "same"),
    ],
)
def test_impossible_moves(change: dict[str, object], field: str, rule: str) -> None:
    chen = goods.seller()
    lot = goods.lot(goods.variant(of=chen), 5)
    given_ = {"lot_id": lot.public_id, "store": "DEPOT", "quantity": 1, **change}
    with pytest.raises(Invalid) as refused:
        moving.transfer(actor=chen, now=NOW, **given_)  # type: ignore[arg-type]
    assert (refused.value.name, refused.value.rule) == (field, rule)
    assert Lot.objects.count() == 1


def test_whose_goods_they_are() -> None:
    chen = goods.seller()
    lot = goods.lot(goods.variant(of=chen), 5)
    packer = MerchantStaff(chen.user_id, chen.merchant_id, role="PACKER")
    given_ = {"lot_id": lot.public_id, "quantity": 1, "reason": "x", "now": NOW}
    with pytest.raises(Forbidden):
        moving.spoil(actor=packer, **given_)  # type: ignore[arg-type]
    with pytest.raises(NotFound):
        moving.spoil(actor=goods.seller(), **given_)  # type: ignore[arg-type]
    lot.refresh_from_db()
    assert lot.on_hand == 5


def test_a_mixed_batch_has_parents_a_certificate_and_the_earliest_expiry() -> None:
    chen = goods.seller()
    sold = goods.variant(of=chen, gross_grams=1_000)
    late = goods.lot(sold, 5, good_for=20)
    early = goods.lot(sold, 5, good_for=8, village=supply.LONGYAN)
    parts = [moving.Part(late.public_id, 3), moving.Part(early.public_id, 2)]
    given_ = {"actor": chen, "variant_id": sold.public_id, "certificate": PROMISE, "now": NOW}
    with pytest.raises(Invalid) as refused:
        moving.mix(parts=parts, units=6, **given_)  # type: ignore[arg-type]
    assert refused.value.rule == "heavier"
    with pytest.raises(Invalid):
        moving.mix(parts=[*parts, parts[0]], units=1, **given_)  # type: ignore[arg-type]
    assert counts(sold) == Counts(10, 0)
    made = moving.mix(parts=parts, units=4, **given_)  # type: ignore[arg-type]
    assert (made.on_hand, made.expires_on) == (4, early.expires_on)
    assert made.batch.village_id == supply.YONGHE
    grams = dict(Parent.objects.filter(batch=made.batch).values_list("source_id", "grams"))
    assert grams == {late.batch_id: 3_000, early.batch_id: 2_000}
    assert made.batch.certificate.grams == 5_000
    assert_movements_add_up()


def test_movements_are_only_added() -> None:
    lot = goods.lot(goods.variant(), 5)
    own_moves = Movement.objects.filter(lot=lot)
    for write in (
        lambda: own_moves.update(delta=1),
        lambda: own_moves._raw_delete("default"),
    ):
        with pytest.raises(ProgrammingError), transaction.atomic():
            write()
    assert own_moves.get().delta == 5


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["spoil", "move", "count", "hold", "sell", "release"]), st.integers(1, 6)
    ),
    max_size=10,
)


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(STEPS)
def test_whatever_happens_the_books_of_a_lot_add_up(steps: list[tuple[str, int]]) -> None:
    with transaction.atomic():
        chen = goods.seller()
        sold = goods.variant(of=chen, units=12)
        lot = Lot.objects.get(variant=sold)
        for kind, number in steps:
            try:
                with transaction.atomic():
                    _do(kind, number, chen, sold.pk, lot.public_id)
            except (moving.TooFewInLot, stock.OutOfStock, stock.StillReserved):
                pass
            assert_movements_add_up()
        transaction.set_rollback(True)


def _do(kind: str, number: int, chen: MerchantStaff, variant_pk: int, lot_id: str) -> None:
    if kind == "spoil":
        moving.spoil(actor=chen, lot_id=lot_id, quantity=number, reason="压坏", now=NOW)
    elif kind == "move":
        moving.transfer(actor=chen, lot_id=lot_id, store="DEPOT", quantity=number, now=NOW)
    elif kind == "count":
        stock.correct_count(actor=chen, lot_id=lot_id, on_hand=number, now=NOW)
    elif kind == "hold":
        hold(variant_pk, number)
    elif kind == "sell":
        stock.commit(holder="ord_1", now=NOW)
    else:
        stock.release(holder="ord_1", now=NOW)


@pytest.mark.parametrize("number", [2, 20])
def test_lists_cost_the_same_however_long(number: int) -> None:
    chen = goods.seller()
    sold = goods.variant(of=chen)
    lots = [goods.lot(sold, 2, good_for=2) for _ in range(number)]
    for what, most in (
        (lambda: own.own_batches(actor=chen, first=50, on=TODAY), 3),
        (lambda: queries.near_expiry(chen, TODAY), 1),
        (lambda: queries.low_stock(chen, TODAY, few=100), 1),
    ):
        with CaptureQueriesContext(connection) as asked:
            what()
        assert len(asked) == most
    assert len(queries.near_expiry(chen, TODAY)) == number
    assert own.own_batches(actor=chen, first=50, on=TODAY).total == number
    assert queries.low_stock(chen, TODAY, few=100)[0].available == 2 * len(lots)
    assert queries.near_expiry(goods.seller(), TODAY) == []
