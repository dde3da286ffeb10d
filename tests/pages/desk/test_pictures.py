"""The page of a product's pictures, as a browser without scripts uses it."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from fixtures.build import supply
from market.catalogue import pictures
from tests.graphql.world import World
from tests.pages.conftest import sound

pytestmark = pytest.mark.django_db


@pytest.fixture
def chen(world: World) -> Client:
    assert world.oranges
    return world.signed_in("desk", world.chen).http


def url(world: World, rest: str = "") -> str:
    return f"/desk/goods/{world.oranges.product.public_id}/pictures/{rest}"


def drawn(name: str, shade: int) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, supply.picture(colour=(shade, 90, 30)))


def order(world: World) -> list[str]:
    rows = world.oranges.product.pictures.order_by("position")
    return list(rows.values_list("picture__public_id", flat=True))


def test_several_files_at_once_each_with_its_result(chen: Client, world: World) -> None:
    files = [drawn("筐.png", 10), SimpleUploadedFile("坏.svg", b"<svg/>"), drawn("树.png", 200)]
    page = sound(chen.post(url(world), {"pictures": files}), 422)
    assert re.findall(r'data-result="(\w+)"', page) == ["done", "bad", "done"]
    assert "只收 JPEG、PNG 和 WebP 图片" in page
    assert len(order(world)) == 3
    assert page.count("还没写图上是什么") == 3
    assert "还能加 6 张" in page


def test_without_a_file_nothing_is_sent(chen: Client, world: World) -> None:
    assert "先选图片" in sound(chen.post(url(world)), 422)


def test_more_than_nine_are_told_one_by_one(chen: Client, world: World) -> None:
    files = [drawn(f"{n}.png", n * 20) for n in range(11)]
    page = sound(chen.post(url(world), {"pictures": files}), 422)
    results = re.findall(r'data-result="(\w+)"', page)
    assert results == ["done"] * 8 + ["bad"] * 3
    assert len(order(world)) == 9
    assert "9 张都用上了" in page


def test_one_is_moved_and_all_are_put_in_order(chen: Client, world: World) -> None:
    chen.post(url(world), {"pictures": [drawn("a.png", 10), drawn("b.png", 200)]})
    a, b, c = order(world)
    answer = chen.post(url(world, "order/"), {"picture": c, "to": "1"})
    assert (answer.status_code, answer.headers["Location"]) == (303, url(world) + f"#{c}")
    assert order(world) == [a, c, b]
    chen.post(url(world, "order/"), {"order": [b, a, c]})
    assert order(world) == [b, a, c]
    chen.post(url(world, "order/"), {"order": [b, a]})
    assert order(world) == [b, a, c]
    assert "刚才有别人改过" in sound(chen.get(url(world)))


def test_words_and_focus_are_saved_and_what_is_wrong_stays(chen: Client, world: World) -> None:
    [one] = order(world)
    given = {"alt": "一筐沃柑", "focusX": "10", "focusY": "85"}
    assert chen.post(url(world, f"{one}/"), given).status_code == 303
    row = world.oranges.product.pictures.get()
    assert (row.alt, row.focus_x, row.focus_y) == ("一筐沃柑", 10, 85)
    page = sound(chen.get(url(world)))
    assert 'data-fx="10" data-fy="90"' in page
    page = sound(chen.post(url(world, f"{one}/"), given | {"alt": "一\u202e筐"}), 422)
    assert "里面有不能用的符号" in page
    shop = sound(Client().get(reverse("product", args=[world.oranges.product.slug])))
    assert 'data-fx="10" data-fy="90"' in shop


def test_the_last_one_in_the_shop_stays(chen: Client, world: World) -> None:
    [one] = order(world)
    chen.post(url(world, f"{one}/remove/"))
    assert "至少留一张图片" in sound(chen.get(url(world)))
    chen.post(url(world), {"pictures": [drawn("a.png", 10)]})
    chen.post(url(world, f"{one}/remove/"))
    assert one not in order(world)
    assert len(order(world)) == 1


def test_strangers_find_nothing(chen: Client, world: World) -> None:
    tea = world.tea.product
    other = tea.pictures.get().picture.public_id
    path = f"/desk/goods/{tea.public_id}/pictures/"
    assert chen.get(path).status_code == 404
    assert chen.post(path + "order/", {"picture": other, "to": "0"}).status_code == 404
    assert chen.post(url(world, "pic_none/"), {"alt": "x"}).status_code == 404
    assert chen.post(url(world, "pic_none/remove/")).status_code == 404
    assert Client().get(url(world)).status_code == 302


def test_the_page_costs_the_same_with_one_or_nine(chen: Client, world: World) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            sound(chen.get(url(world)))
        return len(asked)

    few = cost()
    for shade in range(20, 180, 20):
        pictures.add_picture(
            actor=world.chen,
            product_id=world.oranges.product.public_id,
            data=supply.picture(colour=(shade, 90, 30)),
            name="a.png",
            now=world.now,
        )
    assert cost() == few
