"""Finding goods on a real Elasticsearch."""

import itertools
from collections.abc import Callable
from typing import Any

import pytest

from market.catalogue.models import Product
from market.display import queries as display
from market.kernel.errors import Invalid
from market.search import queries
from market.search.results import SearchPage, Sort
from market.stock.models import Lot
from tests.market.search.conftest import NOW, TODAY, Market

pytestmark = [pytest.mark.elastic, pytest.mark.django_db]

Goods = dict[str, Product]


def search(text: str = "", **asked: Any) -> SearchPage:
    page = queries.search_products(text=text, now=NOW, **{"first": 20, **asked})
    assert not page.degraded
    return page


def names(page: SearchPage) -> list[str]:
    return [hit.name for hit in page.hits]


FOUND = [
    ("衡山 桃", "衡山红脆桃 精品果", 2),
    ("衡山桃", "衡山红脆桃 精品果", 2),
    ("红脆桃", "衡山红脆桃 精品果", 2),
    ("脆桃", "店门脆桃 家庭装", 2),
    ("hengshan tao", "衡山红脆桃 精品果", 2),
    ("hengshanhongcuitao", "衡山红脆桃 精品果", 1),
    ("hshct", "衡山红脆桃 精品果", 1),
    ("沃柑", "龙凤沃柑 中果", 2),
    ("wogan", "龙凤沃柑 中果", 2),
    ("WoGan", "龙凤沃柑 中果", 2),
    ("wg", "龙凤沃柑 中果", 2),
    ("ywc", "云雾茶礼盒", 1),
    ("ymc", "燕麦茶", 1),
    ("雲霧茶", "云雾茶礼盒", 1),
    ("岳北", "云雾茶礼盒", 1),
    ("望峰村", "云雾茶礼盒", 1),
    ("yuebei cha", "云雾茶礼盒", 1),
    ("祁东", "燕麦茶", 1),
    ("柴鸡蛋", "白果散养土鸡蛋", 1),
    ("柑橘", "龙凤沃柑 中果", 2),
    ("禽蛋", "白果散养土鸡蛋", 1),
    ("qindan", "白果散养土鸡蛋", 1),
    ("紫薯", "紫薯", 1),
]


def test_found(goods: Goods, indexed: Callable[[], None]) -> None:
    """By characters, words, places, kinds, synonyms, pinyin and initials: the best one first."""
    indexed()
    wrong = {}
    for typed, first, total in FOUND:
        page = search(typed)
        if names(page)[:1] != [first] or page.total != total or len(page.hits) != total:
            wrong[typed] = names(page)
    assert wrong == {}


def test_hengshan_finds_what_grows_there(goods: Goods, indexed: Callable[[], None]) -> None:
    indexed()
    assert names(search("hengshan"))[0] == "衡山红脆桃 精品果"
    assert set(names(search("hengshan"))) == set(names(search("衡山"))) == set(goods) - {"燕麦茶"}


def test_codes_are_found_in_any_case(goods: Goods, indexed: Callable[[], None]) -> None:
    indexed()
    product = goods["紫薯"]
    sku = product.variants.get().sku
    assert names(search(sku)) == names(search(sku.lower())) == ["紫薯"]
    assert names(search(product.public_id)) == ["紫薯"]
    assert len(search(sku[:5]).hits) == len(goods)


def test_a_kind_counts_more_than_a_character_in_a_name(
    market: Market, indexed: Callable[[], None]
) -> None:
    market.product("岳北毛尖", kind="tea")
    market.product("茶枯饼", kind="dried")
    indexed()
    assert names(search("茶")) == ["岳北毛尖", "茶枯饼"]


def test_every_word_must_apply(goods: Goods, indexed: Callable[[], None]) -> None:
    indexed()
    assert search("沃柑 望峰").total == 0
    assert search("土豆").total == 0


def test_nothing_but_signs_finds_nothing(goods: Goods, indexed: Callable[[], None]) -> None:
    indexed()
    assert search("***").total == 0
    assert search(" 　 ").total == len(goods)


