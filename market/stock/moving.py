"""What a merchant writes down about goods in store: spoilt, moved to another store, mixed.

Each is one transaction under the locks of its lots, taken by key; each leaves movements whose sum
is what is on hand. Units that orders hold never move.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from django.db import transaction

from market.accounts.actors import Actor, Operator, require_duty
from market.batches import services as batches
from market.batches.models import Batch
from market.batches.services import NewCertificate
from market.catalogue.models import Variant
from market.events import bus
from market.kernel import text
from market.kernel.errors import DomainError, Forbidden, Invalid, NotFound
from market.stock import sql
from market.stock.models import Lot, Movement, MovementKind, Store
from market.stock.services import MOST_UNITS

NOTE_LENGTH = 120
MOST_PARTS = 20


@dataclass(eq=False)
class TooFewInLot(DomainError):
    """A lot holds fewer units that no order holds than were to leave it."""

    code: ClassVar[str] = "TOO_FEW_IN_LOT"
    available: int = 0

    @property
    def field(self) -> str | None:
        return "quantity"


@transaction.atomic
def spoil(*, actor: Actor, lot_id: str, quantity: int, reason: str, now: datetime) -> Lot:
    """Write off units of a lot (public id) that can no longer be sold, and say why.

    Raises Forbidden, NotFound, Invalid (quantity, reason), TooFewInLot.
    """
    _require_goods(actor)
    note = text.line(reason, field="reason", max_length=NOTE_LENGTH)
    lot = _lot(actor, lot_id)
    _take({lot.pk: _units(quantity)}, now=now)
    _note(lot.pk, MovementKind.SPOILAGE, -quantity, lot.public_id, note, actor, now)
    _tell(lot.variant.product.public_id)
    return _fresh(lot.pk)


@transaction.atomic
def transfer(*, actor: Actor, lot_id: str, store: str, quantity: int, now: datetime) -> Lot:
    """Move units of a lot to the other store; return their lot there.

    Raises Forbidden, NotFound, Invalid (quantity, store: unknown, or where they are), TooFewInLot.
    """
    _require_goods(actor)
    lot = _lot(actor, lot_id)
    units = _units(quantity)
    if store not in Store.values:
        raise Invalid("store", "choice")
    if store == lot.store:
        raise Invalid("store", "same")
    there = sql.make_lot(
        variant=lot.variant_id, batch=lot.batch_id, store=store, expires_on=lot.expires_on, now=now
    )
    target = Lot.objects.get(pk=there)
    _take({lot.pk: units}, give={there: units}, now=now)
    _note(lot.pk, MovementKind.TRANSFER, -units, target.public_id, "", actor, now)
    _note(there, MovementKind.TRANSFER, units, lot.public_id, "", actor, now)
    return _fresh(there)


@dataclass(frozen=True, slots=True)
class Part:
    """So many units of a lot (public id)."""

    lot_id: str
    quantity: int


@transaction.atomic
def mix(
    *,
    actor: Actor,
    parts: Sequence[Part],
    variant_id: str,
    units: int,
    certificate: NewCertificate,
    now: datetime,
) -> Lot:
    """Mix units of several batches of one product into a new batch with its own certificate.

    `units` of a variant (public id) come of it, no heavier than what went in; the rest is loss,
    which the weight of the batch shows. They lie in the seller's store. Raises Forbidden, NotFound,
    Invalid (parts: few, too_many, twice, product, expired, place; units: range, heavier;
    certificate), TooFewInLot.
    """
    staff = require_duty(actor, "GOODS")
    wanted = {part.lot_id: _units(part.quantity) for part in parts}
    _check_parts(parts, wanted)
    own = Lot.objects.visible_to(staff).select_related("variant__product", "batch")
    lots = {lot.public_id: lot for lot in own.filter(public_id__in=wanted)}
    variants = Variant.objects.select_related("product").filter(public_id=variant_id)
    made_of = variants.filter(product__merchant_id=staff.merchant_id).first()
    if len(lots) < len(wanted) or made_of is None:
        raise NotFound("lot" if made_of else "variant")
    grams_of = _grams_of(wanted, lots)
    if len(grams_of) < 2:
        raise Invalid("parts", "few")
    if not 1 <= units <= MOST_UNITS:
        raise Invalid("units", "range")
    if units * made_of.net_grams > sum(grams_of.values()):
        raise Invalid("units", "heavier")
    batch = batches.create_mixed(
        actor=actor,
        product_id=made_of.product.public_id,
        grams_of=grams_of,
        certificate=certificate,
        now=now,
    )
    made = sql.make_lot(
        variant=made_of.pk,
        batch=batch.pk,
        store=Store.MERCHANT.value,
        expires_on=batch.expires_on,
        now=now,
    )
    leaving = {lots[lot_id].pk: quantity for lot_id, quantity in wanted.items()}
    _take(leaving, give={made: units}, now=now)
    for lot_pk, quantity in leaving.items():
        _note(lot_pk, MovementKind.MIX, -quantity, batch.public_id, "", actor, now)
    _note(made, MovementKind.MIX, units, batch.public_id, "", actor, now)
    _tell(made_of.product.public_id)
    return _fresh(made)


def _check_parts(parts: Sequence[Part], wanted: Mapping[str, int]) -> None:
    if len(parts) > MOST_PARTS:
        raise Invalid("parts", "too_many")
    if len(wanted) < len(parts):
        raise Invalid("parts", "twice")


def _grams_of(wanted: Mapping[str, int], lots: Mapping[str, Lot]) -> dict[Batch, int]:
    """Return the net weight that each batch gives; several lots of one batch are one parent."""
    grams: dict[Batch, int] = {}
    for lot_id, quantity in wanted.items():
        lot = lots[lot_id]
        grams[lot.batch] = grams.get(lot.batch, 0) + quantity * lot.variant.net_grams
    return grams


def _require_goods(actor: Actor) -> None:
    """A merchant's staff with the duty of goods; operators, who keep the depot."""
    if isinstance(actor, Operator):
        if actor.town_code:
            raise Forbidden
        return
    require_duty(actor, "GOODS")


