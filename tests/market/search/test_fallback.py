"""Elasticsearch away or slow: the database answers, marked; and the index is whole afterwards."""

import socket
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from elasticsearch import ConnectionError as NoConnection

from market.catalogue.models import Product, ProductStatus
from market.search import engine, handlers, queries, services
from market.search.results import SearchPage, Sort
from market.search.services import Drift, Unavailable
from tests.market.search.conftest import NOW, Market

pytestmark = pytest.mark.django_db

Goods = dict[str, Product]
DEAD = "http://127.0.0.1:9"


@pytest.fixture
def away(settings: Any) -> None:
    settings.ELASTICSEARCH_URL = DEAD
    engine.forget_failures()


def search(text: str = "", **asked: Any) -> SearchPage:
    return queries.search_products(text=text, now=NOW, **{"first": 20, **asked})


def names(page: SearchPage) -> set[str]:
    return {hit.name for hit in page.hits}


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("衡山 桃", {"衡山红脆桃 精品果", "店门脆桃 家庭装"}),
        ("hengshan hct", {"衡山红脆桃 精品果"}),
        ("wogan", {"龙凤沃柑 中果", "沃柑果酱"}),
        ("沃柑", {"龙凤沃柑 中果", "沃柑果酱"}),
        ("ymc", {"燕麦茶"}),
        ("雲霧茶", {"云雾茶礼盒"}),
        ("祁东", {"燕麦茶"}),
        ("CUN-000", None),
        ("沃_柑", set()),
    ],
)
def test_the_database_finds_by_letters(
    goods: Goods, away: None, typed: str, found: set[str] | None
) -> None:
    page = search(typed)
    assert page.degraded
    assert names(page) == (set(goods) if found is None else found)
    assert page.total == len(page.hits)


@pytest.mark.elastic
def test_both_engines_give_the_same_shape_and_counts(
    market: Market, goods: Goods, indexed: Callable[[], None], settings: Any
) -> None:
    indexed()
    asked = [
        {"sort": Sort.NEWEST},
        {"sort": Sort.PRICE_ASC, "category": "fruit"},
        {"sort": Sort.PRICE_DESC, "town_code": "430423201"},
        {"sort": Sort.PRICE_ASC, "right": "legacy"},
        {"sort": Sort.NEWEST, "text": "沃柑"},
    ]
    there = [search(**one) for one in asked]
    url, settings.ELASTICSEARCH_URL = settings.ELASTICSEARCH_URL, ""
    here = [search(**one) for one in asked]
    settings.ELASTICSEARCH_URL = url
    for one, other in zip(there, here, strict=True):
        assert not one.degraded
        assert other.degraded
        assert one.hits == other.hits
        assert (one.total, one.end_cursor) == (other.total, other.end_cursor)
        assert set(one.facets.towns) == set(other.facets.towns)
        assert set(one.facets.categories) == set(other.facets.categories)
        assert one.facets.rights == other.facets.rights


@pytest.mark.parametrize("sort", list(Sort))
def test_paging_has_no_duplicate_and_no_hole(market: Market, away: None, sort: Sort) -> None:
    for number in range(13):
        market.product(f"桃 {number}", price=1000 + number % 3, stock=number % 4)
    seen: list[str] = []
    page = search("桃", sort=sort, first=4)
    while True:
        seen += [hit.id for hit in page.hits]
        if not page.has_next:
            break
        page = search("桃", sort=sort, first=4, after=page.end_cursor)
    assert len(seen) == len(set(seen)) == page.total == 13
    assert seen == [hit.id for hit in search("桃", sort=sort, first=100).hits]


