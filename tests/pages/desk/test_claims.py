"""Why there is no badge, what is sold under it, and which words the county asks about."""

import pytest
from django.test import Client

from fixtures.build import sales, supply
from market.catalogue import flagged
from market.catalogue.models import Product
from market.gi.models import AuthorisedUser, Right
from market.kernel import days
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


def test_flagged_words_are_decided_in_the_queue(world: World, peach: supply.Goods) -> None:
    run_jobs(world.now, task="check_texts")
    chen = world.signed_in("desk", world.chen).http
    assert "县里在看这些字" in page(chen, peach)
    sun = world.signed_in("county", world.sun).http
    queue = sound(sun.get("/county/queues/?kind=TEXT"))
    assert "衡山红脆桃" in queue
    address = f"/county/queues/TEXT/{peach.product.public_id}/"
    assert address in queue
    sun.post(address, {"say": "no", "reason": "不在名单上，换个名字"})
    product = Product.objects.get(pk=peach.product.pk)
    assert (product.status, product.held_for) == ("PAUSED", flagged.CAUSE)
    assert "不在名单上，换个名字" in page(chen, peach)


def test_a_stranger_sees_nothing(world: World, peach: supply.Goods) -> None:
    deng = world.signed_in("desk", world.deng).http
    assert deng.get(f"/desk/goods/{peach.product.public_id}/claim/").status_code == 404
