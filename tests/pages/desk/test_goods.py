"""Goods at the desk and before the county: new ones, drafts, undo, tables, copies, previews."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from fixtures.build import supply
from market.catalogue import prices
from market.catalogue import services as catalogue
from market.catalogue.models import ListingDraft, Product, Variant
from market.kernel import days
from market.merchants.models import Merchant
from market.stock.models import Lot
from tests.graphql.world import World
from tests.pages.conftest import sound

pytestmark = pytest.mark.django_db


@pytest.fixture
def chen(world: World) -> Client:
    """Chen's browser; oranges are in store."""
    assert world.oranges
    return world.signed_in("desk", world.chen).http


@pytest.fixture
def product(world: World, chen: Client) -> Product:
    return Product.objects.get(pk=world.oranges.product.pk)


def form(product: Product, **changes: str) -> dict[str, str]:
    """Return the editor's form as it stands."""
    return {
        "version": str(product.version),
        "name": product.name,
        "subtitle": product.subtitle,
        "story": product.story,
        "variety": product.variety,
        "storage": product.storage,
        "shelf_days": str(product.shelf_days),
        "status": product.status,
        **changes,
    }


def edit(product: Product) -> str:
    return f"/desk/goods/{product.public_id}/"


def test_facts_of_the_kind_are_asked_and_shown_on_the_label(chen: Client, product: Product) -> None:
    assert "套袋栽培" in sound(chen.get(edit(product)))
    answer = chen.post(edit(product), form(product, **{"attributes.sugar": "13"}))
    assert answer.status_code == 303
    page = sound(chen.get(f"/p/{product.slug}"))
    assert re.search("<dt>含糖量</dt><dd>13%</dd>", page)
    assert "<dt>净含量</dt>" in page
    product.refresh_from_db()
    refused = sound(chen.post(edit(product), form(product, **{"attributes.sugar": "甜"})), 422)
    assert "写一个整数" in refused
    assert 'value="甜"' in refused


def test_both_sides_of_a_stale_edit_are_shown(chen: Client, product: Product) -> None:
    typed = form(product, name="我写的名字", variety="我的品种")
    chen.post(edit(product), form(product, name="别人的名字"))
    page = sound(chen.post(edit(product), typed), 422)
    assert all(text in page for text in ("刚才有别人改过", "别人的名字", "我写的名字", "我的品种"))
    product.refresh_from_db()
    assert (product.name, product.variety) == ("别人的名字", "沃柑")


def test_what_was_typed_comes_back_until_it_is_saved(chen: Client, product: Product) -> None:
    keep = f"{edit(product)}draft/"
    assert (
        chen.post(keep, form(product, name="没存完的", **{"attributes.sugar": "1"})).status_code
        == 204
    )
    assert chen.post(keep, {"version": "1", "attributes.x" * 50: "1"}).status_code == 204
    chen.post(keep, form(product, name="没存完的"))
    page = sound(chen.get(edit(product)))
    assert "你上次没存完" in page
    assert 'value="没存完的"' in page
    product.refresh_from_db()
    assert product.name != "没存完的"
    chen.post(f"{keep}drop/")
    assert "你上次没存完" not in sound(chen.get(edit(product)))
    assert not ListingDraft.objects.exists()


def test_the_last_change_is_taken_back_on_the_page(chen: Client, product: Product) -> None:
    chen.post(edit(product), form(product, name="写错的名字"))
    page = sound(chen.get(edit(product)))
    assert "写错的名字" in page
    assert "撤回上一次改动" in page
    product.refresh_from_db()
    chen.post(f"{edit(product)}undo/", {"version": str(product.version)})
    assert "撤回了" in sound(chen.get(edit(product)))
    product.refresh_from_db()
    assert product.name == "龙凤沃柑"


def test_a_presale_and_an_appointed_time(chen: Client, world: World, product: Product) -> None:
    plan = f"{edit(product)}plan/"
    day = days.day(world.now + timedelta(days=20))
    given = {"version": str(product.version), "scheduled_for": "", "ships_from": day.isoformat()}
    assert chen.post(plan, given).status_code == 303
    assert "预售。" in sound(chen.get(f"/p/{product.slug}"))
    product.refresh_from_db()
    assert product.ships_from == day
    for bad in ({"ships_from": "2026-13-45"}, {"scheduled_for": "早上"}):
        page = sound(chen.post(plan, {**given, "version": str(product.version), **bad}), 422)
        assert "写得不对" in page


def test_sizes_are_added_stopped_and_brought_back(chen: Client, product: Product) -> None:
    sizes = f"{edit(product)}sizes/"
    given = {"net_grams": "10000", "price": "99", "pieces": "", "size_name": ""}
    assert chen.post(sizes, given).status_code == 303
    made = Variant.objects.get(product=product, net_grams=10_000)
    assert (made.name, made.price_fen, made.gross_grams) == ("10千克", 9_900, 11_000)
    assert "写成整数" in sound(chen.post(sizes, {**given, "net_grams": "很重"}), 422)
    for active in ("0", "1"):
        chen.post(f"{sizes}{made.public_id}/", {"active": active})
        made.refresh_from_db()
        assert made.active == (active == "1")