@pytest.mark.elastic
@pytest.mark.parametrize("there_first", [True, False])
def test_a_page_may_follow_one_of_the_other_engine(
    market: Market, indexed: Callable[[], None], settings: Any, there_first: bool
) -> None:
    for number in range(9):
        market.product(f"桃 {number}", price=1000 + number % 3)
    indexed()
    urls = [settings.ELASTICSEARCH_URL, ""]
    seen: list[str] = []
    cursor = None
    for turn in range(3):
        settings.ELASTICSEARCH_URL = urls[(turn + there_first) % 2]
        page = search("桃", sort=Sort.PRICE_DESC, first=3, after=cursor)
        seen, cursor = [*seen, *(hit.id for hit in page.hits)], page.end_cursor
    settings.ELASTICSEARCH_URL = urls[0]
    assert seen == [hit.id for hit in search("桃", sort=Sort.PRICE_DESC).hits]


def test_counter_and_suggestions_go_on(goods: Goods, away: None) -> None:
    sku = goods["紫薯"].variants.get().sku
    assert queries.find_goods(text=sku, first=3, now=NOW)[0].name == "紫薯"
    assert [h.name for h in queries.find_goods(text="ywc", first=3, now=NOW)] == ["云雾茶礼盒"]
    assert queries.suggest(text="yongh", now=NOW)[0] == "永和乡"


def test_statements_do_not_grow_with_hits(market: Market, away: None) -> None:
    for number in range(20):
        market.product(f"桃 {number}", right=market.right)
    counts = []
    for first in (2, 20):
        with CaptureQueriesContext(connection) as captured:
            assert len(search("桃", first=first).hits) == first
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 14


@pytest.fixture
def silent() -> Iterator[str]:
    """A server that takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"http://127.0.0.1:{server.getsockname()[1]}"


def test_a_silent_server_is_waited_for_once(goods: Goods, silent: str, settings: Any) -> None:
    settings.ELASTICSEARCH_URL = silent
    engine.forget_failures()
    began = time.monotonic()
    assert search("沃柑").degraded
    waited = time.monotonic() - began
    assert waited < 2.5
    began = time.monotonic()
    assert search("沃柑").total == 2
    assert time.monotonic() - began < 0.5
    engine.forget_failures()


@pytest.mark.elastic
def test_it_is_asked_again_after_the_pause(
    goods: Goods, indexed: Callable[[], None], settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    indexed()
    url = settings.ELASTICSEARCH_URL
    monkeypatch.setitem(engine._paused_until, url, time.monotonic() + 0.2)
    assert search("沃柑").degraded
    time.sleep(0.25)
    assert not search("沃柑").degraded


@pytest.mark.elastic
def test_no_index_yet_is_answered_by_the_database(goods: Goods, index: str) -> None:
    assert search("沃柑").degraded
    assert queries.find_goods(text="沃柑", first=3, now=NOW)


@pytest.mark.elastic
def test_what_changed_during_an_outage_is_mended(
    market: Market, goods: Goods, indexed: Callable[[], None], settings: Any
) -> None:
    indexed()
    url, settings.ELASTICSEARCH_URL = settings.ELASTICSEARCH_URL, DEAD
    jam = goods["沃柑果酱"]
    Product.objects.filter(pk=jam.pk).update(status=ProductStatus.PAUSED, version=2)
    plum = market.product("祝融脆李")
    with pytest.raises(NoConnection):
        handlers.follow_product(product=jam.public_id, now=NOW)
    with pytest.raises(NoConnection):
        handlers.mend(now=NOW)
    assert names(search("脆李")) == {"祝融脆李"}
    settings.ELASTICSEARCH_URL = url
    assert search("脆李").total == 0
    handlers.mend(now=NOW)
    services.refresh()
    page = search("脆李")
    assert [hit.id for hit in page.hits] == [plum.public_id]
    assert not page.degraded
    assert services.drift(now=NOW) == Drift()
    assert names(search("沃柑")) == {"龙凤沃柑 中果"}


def test_without_an_address_nothing_is_asked(goods: Goods, settings: Any) -> None:
    settings.ELASTICSEARCH_URL = ""
    handlers.follow_product(product=goods["紫薯"].public_id, now=NOW)
    handlers.mend(now=NOW)
    assert search("紫薯").degraded
    with pytest.raises(Unavailable):
        services.rebuild(now=NOW)
    with pytest.raises(CommandError, match="ELASTICSEARCH_URL is empty"):
        call_command("search_rebuild")
