"""The fallback: PostgreSQL compares letters. Slower and plainer, with the same result."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import (
    Case,
    Count,
    Exists,
    IntegerField,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Left

from market.catalogue.models import Product, Variant
from market.display.rows import FacetCount
from market.gi.rules import Badge
from market.places.models import Place
from market.search import building, reading
from market.search.results import Asked, Facets, Sort


@dataclass(frozen=True, slots=True)
class Page:
    """What the database found. `sort` is the order it used, `place` the last good's place."""

    pks: list[int]
    total: int
    facets: Facets
    sort: Sort
    place: tuple[int, ...] | None
    has_next: bool


def search(asked: Asked, *, on: date) -> Page:
    """Return a page. By relevance the database orders by newest, and says so in `sort`."""
    sort = Sort.NEWEST if asked.sort is Sort.RELEVANCE else asked.sort
    everything = _goods(asked.words, on)
    chosen = _filters(asked, on)
    found = everything
    for condition in chosen.values():
        found = found.filter(condition)
    total = found.count()
    places = list(_page(found, sort, asked).values_list(*_PLACE)[: asked.first + 1])
    shown = places[: asked.first]
    return Page(
        pks=[pk for *_, pk in shown],
        total=total,
        facets=_facets(everything, chosen, on),
        sort=sort,
        place=_place(shown[-1], sort) if shown else None,
        has_next=len(places) > len(shown),
    )


def find(words: Sequence[str], first: int, *, on: date) -> list[int]:
    """Return keys for the counter: exact code first, then what is in stock, newest first."""
    exact = Exists(Variant.objects.filter(product=OuterRef("pk"), sku__iexact="-".join(words)))
    found = _goods(words, on).annotate(exact=exact)
    order = found.order_by("-exact", "-stocked", "-listed", "-pk")
    return list(order.values_list("pk", flat=True)[:first])


def labels(words: Sequence[str], first: int, *, on: date) -> list[tuple[str, str, str, str]]:
    """Return names of kind, town, village and product of goods that match, in stock first."""
    found = _goods(words, on).order_by("-stocked", "-listed", "-pk")
    columns = ("category__name", "origin__parent__name", "origin__name", "name")
    return [(kind, town or "", *rest) for kind, town, *rest in found.values_list(*columns)[:first]]


_PLACE = ("stocked", "cheapest", "listed", "pk")


def _goods(words: Sequence[str], on: date) -> QuerySet[Any]:
    """Return listed goods to which every word applies, with what they are ordered by."""
    active = Variant.objects.filter(product=OuterRef("pk"), active=True)
    cheapest = active.order_by().values("product").annotate(least=Min("price_fen")).values("least")
    goods = reading.for_sale(on)
    for word in words:
        goods = goods.filter(_applies(word))
    return goods.annotate(
        cheapest=Subquery(cheapest),
        listed=Coalesce("listed_at", Value(building.EPOCH)),
        stocked=Case(
            When(Exists(reading.sellable_lots(on)), then=1),
            default=0,
            output_field=IntegerField(),
        ),
    )


_LETTERS = (
    "name",
    "subtitle",
    "variety",
    "pinyin",
    "initials",
    "merchant__name",
    "category__name",
    "category__pinyin",
    "origin__name",
    "origin__pinyin",
    "origin__initials",
    "origin__parent__name",
    "origin__parent__pinyin",
    "origin__parent__parent__name",
    "origin__parent__parent__pinyin",
)


def _applies(word: str) -> Q:
    codes = Variant.objects.filter(product=OuterRef("pk"), sku__istartswith=word)
    condition = Q(Exists(codes)) | Q(public_id=word) | Q(slug=word)
    for column in _LETTERS:
        condition |= Q(**{f"{column}__icontains": word})
    return condition


def _filters(asked: Asked, on: date) -> dict[str, Q]:
    chosen = {}
    if asked.town_code is not None:
        chosen["town"] = Q(origin__code__startswith=asked.town_code)
    if asked.category is not None:
        chosen["category"] = Q(category_id=asked.category)
    if asked.right is not None:
        held = _all_badges(on)
        chosen["right"] = Q(pk__in=[pk for pk in held if held[pk].code == asked.right])
    return chosen


def _all_badges(on: date) -> dict[int, Badge]:
    """Return the badge of every product that has one: few products claim a right."""
    claiming = Product.objects.listed(on).filter(right__isnull=False)
    return reading.badges_today(claiming.values_list("pk", flat=True), on)


def _order(sort: Sort) -> tuple[tuple[str, bool], ...]:
    """Return the columns that order a result, each with whether it falls."""
    prices = {Sort.PRICE_ASC: (("cheapest", False),), Sort.PRICE_DESC: (("cheapest", True),)}
    return (("stocked", True), *prices.get(sort, ()), ("listed", True), ("pk", True))


def _place(row: Sequence[Any], sort: Sort) -> tuple[int, ...]:
    stocked, cheapest, listed, pk = row
    listed_us = building.microseconds(listed)
    return stocked, listed_us if sort is Sort.NEWEST else cheapest, listed_us, pk


def _page(found: QuerySet[Any], sort: Sort, asked: Asked) -> QuerySet[Any]:
    """Order, and go on after a place: further in the first column that is not equal."""
    columns = _order(sort)
    ordered = found.order_by(*(f"-{name}" if falls else name for name, falls in columns))
    if asked.after is None:
        return ordered
    stocked, key, listed_us, pk = asked.after
    at = {"stocked": stocked, "cheapest": key, "listed": building.moment(listed_us), "pk": pk}
    beyond, equal = Q(pk__in=()), Q()
    for name, falls in columns:
        beyond |= equal & Q(**{f"{name}__{'lt' if falls else 'gt'}": at[name]})
        equal &= Q(**{name: at[name]})
    return ordered.filter(beyond)


def _facets(everything: QuerySet[Any], chosen: dict[str, Q], on: date) -> Facets:
    def others(own: str) -> QuerySet[Any]:
        found = everything.order_by()
        for name, condition in chosen.items():
            if name != own:
                found = found.filter(condition)
        return found

    towns = others("town").values_list(Left("origin_id", 9)).annotate(n=Count("pk"))
    kinds = others("category").values_list("category_id", "category__name").annotate(n=Count("pk"))
    town_counts = dict(towns)
    names = dict(Place.objects.filter(code__in=town_counts).values_list("code", "name"))
    return Facets(
        towns=_most_first(
            [(code, str(names.get(code, code)), n) for code, n in town_counts.items()]
        ),
        categories=_most_first(list(kinds)),
        rights=_right_counts(others("right"), on),
    )


def _right_counts(found: QuerySet[Any], on: date) -> tuple[FacetCount, ...]:
    held = _all_badges(on)
    counts: dict[tuple[str, str], int] = {}
    for pk in found.filter(pk__in=held).values_list("pk", flat=True):
        label = held[pk].code, building.badge_kind(held[pk].text)
        counts[label] = counts.get(label, 0) + 1
    return _most_first([(code, name, n) for (code, name), n in counts.items()])


def _most_first(rows: list[tuple[str, str, int]]) -> tuple[FacetCount, ...]:
    ordered = sorted(rows, key=lambda row: (-row[2], row[0]))
    return tuple(FacetCount(code=code, name=name, count=count) for code, name, count in ordered)
