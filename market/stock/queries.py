"""Lots as their merchant counts them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import F, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from market.accounts.actors import Actor, MerchantStaff, require_duty
from market.catalogue.models import ProductStatus, Variant
from market.kernel.errors import NotFound
from market.stock import rules
from market.stock.models import Lot, Movement, MovementKind


@dataclass(frozen=True, slots=True)
class LotRow:
    """Units of one variant from one batch in one store. `reserved` are held for orders."""

    id: str
    store: str
    on_hand: int
    reserved: int
    expires_on: date
    product_id: str
    product_name: str
    variant_id: str
    variant_name: str
    sku: str
    batch_code: str
    harvested_on: date
    batch_id: str
    storage: str

    @property
    def available(self) -> int:
        return self.on_hand - self.reserved


_COLUMNS = (
    "public_id", "store", "on_hand", "reserved", "expires_on",
    "variant__product__public_id", "variant__product__name", "variant__public_id",
    "variant__name", "variant__sku", "batch__code", "batch__harvested_on",
    "batch__public_id", "batch__storage",
)  # fmt: skip


def own_lots(
    *,
    actor: MerchantStaff,
    first: int,
    product_id: str | None = None,
    product_ids: Sequence[str] | None = None,
    sellable_on: date | None = None,
) -> list[LotRow]:
    """Return lots, what expires first at the top: all, or of one product or of several.

    With `sellable_on` only those which hold goods that may be sold on that day. One statement.
    """
    lots = _own(actor).order_by("expires_on", "id")
    if product_id is not None:
        lots = lots.filter(variant__product__public_id=product_id)
    if product_ids is not None:
        lots = lots.filter(variant__product__public_id__in=product_ids)
    if sellable_on is not None:
        lots = lots.filter(on_hand__gt=0, expires_on__gt=sellable_on)
    return [LotRow(*row) for row in lots.values_list(*_COLUMNS)[:first]]


def own_lot(*, actor: MerchantStaff, lot_id: str) -> LotRow:
    """Return one of the merchant's lots. Raises NotFound."""
    row = _own(actor).filter(public_id=lot_id).values_list(*_COLUMNS).first()
    if row is None:
        raise NotFound("lot")
    return LotRow(*row)


def _own(actor: MerchantStaff) -> QuerySet[Lot]:
    staff = require_duty(actor, "GOODS")
    return Lot.objects.filter(variant__product__merchant_id=staff.merchant_id)


# Of lots that end within the longest warning, so many are looked at.
MOST_LOOKED_AT = 500
FEW_UNITS = 5


def lots_of_batch(*, actor: MerchantStaff, batch_id: str) -> list[LotRow]:
    """Return the lots of one of the merchant's batches. One statement."""
    lots = _own(actor).filter(batch__public_id=batch_id)
    return [LotRow(*row) for row in lots.order_by("variant__position", "id").values_list(*_COLUMNS)]


def near_expiry(actor: Actor, on: date, first: int = 50) -> list[LotRow]:
    """Return the merchant's lots with units that near their end (`rules.near_expiry`) or passed it.

    What ends first is at the top. One statement. Raises Forbidden.
    """
    lots = _own(require_duty(actor, "GOODS")).filter(
        on_hand__gt=0, expires_on__lte=on + timedelta(days=rules.MOST_DAYS)
    )
    rows = lots.order_by("expires_on", "id").values_list(*_COLUMNS)[:MOST_LOOKED_AT]
    near = [LotRow(*row) for row in rows]
    return [row for row in near if rules.near_expiry(row.harvested_on, row.expires_on, on)][:first]


@dataclass(frozen=True, slots=True)
class LowRow:
    """An offered size of which few units are left to sell."""

    product_id: str
    product_name: str
    variant_id: str
    variant_name: str
    sku: str
    available: int


def low_stock(actor: Actor, on: date, few: int = FEW_UNITS, first: int = 50) -> list[LowRow]:
    """Return listed sizes with at most `few` units to sell that day, the fewest first.

    One statement. Raises Forbidden.
    """
    rows = (
        _low(actor, on, few)
        .order_by("left", "product_id", "position")
        .values_list("product__public_id", "product__name", "public_id", "name", "sku", "left")
    )
    return [LowRow(*row) for row in rows[:first]]


def low_count(actor: Actor, on: date, few: int = FEW_UNITS) -> int:
    """Return how many sizes `low_stock` would list. One statement. Raises Forbidden."""
    count: int = _low(actor, on, few).count()
    return count


def _low(actor: Actor, on: date, few: int) -> Any:
    staff = require_duty(actor, "GOODS")
    free = Sum(
        F("lots__on_hand") - F("lots__reserved"), filter=Q(lots__expires_on__gt=on), default=0
    )
    return (
        Variant.objects.filter(
            product__merchant_id=staff.merchant_id,
            product__status=ProductStatus.LISTED,
            active=True,
        )
        .annotate(left=Coalesce(free, 0))
        .filter(left__lte=few)
    )


@dataclass(frozen=True, slots=True)
class MovementRow:
    """One change of what is on hand. `actor` is a reference such as staff:12."""

    at: datetime
    kind: str
    kind_label: str
    delta: int
    variant_name: str
    store: str
    note: str
    cause: str
    actor: str


def movements_of_batch(
    *, actor: MerchantStaff, batch_id: str, first: int = 50
) -> list[MovementRow]:
    """Return what happened to the lots of one of the merchant's batches, newest first.

    One statement.
    """
    rows = (
        Movement.objects.filter(
            lot__batch__public_id=batch_id,
            lot__variant__product__merchant_id=actor.merchant_id,
        )
        .order_by("-id")
        .values_list(
            "at", "kind", "delta", "lot__variant__name", "lot__store", "note", "cause", "actor"
        )[:first]
    )
    return [
        MovementRow(at, kind, str(MovementKind(kind).label), delta, *more)
        for at, kind, delta, *more in rows
    ]
