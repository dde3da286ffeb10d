"""Stock moves: goods come in, are held for an order, leave with it or come back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from django.conf import settings
from django.db import transaction

from market.accounts.actors import Actor, MerchantStaff, Operator, System, require_duty
from market.batches.models import Batch
from market.catalogue.models import Variant
from market.events import bus
from market.kernel import days
from market.kernel.errors import DomainError, Forbidden, Invalid, NotFound
from market.stock import rules, sql
from market.stock.models import Lot, Movement, Reservation, ReservationState

MOST_UNITS = 1_000_000


@dataclass(eq=False)
class OutOfStock(DomainError):
    """Fewer units than wanted arrive fresh. `variant_id` is public."""

    code: ClassVar[str] = "OUT_OF_STOCK"
    variant_id: str = ""
    available: int = 0


@dataclass(eq=False)
class ArrivesStale(OutOfStock):
    """Units are there, but too few of them would still be good at the buyer's point."""

    code: ClassVar[str] = "ARRIVES_STALE"


@dataclass(eq=False)
class StillReserved(DomainError):
    """A count below what is held for orders; `reserved` units must stay."""

    code: ClassVar[str] = "STILL_RESERVED"
    reserved: int = 0

    @property
    def field(self) -> str | None:
        return "onHand"


@dataclass(frozen=True, slots=True)
class Want:
    """So many units of a variant (its database key)."""

    variant_pk: int
    quantity: int


@dataclass(frozen=True, slots=True)
class Allocation:
    """Units of a variant that come from one lot."""

    lot_pk: int
    variant_pk: int
    batch_code: str
    village_code: str
    quantity: int


@transaction.atomic
def reserve(
    *,
    holder: str,
    wants: Sequence[Want],
    arrive_on: date,
    until: datetime,
    now: datetime,
    at_point: bool = True,
) -> list[Allocation]:
    """Hold units for an order, earliest expiry first among lots that arrive fresh.

    `arrive_on` is the promised day; `at_point` goods then wait on the shelf for the days of
    SHELF_DAYS_AT_POINT, those for a door do not. All or nothing. Three statements however many
    lines there are. The lots are locked in order of their keys, so two orders never wait for each
    other in a circle. Raises OutOfStock, and ArrivesStale where only the freshness is missing.
    """
    shelf_days = settings.SHELF_DAYS_AT_POINT if at_point else {}
    need: dict[int, int] = {}
    for want in wants:
        need[want.variant_pk] = need.get(want.variant_pk, 0) + want.quantity
    lots = sql.lock_sellable(variants=sorted(need), after=days.day(now))
    taken: list[tuple[sql.SellableLot, int]] = []
    emptied: set[str] = set()
    for variant_pk, quantity in need.items():
        own = [lot for lot in lots if lot.variant_pk == variant_pk]
        picks = rules.allocate(
            [rules.LotFacts(lot.pk, lot.expires_on, lot.available, lot.storage) for lot in own],
            quantity,
            arrive_on,
            shelf_days,
        )
        if isinstance(picks, rules.Short):
            raise _too_few(variant_pk, picks, quantity)
        if sum(lot.available for lot in own) == quantity:
            emptied |= {lot.product_id for lot in own}
        taken += [(lot, picks[lot.pk]) for lot in own if lot.pk in picks]
    sql.change_lots({lot.pk: (0, quantity) for lot, quantity in taken}, now=now)
    Reservation.objects.bulk_create(
        Reservation(holder=holder, lot_id=lot.pk, quantity=quantity, until=until)
        for lot, quantity in taken
    )
    _tell_changed(emptied)
    return [
        Allocation(lot.pk, lot.variant_pk, lot.batch_code, lot.village_code, quantity)
        for lot, quantity in taken
    ]


