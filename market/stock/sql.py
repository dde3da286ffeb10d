"""The statements that lock and change lots: one for a whole order, conditional, in lot order."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection

from market.kernel import ids
from market.stock.models import Lot, ReservationState


@dataclass(frozen=True, slots=True)
class SellableLot:
    """A locked lot with units to sell. `storage` is the class of its batch."""

    pk: int
    variant_pk: int
    expires_on: date
    available: int
    storage: str
    batch_code: str
    village_code: str
    product_id: str


@dataclass(frozen=True, slots=True)
class Held:
    """A reservation that is still held, its lot locked."""

    pk: int
    lot_pk: int
    quantity: int
    lot_was_empty: bool
    product_id: str


@dataclass(frozen=True, slots=True)
class LockedLot:
    """A lot and what is in it, locked."""

    pk: int
    on_hand: int
    reserved: int

    @property
    def available(self) -> int:
        return self.on_hand - self.reserved


# The outer SELECT joins only what never changes; a lot that was waited for is read again.
LOCK_SELLABLE = """
    SELECT lot.id, lot.variant_id, lot.expires_on, lot.on_hand - lot.reserved,
           batch.storage, batch.code, batch.village_id, product.public_id
      FROM stock_lot lot
      JOIN batches_batch batch ON batch.id = lot.batch_id
      JOIN catalogue_product product ON product.id = batch.product_id
     WHERE lot.variant_id = ANY(%s) AND lot.expires_on > %s AND lot.on_hand > lot.reserved
     ORDER BY lot.id
       FOR NO KEY UPDATE OF lot
"""

LOCK_HELD = """
    SELECT held.id, lot.id, held.quantity, lot.on_hand = lot.reserved, product.public_id
      FROM stock_reservation held
      JOIN stock_lot lot ON lot.id = held.lot_id
      JOIN batches_batch batch ON batch.id = lot.batch_id
      JOIN catalogue_product product ON product.id = batch.product_id
     WHERE held.holder = ANY(%s) AND held.state = 'HELD'
     ORDER BY lot.id, held.id
       FOR NO KEY UPDATE OF lot, held
"""

LOCK_LOTS = """
    SELECT lot.id, lot.on_hand, lot.reserved FROM stock_lot lot
     WHERE lot.id = ANY(%s) ORDER BY lot.id FOR NO KEY UPDATE
"""

MAKE_LOT = """
    INSERT INTO stock_lot (public_id, variant_id, batch_id, store, on_hand, reserved, expires_on,
                           created_at, updated_at)
    VALUES (%s, %s, %s, %s, 0, 0, %s, %s, %s)
    ON CONFLICT (variant_id, batch_id, store) DO NOTHING
"""

FIND_LOT = "SELECT id FROM stock_lot WHERE variant_id = %s AND batch_id = %s AND store = %s"

CHANGE_LOTS = """
    UPDATE stock_lot lot
       SET on_hand = lot.on_hand + change.on_hand,
           reserved = lot.reserved + change.reserved,
           updated_at = %s
      FROM unnest(%s::bigint[], %s::int[], %s::int[]) AS change (lot_id, on_hand, reserved)
     WHERE lot.id = change.lot_id
       AND lot.reserved + change.reserved BETWEEN 0 AND lot.on_hand + change.on_hand
"""

RECEIVE = """
    INSERT INTO stock_lot (public_id, variant_id, batch_id, store, on_hand, reserved, expires_on,
                           created_at, updated_at)
    VALUES (%s, %s, %s, %s, %s, 0, %s, %s, %s)
    ON CONFLICT (variant_id, batch_id, store)
    DO UPDATE SET on_hand = stock_lot.on_hand + EXCLUDED.on_hand, updated_at = EXCLUDED.updated_at
    RETURNING *
"""


def lock_sellable(*, variants: Sequence[int], after: date) -> list[SellableLot]:
    """Lock, in order, the lots of these variants that have units and expire later than `after`."""
    with connection.cursor() as cursor:
        cursor.execute(LOCK_SELLABLE, [list(variants), after])
        return [SellableLot(*row) for row in cursor.fetchall()]


def lock_lots(lots: Collection[int]) -> list[LockedLot]:
    """Lock lots by key, in order."""
    with connection.cursor() as cursor:
        cursor.execute(LOCK_LOTS, [sorted(lots)])
        return [LockedLot(*row) for row in cursor.fetchall()]


def make_lot(*, variant: int, batch: int, store: str, expires_on: date, now: datetime) -> int:
    """Return the key of the lot of a batch in a store, made empty if there is none."""
    with connection.cursor() as cursor:
        cursor.execute(MAKE_LOT, [ids.new("lot"), variant, batch, store, expires_on, now, now])
        cursor.execute(FIND_LOT, [variant, batch, store])
        (key,) = cursor.fetchone()
    return int(key)


def lock_held(*, holders: Sequence[str]) -> list[Held]:
    """Lock, in order, the lots of what these holders still hold."""
    with connection.cursor() as cursor:
        cursor.execute(LOCK_HELD, [list(holders)])
        return [Held(*row) for row in cursor.fetchall()]


def change_lots(changes: Mapping[int, tuple[int, int]], *, now: datetime) -> None:
    """Add (on hand, reserved) to each lot, where enough is there.

    The lots are locked by the caller, so that all of them change; anything else is a bug and stops
    the transaction.
    """
    lots = sorted(changes)
    with connection.cursor() as cursor:
        cursor.execute(
            CHANGE_LOTS,
            [now, lots, [changes[lot][0] for lot in lots], [changes[lot][1] for lot in lots]],
        )
        if cursor.rowcount != len(lots):
            raise RuntimeError(f"{cursor.rowcount} of {len(lots)} locked lots had enough")


def close_reservations(reservations: Sequence[int], *, to: ReservationState, now: datetime) -> None:
    """Move held reservations on; they never come back."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE stock_reservation SET state = %s, updated_at = %s"
            " WHERE id = ANY(%s) AND state = 'HELD'",
            [to.value, now, list(reservations)],
        )
        if cursor.rowcount != len(reservations):
            raise RuntimeError(f"{cursor.rowcount} of {len(reservations)} were still held")


def receive(
    *, variant: int, batch: int, store: str, expires_on: date, quantity: int, now: datetime
) -> Lot:
    """Add units to the lot, made if need be."""
    values = [ids.new("lot"), variant, batch, store, quantity, expires_on, now, now]
    return Lot.objects.raw(RECEIVE, values)[0]
