"""Counts of many lots at once, for imports; the rules of `services`, lots locked by key."""

from collections.abc import Sequence, Set
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction

from market.accounts.actors import MerchantStaff
from market.events.bus import emit_all
from market.kernel import ids
from market.stock.models import Lot, Movement

CHUNK = 1_000


@dataclass(frozen=True, slots=True)
class Counted:
    """So many units of a variant from a batch are in the merchant's own store (keys)."""

    variant_pk: int
    batch_pk: int
    expires_on: date
    on_hand: int


@dataclass(eq=False)
class CountBelowReserved(Exception):
    """Lots of which orders hold more than was counted, by (variant, batch)."""

    lots: list[tuple[int, int]]


_MAKE = """
    INSERT INTO stock_lot (public_id, variant_id, batch_id, store, on_hand, reserved, expires_on,
                           created_at, updated_at)
    SELECT new.public_id, new.variant_id, new.batch_id, 'MERCHANT', 0, 0, new.expires_on, %s, %s
      FROM unnest(%s::text[], %s::bigint[], %s::bigint[], %s::date[])
           AS new (public_id, variant_id, batch_id, expires_on)
    ON CONFLICT (variant_id, batch_id, store) DO NOTHING
    RETURNING id
"""
_LOCK = """
    SELECT lot.id, lot.variant_id, lot.batch_id, lot.on_hand, lot.reserved, counted.on_hand
      FROM stock_lot lot
      JOIN unnest(%s::bigint[], %s::bigint[], %s::int[])
           AS counted (variant_id, batch_id, on_hand)
        ON counted.variant_id = lot.variant_id AND counted.batch_id = lot.batch_id
     WHERE lot.store = 'MERCHANT'
     ORDER BY lot.id
       FOR NO KEY UPDATE OF lot
"""
_SET = """
    UPDATE stock_lot lot SET on_hand = counted.on_hand, updated_at = %s
      FROM unnest(%s::bigint[], %s::int[]) AS counted (id, on_hand)
     WHERE lot.id = counted.id AND counted.on_hand >= lot.reserved
"""


@transaction.atomic
def set_counts(*, actor: MerchantStaff, counts: Sequence[Counted], now: datetime) -> None:
    """Set what lies in lots of the merchant's own store; a lot that is not there is made.

    The variants and batches are the merchant's own, as the caller has found them. A new lot's
    units are a RECEIPT of its batch, other differences a COUNT, the same count is nothing. All
    lots are locked in the order of their keys before the first is changed. Raises
    CountBelowReserved, and changes nothing then.
    """
    made = _make(counts, now)
    rows = _lock(counts)
    short = [(row[1], row[2]) for row in rows if row[5] < row[4]]
    if short:
        raise CountBelowReserved(short)
    changed = [(row[0], row[3], row[5]) for row in rows if row[5] != row[3]]
    del rows
    with connection.cursor() as cursor:
        cursor.execute(_SET, [now, [lot for lot, _, _ in changed], [to for _, _, to in changed]])
        if cursor.rowcount != len(changed):
            raise RuntimeError(f"{cursor.rowcount} of {len(changed)} locked lots were set")
    for start in range(0, len(changed), CHUNK):
        _move(changed[start : start + CHUNK], made, actor, now)
    _tell([lot for lot, _, _ in changed])


def _move(
    changed: Sequence[tuple[int, int, int]], made: Set[int], actor: MerchantStaff, now: datetime
) -> None:
    """Write down what came and went in these lots (key, units before, units now)."""
    causes = {
        lot: batch if lot in made else own
        for lot, own, batch in Lot.objects.filter(
            pk__in=[lot for lot, _, _ in changed]
        ).values_list("pk", "public_id", "batch__public_id")
    }
    Movement.objects.bulk_create(
        Movement(
            lot_id=lot,
            kind="RECEIPT" if lot in made else "COUNT",
            delta=to - before,
            cause=causes[lot],
            actor=actor.ref,
            at=now,
        )
        for lot, before, to in changed
    )


def _make(counts: Sequence[Counted], now: datetime) -> set[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            _MAKE,
            [
                now,
                now,
                [ids.new("lot") for _ in counts],
                [one.variant_pk for one in counts],
                [one.batch_pk for one in counts],
                [one.expires_on for one in counts],
            ],
        )
        return {row[0] for row in cursor.fetchall()}


def _lock(counts: Sequence[Counted]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(
            _LOCK,
            [
                [one.variant_pk for one in counts],
                [one.batch_pk for one in counts],
                [one.on_hand for one in counts],
            ],
        )
        return list(cursor.fetchall())


def _tell(lots: Sequence[int]) -> None:
    products = Lot.objects.filter(pk__in=lots).values_list("variant__product__public_id", flat=True)
    told = sorted(set(products))
    for start in range(0, len(told), CHUNK):
        emit_all(("stock.changed", {"product": one}) for one in told[start : start + CHUNK])
