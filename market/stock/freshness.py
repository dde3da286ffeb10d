"""Told before ordering: of which goods too few would still be good where they are fetched."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db.models import F, Sum

from market.stock import rules
from market.stock.models import Lot


@dataclass(frozen=True, slots=True)
class Wanted:
    """So many of a variant, of which `available` can be sold at all."""

    variant_pk: int
    variant_id: str
    quantity: int
    available: int


@dataclass(frozen=True, slots=True)
class Stale:
    """Enough is there, but only `fresh_units` of it would be good to the last day on the shelf."""

    variant_id: str
    fresh_units: int
    arrives_on: date


def stale(
    *, wanted: Sequence[Wanted], arrive_on: date, at_point: bool, on: date
) -> tuple[Stale, ...]:
    """Return those of the wanted goods that `services.reserve` would refuse as ArrivesStale.

    Of goods that are sold out, or too few anyway, nothing is said here. One statement, none where
    nothing is wanted.
    """
    there = [want for want in wanted if want.available >= want.quantity]
    fresh = _fresh_units(
        [want.variant_pk for want in there], arrive_on=arrive_on, at_point=at_point, on=on
    )
    return tuple(
        Stale(want.variant_id, fresh.get(want.variant_pk, 0), arrive_on)
        for want in there
        if fresh.get(want.variant_pk, 0) < want.quantity
    )


def _fresh_units(
    variant_pks: Sequence[int], *, arrive_on: date, at_point: bool, on: date
) -> dict[int, int]:
    if not variant_pks:
        return {}
    shelf_days = settings.SHELF_DAYS_AT_POINT if at_point else {}
    lots = (
        Lot.objects.filter(variant__in=variant_pks, expires_on__gt=on, on_hand__gt=F("reserved"))
        .values("variant_id", "expires_on", "batch__storage")
        .annotate(units=Sum(F("on_hand") - F("reserved")))
        .values_list("variant_id", "expires_on", "batch__storage", "units")
    )
    found: dict[int, int] = {}
    for variant, expires_on, storage, units in lots.order_by():
        if rules.arrives_fresh(expires_on, storage, arrive_on, shelf_days):
            found[variant] = found.get(variant, 0) + units
    return found
