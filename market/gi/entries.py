"""The register, page by page: this county's entries first, then by kind and name."""

from dataclasses import dataclass

from django.conf import settings
from django.db.models import (
    Case,
    F,
    Func,
    IntegerField,
    Q,
    QuerySet,
    TextField,
    Value,
    When,
)

from market.gi.models import Right, Scheme
from market.kernel.errors import Invalid

MOST_AT_ONCE = 100
_ORDER = ("far", "scheme", "name", "pk")


@dataclass(frozen=True, slots=True)
class EntryPage:
    """A page of the register."""

    nodes: tuple[Right, ...]
    end_cursor: str | None
    has_next: bool
    total: int


def page(
    *, first: int, after: str | None = None, text: str | None = None, scheme: str | None = None
) -> EntryPage:
    """Return entries, those that reach into this county first. Three statements at most.

    `text` is part of a name, a holder or a place. Raises Invalid: first (1 to 100), after, scheme.
    """
    if not 1 <= first <= MOST_AT_ONCE:
        raise Invalid("first", "range")
    if scheme is not None and scheme not in Scheme.values:
        raise Invalid("scheme", "scheme")
    wanted = _entries()
    if scheme is not None:
        wanted = wanted.filter(scheme=scheme)
    for word in (text or "").split()[:5]:
        wanted = wanted.filter(
            Q(name__icontains=word) | Q(holder__icontains=word) | Q(area__icontains=word)
        )
    rows = wanted.order_by(*_ORDER)
    if after is not None:
        rows = rows.filter(_behind(after))
    found = list(rows.defer("outline")[: first + 1])
    shown = tuple(found[:first])
    return EntryPage(
        nodes=shown,
        end_cursor=shown[-1].public_id if shown else None,
        has_next=len(found) > first,
        total=wanted.count(),
    )


def _entries() -> QuerySet[Right]:
    """Return all entries with `far`: 0 for one whose codes reach into the county, or hold it."""
    county: str = settings.COUNTY_CODE
    above = "|".join(county[:length] for length in range(2, len(county)))
    codes = Func(F("area_codes"), Value(" "), function="array_to_string", output_field=TextField())
    local = When(codes__regex=rf"(^| )({county}|({above})( |$))", then=Value(0))
    return Right.objects.alias(codes=codes).annotate(
        far=Case(local, default=Value(1), output_field=IntegerField())
    )


def _behind(after: str) -> Q:
    """Return the condition of the entries behind the last one of the page before."""
    last = _entries().filter(public_id=after).values_list(*_ORDER).first()
    if last is None:
        raise Invalid("after", "cursor")
    behind, same = Q(), Q()
    for name, value in zip(_ORDER, last, strict=True):
        behind |= same & Q(**{f"{name}__gt": value})
        same &= Q(**{name: value})
    return behind
