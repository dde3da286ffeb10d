"""Questions in Elasticsearch's form, and its answers read back. Pure: no connection.

Only term, prefix, match and bool queries are made, each from a word that holds letters and digits
alone: nothing a person types is ever read as a query language.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from market.display.rows import FacetCount
from market.search import text as texts
from market.search.results import Asked, Facets, Sort
from market.search.sounds import LONGEST

Body = dict[str, Any]

FIELDS = ["name^4", "name.pairs^4", "about", "about.pairs"]
# More than three parts of one long word: four fifths of them suffice.
ENOUGH = "3<80%"
SHORTEST_CODE = 4

_FACETS = {"places": ("town_label", 50), "category": ("category_label", 50)}
_FACETS["badges"] = ("badge_labels", 10)

_KEYS: dict[Sort, Body] = {
    Sort.RELEVANCE: {"_score": "desc"},
    Sort.PRICE_ASC: {"price_min": "asc"},
    Sort.PRICE_DESC: {"price_min": "desc"},
    Sort.NEWEST: {"listed_us": "desc"},
}


def word_query(word: str) -> Body:
    """Return what finds one word: in the name, in what the goods are about, by sound, by code."""
    multi: Body = {
        "query": word,
        "fields": FIELDS,
        "type": "best_fields",
        "minimum_should_match": ENOUGH,
    }
    ways: list[Body] = [{"multi_match": multi}]
    if texts.is_latin(word):
        sound = word[:LONGEST]
        ways += [
            {"match": {"name_spoken": {"query": sound, "boost": 6}}},
            {"match": {"about_spoken": {"query": sound, "boost": 2}}},
            {"term": {"codes": {"value": word, "boost": 1000}}},
        ]
        if len(word) >= SHORTEST_CODE:
            ways.append({"prefix": {"codes": {"value": word, "boost": 10}}})
    return {"dis_max": {"queries": ways}}


def text_query(words: Iterable[str]) -> Body:
    """Return what finds goods to which every one of the words applies; the name counts most."""
    words = list(words)
    if not words:
        return {"match_all": {}}
    joined = "".join(words)
    whole: Body = {"term": {"name_whole": {"value": joined, "boost": 30}}}
    start: Body = {"prefix": {"name_whole": {"value": joined, "boost": 5}}}
    kinds = [{"prefix": {"kind": {"value": word, "boost": 10}}} for word in words]
    must = [word_query(word) for word in words]
    return {"bool": {"must": must, "should": [whole, start, *kinds]}}


def filters(asked: Asked) -> dict[str, Body]:
    """Return the filters that were asked for, by the field they are on."""
    wanted = {"places": asked.town_code, "category": asked.category, "badges": asked.right}
    return {field: {"term": {field: value}} for field, value in wanted.items() if value is not None}


def search_body(asked: Asked) -> Body:
    """Return the one request for a page: hits, their whole number and all facet counts."""
    chosen = filters(asked)
    order: list[Body] = [{"in_stock": "desc"}, _KEYS[asked.sort]]
    order += [{"listed_us": "desc"}, {"pk": "desc"}]
    body: Body = {
        "query": text_query(asked.words),
        "post_filter": {"bool": {"filter": list(chosen.values())}},
        "aggs": {field: _facet(field, chosen) for field in _FACETS},
        "sort": order,
        "size": asked.first + 1,
        "source": ["card"],
        "track_total_hits": True,
    }
    if asked.after is not None:
        body["search_after"] = list(asked.after)
    return body


def _facet(field: str, chosen: Mapping[str, Body]) -> Body:
    label, size = _FACETS[field]
    others = [query for name, query in chosen.items() if name != field]
    terms = {"terms": {"field": label, "size": size}}
    return {"filter": {"bool": {"filter": others}}, "aggs": {"counts": terms}}


def counter_body(words: Iterable[str], first: int) -> Body:
    """Return the request of a clerk, who types codes: the best match first, sold out or not."""
    return {
        "query": text_query(words),
        "sort": [{"_score": "desc"}, {"in_stock": "desc"}, {"listed_us": "desc"}, {"pk": "desc"}],
        "size": first,
        "source": ["card"],
        "track_total_hits": False,
    }


def labels_body(words: Iterable[str], first: int) -> Body:
    """Return the request for names to suggest, from the goods that match best."""
    return {**counter_body(words, first), "source": ["labels"]}


def read_facets(answer: Mapping[str, Any]) -> Facets:
    """Return the counts of an answer to `search_body`."""

    def counts(field: str) -> tuple[FacetCount, ...]:
        buckets = answer["aggregations"][field]["counts"]["buckets"]
        pairs = ((*bucket["key"].split(" ", 1), bucket["doc_count"]) for bucket in buckets)
        return tuple(FacetCount(code=code, name=name, count=count) for code, name, count in pairs)

    return Facets(towns=counts("places"), categories=counts("category"), rights=counts("badges"))


def read_place(hit: Mapping[str, Any]) -> tuple[int, ...]:
    """Return a hit's place in the order. Scores are whole: similarity is boolean, boosts are."""
    return tuple(int(part) for part in hit["sort"])
