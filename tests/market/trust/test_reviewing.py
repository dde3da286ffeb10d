"""Only the buyer of a line, once, in time; every version stays."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from fixtures.build import sales, supply, voices
from market.accounts.actors import Anonymous, Operator, Shopper
from market.accounts.models import Customer, User
from market.kernel.errors import Forbidden, Invalid, NotFound, WrongState
from market.media.services import PictureRefused
from market.orders.models import Line
from market.trust import asking, judging, queries, reviewing
from market.trust.models import Review, ReviewPicture
from market.trust.reviewing import NewPicture
from tests.market.goods import NOW

pytestmark = pytest.mark.django_db

SUN = Operator(1)
RED, GREEN, BLUE, WHITE = (
    NewPicture(supply.picture(colour=colour), "a.png")
    for colour in ((200, 0, 0), (0, 200, 0), (0, 0, 200), (250, 250, 250))
)


@pytest.fixture
def goods() -> supply.Goods:
    return supply.goods(now=NOW)


@pytest.fixture
def li() -> Shopper:
    return sales.shopper(now=NOW)


@pytest.fixture
def line(goods: supply.Goods, li: Shopper) -> Line:
    order = voices.delivered_order(goods.variants[0].public_id, now=NOW, actor=li)
    return voices.line_of(order)


def write(actor: Any, line: Line, **given: Any) -> Review:
    values = {"stars": 4, "text": "新鲜，个头匀。", "now": NOW, **given}
    return reviewing.write_review(actor=actor, line_id=line.public_id, **values)


def test_the_buyer_reviews_a_line_once(li: Shopper, line: Line, goods: supply.Goods) -> None:
    review = write(li, line, pictures=[RED, GREEN])
    assert (review.product, review.merchant) == (goods.product, goods.merchant)
    assert (review.author, review.bought) == ("L*", line.snapshot["variant"]["name"])
    assert review.pictures.count() == 2
    with pytest.raises(reviewing.AlreadyReviewed) as refused:
        write(li, line, stars=1)
    assert refused.value.review_id == review.public_id
    assert Review.objects.get().stars == 4


def test_nobody_else_reviews_it(li: Shopper, line: Line, goods: supply.Goods) -> None:
    with pytest.raises(NotFound):
        write(sales.shopper(now=NOW), line)
    for actor in (Anonymous(), goods.staff, SUN):
        with pytest.raises(Forbidden):
            write(actor, line)
    assert not Review.objects.exists()


def test_goods_that_did_not_arrive_are_not_reviewed(goods: supply.Goods, li: Shopper) -> None:
    order = sales.placed_order([(goods.variants[0].public_id, 1)], now=NOW, actor=li)
    sales.pay_at_provider(order, now=NOW)
    with pytest.raises(reviewing.NotDelivered):
        write(li, voices.line_of(order))


def test_after_180_days_it_is_too_late(li: Shopper, line: Line) -> None:
    end = NOW + timedelta(days=180)
    with pytest.raises(reviewing.ReviewTimeOver):
        write(li, line, now=end + timedelta(seconds=1))
    review = write(li, line, now=end)
    with pytest.raises(reviewing.ReviewTimeOver):
        reviewing.change_review(
            actor=li, review_id=review.public_id, stars=1, text="", now=end + timedelta(days=1)
        )


def test_a_seller_does_not_praise_itself(li: Shopper, line: Line, goods: supply.Goods) -> None:
    Customer.objects.filter(pk=li.customer_id).update(user_id=goods.staff.user_id)
    with pytest.raises(reviewing.OwnGoods):
        write(li, line)
    Customer.objects.filter(pk=li.customer_id).update(user_id=None)
    User.objects.filter(pk=goods.staff.user_id).update(phone="+8613812341234")
    with pytest.raises(reviewing.OwnGoods):
        write(li, line)
    assert not Review.objects.exists()


@pytest.mark.parametrize(
    ("given", "field", "rule"),
    [
        ({"stars": 0}, "stars", "range"),
        ({"stars": 6}, "stars", "range"),
        ({"text": "好" * 1001}, "text", "too_long"),
        ({"text": "好\u202e吃"}, "text", "characters"),
        ({"text": "打 13812341234"}, "text", "personal"),
        ({"pictures": [RED, GREEN, BLUE, WHITE]}, "pictures", "too_many"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_kept(
    li: Shopper, line: Line, given: dict[str, Any], field: str, rule: str
) -> None:
    with pytest.raises(Invalid) as refused:
        write(li, line, **given)
    assert (refused.value.name, refused.value.rule) == (field, rule)
    assert not Review.objects.exists()


def test_a_file_that_is_no_picture_keeps_nothing(li: Shopper, line: Line) -> None:
    with pytest.raises(PictureRefused):
        write(li, line, pictures=[RED, NewPicture(b"GIF89a not really", "b.png")])
    assert not Review.objects.exists()
    assert not ReviewPicture.objects.exists()


def test_a_change_keeps_what_was_said_before(li: Shopper, line: Line) -> None:
    review = write(li, line, pictures=[RED, GREEN])
    red = review.pictures.order_by("pk").first()
    assert red is not None
    changed = reviewing.change_review(
        actor=li,
        review_id=review.public_id,
        stars=2,
        text="放了两天就软了。",
        pictures=[BLUE],
        drop=[red.picture.key],
        now=NOW + timedelta(days=2),
    )
    assert (changed.stars, changed.changed_at) == (2, NOW + timedelta(days=2))
    versions = Review.pgh_event_model.objects.order_by("pgh_id")
    assert versions.values_list("stars", "text")[0] == (4, "新鲜，个头匀。")
    shown = queries.post(actor=Anonymous(), post_id=review.public_id)
    assert len(shown.pictures) == 2
    assert review.pictures.count() == 3


def test_the_same_again_is_no_change(li: Shopper, line: Line) -> None:
    review = write(li, line)
    same = reviewing.change_review(
        actor=li, review_id=review.public_id, stars=4, text="新鲜，个头匀。", now=NOW
    )
    assert same.changed_at is None


def test_only_its_author_changes_it_and_not_while_it_is_hidden(li: Shopper, line: Line) -> None:
    review = write(li, line)
    given: dict[str, Any] = {"review_id": review.public_id, "stars": 1, "text": "", "now": NOW}
    with pytest.raises(NotFound):
        reviewing.change_review(actor=sales.shopper(now=NOW), **given)
    judging.report(actor=SUN, post_id=review.public_id, reason="骂人", now=NOW)
    judging.decide_review(
        actor=SUN, subject=review.public_id, approve=True, reason="骂人的话", now=NOW
    )
    with pytest.raises(WrongState):
        reviewing.change_review(actor=li, **given)


@pytest.mark.parametrize("table", ["trust_review", "trust_reviewevent", "trust_reviewpicture"])
def test_the_database_deletes_nothing(li: Shopper, line: Line, table: str) -> None:
    write(li, line, pictures=[RED])
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table}")


def test_an_order_says_what_can_be_reviewed(goods: supply.Goods, li: Shopper) -> None:
    variant = goods.variants[0].public_id
    coming = sales.paid_order([(variant, 1)], now=NOW)
    buyer = Shopper(coming.customer_id)

    def state(actor: Shopper, order_id: str, now: Any = NOW) -> str:
        (found,) = queries.reviewable(actor=actor, order_id=order_id, now=now)
        return found.state

    assert state(buyer, coming.public_id) == "WAITING"
    order = voices.delivered_order(variant, now=NOW, actor=li)
    assert state(li, order.public_id) == "OPEN"
    assert state(li, order.public_id, NOW + timedelta(days=181)) == "OVER"
    write(li, voices.line_of(order))
    assert state(li, order.public_id) == "WRITTEN"
    with pytest.raises(NotFound):
        queries.reviewable(actor=buyer, order_id=order.public_id, now=NOW)


def test_pages_of_reviews_cost_the_same_for_many(goods: supply.Goods) -> None:
    variant, slug = goods.variants[0].public_id, goods.product.slug

    def statements() -> int:
        with CaptureQueriesContext(connection) as seen:
            queries.reviews(actor=Anonymous(), slug=slug, first=20)
        return len(seen)

    for _ in range(2):
        voices.review(variant, now=NOW)
    few = statements()
    for n in range(18):
        voices.review(variant, now=NOW + timedelta(minutes=n), stars=1 + n % 5)
    assert statements() == few <= 3
    page = queries.reviews(actor=Anonymous(), slug=slug, first=15)
    rest = queries.reviews(actor=Anonymous(), slug=slug, first=15, after=page.end_cursor)
    ids = [node.id for node in (*page.nodes, *rest.nodes)]
    assert (len(set(ids)), page.total, rest.has_next) == (20, 20, False)
    assert page.rating.count == 20
    assert queries.ratings([goods.product.public_id])[goods.product.public_id] == page.rating


def test_a_reply_stands_after_a_day(li: Shopper, line: Line, goods: supply.Goods) -> None:
    review = write(li, line)

    def answer(text: str, hours: int) -> Any:
        at = NOW + timedelta(hours=hours)
        return asking.reply(actor=goods.staff, post_id=review.public_id, text=text, now=at)

    assert answer("谢谢", 1).reply_changed_at is None
    assert answer("谢谢，下次再来", 25).reply_changed_at == NOW + timedelta(hours=25)
    with pytest.raises(asking.ReplyStands):
        answer("改口了", 26)
    assert answer("谢谢，下次再来", 48).reply == "谢谢，下次再来"
