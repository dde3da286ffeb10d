"""Finding goods: Elasticsearch, or the database where that does not answer. Reads only."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from market.catalogue.models import Product
from market.gi.rules import Badge
from market.kernel.errors import Invalid
from market.search import database, documents, elastic, reading, sounds
from market.search import text as texts
from market.search.engine import Unavailable, for_reading
from market.search.results import (
    MAX_PAGE,
    Asked,
    Facets,
    Hit,
    HitPicture,
    HitVariant,
    SearchPage,
    Sort,
    pack_cursor,
    read_cursor,
)

SUGGESTIONS = 8
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
    except Unavailable:
        return _from_database(asked, now)
    found = answer["hits"]["hits"]
    shown = found[: asked.first]
    return SearchPage(
        hits=hits([hit["_source"]["card"] for hit in shown], now),
        total=answer["hits"]["total"]["value"],
        facets=elastic.read_facets(answer.body),
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
    page = database.search(asked, on=reading.county_day(now))
    return SearchPage(
        hits=hits(page.cards, now),
        total=page.total,
        facets=page.facets,
        degraded=True,
        end_cursor=pack_cursor(page.sort, page.place) if page.place else None,
        has_next=page.has_next,
    )


def find_goods(*, text: str, first: int, now: datetime) -> tuple[Hit, ...]:
    """Return goods for a clerk's counter: an exact code first, then the best match.

    Sold-out goods are among them, as the clerk must be able to say so. Raises Invalid.
    """
    _check_first(first)
    words = texts.words(text)
    return hits(_counter_cards(words, first, now), now) if words else ()


def suggest(*, text: str, now: datetime) -> list[str]:
    """Return up to 8 texts worth searching for: places, kinds and sellers that begin with what
    was typed (characters, pinyin or initials), then names of goods.
    """
    words = texts.words(text)
    if not words:
        return []
    typed = "".join(words)
    cards = _counter_cards(words, 4 * SUGGESTIONS, now)
    labels = [
        card[part] for part in ("category_name", "town_name", "origin_name") for card in cards
    ]
    begun = [label for label in labels if sounds.starts_like(label, typed)]
    return list(dict.fromkeys([*begun, *(card["name"] for card in cards)]))[:SUGGESTIONS]


def _counter_cards(words: Sequence[str], first: int, now: datetime) -> list[dict[str, Any]]:
    try:
        with for_reading() as client:
            body = elastic.counter_body(words, first)
            answer = client.search(index=documents.alias(), **body)
    except Unavailable:
        return database.find(words, first, on=reading.county_day(now))
    return [hit["_source"]["card"] for hit in answer["hits"]["hits"]]


def hits(cards: Iterable[Mapping[str, Any]], now: datetime) -> tuple[Hit, ...]:
    """Return cards as hits, with the badges that the register gives at this moment."""
    cards = list(cards)
    claims = [tuple(card[name] for name in _CLAIM) for card in cards]
    badges = reading.badges(claims, reading.county_day(now))
    return tuple(_hit(card, badges.get(card["pk"])) for card in cards)


def _hit(card: Mapping[str, Any], badge: Badge | None) -> Hit:
    picture = card["picture"]
    plain = {name: card[name] for name in _PLAIN}
    return Hit(
        **plain,
        picture=HitPicture(**{**picture, "widths": tuple(picture["widths"])}) if picture else None,
        variants=tuple(HitVariant(**variant) for variant in card["variants"]),
        badge=badge,
    )


_CLAIM = ("pk", "right_pk", "credit_code", "batch_village")
_PLAIN = [name for name in Hit.__dataclass_fields__ if name not in ("picture", "variants", "badge")]


def products_of_right(right_id: str) -> list[str]:
    """Return public ids of the listed goods that claim a right."""
    return list(
        Product.objects.listed()
        .filter(right__public_id=right_id)
        .order_by("pk")
        .values_list("public_id", flat=True)
    )