def test_a_hit_is_the_card_that_lists_show(
    market: Market, goods: Goods, indexed: Callable[[], None]
) -> None:
    product = goods["衡山红脆桃 精品果"]
    large = market.variant(product, price=7600, stock=0)
    indexed()
    (hit, *_) = search("红脆桃 精品").hits
    assert [hit] == display.cards(product_pks=[product.pk], on=TODAY)
    assert (hit.id, hit.slug, hit.origin_name) == (product.public_id, product.slug, "店门镇天堂村")
    assert [(v.price_fen, v.available) for v in hit.variants] == [(3980, 10), (7600, 0)]
    assert hit.variants[1].id == large.public_id
    assert hit.picture is not None
    assert hit.picture.key == product.pictures.get().picture.key
    assert hit.badge is not None
    assert hit.badge.code == "legacy"


def test_price_and_stock_are_those_of_this_moment(
    goods: Goods, indexed: Callable[[], None]
) -> None:
    """The index may be a moment behind; what a hit says of money and stock is not."""
    indexed()
    tea = goods["燕麦茶"]
    tea.variants.update(price_fen=1234)
    Lot.objects.filter(variant__product=tea).update(reserved=10)
    (hit,) = search("燕麦茶").hits
    assert [(v.price_fen, v.available) for v in hit.variants] == [(1234, 0)]
    assert not hit.in_stock
    tea.variants.update(active=False)
    assert search("燕麦茶").hits == ()


def test_facets_count_what_each_further_choice_would_leave(
    goods: Goods, indexed: Callable[[], None]
) -> None:
    indexed()
    page = search(town_code="430423201", category="fruit")
    assert names(page) == ["龙凤沃柑 中果"]
    assert [(f.code, f.name, f.count) for f in page.facets.towns] == [
        ("430423107", "店门镇", 2),
        ("430423201", "永和乡", 1),
    ]
    assert {(f.code, f.name): f.count for f in page.facets.categories} == {
        ("dried", "干货"): 1,
        ("fruit", "水果"): 1,
        ("poultry", "禽蛋"): 1,
    }
    page = search(right="legacy")
    assert names(page) == ["衡山红脆桃 精品果"]
    assert [(f.code, f.count) for f in page.facets.rights] == [("legacy", 1)]
    assert sum(f.count for f in page.facets.towns) == 1


def test_a_place_is_a_county_a_town_or_a_village(goods: Goods, indexed: Callable[[], None]) -> None:
    indexed()
    assert search(town_code="430423201").total == search(town_code="430423201224").total == 3
    assert search(town_code="430423").total == 7
    assert names(search(town_code="430426")) == ["燕麦茶"]


@pytest.mark.parametrize("sort", list(Sort))
def test_sold_out_goods_come_last(goods: Goods, indexed: Callable[[], None], sort: Sort) -> None:
    indexed()
    page = search("沃柑", sort=sort)
    assert [hit.in_stock for hit in page.hits] == [True, False]


def test_sorting(goods: Goods, indexed: Callable[[], None]) -> None:
    indexed()
    rising = [h.variants[0].price_fen for h in search(sort=Sort.PRICE_ASC).hits if h.in_stock]
    assert rising == sorted(rising)
    falling = [h.variants[0].price_fen for h in search(sort=Sort.PRICE_DESC).hits if h.in_stock]
    assert falling == sorted(rising, reverse=True)
    assert names(search(sort=Sort.NEWEST))[0] == "紫薯"


def test_paging_has_no_duplicate_and_no_hole(market: Market, indexed: Callable[[], None]) -> None:
    for number in range(23):
        market.product(f"衡山桃 {number % 3}", price=1000 + number % 4, stock=number % 5)
    indexed()
    for sort, text in itertools.product(Sort, ("", "桃", "hengshan")):
        _walk(text, sort)