def test_origin_right_and_freshness_are_changed(
    chen: Client, world: World, product: Product
) -> None:
    right = supply.right("衡山红脆桃", now=world.now)
    supply.authorise(
        right,
        Merchant.objects.get(pk=world.chen.merchant_id),
        from_on=days.day(world.now),
        now=world.now,
    )
    page = sound(chen.get(edit(product)))
    assert right.name in page
    given = form(product, perishable="0", origin_code=supply.LONGFENG, right_id=right.public_id)
    assert chen.post(edit(product), given).status_code == 303
    product.refresh_from_db()
    assert (product.perishable, product.right_id) == (False, right.pk)
    page = sound(chen.get(edit(product)))
    assert f"用哪个产地标识：空着 → {right.name}" in page
    assert re.search(f'<option value="{right.public_id}" selected>', page)
    stale = form(product, perishable="1", right_id="", version="1")
    refused = sound(chen.post(edit(product), stale), 422)
    assert all(text in refused for text in ("刚才有别人改过", "7 天可以退", "不能无理由退"))


def test_a_size_is_renamed_and_weighed(chen: Client, product: Product) -> None:
    variant = product.variants.order_by("position")[0]
    weigh = f"{edit(product)}sizes/{variant.public_id}/weigh/"
    given = {"version": str(product.version), "name": "礼盒", "net_grams": "3000",
             "gross_grams": "3400", "pieces": "0"}  # fmt: skip
    assert chen.post(weigh, given).status_code == 303
    variant.refresh_from_db()
    assert (variant.name, variant.net_grams, variant.gross_grams) == ("礼盒", 3000, 3400)
    assert "净重：" in sound(chen.get(edit(product)))
    product.refresh_from_db()
    now = {**given, "version": str(product.version)}
    assert "写成整数" in sound(chen.post(weigh, {**now, "net_grams": "很重"}), 422)
    assert "毛重" in sound(chen.post(weigh, {**now, "gross_grams": "10"}), 422)


def test_a_new_product_comes_back_as_it_was_typed(chen: Client, world: World) -> None:
    typed = {"category": "fruit", "name": "没写完的", "attributes.sugar": "1", "more": "x"}
    assert chen.post("/desk/goods/new/draft/", typed).status_code == 204
    page = sound(chen.get("/desk/goods/new/"))
    assert "你上次没存完" in page
    assert 'value="没写完的"' in page
    chen.post("/desk/goods/new/draft/drop/")
    assert 'value="没写完的"' not in sound(chen.get("/desk/goods/new/"))


def test_a_copy_opens_as_a_draft_and_a_preview_is_for_its_people_only(
    chen: Client, world: World, product: Product
) -> None:
    answer = chen.post(f"{edit(product)}copy/")
    copied = Product.objects.get(status="DRAFT")
    assert answer.headers["Location"] == edit(copied)
    page = sound(chen.get(f"{edit(copied)}preview/"))
    assert "这是预览" in page
    assert "放进购物篮" not in page
    assert Client().get(f"/p/{copied.slug}").status_code == 404
    deng = world.signed_in("desk", world.deng).http
    assert deng.get(f"{edit(copied)}preview/").status_code == 404


def test_the_comparison_price_is_explained(chen: Client, world: World, product: Product) -> None:
    variant = product.variants.order_by("position")[0]
    sold = [prices.SoldLine("lin_x", variant.pk, variant.price_fen)]
    prices.record_sold(lines=sold, now=world.now - timedelta(minutes=5))
    assert "<del>" not in sound(chen.get(f"/p/{product.slug}"))
    catalogue.set_price(
        actor=world.chen, variant_id=variant.public_id, price_fen=1_990, now=world.now
    )
    page = sound(chen.get(f"/p/{product.slug}"))
    assert "¥29.90</del>" in page
    assert "真有人付过的最低价" in page


# The table


