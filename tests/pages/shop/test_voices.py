"""Reviews and questions in the shop: without scripts, and in a browser at both widths."""

from typing import Any

import pytest
from django.test import Client

from fixtures.build import supply, voices
from market.accounts.actors import Operator
from market.trust import cards, judging
from market.trust.models import Question, Report, Review
from storefront_graphql.client import SHOPPER_COOKIE
from tests.graphql.world import World
from tests.pages.conftest import Opener, sound

PHOTO = supply.picture()


def delivered(world: World) -> tuple[Any, str]:
    """Return Li's order in Li's hands, and the address of its review."""
    variant = world.oranges.variants[0].public_id
    order = voices.delivered_order(
        variant, now=world.now, actor=world.li.actor, goes=world.to_wang()
    )
    return order, f"/o/{order.public_id}/review/{voices.line_of(order).public_id}"


def browser_of(world: World) -> Client:
    client = Client()
    client.cookies[SHOPPER_COOKIE] = world.li.token
    return client


def test_a_buyer_reviews_and_changes_it(world: World) -> None:
    order, path = delivered(world)
    client = browser_of(world)
    assert path in sound(client.get(f"/o/{order.public_id}"))
    sound(client.get(path))
    typed = {"stars": "", "text": "打 13812341234"}
    html = sound(client.post(path, typed), 422)
    assert "选 1 到 5 颗星" in html or "别写电话" in html
    assert "打 13812341234" in html
    assert client.post(path, {"stars": "4", "text": "新鲜。"}).status_code == 303
    assert client.post(path, {"stars": "2", "text": "放两天软了。"}).status_code == 303
    review = Review.objects.get()
    assert (review.stars, review.text) == (2, "放两天软了。")
    html = sound(client.get(f"/p/{world.oranges.product.slug}"))
    assert "放两天软了。" in html
    assert "李秀英" not in html
    assert "你给了 2 星" in sound(client.get(f"/o/{order.public_id}"))


def test_a_stranger_finds_no_form(world: World) -> None:
    _, path = delivered(world)
    assert Client().get(path).status_code == 404
    zhou = Client()
    zhou.cookies[SHOPPER_COOKIE] = world.zhou.token
    assert zhou.post(path, {"stars": "1"}).status_code == 404
    assert not Review.objects.exists()


def test_a_new_guest_asks_and_reports(world: World) -> None:
    path = f"/p/{world.oranges.product.slug}/questions"
    client = Client()
    assert "想问什么" in sound(client.get(path))
    sound(client.post(path, {"text": ""}), 422)
    answer = client.post(path, {"text": "一箱几个？", "phone": "13812341234"})
    assert answer.status_code == 303
    assert "一箱几个？" in sound(client.get("/questions"))
    assert "13812341234" not in sound(client.get(path))
    report = f"/report/{Question.objects.get().public_id}"
    sound(Client().get(report))
    assert Client().post(report, {"reason": "广告"}).status_code == 303
    assert Report.objects.get().reason == "广告"


def test_a_hidden_review_says_why_and_keeps_its_place(world: World) -> None:
    review = voices.review(
        world.oranges.variants[0].public_id, now=world.now, stars=1, text="骂人的话"
    )
    sun: Operator = world.sun
    judging.report(actor=sun, post_id=review.public_id, reason="骂人", now=world.now)
    judging.decide_review(
        actor=sun, subject=review.public_id, approve=True, reason="有骂人的话", now=world.now
    )
    html = sound(Client().get(f"/p/{world.oranges.product.slug}/reviews"))
    assert "已隐藏：有骂人的话" in html
    assert "骂人的话。" not in html.replace("有骂人的话", "")
    assert "还没有人评" not in html


def test_the_seller_page_shows_the_card(world: World) -> None:
    slug = world.oranges.merchant.slug
    assert "记录从明天早上开始算" in sound(Client().get(f"/m/{slug}"))
    cards.take(now=world.now)
    html = sound(Client().get(f"/m/{slug}"))
    assert "诚信卡" in html
    assert "还太少" in html


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("width", [360, 1280])
def test_in_a_browser(world: World, open_window: Opener, width: int) -> None:
    order, path = delivered(world)
    for stars in (5, 4, 2):
        voices.review(world.oranges.variants[0].public_id, now=world.now, stars=stars)
    voices.question(world.oranges.product.public_id, now=world.now)
    cards.take(now=world.now)
    window = open_window(width=width, cookies={SHOPPER_COOKIE: world.li.token})
    slug = world.oranges.product.slug
    pages = [f"/p/{slug}{more}" for more in ("", "/reviews", "/questions")]
    pages += [path, f"/o/{order.public_id}", f"/m/{world.oranges.merchant.slug}"]
    for each in pages:
        page = window.go(each)
        window.fits()
        window.is_accessible()
    page = window.go(path)
    page.get_by_label("★★★★☆").check()
    page.get_by_label("怎么样").fill("个头匀，酸甜正好。")
    page.get_by_label("照片").set_input_files(
        files=[{"name": "a.png", "mimeType": "image/png", "buffer": PHOTO}]
    )
    page.get_by_role("button", name="记下评价").click()
    page.get_by_text("你给了 4 星").wait_for()
    assert Review.objects.get(customer_id=world.li.actor.customer_id).pictures.count() == 1
