"""Papers end, goods rest, new papers bring them back; people come by a code and go at once."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from fixtures.build import shops, supply
from market.accounts import codes
from market.accounts.actors import MerchantStaff, Operator
from market.accounts.models import User
from market.cases.models import Case
from market.catalogue import licensing
from market.catalogue import services as catalogue
from market.catalogue.models import Product
from market.kernel.errors import Invalid, WrongState
from market.merchants import papers, queries, revoking, staffing
from market.merchants.models import Merchant, Paper, Staff
from market.notices.models import Notice

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
SUN = Operator(user_id=72)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


def sauce() -> tuple[Merchant, MerchantStaff, Product, Product]:
    """A maker of sauce whose permit ends in 20 days, with one more product that she paused."""
    merchant = supply.merchant(now=NOW)
    owner = supply.staff(merchant, now=NOW)
    supply.permit(merchant, now=NOW, valid_to=NOW.date() + timedelta(days=20))
    sold = supply.product(owner, now=NOW, category="sauce", name="剁辣椒")
    paused = supply.product(owner, now=NOW, category="sauce", name="酸豆角")
    catalogue.pause(actor=owner, product_id=paused.public_id, now=NOW)
    return merchant, owner, sold, paused


def statuses(*products: Product) -> list[str]:
    return [Product.objects.get(pk=one.pk).status for one in products]


def test_goods_rest_when_the_permit_ended_and_come_back_with_the_next() -> None:
    merchant, _owner, sold, paused = sauce()
    follow = {"merchant_id": merchant.public_id}
    assert licensing.follow_papers(now=NOW + timedelta(days=20), **follow) == (0, 0)
    ended = NOW + timedelta(days=21)
    assert papers.tell_expired(now=ended) == 1
    assert licensing.follow_papers(now=ended, **follow) == (1, 0)
    assert licensing.follow_papers(now=ended, **follow) == (0, 0)
    assert statuses(sold, paused) == ["PAUSED", "PAUSED"]
    paper = shops.renewal(merchant, now=ended)
    assert licensing.follow_papers(now=ended, **follow) == (0, 0)
    papers.decide_paper(actor=SUN, paper_id=paper.public_id, approve=True, reason="", now=ended)
    assert licensing.follow_papers(now=ended, **follow) == (0, 1)
    assert statuses(sold, paused) == ["LISTED", "PAUSED"]


def test_a_paper_that_ends_is_told_at_30_and_7_days_once_each() -> None:
    sauce()
    for day in range(21):
        papers.warn_of_expiry(now=NOW + timedelta(days=day))
    said = Notice.objects.filter(kind="paper.expiring").order_by("pk")
    assert [notice.params["days"] for notice in said] == ["20", "7"]


def test_a_refused_paper_changes_nothing_and_says_why() -> None:
    merchant, owner, sold, _ = sauce()
    paper = shops.renewal(merchant, now=NOW)
    with pytest.raises(Invalid):
        papers.decide_paper(actor=SUN, paper_id=paper.public_id, approve=False, reason="", now=NOW)
    papers.decide_paper(
        actor=SUN, paper_id=paper.public_id, approve=False, reason="看不清", now=NOW
    )
    assert statuses(sold) == ["LISTED"]
    papers.remove_paper(actor=owner, paper_id=paper.public_id, now=NOW)
    good = merchant.papers.get()
    with pytest.raises(WrongState):
        papers.remove_paper(actor=owner, paper_id=good.public_id, now=NOW)


def test_without_a_permit_sauce_is_not_listed() -> None:
    _, owner, _sold, paused = sauce()
    Merchant.objects.get(pk=owner.merchant_id).papers.all().delete()
    with pytest.raises(Invalid) as refused:
        catalogue.list_product(actor=owner, product_id=paused.public_id, now=NOW)
    assert refused.value.rule == "paper"
    assert statuses(paused) == ["PAUSED"]


def test_an_ended_permit_is_not_shown() -> None:
    merchant, *_ = sauce()
    shown = queries.licence_lines(merchant, NOW.date())
    assert "食品生产许可证" in [line.label for line in shown]
    later = queries.licence_lines(merchant, NOW.date() + timedelta(days=21))
    assert "食品生产许可证" not in [line.label for line in later]


def revoke(paper: Paper, reason: str = "被监管部门吊销") -> None:
    revoking.revoke_paper(actor=SUN, paper_id=paper.public_id, reason=reason, now=NOW)


def test_a_revoked_permit_takes_its_goods_out_at_once_and_stays_in_the_file() -> None:
    merchant, owner, sold, _ = sauce()
    fruit = supply.product(owner, now=NOW, category="fruit", name="沃柑")
    permit = merchant.papers.get()
    with pytest.raises(Invalid):
        revoke(permit, " ")
    revoke(permit)
    licensing.follow_papers(merchant_id=merchant.public_id, now=NOW)
    assert statuses(sold, fruit) == ["PAUSED", "LISTED"]
    assert Notice.objects.get(kind="paper.revoked").params["reason"] == "被监管部门吊销"
    with pytest.raises(WrongState):
        revoke(permit)
    with pytest.raises(WrongState):
        papers.remove_paper(actor=owner, paper_id=permit.public_id, now=NOW)
    assert [(step.state, step.reason) for step in permit.steps.all()] == [
        ("REVOKED", "被监管部门吊销")
    ]
    assert not Case.objects.filter(kind="SUSPENSION").exists(), (
        "a permit is not what the class rests on"
    )


def test_a_revoked_licence_asks_for_a_suspension_which_a_second_person_decides() -> None:
    merchant = shops.applicant(now=NOW)
    shops.recommended(merchant, now=NOW)
    shops.approved(merchant, now=NOW)
    revoke(merchant.papers.get())
    case = Case.objects.get(kind="SUSPENSION")
    assert (case.state, case.first_by) == ("SECOND", SUN.ref)
    merchant.refresh_from_db()
    assert merchant.status == "APPROVED"


def test_a_paper_covers_what_it_names() -> None:
    merchant, owner, sold, _ = sauce()
    merchant.papers.update(scope=["oil"])
    assert licensing.follow_papers(merchant_id=merchant.public_id, now=NOW) == (1, 0)
    assert statuses(sold) == ["PAUSED"]
    brought = {
        "actor": owner, "number": "SC10443042300009", "valid_to": NOW.date(),
        "data": supply.picture(), "file_name": "证.png", "now": NOW,
    }  # fmt: skip
    for kind, scope, rule in (
        ("PRODUCTION", ["gold"], "choice"),
        ("OWN_PRODUCE", ["oil"], "food_only"),
    ):
        with pytest.raises(Invalid) as refused:
            papers.add_paper(kind=kind, scope=scope, **brought)
        assert (refused.value.field, refused.value.rule) == ("scope", rule)
    both = papers.add_paper(kind="PRODUCTION", scope=["sauce", "oil", "sauce"], **brought)
    assert both.scope == ["oil", "sauce"]
    papers.decide_paper(actor=SUN, paper_id=both.public_id, approve=True, reason="", now=NOW)
    assert licensing.follow_papers(merchant_id=merchant.public_id, now=NOW) == (0, 1)


def test_a_later_paper_for_other_goods_silences_no_warning() -> None:
    merchant, *_ = sauce()
    merchant.papers.update(scope=["sauce"])
    other = supply.permit(merchant, now=NOW)
    for scope, told in ((["oil"], 1), ([], 0), (["oil", "sauce"], 0)):
        merchant.papers.filter(pk=other.pk).update(scope=scope)
        assert papers.warn_of_expiry(now=NOW) == told


def invited(role: str = "PACKER") -> tuple[MerchantStaff, str]:
    owner = supply.staff(supply.merchant(now=NOW), now=NOW)
    staffing.invite(actor=owner, phone="13800000009", role=role, now=NOW)
    return owner, Notice.objects.get(kind="shop.invited").params["code"]


def join(code: str, now: datetime = NOW) -> User:
    new = staffing.NewUser("packer", supply.PASSWORD, "潘打包")
    return staffing.join(phone="13800000009", code=code, user_id=None, new=new, now=now)


def test_a_code_lets_one_person_in_once() -> None:
    _, code = invited()
    user = join(code)
    actor = queries.staff_actor(user.pk)
    assert actor is not None
    assert actor.role == "PACKER"
    with pytest.raises(codes.PhoneCodeGone):
        join(code)


def test_five_wrong_codes_and_the_right_one_opens_nothing() -> None:
    _, code = invited()
    wrong = f"{(int(code) + 1) % 1_000_000:06d}"
    for left in (4, 3, 2, 1, 0):
        with pytest.raises(codes.WrongPhoneCode) as refused:
            join(wrong)
        assert refused.value.tries_left == left
    with pytest.raises(codes.PhoneCodeGone):
        join(code)
    assert not User.objects.filter(username="packer").exists()


def test_an_invitation_ends_after_24_hours_or_when_it_is_called_off() -> None:
    owner, code = invited()
    with pytest.raises(codes.PhoneCodeGone):
        join(code, NOW + timedelta(hours=24))
    [open_one] = staffing.open_invitations(Merchant.objects.get(pk=owner.merchant_id), NOW)
    staffing.withdraw_invitation(actor=owner, invitation_id=open_one.public_id, now=NOW)
    with pytest.raises(codes.PhoneCodeGone):
        join(code)


def test_a_phone_gets_five_codes_a_day() -> None:
    owner, _ = invited()
    for _ in range(4):
        staffing.invite(actor=owner, phone="13800000009", role="PACKER", now=NOW)
    with pytest.raises(codes.TooManyCodes):
        staffing.invite(actor=owner, phone="13800000009", role="PACKER", now=NOW)


def test_the_last_owner_stays() -> None:
    owner, _ = invited()
    user = User.objects.get(pk=owner.user_id)
    with pytest.raises(WrongState):
        staffing.remove_staff(actor=owner, user_id=user.public_id, now=NOW)
    with pytest.raises(WrongState):
        staffing.set_role(actor=owner, user_id=user.public_id, role="PACKER", now=NOW)
    assert Staff.objects.get().role == "OWNER"