@transaction.atomic
def commit(*, holder: str, now: datetime) -> bool:
    """The order is paid: its units leave. Harmless when repeated.

    Returns False when nothing is held for this order, because it was released.
    """
    held = sql.lock_held(holders=[holder])
    if not held:
        return Reservation.objects.filter(holder=holder, state=ReservationState.COMMITTED).exists()
    sql.close_reservations([row.pk for row in held], to=ReservationState.COMMITTED, now=now)
    leaving = rules.by_lot((row.lot_pk, row.quantity) for row in held)
    sql.change_lots({lot: (-quantity, -quantity) for lot, quantity in leaving.items()}, now=now)
    Movement.objects.bulk_create(
        Movement(
            lot_id=lot, kind="SALE", delta=-quantity, cause=holder, actor="system:sale", at=now
        )
        for lot, quantity in leaving.items()
    )
    return True


def release(*, holder: str, now: datetime) -> None:
    """The order is off: its units are for sale again. Harmless when repeated."""
    release_all(holders=[holder], now=now)


@transaction.atomic
def release_all(*, holders: Sequence[str], now: datetime) -> None:
    """Release what several orders hold, with the lots of all of them locked in one order."""
    held = sql.lock_held(holders=holders)
    if not held:
        return
    sql.close_reservations([row.pk for row in held], to=ReservationState.RELEASED, now=now)
    coming = rules.by_lot((row.lot_pk, row.quantity) for row in held)
    sql.change_lots({lot: (0, -quantity) for lot, quantity in coming.items()}, now=now)
    _tell_changed({row.product_id for row in held if row.lot_was_empty})


@transaction.atomic
def receive(
    *,
    actor: Actor,
    variant_id: int,
    batch: Batch,
    quantity: int,
    store: str = "MERCHANT",
    now: datetime,
) -> Lot:
    """Take units of a variant (database key) from a batch into a store; return their lot."""
    variant = Variant.objects.select_related("product").filter(pk=variant_id).first()
    if variant is None or not _may_touch(actor, variant.product.merchant_id):
        raise NotFound("variant")
    if not 1 <= quantity <= MOST_UNITS:
        raise Invalid("quantity", "range")
    if batch.product_id != variant.product_id:
        raise Invalid("batch", "product")
    if store not in {"MERCHANT", "DEPOT"}:
        raise Invalid("store", "choice")
    lot = sql.receive(
        variant=variant.pk, batch=batch.pk, store=store, expires_on=batch.expires_on,
        quantity=quantity, now=now,
    )  # fmt: skip
    Movement.objects.create(
        lot=lot, kind="RECEIPT", delta=quantity, cause=batch.public_id, actor=actor.ref, at=now
    )
    _tell_changed({variant.product.public_id})
    return lot


@transaction.atomic
def correct_count(*, actor: Actor, lot_id: str, on_hand: int, now: datetime) -> Lot:
    """Set what was counted in a lot (public id). Raises StillReserved below what orders hold."""
    lot = (
        Lot.objects.select_for_update(of=("self",), no_key=True)
        .select_related("variant__product")
        .filter(public_id=lot_id)
        .first()
    )
    if lot is None or not _may_touch(actor, lot.variant.product.merchant_id):
        raise NotFound("lot")
    if not 0 <= on_hand <= MOST_UNITS:
        raise Invalid("onHand", "range")
    if on_hand < lot.reserved:
        raise StillReserved(lot.reserved)
    delta = on_hand - lot.on_hand
    if delta:
        lot.on_hand = on_hand
        lot.save(update_fields=["on_hand", "updated_at"])
        Movement.objects.create(
            lot=lot, kind="COUNT", delta=delta, cause=lot.public_id, actor=actor.ref, at=now
        )
        _tell_changed({lot.variant.product.public_id})
    return lot


def _may_touch(actor: Actor, merchant_pk: int) -> bool:
    """Staff touch their own merchant's stock; operators and jobs any; nobody else."""
    if isinstance(actor, MerchantStaff):
        return require_duty(actor, "GOODS").merchant_id == merchant_pk
    if isinstance(actor, (Operator, System)):
        return True
    raise Forbidden


def _too_few(variant_pk: int, short: rules.Short, quantity: int) -> OutOfStock:
    public_id = Variant.objects.values_list("public_id", flat=True).get(pk=variant_pk)
    there = short.fresh + short.stale >= quantity
    return (ArrivesStale if there else OutOfStock)(public_id, short.fresh)


def _tell_changed(products: set[str]) -> None:
    bus.emit_all(("stock.changed", {"product": product}) for product in sorted(products))
