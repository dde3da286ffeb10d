"""What is stored that a file's rows may mean, and which rows belong to one product. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from market.catalogue.bulk import GoodsFacts, SizeFacts
from market.catalogue.models import ProductStatus
from market.imports.parsing import GoodsRow
from market.imports.trouble import Trouble


@dataclass(frozen=True, slots=True)
class StoredSize:
    """A size that has a 编号 of the file; somebody else's has no facts."""

    pk: int
    product_pk: int
    is_own: bool
    facts: SizeFacts


@dataclass(frozen=True, slots=True)
class StoredProduct:
    """One of the merchant's products; pictures by key in their order, and by public id."""

    pk: int
    facts: GoodsFacts
    status: str
    held_for: str
    sizes: int
    pictures: tuple[int, ...]
    picture_ids: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class StoredBatch:
    """A harvest of one of the products."""

    pk: int
    code: str
    harvested_on: date
    expires_on: date


@dataclass(frozen=True, slots=True)
class Stored:
    """What a plan is made against. Names are as `plain` makes them, codes by what they mean."""

    seller_class: str = "FARMER"
    categories: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    # Code of the kind by code of the category.
    kinds: Mapping[str, str] = field(default_factory=dict)
    origins: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    # Codes of places at which a harvest may be.
    villages: frozenset[str] = frozenset()
    sizes: Mapping[str, StoredSize] = field(default_factory=dict)
    products: Mapping[int, StoredProduct] = field(default_factory=dict)
    named: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    batches: Mapping[int, tuple[StoredBatch, ...]] = field(default_factory=dict)
    # (variant, batch) -> on hand, reserved; the merchant's own store.
    lots: Mapping[tuple[int, int], tuple[int, int]] = field(default_factory=dict)
    pictures: Mapping[str, int] = field(default_factory=dict)
    refused: frozenset[str] = frozenset()
    has_archive: bool = False


def groups(
    rows: Sequence[tuple[int, GoodsRow]], stored: Stored, trouble: Trouble
) -> Iterator[tuple[StoredProduct | None, list[tuple[int, GoodsRow]]]]:
    """Yield products with their rows, in the order of the file.

    A known 编号 says which product it is. A new one belongs to the product of the same name, of
    the file or stored; without one, rows of one name are a new product.
    """
    meant = _meant_names(rows, stored)
    found: dict[int | str, list[tuple[int, GoodsRow]]] = {}
    for number, row in rows:
        key = _key(number, row, stored, meant, trouble)
        if key is not None:
            found.setdefault(key, []).append((number, row))
    for key, own in found.items():
        yield (stored.products[key] if isinstance(key, int) else None), own


def _meant_names(rows: Sequence[tuple[int, GoodsRow]], stored: Stored) -> dict[str, set[int]]:
    """Return stored products by the name that the file gives them, or else their own."""
    meant: dict[str, set[int]] = {}
    for _, row in rows:
        size = stored.sizes.get(row.sku)
        if size is not None and size.is_own:
            name = row.name or stored.products[size.product_pk].facts.name
            meant.setdefault(name, set()).add(size.product_pk)
    return meant


def _key(
    number: int,
    row: GoodsRow,
    stored: Stored,
    meant: Mapping[str, set[int]],
    trouble: Trouble,
) -> int | str | None:
    size = stored.sizes.get(row.sku)
    if size is not None and not size.is_own:
        trouble.add(number, "sku", "taken", row.sku)
        return None
    if size is not None:
        return size.product_pk
    if row.name is None:
        trouble.add(number, "name", "required", "")
        return None
    same = meant.get(row.name) or stored.named.get(row.name, ())
    if len(same) > 1:
        trouble.add(number, "name", "several", row.name)
        return None
    return next(iter(same), row.name)


def move_refused(product: StoredProduct | None, wanted: str) -> str | None:
    """Return the rule that a seller's move of a product breaks, or None.

    What a product lacks for being listed is not looked at here.
    """
    status = product.status if product else ProductStatus.DRAFT
    if wanted == status:
        return None
    if wanted == ProductStatus.DRAFT:
        return None if status == ProductStatus.IN_REVIEW else "draft_again"
    if wanted == ProductStatus.PAUSED:
        return None if status == ProductStatus.LISTED else "never_listed"
    return "held" if product and product.held_for == "PAPER" else None
