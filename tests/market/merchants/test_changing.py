"""A shop becomes a seller of another class: its goods, address and history stay."""

from datetime import UTC, datetime
from typing import Any

import pytest

from fixtures.build import shops, supply
from market.accounts.actors import MerchantStaff, Operator
from market.cases.models import Case
from market.catalogue import licensing
from market.catalogue.models import Product
from market.kernel.errors import Forbidden, Invalid, NotFound, WrongState
from market.merchants import changing, duties, papers, supervision
from market.merchants.models import ClassChange, Merchant
from market.notices.models import Notice

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
SUN = Operator(user_id=72)
MAO = Operator(user_id=70, town_code=supply.YONGHE)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


def small_shop() -> tuple[Merchant, MerchantStaff, Product]:
    """The shop of a small-sum person, with a product in it."""
    merchant = shops.applicant(now=NOW, seller_class="SMALL")
    shops.recommended(merchant, now=NOW)
    shops.approved(merchant, now=NOW)
    owner = MerchantStaff(merchant.staff.get().user_id, merchant.pk)
    return merchant, owner, supply.product(owner, now=NOW, category="fruit")


def decide(change: ClassChange, *, approve: bool = True, reason: str = "") -> ClassChange:
    return changing.decide_change(
        actor=SUN, change_id=change.public_id, approve=approve, reason=reason, now=NOW
    )


def test_a_small_person_over_the_limit_registers_and_the_goods_come_back() -> None:
    merchant, owner, oranges = small_shop()
    supervision.note_turnover(merchant_pk=merchant.pk, year=2026, fen=10_000_000, now=NOW)
    follow = {"merchant_id": merchant.public_id, "now": NOW}
    assert licensing.follow_papers(**follow) == (1, 0)
    change = shops.asked_change(owner, now=NOW)
    assert licensing.follow_papers(**follow) == (0, 0), "asking alone changes nothing"
    with pytest.raises(Forbidden):
        changing.decide_change(
            actor=MAO, change_id=change.public_id, approve=True, reason="", now=NOW
        )
    decide(change)
    now_is = Merchant.objects.get(pk=merchant.pk)
    assert (now_is.seller_class, now_is.credit_code) == ("TRADER", change.credit_code)
    assert (now_is.slug, now_is.status) == (merchant.slug, "APPROVED")
    assert (now_is.resident_hash, now_is.resident_last4) == ("", ""), "no longer needed"
    assert change.paper is not None
    change.paper.refresh_from_db()
    assert [step.state for step in change.paper.steps.order_by("pk")] == ["WAITING", "ACCEPTED"]
    assert licensing.follow_papers(**follow) == (0, 1)
    oranges.refresh_from_db()
    assert oranges.status == "LISTED"
    assert Notice.objects.get(kind="class.approved").params["to"] == "个体工商户"


def test_a_farmer_joins_up_as_a_cooperative_and_may_sell_the_neighbours_fruit() -> None:
    merchant = supply.merchant(now=NOW, seller_class="FARMER")
    owner = supply.staff(merchant, now=NOW)
    abroad = {"category": "fruit", "origin_code": supply.SEAT, "place_code": supply.LONGFENG}
    assert duties.may_sell(merchant.seller_class, **abroad) == "own_village"
    decide(shops.asked_change(owner, now=NOW, to="COOPERATIVE"))
    merchant.refresh_from_db()
    assert duties.may_sell(merchant.seller_class, **abroad) == ""


def test_a_no_says_why_and_one_may_ask_again() -> None:
    merchant, owner, _ = small_shop()
    change = shops.asked_change(owner, now=NOW)
    with pytest.raises(WrongState):
        shops.asked_change(owner, now=NOW, to="FIRM")
    with pytest.raises(Invalid):
        decide(change, approve=False)
    decide(change, approve=False, reason="执照上的人不是你")
    merchant.refresh_from_db()
    assert (merchant.seller_class, merchant.credit_code) == ("SMALL", "")
    assert change.paper is not None
    change.paper.refresh_from_db()
    assert (change.paper.state, change.paper.reason) == ("REFUSED", "执照上的人不是你")
    assert Notice.objects.get(kind="class.refused").params["reason"] == "执照上的人不是你"
    with pytest.raises(NotFound):
        decide(change)
    assert shops.asked_change(owner, now=NOW).state == "WAITING"


def test_a_wish_is_taken_back_with_its_paper() -> None:
    merchant, owner, _ = small_shop()
    before = merchant.papers.count()
    change = shops.asked_change(owner, now=NOW)
    assert change.paper is not None
    with pytest.raises(WrongState):
        papers.remove_paper(actor=owner, paper_id=change.paper.public_id, now=NOW)
    changing.withdraw_change(actor=owner, now=NOW)
    assert merchant.papers.count() == before
    assert Case.objects.get(subject=change.public_id).state == "WITHDRAWN"
    with pytest.raises(NotFound):
        decide(change)
    with pytest.raises(NotFound):
        changing.withdraw_change(actor=owner, now=NOW)


@pytest.mark.parametrize(
    ("to", "code", "field", "rule"),
    [
        ("KING", None, "sellerClass", "choice"),
        ("SMALL", None, "sellerClass", "may_become"),
        ("TRADER", "", "creditCode", "required"),
        ("TRADER", "92430423MB4C00001X", "creditCode", "credit_code"),
        ("TRADER", supply.credit_code("91430423MB4C99999"), "creditCode", "class"),
    ],
)
def test_what_cannot_be_asked(to: str, code: str | None, field: str, rule: str) -> None:
    owner = supply.staff(supply.merchant(now=NOW, seller_class="FARMER"), now=NOW)
    with pytest.raises(Invalid) as refused:
        shops.asked_change(owner, now=NOW, to=to, credit_code=code)
    assert (refused.value.field, refused.value.rule) == (field, rule)
    assert not ClassChange.objects.exists()


def test_another_shop_s_code_is_refused_when_asked_and_when_decided() -> None:
    owner = supply.staff(supply.merchant(now=NOW, seller_class="FARMER"), now=NOW)
    other = supply.merchant(now=NOW, name="别家", seller_class="TRADER")
    with pytest.raises(Invalid) as refused:
        shops.asked_change(owner, now=NOW, credit_code=other.credit_code)
    assert (refused.value.field, refused.value.rule) == ("creditCode", "taken")
    change = shops.asked_change(owner, now=NOW)
    Merchant.objects.filter(pk=other.pk).update(credit_code=change.credit_code)
    with pytest.raises(Invalid) as late:
        decide(change)
    assert (late.value.field, late.value.rule) == ("creditCode", "taken")
    assert Merchant.objects.get(pk=owner.merchant_id).seller_class == "FARMER"


def test_a_packer_asks_nothing_and_a_draft_has_its_form() -> None:
    merchant, owner = shops.filled(now=NOW)
    with pytest.raises(WrongState):
        shops.asked_change(owner, now=NOW, to="FIRM")
    with pytest.raises(Forbidden):
        shops.asked_change(MerchantStaff(owner.user_id, merchant.pk, "PACKER"), now=NOW)
