"""Lots as their merchant counts them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from market.accounts.actors import MerchantStaff
from market.kernel.errors import NotFound
from market.stock.models import Lot


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

    @property
    def available(self) -> int:
        return self.on_hand - self.reserved


_COLUMNS = (
    "public_id", "store", "on_hand", "reserved", "expires_on",
    "variant__product__public_id", "variant__product__name", "variant__public_id",
    "variant__name", "variant__sku", "batch__code", "batch__harvested_on",
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
    return Lot.objects.filter(variant__product__merchant_id=actor.merchant_id)
