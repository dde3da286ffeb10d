"""Goods before the county, as its people read them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from market.accounts.actors import Actor, require_county
from market.cases import queries as cases
from market.cases.models import Case, CaseKind
from market.catalogue.models import Product, ProductStatus
from market.kernel.errors import NotFound


@dataclass(frozen=True, slots=True)
class GoodsCase:
    """A product and, while it waits, since when and until when."""

    product_id: str
    name: str
    merchant_name: str
    category_name: str
    kind: str
    attributes: dict[str, Any]
    status: str
    reason: str
    version: int
    opened_at: datetime | None
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class GoodsCasePage:
    """A page of waiting goods, the next due first."""

    nodes: tuple[GoodsCase, ...]
    end_cursor: str | None
    has_next: bool
    total: int


_COLUMNS = (
    "public_id", "name", "merchant__name", "category__name", "category__kind", "attributes",
    "status", "reason", "version",
)  # fmt: skip


def waiting(*, actor: Actor, first: int, after: str | None = None) -> GoodsCasePage:
    """Return goods that wait for a decision. Four statements at most.

    Raises what `cases.queue` raises, and Forbidden for a township's officer.
    """
    county = require_county(actor)
    page = cases.queue(actor=county, first=first, kind=CaseKind.GOODS, after=after)
    found = _goods(
        [case.subject for case in page.nodes], {case.subject: case for case in page.nodes}
    )
    return GoodsCasePage(
        nodes=tuple(found[case.subject] for case in page.nodes if case.subject in found),
        end_cursor=page.end_cursor,
        has_next=page.has_next,
        total=page.total,
    )


def one(*, actor: Actor, product_id: str) -> GoodsCase:
    """Return a product with its last case. Two statements. Raises Forbidden, NotFound."""
    require_county(actor)
    found = _goods([product_id], cases.latest(kind=CaseKind.GOODS, subjects=[product_id]))
    if product_id not in found:
        raise NotFound("product")
    return found[product_id]


def _goods(product_ids: Sequence[str], asked: dict[str, Case]) -> dict[str, GoodsCase]:
    rows = Product.objects.filter(public_id__in=product_ids).values_list(*_COLUMNS)
    found = {}
    for row in rows:
        case = asked.get(row[0]) if row[6] == ProductStatus.IN_REVIEW else None
        times = (case.opened_at, case.due_at) if case else (None, None)
        found[row[0]] = GoodsCase(*row, *times)
    return found
