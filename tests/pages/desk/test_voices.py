"""What buyers say, at the desk."""

from datetime import timedelta

import pytest
from django.test import Client

from fixtures.build import voices
from market.cases.models import Case
from market.trust import cards
from market.trust.models import Question, Review
from tests.graphql.world import World
from tests.pages.conftest import Opener, sound

pytestmark = pytest.mark.django_db


def said(world: World) -> tuple[Review, Question]:
    """Return a review of Chen's oranges and a question about them."""
    review = voices.review(world.oranges.variants[0].public_id, now=world.now, stars=2)
    question = voices.question(world.oranges.product.public_id, now=world.now, text="几个一箱？")
    return review, question


def test_a_question_is_answered_and_leaves_the_list(world: World) -> None:
    _, question = said(world)
    chen = world.signed_in("desk", world.chen).http
    assert "几个一箱？" in sound(chen.get("/desk/questions/"))
    path = f"/desk/posts/{question.public_id}/reply/"
    assert chen.post(path, {"text": ""}).status_code == 303
    assert "这一项要填" in sound(chen.get("/desk/questions/"))
    chen.post(path, {"text": "十二个左右。", "next": "/desk/questions/?show=all"})
    assert "几个一箱？" not in sound(chen.get("/desk/questions/"))
    assert "十二个左右。" in sound(chen.get("/desk/questions/?show=all"))


def test_a_review_is_replied_to_and_reported(world: World) -> None:
    review, _ = said(world)
    chen = world.signed_in("desk", world.chen).http
    assert review.text in sound(chen.get("/desk/reviews/"))
    chen.post(f"/desk/posts/{review.public_id}/reply/", {"text": "给你补一份。"})
    chen.post(f"/desk/posts/{review.public_id}/report/", {"reason": "不是说沃柑"})
    review.refresh_from_db()
    assert review.reply == "给你补一份。"
    assert Case.objects.get(kind="REVIEW").subject == review.public_id


def test_another_seller_sees_and_changes_nothing(world: World) -> None:
    review, _ = said(world)
    deng = world.signed_in("desk", world.deng).http
    assert review.text not in sound(deng.get("/desk/reviews/?show=all"))
    deng.post(f"/desk/posts/{review.public_id}/reply/", {"text": "我来回"})
    assert "没有找到" in sound(deng.get("/desk/reviews/"))
    review.refresh_from_db()
    assert review.reply == ""


def test_the_card_says_what_to_do_better(world: World) -> None:
    said(world)
    chen = world.signed_in("desk", world.chen).http
    assert "明天早上" in sound(chen.get("/desk/integrity/"))
    cards.take(now=world.now + timedelta(days=3))
    assert "每天看一次" in sound(chen.get("/desk/integrity/"))
    assert Client().get("/desk/integrity/").status_code == 302


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_in_a_browser(world: World, open_window: Opener) -> None:
    said(world)
    cards.take(now=world.now)
    session = world.signed_in("desk", world.chen).http.cookies["sessionid"].value
    for width in (360, 1280):
        window = open_window(width=width, cookies={"sessionid": session})
        for path in ("/desk/reviews/", "/desk/questions/", "/desk/integrity/"):
            window.go(path)
            window.fits()
            window.is_accessible()
