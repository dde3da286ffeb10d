"""The desk: packing, labels, the table of goods, the editor and its versions."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from fixtures.build import supply
from market.catalogue import services as catalogue
from market.catalogue.models import Product, Variant
from market.orders.models import Consignment, Order
from market.stock.models import Lot
from tests.graphql.world import World
from tests.jobs import run_jobs
from tests.pages.conftest import sound

pytestmark = pytest.mark.django_db


@pytest.fixture
def chen(world: World) -> Client:
    """Chen's browser; oranges are in store."""
    assert world.oranges
    return world.signed_in("desk", world.chen).http


@pytest.fixture
def order(world: World) -> Order:
    """An order of Chen's oranges and of somebody else's tea."""
    order = world.paid(world.li, lines=2)
    run_jobs(now=world.now)
    return order


def part(world: World, order: Order) -> str:
    return world.consignment(order, world.chen).public_id


def test_first_page_is_what_to_pack(chen: Client, world: World) -> None:
    assert "今天没有要办的" in sound(chen.get("/desk/"))
    order = world.paid(world.li, lines=2)
    page = sound(chen.get("/desk/"))
    assert "待打包" in page
    assert f"/desk/orders/{part(world, order)}/pack/" in page
    assert world.oranges.product.name in page
    assert world.tea.product.name not in page, "another merchant's part is not seen"
    Lot.objects.filter(variant__in=world.oranges.variants).update(on_hand=2, reserved=1)
    assert "快卖完" in sound(chen.get("/desk/"))


def test_packing_leads_to_the_label(chen: Client, world: World, order: Order) -> None:
    own = part(world, order)
    page = sound(chen.get(f"/desk/orders/{own}/"))
    batches = [row["code"] for row in world.consignment(order, world.chen).lines.get().snapshot[
        "batches"]]  # fmt: skip
    assert all(code in page for code in batches)
    unpacked = chen.get(f"/desk/orders/{own}/label/")
    assert unpacked.headers["Location"] == f"/desk/orders/{own}/"
    answer = chen.post(f"/desk/orders/{own}/pack/")
    assert answer.headers["Location"] == f"/desk/orders/{own}/label/"
    page = sound(chen.get(answer.headers["Location"]))
    assert 'class="label-sheet"' in page
    assert 'class="qr"' in page
    assert order.buyer_phone not in page
    assert "138****" in page
    assert Consignment.objects.get(public_id=own).state == "PACKED"
    again = chen.post(f"/desk/orders/{own}/pack/")
    assert again.status_code == 303


@pytest.mark.parametrize("state", ["", "TO_PACK", "PACKED", "ON_THE_WAY", "READY", "DELIVERED"])
def test_orders_are_listed_by_state(chen: Client, world: World, order: Order, state: str) -> None:
    page = sound(chen.get("/desk/orders/", {"state": state}))
    assert (part(world, order) in page) == (state in {"", "TO_PACK"})


def test_nonsense_in_the_address_is_a_page(chen: Client) -> None:
    for path in ("orders/?state=x", "orders/?after=x", "goods/?after=x", "goods/?status=x"):
        assert "没有办成" in sound(chen.get(f"/desk/{path}"), 400), path
    for path in ("orders/con_x/", "orders/con_x/label/", "goods/prd_x/"):
        assert chen.get(f"/desk/{path}").status_code == 404, path


def test_strangers_parts_and_goods_are_not_there(chen: Client, world: World, order: Order) -> None:
    theirs = world.consignment(order, world.deng).public_id
    tea = world.tea
    variant, product = tea.variants[0], tea.product.public_id
    assert chen.get(f"/desk/orders/{theirs}/").status_code == 404
    assert chen.get(f"/desk/goods/{product}/").status_code == 404
    price = {"price": "1", "was": str(variant.price_fen)}
    assert chen.post(f"/desk/goods/{product}/price/{variant.public_id}/", price).status_code == 404
    own = world.oranges.product.public_id
    assert chen.post(f"/desk/goods/{own}/price/{variant.public_id}/", price).status_code == 404
    chen.post(f"/desk/orders/{theirs}/pack/")
    assert Consignment.objects.get(public_id=theirs).state == "TO_PACK"
    assert Variant.objects.get(pk=variant.pk).price_fen == variant.price_fen


# The table of goods


def test_price_is_changed_where_it_stands(chen: Client, world: World) -> None:
    variant, product = world.oranges.variants[0], world.oranges.product.public_id
    assert "29.90" in sound(chen.get("/desk/goods/"))
    path = f"/desk/goods/{product}/price/{variant.public_id}/"
    form = {"price": "31.5", "was": "2990", "back": "/desk/goods/"}
    answer = chen.post(path, form)
    assert answer.headers["Location"] == "/desk/goods/"
    assert "价钱改成 ¥31.50 了" in sound(chen.get("/desk/goods/"))
    refused = sound(chen.post(path, {**form, "price": "三十", "was": "3150"}), 422)
    assert 'value="三十"' in refused
    stale = sound(chen.post(path, {**form, "price": "33"}), 422)
    assert "刚才变成了 ¥31.50" in stale
    assert 'value="33"' in stale
    assert "数字太大或太小" in sound(chen.post(path, {**form, "price": "0", "was": "3150"}), 422)
    assert Variant.objects.get(pk=variant.pk).price_fen == 3_150
    away = chen.post(path, {**form, "was": "3150", "back": "https://elsewhere.test/"})
    assert away.headers["Location"] == "/desk/goods/"


