"""Rows of the shop door: reviews, questions, cards; and what all trust rooms ask about."""

from typing import Any

from fixtures.build import voices
from market.trust import cards, judging
from tests.graphql.access.rows import (
    EMPTY,
    FIRST,
    ID,
    NOT_FOUND,
    OK,
    everybody,
    read,
    shopper,
    write,
)
from tests.graphql.world import World

DOOR = "shop"
SLUG = "($s: String!) | (slug: $s, first: 20)"


def facts(world: World) -> dict[str, Any]:
    """Li reviewed one order of oranges, not another one, and asked; both posts were reported."""
    variant, li = world.oranges.variants[0].public_id, world.li.actor
    first, second = (
        voices.delivered_order(variant, now=world.now, actor=li, goes=world.to_wang())
        for _ in range(2)
    )
    review = voices.write(first, actor=li, now=world.now)
    question = voices.question(world.oranges.product.public_id, now=world.now, actor=li)
    asked_about, kept = (
        voices.question(world.oranges.product.public_id, now=world.now) for _ in range(2)
    )
    judging.report(actor=world.sun, post_id=asked_about.public_id, reason="广告", now=world.now)
    cards.take(now=world.now)
    return {
        "slug": world.oranges.product.slug,
        "merchant": world.oranges.merchant.public_id,
        "delivered": second.public_id,
        "delivered_line": voices.line_of(second).public_id,
        "review": review.public_id,
        "question": question.public_id,
        "reported": asked_about.public_id,
        "kept": kept.public_id,
    }


ROWS = [
    read("reviews", SLUG, "{ nodes { id author } }", everybody(OK), lambda f: {"s": f["slug"]}),
    read("questions", SLUG, "{ nodes { id text } }", everybody(OK), lambda f: {"s": f["slug"]}),
    read("post", ID, "{ id text }", everybody(OK), lambda f: {"id": f["review"]}),
    read("myQuestions", FIRST, "{ nodes { id } }", shopper(OK, EMPTY)),
    read(
        "reviewable",
        "($o: ID!) | (orderId: $o)",
        "{ lineId state }",
        shopper(OK, EMPTY),
        lambda f: {"o": f["delivered"]},
    ),
    read(
        "integrity",
        "($m: ID!) | (merchantId: $m)",
        "{ on lines { done of } }",
        everybody(OK),
        lambda f: {"m": f["merchant"]},
    ),
    write(
        "writeReview",
        "WriteReviewInput",
        "review { id }",
        shopper(OK, NOT_FOUND),
        lambda f: {"lineId": f["delivered_line"], "stars": 5},
    ),
    write(
        "changeReview",
        "ChangeReviewInput",
        "review { id }",
        shopper(OK, NOT_FOUND),
        lambda f: {"reviewId": f["review"], "stars": 3, "text": "改一改"},
    ),
    write(
        "askQuestion",
        "AskQuestionInput",
        "question { id }",
        shopper(OK, OK),
        lambda f: {"productId": f["product"], "text": "几天能到？"},
    ),
    write(
        "reportPost",
        "ReportPostInput",
        "post { id }",
        shopper(OK, OK),
        lambda f: {"postId": f["question"], "reason": "广告"},
    ),
]
