"""Prices and counts of many sizes, changed in one table: each row has a result of its own."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from market.accounts.actors import Actor, require_duty
from market.catalogue import services as catalogue
from market.kernel.errors import DomainError, Invalid, Stale
from market.stock import services as stock
from market.stock.models import Lot

MOST_ROWS = 200


@dataclass(frozen=True, slots=True)
class PriceCell:
    """A new price of a size, in fen, and the one that was on the page."""

    variant_id: str
    price_fen: int
    seen_fen: int


@dataclass(frozen=True, slots=True)
class CountCell:
    """What was counted in a lot, and what was on the page."""

    lot_id: str
    on_hand: int
    seen: int


@dataclass(frozen=True, slots=True)
class CellResult:
    """What came of one cell, by the public id of its size or lot; `error` None: it is saved."""

    id: str
    error: DomainError | None


@transaction.atomic
def save_table(
    *, actor: Actor, prices: Sequence[PriceCell], counts: Sequence[CountCell], now: datetime
) -> list[CellResult]:
    """Save every cell that can be saved; one that is refused changes nothing and keeps nobody back.

    Cells are saved in the order of their ids, prices before counts (docs/locks.md), and told in
    the order given. Raises Forbidden, Invalid("rows", "too_many" | "twice").
    """
    require_duty(actor, "GOODS")
    ids = [cell.variant_id for cell in prices] + [cell.lot_id for cell in counts]
    if len(ids) > MOST_ROWS:
        raise Invalid("rows", "too_many")
    if len(set(ids)) != len(ids):
        raise Invalid("rows", "twice")
    told: dict[str, DomainError | None] = {}
    for price in sorted(prices, key=lambda cell: cell.variant_id):
        told[price.variant_id] = _tried(_save_price, actor, price, now)
    for count in sorted(counts, key=lambda cell: cell.lot_id):
        told[count.lot_id] = _tried(_save_count, actor, count, now)
    return [CellResult(each, told[each]) for each in ids]


def _tried(save: Callable[..., None], actor: Actor, cell: Any, now: datetime) -> DomainError | None:
    try:
        with transaction.atomic():
            save(actor, cell, now)
    except DomainError as refused:
        return refused
    return None


def _save_price(actor: Actor, cell: PriceCell, now: datetime) -> None:
    catalogue.set_price(
        actor=actor,
        variant_id=cell.variant_id,
        price_fen=cell.price_fen,
        seen_fen=cell.seen_fen,
        now=now,
    )


def _save_count(actor: Actor, cell: CountCell, now: datetime) -> None:
    # Locked before it is read, so that nobody counts or sells between the look and the change.
    lots = Lot.objects.select_for_update(no_key=True).filter(public_id=cell.lot_id)
    present = lots.values_list("on_hand", flat=True).first()
    if present is not None and present not in {cell.seen, cell.on_hand}:
        raise Stale
    stock.correct_count(actor=actor, lot_id=cell.lot_id, on_hand=cell.on_hand, now=now)