def _lot(actor: Actor, lot_id: str) -> Lot:
    lots = Lot.objects.visible_to(actor).select_related("variant__product")
    lot = lots.filter(public_id=lot_id).first()
    if lot is None:
        raise NotFound("lot")
    return lot


def _units(quantity: int) -> int:
    if isinstance(quantity, bool) or not 1 <= quantity <= MOST_UNITS:
        raise Invalid("quantity", "units")
    return quantity


def _take(
    leaving: Mapping[int, int], *, give: Mapping[int, int] | None = None, now: datetime
) -> None:
    """Take units out of lots and put units into others, all locked first. Raises TooFewInLot."""
    coming = give or {}
    locked = {lot.pk: lot for lot in sql.lock_lots([*leaving, *coming])}
    for pk, units in leaving.items():
        if locked[pk].available < units:
            raise TooFewInLot(locked[pk].available)
    for pk, units in coming.items():
        if locked[pk].on_hand + units > MOST_UNITS:
            raise Invalid("quantity", "units")
    changes = {pk: (-units, 0) for pk, units in leaving.items()}
    changes |= {pk: (units, 0) for pk, units in coming.items()}
    sql.change_lots(changes, now=now)


def _note(
    lot_pk: int, kind: MovementKind, delta: int, cause: str, note: str, actor: Actor, now: datetime
) -> None:
    Movement.objects.create(
        lot_id=lot_pk, kind=kind, delta=delta, cause=cause, note=note, actor=actor.ref, at=now
    )


def _fresh(pk: int) -> Lot:
    return Lot.objects.select_related("variant__product", "batch").get(pk=pk)


def _tell(product_id: str) -> None:
    bus.emit("stock.changed", product=product_id)