def test_count_is_changed_where_it_stands(chen: Client, world: World) -> None:
    lot = Lot.objects.filter(variant=world.oranges.variants[0]).get()
    product = world.oranges.product.public_id
    path = f"/desk/goods/{product}/stock/{lot.public_id}/"
    assert path in sound(chen.get("/desk/goods/"))
    form = {"count": "7", "was": str(lot.on_hand), "back": f"/desk/goods/{product}/#stock"}
    assert chen.post(path, form).status_code == 303
    assert Lot.objects.get(pk=lot.pk).on_hand == 7
    page = sound(chen.post(path, {**form, "count": "-1", "was": "7"}), 422)
    assert 'value="-1"' in page
    assert "顾客看到的" in page, "the page the form was on"
    Lot.objects.filter(pk=lot.pk).update(reserved=3)
    page = sound(chen.post(path, {**form, "count": "2", "was": "7"}), 422)
    assert "3 份已经被人订下" in page
    assert Lot.objects.get(pk=lot.pk).on_hand == 7
    Lot.objects.filter(pk=lot.pk).update(expires_on=world.now.date())
    page = sound(chen.get("/desk/goods/"))
    assert path not in page, "what cannot be sold any more is counted on the product's page"
    assert path in sound(chen.get(f"/desk/goods/{product}/"))


# The editor


def listing(product: Product, **other: str) -> dict[str, str]:
    own = {name: getattr(product, name) for name in ("name", "subtitle", "story", "status")}
    return {**own, "version": str(product.version), **other}


def test_listing_is_saved(chen: Client, world: World) -> None:
    product = world.oranges.product
    path = f"/desk/goods/{product.public_id}/"
    assert product.name in sound(chen.get(path))
    form = listing(product, name="龙凤早熟沃柑", story="三组的果园。\r\n当天摘。", status="PAUSED")
    answer = chen.post(path, form)
    assert "存好了" in sound(chen.get(answer.headers["Location"]))
    product.refresh_from_db()
    assert (product.name, product.status) == ("龙凤早熟沃柑", "PAUSED")
    assert product.story == "三组的果园。\n当天摘。"


def test_refused_listing_keeps_what_was_typed(chen: Client, world: World) -> None:
    product = world.oranges.product
    path = f"/desk/goods/{product.public_id}/"
    page = sound(chen.post(path, listing(product, name="", subtitle="当天摘的")), 422)
    assert "这一项要填" in page
    assert 'value="当天摘的"' in page
    assert Product.objects.get(pk=product.pk).name == product.name


def test_somebody_elses_change_is_explained_and_nothing_is_lost(chen: Client, world: World) -> None:
    product = world.oranges.product
    path = f"/desk/goods/{product.public_id}/"
    mine = listing(product, name="我写的名字")
    catalogue.update_listing(
        actor=world.chen,
        product_id=product.public_id,
        version=product.version,
        name="别人写的名字",
        now=world.now,
    )
    page = sound(chen.post(path, mine), 422)
    assert "刚才有别人改过" in page
    assert 'value="我写的名字"' in page
    assert "别人写的名字" in page
    assert Product.objects.get(pk=product.pk).name == "别人写的名字"
    version = re.search(r'name="version" value="(\d+)"', page)
    assert version
    assert chen.post(path, {**mine, "version": version[1]}).status_code == 303
    assert Product.objects.get(pk=product.pk).name == "我写的名字"


def test_pictures_are_added_and_bad_ones_refused(chen: Client, world: World) -> None:
    product = world.oranges.product
    path = f"/desk/goods/{product.public_id}/picture/"
    before = product.pictures.count()
    page = sound(chen.post(path, {"alt": "一筐沃柑"}), 422)
    assert "先选一张图片" in page
    assert 'value="一筐沃柑"' in page
    bad = SimpleUploadedFile("a.jpg", b"not a picture", content_type="image/jpeg")
    page = sound(chen.post(path, {"alt": "一筐沃柑", "picture": bad}), 422)
    assert "只收 JPEG、PNG 和 WebP 图片" in page
    other = supply.picture(colour=(20, 120, 60))
    good = SimpleUploadedFile("a.png", other, content_type="image/png")
    assert chen.post(path, {"alt": "一筐沃柑", "picture": good}).status_code == 303
    assert product.pictures.count() == before + 1


def test_desk_asks_for_sign_in(client: Client) -> None:
    for path in ("/desk/", "/desk/orders/", "/desk/goods/"):
        assert client.get(path).headers["Location"].startswith("/accounts/login/?next=/desk/")
