"""Looking around: listing, search, product, seller, register, points. No session, no script."""

import re
import uuid
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from fixtures.build import supply
from market.gi.models import Right
from market.search import documents, engine
from market.search import services as search
from tests.graphql.world import World
from tests.pages.conftest import sound

pytestmark = pytest.mark.django_db


@pytest.fixture
def oranges(world: World) -> supply.Goods:
    """Oranges of 龙凤村, which have the honour of their village."""
    right = supply.right("永和乡龙凤村 沃柑", now=world.now)
    return supply.goods(now=world.now, seller=world.chen, right=right)


def test_listing_shows_goods_and_marks_what_is_sold_out(client: Client, world: World) -> None:
    supply.goods(now=world.now, name="卖完的脆桃", units=0)
    name = world.oranges.product.name
    html = sound(client.get("/"))
    assert name in html
    assert "¥</span>29<span" in html
    assert "每500克 ¥5.98" in html
    gone = html[html.index('<li class="good" data-gone>') :]
    assert "卖完的脆桃" in gone[: gone.index("</li>")]
    assert "今天售完" in gone


def test_listing_is_narrowed_by_kind_and_town(client: Client, world: World) -> None:
    fruit, tea = world.oranges.product.name, world.tea.product.name
    html = sound(client.get("/?kind=tea&town=430423201"))
    assert tea in html
    assert fruit not in html
    assert 'href="/?kind=fruit&amp;town=430423201"' in html
    assert "<title>永和乡的茶叶</title>" in html