def _walk(text: str, sort: Sort) -> None:
    seen: list[str] = []
    page = search(text, sort=sort, first=5)
    while True:
        seen += [hit.id for hit in page.hits]
        if not page.has_next:
            break
        page = search(text, sort=sort, first=5, after=page.end_cursor)
    assert len(seen) == len(set(seen)) == page.total == 23
    assert seen == [hit.id for hit in search(text, sort=sort, first=100).hits]


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        ({"first": 0}, "first"),
        ({"first": 101}, "first"),
        ({"town_code": "43*"}, "townCode"),
        ({"town_code": "4304231"}, "townCode"),
        ({"category": "a b"}, "category"),
        ({"right": "x'--"}, "right"),
        ({"after": "x"}, "after"),
        ({"after": "WyJORVdFU1QiXQ"}, "after"),
        ({"after": "WyJORVdFU1QiLDEsInx8IiwxLDFd"}, "after"),
        ({"after": "null"}, "after"),
        ({"after": ""}, "after"),
        ({"after": "é"}, "after"),
    ],
)
def test_bad_input_is_refused(index: str, asked: dict[str, Any], name: str) -> None:
    with pytest.raises(Invalid) as refused:
        search("桃", **asked)
    assert refused.value.name == name


def test_counter_finds_exact_code_first_and_sold_out_goods_too(
    market: Market, goods: Goods, indexed: Callable[[], None]
) -> None:
    twin = market.product("CUN-00001 赠品")
    sold_out = goods["沃柑果酱"]
    indexed()
    found = queries.find_goods(text=sold_out.variants.get().sku, first=10, now=NOW)
    assert [hit.id for hit in found] == [sold_out.public_id]
    first = goods["衡山红脆桃 精品果"].variants.get().sku
    found = queries.find_goods(text=first, first=10, now=NOW)
    assert found[0].id == goods["衡山红脆桃 精品果"].public_id
    assert twin.public_id not in [hit.id for hit in found[:1]]
    assert [h.name for h in queries.find_goods(text="wgg", first=10, now=NOW)] == ["沃柑果酱"]
    assert queries.find_goods(text="", first=10, now=NOW) == ()


def test_suggestions_are_places_kinds_and_goods(goods: Goods, indexed: Callable[[], None]) -> None:
    indexed()
    assert queries.suggest(text="yongh", now=NOW)[0] == "永和乡"
    assert queries.suggest(text="茶", now=NOW)[0] == "茶叶"
    assert queries.suggest(text="wog", now=NOW)[0] in ("龙凤沃柑 中果", "沃柑果酱")
    assert queries.suggest(text="*", now=NOW) == []
    assert len(queries.suggest(text="h", now=NOW)) <= queries.SUGGESTIONS


INJECTIONS = [
    '"', "'", "\\", "/", "桃 OR 沃柑", "桃 AND NOT 衡山", "name:沃柑", "_exists_:badges", "*", "?",
    "桃*", "(", ")", "((((", "[a TO z]", "{}", '{"match_all":{}}', "桃^1000", "~", "桃~2",
    "+桃 -桃", "&&", "||", "!", "<script>alert(1)</script>",
    "'; drop table catalogue_product; --", "%",
    "_", "%' or '1'='1", "\x00", "\x00桃", "\ud800", "{{7*7}}", "${7*7}", "..%2f..%2f",
    "桃\r\nX-A: b",
    '"}},"size":10000,"x":{"y":{"', "doc['price_min'].value", "_id:1", "\u202e桃", "🍑", "桃" * 500,
    "a" * 5000, "桃 " * 300, "-", "--", "-桃", "NOT", "AND", "OR", "TO", "null", "NaN", "1e999",
]  # fmt: skip


def test_no_text_has_any_effect_but_being_looked_for(
    goods: Goods, indexed: Callable[[], None]
) -> None:
    indexed()
    ours = {product.public_id for product in goods.values()}
    for typed in INJECTIONS:
        page = search(typed)
        assert page.total < len(goods), typed
        assert {hit.id for hit in page.hits} <= ours
        queries.find_goods(text=typed, first=5, now=NOW)
        queries.suggest(text=typed, now=NOW)
    assert search("").total == len(goods)


def test_statements_do_not_grow_with_hits(
    market: Market, indexed: Callable[[], None], django_assert_max_num_queries: Any
) -> None:
    for number in range(20):
        market.product(f"桃 {number}", right=market.right)
    indexed()
    for first in (2, 20):
        with django_assert_max_num_queries(2):
            assert len(search("桃", first=first).hits) == first
