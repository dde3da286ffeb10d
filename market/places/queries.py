"""Towns, villages and the names that people read."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings

from market.kernel.errors import NotFound
from market.places.models import Place, PlaceQuerySet


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """A place as lists show it; degrees WGS 84, drawn (see `rules.draw_towns`)."""

    code: str
    name: str
    short_name: str
    pinyin: str
    initials: str
    lat: float
    lon: float


def towns(county_code: str) -> list[PlaceRow]:
    """Return the townships of a county, by code. One statement."""
    return _rows(Place.objects.towns().filter(parent_id=county_code))


def villages(town_code: str) -> list[PlaceRow]:
    """Return the villages and communities of a township, by code. One statement."""
    return _rows(Place.objects.villages().filter(parent_id=town_code))


def origins(county_code: str) -> list[dict[str, str]]:
    """Return every village of a county as {code, name}, to be read without context. One statement.

    For choosing where goods come from.
    """
    villages = Place.objects.villages().filter(parent__parent=county_code).order_by("code")
    rows = villages.values_list("code", "name", "parent__name")
    return [{"code": code, "name": full_name(code, name, town)} for code, name, town in rows]


def named_villages() -> list[tuple[str, str]]:
    """Return code and full name of every village of the county, by code. One statement."""
    rows = Place.objects.villages().filter(code__startswith=settings.COUNTY_CODE).order_by("code")
    return [
        (code, full_name(code, name, town))
        for code, name, town in rows.values_list("code", "name", "parent__name")
    ]


def place(code: str) -> Place:
    """Return a place with its parent. Raises NotFound("place")."""
    found = Place.objects.select_related("parent").filter(code=code).first()
    if found is None:
        raise NotFound("place")
    return found


def full_names(codes: Iterable[str]) -> dict[str, str]:
    """Return names to be read without context, "永和乡龙凤村", by code. One statement."""
    rows = Place.objects.filter(code__in=set(codes)).values_list("code", "name", "parent__name")
    return {code: full_name(code, name, parent) for code, name, parent in rows}


def full_name(code: str, name: str, parent_name: str | None) -> str:
    """Return a village's name with its township before it, any other place's as it is."""
    return f"{parent_name}{name}" if len(code) == 12 and parent_name else name


def _rows(places: PlaceQuerySet) -> list[PlaceRow]:
    columns = ("code", "name", "short_name", "pinyin", "initials", "lat", "lon")
    return [PlaceRow(*row) for row in places.order_by("code").values_list(*columns)]