def cells(world: World, **changes: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for variant in Variant.objects.filter(product=world.oranges.product):
        found[f"was-{variant.public_id}"] = str(variant.price_fen)
        found[f"price-{variant.public_id}"] = f"{variant.price_fen / 100:.2f}"
    for lot in Lot.objects.filter(variant__product=world.oranges.product):
        found[f"was-{lot.public_id}"] = found[f"count-{lot.public_id}"] = str(lot.on_hand)
    return found | changes


def test_the_table_saves_what_can_be_saved(chen: Client, world: World) -> None:
    first, second = world.oranges.variants
    lot = world.oranges.lots[0]
    assert f"price-{first.public_id}" in sound(chen.get("/desk/goods/table/"))
    given = cells(world) | {
        f"price-{first.public_id}": "31.5",
        f"price-{second.public_id}": "60",
        f"was-{second.public_id}": "1",
        f"count-{lot.public_id}": "44",
    }
    page = sound(chen.post("/desk/goods/table/", given), 422)
    assert "存好了 2 处" in page
    assert "刚才有别人改过" in page
    assert 'value="60"' in page
    first.refresh_from_db()
    second.refresh_from_db()
    lot.refresh_from_db()
    assert (first.price_fen, second.price_fen, lot.on_hand) == (3_150, 5_680, 44)
    unread = sound(
        chen.post("/desk/goods/table/", cells(world, **{f"price-{first.public_id}": "三十"})), 422
    )
    assert "写成数字" in unread
    assert chen.post("/desk/goods/table/", cells(world)).status_code == 303


def test_goods_are_found_and_counted_by_state(chen: Client, world: World) -> None:
    supply.product(world.chen, now=world.now, name="还没好的桃", listed=False)
    page = sound(chen.get("/desk/goods/", {"q": "hmhdt"}))
    assert "还没好的桃" in page
    assert "龙凤沃柑" not in page
    assert "没有找到" in sound(chen.get("/desk/goods/", {"q": "没有这个"}))
    sku = world.oranges.variants[0].sku
    assert "龙凤沃柑" in sound(chen.get("/desk/goods/", {"q": sku, "status": "LISTED"}))


def test_the_lists_cost_the_same_for_two_and_twenty(chen: Client, world: World) -> None:
    def statements() -> list[int]:
        counts = []
        for path in ("/desk/goods/", "/desk/goods/table/"):
            chen.get(path)
            with CaptureQueriesContext(connection) as asked:
                sound(chen.get(path))
            counts.append(len(asked))
        return counts

    supply.product(world.chen, now=world.now, name="第二样")
    few = statements()
    for number in range(18):
        supply.product(world.chen, now=world.now, name=f"又一样 {number}")
    assert statements() == few


# A new product, and the county


def new_tea(chen: Client, world: World) -> Product:
    """Walk the three pages with a new product of tea."""
    catalogue.put_category(code="tea", name="茶叶", position=2, kind="TEA")
    page = sound(chen.get("/desk/goods/new/", {"category": "tea"}))
    assert "茶类" in page
    given = {
        "category": "tea", "name": "新做的绿茶", "origin_code": supply.LONGFENG,
        "net_grams": "100", "price": "88", "attributes.tea": "GREEN",
    }  # fmt: skip
    refused = sound(chen.post("/desk/goods/new/", {**given, "price": "贵"}), 422)
    assert 'value="新做的绿茶"' in refused
    to_picture = chen.post("/desk/goods/new/", given).headers["Location"]
    assert "先选一张图片" in sound(chen.post(to_picture, {"alt": "茶"}), 422)
    file = SimpleUploadedFile("tea.png", supply.picture(), "image/png")
    to_harvest = chen.post(to_picture, {"picture": file, "alt": "茶"}).headers["Location"]
    product = Product.objects.get(name="新做的绿茶")
    harvest = {
        "version": str(product.version),
        "harvested_on": days.day(world.now).isoformat(),
        "units": "30",
        "promised_by": "",
        "contact": "",
    }
    assert "合格证" in sound(chen.post(to_harvest, harvest), 422)
    assert not product.batches.exists()
    done = chen.post(to_harvest, {**harvest, "promised_by": "陈水生", "contact": "0734-5800001"})
    assert done.headers["Location"] == edit(product)
    product.refresh_from_db()
    return product


def test_three_pages_lead_into_the_shop(chen: Client, world: World) -> None:
    product = new_tea(chen, world)
    assert product.status == "LISTED", "Chen's goods were looked at before"
    assert product.batches.get().certificate.promised_by == "陈水生"
    page = sound(Client().get(f"/p/{product.slug}"))
    assert "每100克 ¥88.00" in page
    assert "<dd>绿茶</dd>" in page


def test_a_new_sellers_goods_wait_for_the_county(world: World) -> None:
    seller = supply.staff(supply.merchant(now=world.now, name="新来的合作社"), now=world.now)
    mei = world.signed_in("desk", seller).http
    product = new_tea(mei, world)
    assert product.status == "IN_REVIEW"
    assert "交给县里了" in sound(mei.get(edit(product)))
    sun = world.signed_in("county", world.sun).http
    assert "新做的绿茶" in sound(sun.get("/county/goods/"))
    room = f"/county/goods/{product.public_id}/"
    assert "怎么定" in sound(sun.get(room))
    assert "这是预览" in sound(sun.get(f"{room}preview/"))
    answer = {"version": str(product.version), "approve": "0", "reason": ""}
    assert "这一项要填" in sound(sun.post(room, answer), 422)
    stale = {**answer, "version": "1", "reason": "看不清。"}
    assert "商家刚才改过" in sound(sun.post(room, stale), 422)
    assert sun.post(room, {**answer, "reason": "照片看不清。"}).status_code == 303
    assert "照片看不清。" in sound(mei.get(edit(product)))
    product.refresh_from_db()
    mei.post(edit(product), form(product, status="LISTED"))
    product.refresh_from_db()
    assert product.status == "IN_REVIEW"
    sun.post(room, {"version": str(product.version), "approve": "1"})
    product.refresh_from_db()
    assert product.status == "LISTED"
    assert "都看完了" in sound(sun.get("/county/goods/"))
    assert sun.get("/county/goods/prd_x/").status_code == 404
