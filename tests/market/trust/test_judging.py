"""Hidden only by the county, only with a reason that all can read; never gone."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from fixtures.build import sales, supply, voices
from market.accounts.actors import Anonymous, MerchantStaff, Operator
from market.cases import queries as cases
from market.cases.models import Case, CaseState
from market.kernel.errors import Forbidden, Invalid, NotFound, WrongState
from market.trust import asking, judging, queries
from market.trust.models import Question, Report, Review
from tests.market.goods import NOW

pytestmark = pytest.mark.django_db

SUN = Operator(1)
TOWN = Operator(2, "430423201")


@pytest.fixture
def goods() -> supply.Goods:
    return supply.goods(now=NOW)


@pytest.fixture
def review(goods: supply.Goods) -> Review:
    return voices.review(goods.variants[0].public_id, now=NOW, stars=1, text="骂人的话")


def report(actor: Any, post: Review | Question, reason: str = "骂人", now: Any = NOW) -> Any:
    return judging.report(actor=actor, post_id=post.public_id, reason=reason, now=now)


def decide(actor: Any, post: Review | Question, *, hide: bool, reason: str = "有骂人的话") -> Any:
    return judging.decide_review(
        actor=actor, subject=post.public_id, approve=hide, reason=reason, now=NOW
    )


def shown(post: Review | Question) -> queries.PostView:
    return queries.post(actor=Anonymous(), post_id=post.public_id)


def test_reports_of_one_post_are_one_case(goods: supply.Goods, review: Review) -> None:
    report(goods.staff, review)
    report(sales.shopper(now=NOW), review, "有脏字")
    (case,) = Case.objects.filter(kind="REVIEW")
    assert (case.kind, case.subject) == ("REVIEW", review.public_id)
    assert case.detail == "骂人\n有脏字"
    assert case.merchant == goods.merchant.public_id
    counts = {one.kind: one.waiting for one in cases.counts(actor=SUN, now=NOW)}
    assert counts["REVIEW"] == 1


def test_a_hidden_review_leaves_its_reason_and_its_stars(
    goods: supply.Goods, review: Review
) -> None:
    before = queries.reviews(actor=Anonymous(), slug=goods.product.slug, first=5)
    report(goods.staff, review)
    decide(SUN, review, hide=True)
    view = shown(review)
    assert (view.text, view.pictures, view.hidden_reason) == ("", (), "有骂人的话")
    after = queries.reviews(actor=Anonymous(), slug=goods.product.slug, first=5)
    assert (after.rating, after.total) == (before.rating, before.total)
    kept = queries.for_the_county([review.public_id])
    assert kept[review.public_id].text == "骂人的话"
    review.refresh_from_db()
    assert review.text == "骂人的话"
    with pytest.raises(WrongState):
        asking.reply(actor=goods.staff, post_id=review.public_id, text="好", now=NOW)
    with pytest.raises(WrongState):
        report(sales.shopper(now=NOW), review)


def test_a_kept_one_is_not_brought_up_again_by_the_same(
    goods: supply.Goods, review: Review
) -> None:
    report(goods.staff, review)
    decide(SUN, review, hide=False, reason="说的是实话")
    assert shown(review).text == "骂人的话"
    colleague = MerchantStaff(goods.staff.user_id + 1, goods.staff.merchant_id, "EDITOR")
    report(colleague, review)
    assert not Case.objects.filter(kind="REVIEW", state=CaseState.OPEN).exists()
    report(sales.shopper(now=NOW), review)
    assert Case.objects.filter(kind="REVIEW", state=CaseState.OPEN).count() == 1


@pytest.mark.parametrize("hide", [True, False])
@pytest.mark.parametrize("reason", ["", "打 13812341234"])
def test_either_decision_has_a_reason_fit_to_be_read(
    review: Review, hide: bool, reason: str
) -> None:
    report(SUN, review)
    with pytest.raises(Invalid):
        decide(SUN, review, hide=hide, reason=reason)
    assert shown(review).text == "骂人的话"


def test_who_may_not(goods: supply.Goods, review: Review) -> None:
    deng = supply.staff(supply.merchant(now=NOW, name="白果茶厂"), "Deng", now=NOW)
    packer = MerchantStaff(goods.staff.user_id, goods.merchant.pk, "PACKER")
    with pytest.raises(NotFound):
        report(deng, review)
    for actor in (Anonymous(), packer):
        with pytest.raises(Forbidden):
            report(actor, review)
    report(TOWN, review)
    for actor in (TOWN, goods.staff, Anonymous()):
        with pytest.raises(Forbidden):
            decide(actor, review, hide=True)
        with pytest.raises(Forbidden):
            judging.show_again(actor=actor, post_id=review.public_id, now=NOW)
    with pytest.raises(NotFound):
        judging.decide_review(actor=SUN, subject="rev_x", approve=True, reason="x", now=NOW)
    assert shown(review).text == "骂人的话"


def test_without_a_case_nothing_is_hidden(review: Review) -> None:
    with pytest.raises(NotFound):
        decide(SUN, review, hide=True)
    assert shown(review).hidden_reason == ""


def test_a_mistake_is_taken_back_and_stays_in_the_history(review: Review) -> None:
    report(SUN, review)
    decide(SUN, review, hide=True)
    for _ in range(2):
        judging.show_again(actor=SUN, post_id=review.public_id, now=NOW)
    assert shown(review).text == "骂人的话"
    versions = Review.pgh_event_model.objects.order_by("pgh_id")
    assert list(versions.values_list("hidden_reason", flat=True)) == ["", "有骂人的话", ""]


def test_a_session_reports_ten_times_a_day(goods: supply.Goods) -> None:
    li = sales.shopper(now=NOW)
    questions = [voices.question(goods.product.public_id, now=NOW) for _ in range(11)]
    for question in questions[:10]:
        report(li, question)
    with pytest.raises(judging.TooManyReports):
        report(li, questions[10])
    report(li, questions[10], now=NOW + timedelta(days=1))
    assert Case.objects.filter(kind="REVIEW", title__startswith="问答").count() == 11


def test_a_hidden_question_no_longer_waits(goods: supply.Goods) -> None:
    question = voices.question(goods.product.public_id, now=NOW, text="骂人的话")
    report(goods.staff, question)
    decide(SUN, question, hide=True)
    assert queries.unanswered(goods.staff) == 0
    assert shown(question).text == ""


def test_the_database_wants_a_reason_and_keeps_reports(review: Review) -> None:
    report(SUN, review)
    with pytest.raises(IntegrityError), transaction.atomic():
        Review.objects.update(hidden_at=NOW)
    with pytest.raises(DatabaseError), transaction.atomic():
        Report.objects.update(reason="别的")
    with pytest.raises(DatabaseError), transaction.atomic():
        Review.pgh_event_model.objects.update(text="别的")
