"""Finding goods: Elasticsearch, or the database where that does not answer. Reads only."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from market.catalogue.models import Product
from market.display import building as cards
from market.display import queries as display
from market.display.rows import Card
from market.gi import queries as gi
from market.kernel import days
from market.kernel.errors import Invalid
from market.search import building, database, documents, elastic, sounds
from market.search import text as texts
from market.search.engine import Unavailable, for_reading
from market.search.results import (
    MAX_PAGE,
    Asked,
    Facets,
    SearchPage,
    Sort,
    pack_cursor,
    read_cursor,
)

SUGGESTIONS = 8
GOODS_FOR_SUGGESTIONS = 32
_NOTHING = SearchPage(
    hits=(),
    total=0,
    facets=Facets(towns=(), categories=(), rights=()),
    degraded=False,
    end_cursor=None,
    has_next=False,
)
_CODES = {
    "townCode": re.compile(r"\d{6}(\d{3}){0,2}", re.ASCII),
    "category": re.compile(r"[-\w]{1,32}", re.ASCII),
    "right": re.compile(r"[a-z_]{1,32}", re.ASCII),
}


def search_products(
    *,
    text: str,
    now: datetime,
    first: int,
    after: str | None = None,
    town_code: str | None = None,
    category: str | None = None,
    right: str | None = None,
    sort: Sort = Sort.RELEVANCE,
) -> SearchPage:
    """Return a page of listed goods to which every word of `text` applies.

    Words are looked for in name, variety, places (village, town, county), kind and seller, as
    characters, pinyin or initials, and as SKU. No word: all goods. Sold-out goods come last.
    `town_code` takes a county, town or village, `right` the code of a badge. `after` is the
    `end_cursor` of the page before. At most 80 characters of the text are read, and no character
    has a special meaning. One request to Elasticsearch; where it fails the database answers and
    the page is marked `degraded`. Raises Invalid.
    """
    words = tuple(texts.words(text))
    asked = _asked(words, town_code, category, right, sort, first, after)
    if text.strip() and not words:
        return _NOTHING
    try:
        with for_reading() as client:
            answer = client.search(index=documents.alias(), **elastic.search_body(asked))
        return _from_index(answer.body, asked, days.day(now))
    except Unavailable:
        return _from_database(asked, now)


def _from_index(answer: Mapping[str, Any], asked: Asked, on: date) -> SearchPage:
    found = answer["hits"]["hits"]
    shown = found[: asked.first]
    return SearchPage(
        hits=_cards(shown, on),
        total=answer["hits"]["total"]["value"],
        facets=elastic.read_facets(answer),
        degraded=False,
        end_cursor=pack_cursor(asked.sort, elastic.read_place(shown[-1])) if shown else None,
        has_next=len(found) > len(shown),
    )


def _asked(
    words: tuple[str, ...],
    town_code: str | None,
    category: str | None,
    right: str | None,
    sort: Sort,
    first: int,
    after: str | None,
) -> Asked:
    """Check what was asked. A cursor brings its own order: that of the page before it."""
    _check_first(first)
    given = {"townCode": town_code, "category": category, "right": right}
    for name, value in given.items():
        if value is not None and not _CODES[name].fullmatch(value):
            raise Invalid(name=name, rule="code")
    place = None
    if after is not None:
        sort, place = read_cursor(after)
    elif not words and sort is Sort.RELEVANCE:
        sort = Sort.NEWEST
    return Asked(
        words=words,
        town_code=town_code,
        category=category,
        right=right,
        sort=sort,
        first=first,
        after=place,
    )


def _check_first(first: int) -> None:
    if not 1 <= first <= MAX_PAGE:
        raise Invalid(name="first", rule="range")


def _from_database(asked: Asked, now: datetime) -> SearchPage:
    on = days.day(now)
    page = database.search(asked, on=on)
    return SearchPage(
        hits=tuple(display.cards(product_pks=page.pks, on=on)),
        total=page.total,
        facets=page.facets,
        degraded=True,
        end_cursor=pack_cursor(page.sort, page.place) if page.place else None,
        has_next=page.has_next,
    )


def find_goods(*, text: str, first: int, now: datetime) -> tuple[Card, ...]:
    """Return goods for a clerk's counter: an exact code first, then the best match.

    Sold-out goods are among them, as the clerk must be able to say so. Raises Invalid.
    """
    _check_first(first)
    words, on = texts.words(text), days.day(now)
    if not words:
        return ()
    try:
        with for_reading() as client:
            body = elastic.counter_body(words, first)
            answer = client.search(index=documents.alias(), **body)
        return _cards(answer["hits"]["hits"], on)
    except Unavailable:
        pks = database.find(words, first, on=on)
        return tuple(display.cards(product_pks=pks, on=on))


def suggest(*, text: str, now: datetime) -> list[str]:
    """Return up to 8 texts worth searching for: kinds, towns and villages that begin with what
    was typed (characters, pinyin or initials), then names of goods.
    """
    words = texts.words(text)
    if not words:
        return []
    try:
        with for_reading() as client:
            body = elastic.labels_body(words, GOODS_FOR_SUGGESTIONS)
            answer = client.search(index=documents.alias(), **body)
        found = [hit["_source"]["labels"] for hit in answer["hits"]["hits"]]
    except Unavailable:
        found = database.labels(words, GOODS_FOR_SUGGESTIONS, on=days.day(now))
    typed = "".join(words)
    *subjects, names = zip(*found, strict=True) if found else ((),)
    begun = [label for part in subjects for label in part if sounds.starts_like(label, typed)]
    return list(dict.fromkeys([*begun, *names]))[:SUGGESTIONS]


def _cards(hits: Sequence[Mapping[str, Any]], on: date) -> tuple[Card, ...]:
    """Return hits as cards. What moves is read now: prices, stock, badges. Two statements.

    Goods that are no longer for sale are left out, told to the index or not. Raises Unavailable
    for an index of another shape, which is about to be rebuilt.
    """
    try:
        found = [building.row_of(hit["_source"]["card"]) for hit in hits]
    except TypeError:
        raise Unavailable("the index has another shape") from None
    rows = [row for row, _ in found]
    grown = {row.pk: where for row, where in found if where is not None}
    listed = Product.objects.listed(on).filter(pk__in=[row.pk for row in rows])
    variants = cards.variants_of(listed, on) if rows else {}
    badges = gi.badges_of(cards.claims_of(rows, grown), on)
    return tuple(
        cards.card_of(row, variants[row.pk], badges.get(row.pk))
        for row in rows
        if row.pk in variants
    )


def products_of_right(right_id: str, on: date) -> list[str]:
    """Return public ids of the goods listed that day that claim a right."""
    return list(
        Product.objects.listed(on)
        .filter(right__public_id=right_id)
        .order_by("pk")
        .values_list("public_id", flat=True)
    )
