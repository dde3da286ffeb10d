"""Questions: few a day, answered once, told once, by the right seller only."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fixtures.build import sales, supply, voices
from market.accounts.actors import Anonymous, Clerk, MerchantStaff
from market.kernel.errors import Forbidden, Invalid, NotFound
from market.notices.models import Notice
from market.trust import asking, queries
from market.trust.models import Question
from tests.market.goods import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def goods() -> supply.Goods:
    return supply.goods(now=NOW)


def ask(goods: supply.Goods, **given: Any) -> Question:
    values = {"actor": sales.shopper(now=NOW), "text": "甜不甜？", "now": NOW, **given}
    return asking.ask(product_id=goods.product.public_id, **values)


def answer(goods: supply.Goods, question: Question, **given: Any) -> Any:
    values = {"actor": goods.staff, "text": "甜，糖度 13。", "now": NOW, **given}
    return asking.reply(post_id=question.public_id, **values)


def test_a_question_is_answered_and_the_asker_told_once(goods: supply.Goods) -> None:
    question = ask(goods, phone="138 1234 1234")
    assert queries.unanswered(goods.staff) == 1
    answer(goods, question)
    answer(goods, question, text="甜，糖度 13 左右。", now=NOW + timedelta(hours=1))
    (notice,) = Notice.objects.all()
    assert (notice.kind, notice.phone) == ("question.answered", "+8613812341234")
    question.refresh_from_db()
    assert question.tell_phone == ""
    assert queries.unanswered(goods.staff) == 0
    (shown,) = queries.questions(actor=Anonymous(), slug=goods.product.slug, first=5).nodes
    assert (shown.text, shown.reply) == ("甜不甜？", "甜，糖度 13 左右。")
    assert "13812341234" not in repr(shown)


def test_the_history_holds_no_phone() -> None:
    assert "tell_phone" not in {f.name for f in Question.pgh_event_model._meta.get_fields()}


def test_without_a_phone_nobody_is_told(goods: supply.Goods) -> None:
    answer(goods, ask(goods))
    assert not Notice.objects.exists()


def test_the_same_open_question_is_one(goods: supply.Goods) -> None:
    li = sales.shopper(now=NOW)
    assert ask(goods, actor=li).pk == ask(goods, actor=li).pk


def test_a_session_asks_five_times_a_day(goods: supply.Goods) -> None:
    li = sales.shopper(now=NOW)
    for n in range(5):
        ask(goods, actor=li, text=f"第 {n} 问")
    with pytest.raises(asking.TooManyQuestions):
        ask(goods, actor=li, text="再问")
    ask(goods, actor=li, text="再问", now=NOW + timedelta(days=1))
    ask(goods)


def test_all_together_ask_forty_times_a_day(goods: supply.Goods) -> None:
    first = ask(goods)
    others = sales.shopper(now=NOW)
    Question.objects.bulk_create(
        Question(
            product=first.product,
            merchant=first.merchant,
            customer_id=others.customer_id,
            text=f"{n}",
            said_at=NOW,
        )
        for n in range(39)
    )
    with pytest.raises(asking.TooManyQuestions):
        ask(goods)


@pytest.mark.parametrize(
    ("given", "field", "rule"),
    [
        ({"text": " \n "}, "text", "required"),
        ({"text": "加 13812341234"}, "text", "personal"),
        ({"text": "甜\u200b吗"}, "text", "characters"),
        ({"phone": "123"}, "phone", "phone"),
    ],
)
def test_what_is_wrong_is_said(
    goods: supply.Goods, given: dict[str, Any], field: str, rule: str
) -> None:
    with pytest.raises(Invalid) as refused:
        ask(goods, **given)
    assert (refused.value.name, refused.value.rule) == (field, rule)
    assert not Question.objects.exists()


def test_only_shoppers_ask_and_only_about_what_is_for_sale(goods: supply.Goods) -> None:
    for actor in (Anonymous(), goods.staff, Clerk(1, 1)):
        with pytest.raises(Forbidden):
            ask(goods, actor=actor)
    draft = supply.product(goods.staff, now=NOW, listed=False)
    with pytest.raises(NotFound):
        asking.ask(actor=sales.shopper(now=NOW), product_id=draft.public_id, text="有吗？", now=NOW)


def test_only_the_seller_answers(goods: supply.Goods) -> None:
    question = ask(goods)
    deng = supply.staff(supply.merchant(now=NOW, name="白果茶厂"), "Deng", now=NOW)
    with pytest.raises(NotFound):
        answer(goods, question, actor=deng)
    packer = MerchantStaff(goods.staff.user_id, goods.merchant.pk, "PACKER")
    with pytest.raises(Forbidden):
        answer(goods, question, actor=packer)
    with pytest.raises(Forbidden):
        answer(goods, question, actor=sales.shopper(now=NOW))
    question.refresh_from_db()
    assert question.replied_at is None
    page = queries.desk_posts(actor=deng, what="QUESTION", first=20)
    assert page.nodes == ()


def test_lists_cost_the_same_for_many(goods: supply.Goods) -> None:
    def statements() -> int:
        with CaptureQueriesContext(connection) as seen:
            queries.questions(actor=Anonymous(), slug=goods.product.slug, first=20)
            queries.desk_posts(actor=goods.staff, what="QUESTION", first=20, waiting=True)
        return len(seen)

    for _ in range(2):
        voices.question(goods.product.public_id, now=NOW)
    few = statements()
    for _ in range(18):
        voices.question(goods.product.public_id, now=NOW)
    assert statements() == few <= 4
