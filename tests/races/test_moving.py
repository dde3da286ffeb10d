"""Spoilt, moved and mixed while people order: what is on hand is what was moved."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.db.models import Sum

from fixtures.build import sales
from market.batches import certifying
from market.batches import services as batches
from market.batches.models import Batch, Cancellation, Parent
from market.catalogue.models import Variant
from market.stock import moving
from market.stock.models import Lot, Movement
from market.stock.moving import Part, TooFewInLot
from tests.market import goods
from tests.market.goods import NOW, TODAY
from tests.races.racing import assert_books_agree, by_kind, race
from tests.races.test_stock import buy, buyers

pytestmark = pytest.mark.django_db(transaction=True)

UNITS = 12
PROMISE = batches.NewCertificate(
    place="衡山县永和乡", promised_by="陈水生", contact="0734-5800001", issued_on=TODAY
)


def two_lots() -> tuple[Any, Variant, Lot, Lot]:
    """Make a size of which two harvests are in store."""
    chen = goods.seller()
    size = goods.variant(of=chen)
    return chen, size, goods.lot(size, UNITS, good_for=20), goods.lot(size, UNITS, good_for=25)


def mixing(chen: Any, size: Variant, *lots: Lot) -> Callable[[], Any]:
    parts = [Part(lot.public_id, 3) for lot in lots]
    return partial(
        moving.mix, actor=chen, parts=parts, variant_id=size.public_id, units=6,
        certificate=PROMISE, now=NOW,
    )  # fmt: skip


def spoiling(chen: Any, lot: Lot, units: int) -> Callable[[], Any]:
    return partial(
        moving.spoil, actor=chen, lot_id=lot.public_id, quantity=units, reason="压坏", now=NOW
    )


def sending(chen: Any, lot: Lot, units: int) -> Callable[[], Any]:
    return partial(
        moving.transfer, actor=chen, lot_id=lot.public_id, store="DEPOT", quantity=units, now=NOW
    )


def test_everything_at_once() -> None:
    """Mixed in both orders of the lots, so that whoever locked as it was told would stand still."""
    chen, size, one, other = two_lots()
    tasks = [
        *(buy(actor, [(size.public_id, 1)]) for actor in buyers(16)),
        *(mixing(chen, size, one, other) for _ in range(4)),
        *(mixing(chen, size, other, one) for _ in range(4)),
        *(spoiling(chen, lot, 2) for lot in (one, other) for _ in range(3)),
        *(sending(chen, lot, 2) for lot in (one, other) for _ in range(3)),
    ]
    outcomes = race(tasks)
    kinds = by_kind(outcomes)
    assert set(kinds) <= {"Order", "Lot", "OutOfStock", "TooFewInLot"}, outcomes
    assert_books_agree()
    spoilt = Movement.objects.filter(kind="SPOILAGE").aggregate(units=Sum("delta"))["units"] or 0
    for kind in ("MIX", "TRANSFER"):
        moved = Movement.objects.filter(kind=kind).aggregate(units=Sum("delta"))["units"] or 0
        assert moved == 0, f"nothing comes or goes by {kind}"
    assert sum(lot.on_hand for lot in Lot.objects.all()) == 2 * UNITS + spoilt
    # Only what was mixed made a batch: a mix that was refused left none behind.
    mixed = Batch.objects.filter(parents__isnull=False).distinct()
    assert (
        mixed.count() * 6
        == Movement.objects.filter(kind="MIX", delta__gt=0).aggregate(units=Sum("delta"))["units"]
    )
    assert Parent.objects.count() == 2 * mixed.count()


def test_the_last_units_go_one_way() -> None:
    chen, size, lot, _ = two_lots()
    Lot.objects.exclude(pk=lot.pk).update(expires_on=TODAY)
    sales.placed_order([(size.public_id, UNITS - 2)], now=NOW)
    (li,) = buyers(1)
    wishes = [buy(li, [(size.public_id, 2)]), spoiling(chen, lot, 2), sending(chen, lot, 2)]
    outcomes = race(wishes)
    got = [each for each in outcomes if not isinstance(each, Exception)]
    refused = [each for each in outcomes if isinstance(each, Exception)]
    # Units at the depot are still for sale, so moving them need not stand in an order's way.
    assert 1 <= len(got) <= 2
    assert all(isinstance(each, TooFewInLot) or each.code == "OUT_OF_STOCK" for each in refused)
    stored = Lot.objects.filter(batch=lot.batch)
    assert sum(each.on_hand - each.reserved for each in stored) in {0, 2}
    for each in stored:
        moved = Movement.objects.filter(lot=each).aggregate(units=Sum("delta"))["units"]
        assert each.on_hand == moved
        assert 0 <= each.reserved <= each.on_hand


def test_two_people_cancel_a_certificate_and_one_of_them_did() -> None:
    chen, _, lot, _ = two_lots()
    batch = lot.batch
    old = batch.certificates.get()
    again = partial(
        certifying.cancel_certificate, actor=chen, batch_id=batch.public_id, number=old.number,
        reason="重量写错了", certificate=PROMISE, now=NOW,
    )  # fmt: skip
    assert by_kind(race([again, again])) == {"Batch": 1, "Invalid": 1}
    new = batch.certificates.get(replaces=old)
    assert Cancellation.objects.get().certificate == old
    batch.refresh_from_db()
    assert batch.certificate == new