def test_listing_goes_on_from_page_to_page(
    client: Client, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storefront_graphql.pages.shop.goods.PAGE", 1)
    names = {world.oranges.product.name, world.tea.product.name}
    first = sound(client.get("/"))
    older = re.search(r'rel="next" href="([^"]+)"', first)
    assert older
    second = sound(client.get(older[1].replace("&amp;", "&")))
    assert 'rel="next"' not in second
    seen = [name for name in names if name in first], [name for name in names if name in second]
    assert [len(part) for part in seen] == [1, 1]
    assert seen[0] != seen[1]


def test_statements_of_a_listing_do_not_grow_with_it(client: Client, world: World) -> None:
    """Of the list, of the choices and of the point; a guest's cart is not asked for."""
    client.cookies["point"] = f"P-{supply.LONGFENG}"
    assert world.oranges.product.name in sound(client.get("/"))
    for number in (1, 6):
        for each in range(number):
            supply.goods(now=world.now, seller=world.chen, name=f"{number} {each} 号果")
        with CaptureQueriesContext(connection) as told:
            sound(client.get("/"))
        assert len(told) <= 9


@pytest.mark.parametrize("path", ["/?after=nonsense", "/search?q=a&after=nonsense"])
def test_bad_cursor_is_said_and_not_a_fault(client: Client, world: World, path: str) -> None:
    html = sound(client.get(path), 400)
    assert "没有办成" in html
    assert "Traceback" not in html


@pytest.mark.parametrize(
    "path",
    [
        "/?town=%00",
        "/?kind=%00",
        "/search?q=%00",
        "/search?q=a&town=%00",
        "/points?town=%00",
        "/suggest?q=%00",
        "/pay/return?order=%00",
    ],
)
def test_broken_request_is_said_and_not_a_fault(client: Client, world: World, path: str) -> None:
    client.cookies["shopper"] = world.li.token
    assert "没有办成" in sound(client.get(path), 400)


@pytest.mark.parametrize("code", ["\x00", "P-1", "' or 1=1", "P-4304232012240"])
def test_broken_cookie_is_no_choice(client: Client, world: World, code: str) -> None:
    client.cookies["point"] = code
    client.cookies["mode"] = code
    assert "还没有选取货点" in sound(client.get("/"))
    assert "先选乡镇" in sound(client.get("/points"))


@pytest.mark.elastic
def test_search_by_initials_finds_and_offers_to_narrow(
    client: Client, world: World, elasticsearch_url: str, settings: Any
) -> None:
    settings.ELASTICSEARCH_PREFIX = f"{settings.ELASTICSEARCH_PREFIX}-{uuid.uuid4().hex[:12]}"
    engine.forget_failures()
    names = {world.oranges.product.name, world.tea.product.name}
    search.rebuild(now=world.now)
    search.refresh()
    html = sound(client.get("/search", {"q": "lfwg"}))
    assert [name in html for name in sorted(names)] == [False, True]
    assert "暂时只能" not in html
    html = sound(client.get("/search", {"q": "longfeng", "kind": "tea", "sort": "PRICE_ASC"}))
    assert world.tea.product.name in html
    assert world.oranges.product.name not in html
    assert "永和乡（1）" in html
    indexes = engine.for_writing().indices
    indexes.delete(index=list(indexes.get(index=f"{documents.alias()}-*").body))


def test_search_says_that_it_is_limited_without_its_index(client: Client, world: World) -> None:
    name = world.oranges.product.name
    html = sound(client.get("/search", {"q": "沃柑"}))
    assert name in html
    assert "找到 1 样" in html
    assert "暂时只能按字找" in html
    assert 'value="沃柑"' in html


def test_search_without_a_hit_offers_kinds(client: Client, world: World) -> None:
    assert world.oranges.product.category
    html = sound(client.get("/search", {"q": "榴莲"}))
    assert "没有找到" in html
    assert 'href="/?kind=fruit"' in html


def test_search_writes_what_was_typed_as_text(client: Client, world: World) -> None:
    html = sound(client.get("/search", {"q": '"><script>alert(1)</script>'}))
    assert "<script>alert" not in html


def test_suggestions_are_links_to_searches(client: Client, world: World) -> None:
    name = world.oranges.product.name
    html = client.get("/suggest", {"q": "沃"}).content.decode()
    assert name in html
    assert 'href="/search?q=' in html
    assert client.get("/suggest", {"q": " "}).content == b""


def test_product_says_where_from_when_and_what_it_costs(
    client: Client, oranges: supply.Goods
) -> None:
    html = sound(client.get(f"/p/{oranges.product.slug}"))
    right = Right.objects.get(pk=oranges.product.right_id)
    assert f'href="/register/{right.public_id}"' in html
    assert "一村一品 第10批" in html
    assert "昨天采收" in html
    assert oranges.batch.code in html
    assert oranges.merchant.credit_code in html
    assert "不能无理由退" in html
    assert html.count('type="radio" name="variant"') == 2
    assert "¥56.80" in html
    assert "每500克 ¥5.68" in html


def test_product_promises_the_day_at_the_chosen_point(client: Client, oranges: Any) -> None:
    client.cookies["point"] = f"P-{supply.LONGFENG}"
    html = sound(client.get(f"/p/{oranges.product.slug}"))
    assert re.search(r"现在下单，<b>(明天|后天)</b>到龙凤村", html)


def test_pictures_are_shown_one_at_a_time_without_scripts(client: Client, world: World) -> None:
    goods = world.oranges
    supply.pictures.add_picture(
        actor=world.chen,
        product_id=goods.product.public_id,
        data=supply.picture(colour=(20, 90, 40)),
        name="b.png",
        alt="果园",
        now=world.now,
    )
    first = sound(client.get(f"/p/{goods.product.slug}"))
    second = sound(client.get(f"/p/{goods.product.slug}?picture=2"))
    assert 'href="/p/' in first
    assert 'alt="果园"' not in first
    assert 'alt="果园"' in second
    assert 'alt="果园"' in sound(client.get(f"/p/{goods.product.slug}?picture=99"))


def test_seller_shows_its_licence_and_its_goods_only(client: Client, world: World) -> None:
    oranges, tea = world.oranges, world.tea
    html = sound(client.get(f"/m/{oranges.merchant.slug}"))
    assert oranges.merchant.credit_code in html
    assert oranges.product.name in html
    assert tea.product.name not in html


@pytest.mark.parametrize("path", ["/p/none", "/m/none", "/register/none", "/o/ord_none", "/x/y"])
def test_what_is_not_there_is_a_page_that_says_so(client: Client, world: World, path: str) -> None:
    assert "没有找到这一页" in sound(client.get(path), 404)


def test_register_tells_kinds_apart(client: Client, world: World) -> None:
    supply.rights(now=world.now)
    html = sound(client.get("/register"))
    assert html.count('data-right="legacy"') == 3
    peach = Right.objects.get(name="衡山红脆桃")
    page = sound(client.get(f"/register/{peach.public_id}"))
    assert "这是旧登记，不等于地理标志产品" in page
    assert "衡山县特色种养协会" in page
    assert "towns and villages" not in page


def test_doubtful_name_is_told_as_such(client: Client, world: World) -> None:
    supply.rights(now=world.now)
    tea = Right.objects.get(name="南岳云雾茶")
    html = sound(client.get(f"/register/{tea.public_id}"))
    assert "商品上不给这个标：没有查实" in html
    assert 'class="badge"' not in html


def test_point_is_chosen_in_its_town_and_kept(client: Client, world: World) -> None:
    html = sound(client.get("/points?town=430423201&next=/rules"))
    assert html.index("龙堰村") < html.index("龙凤村")
    answer = client.post("/points?next=/rules", {"point": f"P-{supply.LONGFENG}"})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/rules")
    html = sound(client.get("/points"))
    assert html.index("龙凤村服务点</h3>") < html.index("龙堰村")
    assert "现在的取货点" in html


def test_nearest_points_come_first(client: Client, world: World) -> None:
    html = sound(client.get("/points?lat=27.24&lon=112.86"))
    metres = re.findall(r'<span class="tag">([\d.]+)(公里|米)</span>', html)
    assert len(metres) == 3
    far = [float(number) * (1000 if unit == "公里" else 1) for number, unit in metres]
    assert far == sorted(far)


@pytest.mark.parametrize("query", ["lat=91&lon=0", "lat=nan&lon=1", "lat=x&lon=y", "lat=27"])
def test_impossible_place_is_no_place(client: Client, world: World, query: str) -> None:
    assert "先选乡镇" in sound(client.get(f"/points?{query}"))


def test_unknown_point_is_refused_and_not_kept(client: Client, world: World) -> None:
    client.post("/points", {"point": "P-000000000000"})
    assert "point" not in client.cookies
    assert "没有这个取货点" in sound(client.get("/points"))


def test_elder_mode_stays_and_comes_back_only_to_this_site(client: Client, world: World) -> None:
    answer = client.post("/mode", {"mode": "elder", "next": "/rules"})
    assert answer.headers["Location"] == "/rules"
    assert 'data-mode="elder"' in sound(client.get("/rules"))
    answer = client.post("/mode", {"mode": "", "next": "https://elsewhere.example/"})
    assert answer.headers["Location"] == "/"
    assert "data-mode" not in sound(client.get("/rules"))
    assert client.get("/mode").status_code == 405


def test_page_says_when_its_data_are_invented(client: Client, world: World, settings: Any) -> None:
    assert "演示数据" not in sound(client.get("/rules"))
    settings.DEMO = True
    assert "演示数据" in sound(client.get("/rules"))
