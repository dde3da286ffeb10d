"""Why there is no badge, what is sold under it, and which words the county asks about."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from fixtures.build import papers, points, sales, supply
from market.catalogue import flagged
from market.catalogue.models import Product
from market.gi import watching
from market.gi.models import Application, AuthorisedUser, Right, WatchedName
from market.kernel import days, ids
from tests.graphql.access.desk_rights import apply
from tests.graphql.world import World
from tests.jobs import run_jobs
from tests.pages.conftest import sound

pytestmark = pytest.mark.django_db


@pytest.fixture
def peach(world: World) -> supply.Goods:
    """Goods of Chen that name the right of the peach; Chen is not on its list."""
    right = supply.right("衡山红脆桃", now=world.now)
    return supply.goods(now=world.now, name="衡山红脆桃", right=right, seller=world.chen)


def page(chen: Client, goods: supply.Goods) -> str:
    return sound(chen.get(f"/desk/goods/{goods.product.public_id}/claim/"))


def enter(world: World, goods: supply.Goods, ceiling: int) -> None:
    right = Right.objects.get(pk=goods.product.right_id)
    supply.authorise(right, goods.merchant, from_on=days.day(world.now), now=world.now)
    AuthorisedUser.objects.update(ceiling_grams=ceiling)


def test_the_seller_reads_why_and_what_to_do(world: World, peach: supply.Goods) -> None:
    chen = world.signed_in("desk", world.chen).http
    text = page(chen, peach)
    assert "为什么没有标识" in text
    assert "你不在这项权利的使用人名单上。" in text
    assert "向权利人申请" in text
    enter(world, peach, 10_000)
    text = page(chen, peach)
    assert "农产品地理标志登记" in text
    assert "为什么没有标识" not in text
    link = f"/desk/goods/{peach.product.public_id}/claim/"
    assert link in sound(chen.get(f"/desk/goods/{peach.product.public_id}/"))


def test_the_seller_reads_how_much_is_sold(world: World, peach: supply.Goods) -> None:
    enter(world, peach, 10_000)
    chen = world.signed_in("desk", world.chen).http
    assert "快到上限" not in page(chen, peach)
    line = (peach.variants[0].public_id, 4)  # four boxes of 2.5 kg are all
    sales.placed_order([line], now=world.now)
    text = page(chen, peach)
    assert "已用 100%" in text
    assert "快到上限" in text
    assert "登记簿没有写上限" in text  # for all users together


def test_flagged_words_are_decided_on_their_page(world: World, peach: supply.Goods) -> None:
    run_jobs(world.now, task="check_texts")
    chen = world.signed_in("desk", world.chen).http
    assert "县里在看这些字" in page(chen, peach)
    sun = world.signed_in("county", world.sun).http
    address = f"/county/texts/{peach.product.public_id}/"
    assert address in sound(sun.get("/county/queues/?kind=TEXT"))
    text = sound(sun.get(address))
    assert "<mark>衡山红脆桃</mark>" in text
    assert "商家不在它的使用人名单上" in text
    assert "这一项要填" in sound(sun.post(address, {"say": "no"}), 422)
    sun.post(address, {"say": "no", "reason": "不在名单上，换个名字"})
    product = Product.objects.get(pk=peach.product.pk)
    assert (product.status, product.held_for) == ("PAUSED", flagged.CAUSE)
    assert "不在名单上，换个名字" in page(chen, peach)
    assert "要求改掉，商品停卖" in sound(sun.get(address))
    assert sun.get("/county/texts/prd_none/").status_code == 404


def test_a_seller_asks_and_two_people_say_yes(world: World, peach: supply.Goods) -> None:
    chen = world.signed_in("desk", world.chen).http
    right = Right.objects.get(pk=peach.product.right_id)
    address = f"/desk/rights/{right.public_id}/ask/"
    assert address in page(chen, peach)
    assert address in sound(chen.get("/desk/rights/"))
    given = {"villageCodes": [supply.LONGFENG], "fromOn": "2026-01-01", "ceilingGrams": "5,000",
             "paper": "协会授权书 8 号"}  # fmt: skip
    wrong = sound(chen.post(address, {**given, "ceilingGrams": "很多"}), 422)
    assert "写成千克数" in wrong
    assert "协会授权书 8 号" in wrong
    assert "这一项要填" in sound(chen.post(address, given), 422)
    paper = {"document": SimpleUploadedFile("授权书.pdf", papers.pdf())}
    assert chen.post(address, {**given, **paper}).status_code == 303
    text = sound(chen.get("/desk/rights/"))
    assert "等县里看" in text
    assert address not in text
    asked = Application.objects.get()
    assert (asked.ceiling_grams, asked.village_codes) == (5_000_000, [supply.LONGFENG])
    room = f"/county/claims/{asked.public_id}/"
    sun = world.signed_in("county", world.sun).http
    assert room in sound(sun.get("/county/queues/?kind=CLAIM"))
    text = sound(sun.get(room))
    assert "永和乡龙凤村" in text
    assert "授权书.pdf" in text
    sun.post(room, {"say": "yes", "reason": "和协会核过"})
    text = sound(sun.get(room))
    assert "Sun" in text
    assert "准许使用" not in text, "whoever said yes can only say no"
    assert "和协会核过" not in sound(chen.get("/desk/rights/"))
    wu = world.signed_in("county", points.operator("Wu")).http
    wu.post(room, {"say": "yes"})
    assert "Wu同意，登记簿记好了" in sound(wu.get(room))
    text = sound(chen.get("/desk/rights/"))
    assert "能用" in text
    assert "获准 5千克" not in text
    assert "为什么没有标识" not in page(chen, peach)
    # Anybody reads that it was given, only the county sees the seller's paper.
    assert "授权书.pdf" in sound(sun.get(f"/county/register/{right.public_id}/"))
    public = sound(Client().get(f"/register/{right.public_id}"))
    assert "县里两人核过" in public
    assert "授权书.pdf" not in public


def test_an_application_is_taken_back(world: World, peach: supply.Goods) -> None:
    asked = apply(world, Right.objects.get(pk=peach.product.right_id))
    chen = world.signed_in("desk", world.chen).http
    chen.post(f"/desk/rights/applications/{asked.public_id}/withdraw/")
    assert "收回了" in sound(chen.get("/desk/rights/"))
    deng = world.signed_in("desk", world.deng).http
    assert "衡山红脆桃" in sound(deng.get("/desk/rights/"))
    assert deng.get("/desk/rights/rgt_none/ask/").status_code == 404
    pan = world.signed_in("desk", world.pan).http
    assert pan.get("/desk/rights/").status_code == 403


def test_watched_names_are_put_on_and_taken_off(world: World) -> None:
    sun = world.signed_in("county", world.sun).http
    right = supply.right("衡山红脆桃", now=world.now)
    given = {"name": "红脆", "why": "有人拿它冒充", "rightId": right.public_id}
    assert "这一项要填" in sound(sun.post("/county/names/", {**given, "why": ""}), 422)
    sun.post("/county/names/", given)
    text = sound(sun.get("/county/names/"))
    assert "有人拿它冒充" in text
    row = WatchedName.objects.get()
    sun.post(f"/county/names/{row.public_id}/remove/", {"why": ""})
    assert "去掉过的" not in sound(sun.get("/county/names/"))
    sun.post(f"/county/names/{row.public_id}/remove/", {"why": "说的是品种"})
    assert "说的是品种" in sound(sun.get("/county/names/"))


def test_lists_cost_the_same_with_many_rows(world: World) -> None:
    """Rights, applications and watched names: as many statements for 2 as for 12."""
    chen, sun = world.signed_in("desk", world.chen), world.signed_in("county", world.sun)
    merchant = world.oranges.merchant
    tried = [(chen, "desk", "Standing", {}), (sun, "county", "NamesRoom", {"first": 100})]

    def grow(start: int, count: int) -> list[int]:
        rights = list(Right.objects.filter(scheme="GI_PRODUCT").order_by("pk"))
        for number in range(start, start + count):
            right = rights[number % len(rights)]
            right.pk, right.public_id, right.name = None, ids.new("rgt"), f"名字{number}"
            right._state.adding = True
            right.area_codes, right.status = ["430423"], "ACTIVE"
            right.save()
            apply(world, right)
            supply.authorise(right, merchant, from_on=days.day(world.now), now=world.now)
            watching.watch(actor=world.sun, name=f"名字第{number}号", why="冒充", now=world.now)
        found = []
        for asker, door, name, given in tried:
            with CaptureQueriesContext(connection) as seen:
                asker.run(door, name, **given)
            found.append(len(seen))
        return found

    supply.rights(now=world.now)
    few = grow(0, 2)
    assert grow(2, 10) == few
    assert max(few) <= 14


def test_a_stranger_sees_nothing(world: World, peach: supply.Goods) -> None:
    deng = world.signed_in("desk", world.deng).http
    assert deng.get(f"/desk/goods/{peach.product.public_id}/claim/").status_code == 404
