"""A line is reviewed once and a session asks so much a day, whoever presses twice at once."""

from functools import partial

import pytest

from fixtures.build import sales, supply, voices
from market.trust import asking, reviewing
from market.trust.models import Question, Review
from tests.market.goods import NOW
from tests.races.racing import by_kind, race

pytestmark = pytest.mark.django_db(transaction=True)


def test_one_review_a_line() -> None:
    li = sales.shopper(now=NOW)
    goods = supply.goods(now=NOW)
    order = voices.delivered_order(goods.variants[0].public_id, now=NOW, actor=li)
    line = voices.line_of(order).public_id
    write = partial(reviewing.write_review, actor=li, line_id=line, stars=5, text="好", now=NOW)
    assert by_kind(race([write] * 12)) == {"Review": 1, "AlreadyReviewed": 11}
    assert Review.objects.count() == 1


def test_five_questions_a_session() -> None:
    li = sales.shopper(now=NOW)
    product = supply.goods(now=NOW).product.public_id
    asked = [
        partial(asking.ask, actor=li, product_id=product, text=f"第 {n} 问", now=NOW)
        for n in range(12)
    ]
    assert by_kind(race(asked)) == {"Question": 5, "TooManyQuestions": 7}
    assert Question.objects.count() == 5
