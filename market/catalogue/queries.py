"""What the desk reads of categories, kinds and changes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from market.accounts.actors import Actor
from market.accounts.models import User
from market.catalogue import finding, kinds
from market.catalogue.kinds import Attribute, Kind
from market.catalogue.models import Category, Revision
from market.kernel.errors import Invalid

MOST_AT_ONCE = 50


@dataclass(frozen=True, slots=True)
class CategoryKind:
    """A category, and the kind that says what its goods state."""

    code: str
    name: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class Changed:
    """One column that changed; `variant_id` is public, or nothing for the product itself."""

    column: str
    variant_id: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Change:
    """One change of a product, and who made it."""

    version: int
    at: datetime
    by: str
    undo: bool
    columns: tuple[Changed, ...]


def categories() -> list[CategoryKind]:
    """Return all categories in their order. One statement."""
    rows = Category.objects.order_by("position", "code").values_list("code", "name", "kind")
    return [CategoryKind(code, name, kinds.of(kind)) for code, name, kind in rows]


def changes(*, actor: Actor, product_id: str, first: int) -> list[Change]:
    """Return the last changes of the merchant's product, newest first. Two statements.

    Raises Forbidden, Invalid("first", "range"); of a stranger's product there are none.
    """
    staff = finding.staff(actor)
    if not 1 <= first <= MOST_AT_ONCE:
        raise Invalid("first", "range")
    rows = list(
        Revision.objects.filter(
            product__public_id=product_id, product__merchant=staff.merchant_id
        ).order_by("-pk")[:first]
    )
    keys = {row.actor: int(row.actor.partition(":")[2]) for row in rows}
    names = dict(User.objects.filter(pk__in=keys.values()).values_list("pk", "name"))
    return [
        Change(row.version, row.at, names.get(keys[row.actor], ""), row.undo, _columns(row.changes))
        for row in rows
    ]


def facts(kind: Kind, stored: Mapping[str, Any]) -> list[tuple[Attribute, str]]:
    """Return every fact of a kind with what a form shows for it."""
    return [(each, _typed(stored.get(each.name))) for each in kind.attributes]


def _columns(changes: Mapping[str, Any]) -> tuple[Changed, ...]:
    own = [Changed(name, "", *pair) for name, pair in changes["product"].items()]
    sizes = [
        Changed(name, variant_id, *pair)
        for variant_id, columns in changes["variants"].items()
        for name, pair in columns.items()
    ]
    return tuple(own + sizes)


def _typed(value: Any) -> str:
    if isinstance(value, bool):
        return "1" if value else ""
    return "" if value is None else str(value)
