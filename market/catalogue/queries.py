"""What the desk reads of categories, kinds and changes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q

from market.accounts.actors import Actor
from market.accounts.models import User
from market.catalogue import finding, kinds
from market.catalogue.kinds import Attribute, Kind
from market.catalogue.models import Category, Product, Revision
from market.gi.models import (
    AuthorisedUser,
    Confidence,
    Right,
    RightStatus,
    Scheme,
    UserStatus,
)
from market.kernel.errors import Invalid
from market.merchants.models import Merchant
from market.places.models import Place

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
    """Return the last changes of the merchant's product, newest first. Four statements at most.

    Places and rights are told by their names. Raises Forbidden, Invalid("first", "range"); of a
    stranger's product there are none.
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
    said = _said(rows)
    return [
        Change(
            row.version,
            row.at,
            names.get(keys[row.actor], ""),
            row.undo,
            _columns(row.changes, said),
        )
        for row in rows
    ]


def rights_to_name(*, actor: Actor) -> list[Right]:
    """Return rights that the merchant's goods may be said to come under, by kind and name.

    Those that the merchant is an authorised user of, honours of villages, and those that its goods
    name already. Whether a badge is shown is decided by market.gi. Two statements. Raises
    Forbidden.
    """
    staff = finding.staff(actor)
    code = Merchant.objects.values_list("credit_code", flat=True).get(pk=staff.merchant_id)
    mine = AuthorisedUser.objects.filter(credit_code=code or "-", status=UserStatus.ACTIVE)
    named = Product.objects.filter(merchant=staff.merchant_id).exclude(right=None)
    wanted = Q(pk__in=mine.values("right")) | Q(
        scheme=Scheme.VILLAGE_PRODUCT, status=RightStatus.RECOGNISED
    )
    found = Right.objects.exclude(confidence=Confidence.LOW).filter(wanted)
    kept = Right.objects.filter(pk__in=named.values("right"))
    return list((found | kept).order_by("scheme", "name", "pk"))


def facts(kind: Kind, stored: Mapping[str, Any]) -> list[tuple[Attribute, str]]:
    """Return every fact of a kind with what a form shows for it."""
    return [(each, _typed(stored.get(each.name))) for each in kind.attributes]


# Columns that hold a key, and how its name is found.
_NAMED = {"origin_id": Place, "right_id": Right}
_Said = Mapping[tuple[str, Any], str]


def _said(rows: Sequence[Revision]) -> _Said:
    """Return the names of places and rights among the changes, by column and key."""
    found: dict[tuple[str, Any], str] = {}
    for column, model in _NAMED.items():
        keys = {key for row in rows for key in row.changes["product"].get(column, ()) if key}
        if keys:
            named = model._default_manager.filter(pk__in=keys).values_list("pk", "name")
            found |= {(column, pk): name for pk, name in named}
    return found


def _columns(changes: Mapping[str, Any], said: _Said) -> tuple[Changed, ...]:
    own = [
        Changed(name, "", *(said.get((name, value), value) for value in pair))
        if name in _NAMED
        else Changed(name, "", *pair)
        for name, pair in changes["product"].items()
    ]
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
