"""From a draft to an open shop, and out of it again."""

from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Any

import pytest

from fixtures.build import points, shops, supply
from market.accounts.actors import MerchantStaff, Operator
from market.cases.models import Case
from market.cases.services import SamePerson
from market.catalogue.models import Product
from market.kernel import days
from market.kernel.errors import Forbidden, Invalid, NotFound, WrongState
from market.merchants import onboarding, queries, states, supervision
from market.merchants.models import Merchant, MerchantStatus
from market.notices.models import Notice

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
MAO = Operator(user_id=70, town_code=supply.YONGHE)
OTHER_TOWN = Operator(user_id=71, town_code=supply.SEAT)
SUN, SHI = Operator(user_id=72), Operator(user_id=73)
WAY = {
    ("DRAFT", "APPLIED"),
    ("APPLIED", "RECOMMENDED"),
    ("APPLIED", "DRAFT"),
    ("RECOMMENDED", "APPROVED"),
    ("RECOMMENDED", "DRAFT"),
    ("APPROVED", "SUSPENDED"),
    ("SUSPENDED", "APPROVED"),
    ("APPROVED", "CLOSED"),
    ("SUSPENDED", "CLOSED"),
}
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.mark.parametrize(
    ("was", "now"), list(product(MerchantStatus.values, MerchantStatus.values))
)
def test_every_pair_of_states(was: str, now: str) -> None:
    assert states.allowed(was, now) == ((was, now) in WAY)


def about(merchant: Merchant, **more: Any) -> dict[str, Any]:
    return {"merchant_id": merchant.public_id, "now": NOW, **more}


def status(merchant: Merchant) -> str:
    merchant.refresh_from_db()
    return merchant.status


def test_township_recommends_and_county_approves() -> None:
    merchant = shops.applicant(now=NOW)
    with pytest.raises(NotFound):
        onboarding.recommend(actor=OTHER_TOWN, reason="", **about(merchant))
    onboarding.recommend(actor=MAO, reason="属实", **about(merchant))
    with pytest.raises(Forbidden):
        onboarding.decide_seller(actor=MAO, approve=True, reason="", **about(merchant))
    assert not queries.may_sell(merchant.pk, NOW.date())
    onboarding.decide_seller(actor=SUN, approve=True, reason="", **about(merchant))
    assert status(merchant) == "APPROVED"
    assert queries.may_sell(merchant.pk, NOW.date())
    assert set(merchant.papers.values_list("state", flat=True)) == {"ACCEPTED"}
    assert [step.now for step in merchant.steps.order_by("pk")] == [
        "APPLIED",
        "RECOMMENDED",
        "APPROVED",
    ]


def test_a_no_gives_the_draft_back_with_its_reason() -> None:
    merchant = shops.applicant(now=NOW)
    with pytest.raises(Invalid):
        onboarding.send_back(actor=MAO, reason=" ", **about(merchant))
    assert status(merchant) == "APPLIED"
    onboarding.recommend(actor=MAO, reason="", **about(merchant))
    onboarding.decide_seller(actor=SUN, approve=False, reason="执照看不清", **about(merchant))
    assert status(merchant) == "DRAFT"
    assert merchant.steps.order_by("-pk")[0].reason == "执照看不清"
    assert Notice.objects.get(kind="shop.returned").params["reason"] == "执照看不清"


def test_an_application_with_holes_is_not_handed_in() -> None:
    merchant, owner = shops.draft(now=NOW)
    for field in ("address", "creditCode", "papers"):
        assert field in onboarding.what_is_missing(merchant, [])
    with pytest.raises(Invalid) as refused:
        onboarding.submit(actor=owner, now=NOW)
    assert (refused.value.field, refused.value.rule) == ("address", "required")
    packer = MerchantStaff(owner.user_id, owner.merchant_id, "PACKER")
    with pytest.raises(Forbidden):
        onboarding.submit(actor=packer, now=NOW)
    assert status(merchant) == "DRAFT"


def test_of_a_resident_id_four_digits_are_kept_and_one_small_shop_a_person() -> None:
    first = shops.applicant(now=NOW, seller_class="SMALL")
    assert first.resident_last4 == "002X"
    assert "19491231" not in first.resident_hash
    _, owner = shops.filled(now=NOW, seller_class="SMALL", name="第二家")
    with pytest.raises(Invalid) as refused:
        onboarding.submit(actor=owner, now=NOW)
    assert (refused.value.field, refused.value.rule) == ("residentId", "taken")


def test_a_suspension_needs_two_people_and_hides_the_goods() -> None:
    goods = supply.goods(now=NOW)
    merchant = goods.merchant
    supervision.ask_suspension(actor=SUN, reason="虚假材料", **about(merchant))
    assert status(merchant) == "APPROVED"
    with pytest.raises(SamePerson):
        supervision.decide_suspension(actor=SUN, approve=True, reason="", **about(merchant))
    assert Product.objects.listed(days.day(NOW)).exists()
    supervision.decide_suspension(actor=SHI, approve=True, reason="", **about(merchant))
    assert status(merchant) == "SUSPENDED"
    assert not Product.objects.listed(days.day(NOW)).exists()
    assert queries.storefront(merchant.slug, NOW.date()) is None
    with pytest.raises(WrongState):
        supervision.ask_suspension(actor=SUN, reason="再停", **about(merchant))
    supervision.lift_suspension(actor=SUN, reason="改好了", **about(merchant))
    assert Product.objects.listed(days.day(NOW)).exists()


def test_a_shop_closes_30_days_after_it_said_so() -> None:
    merchant = supply.merchant(now=NOW)
    owner = supply.staff(merchant, now=NOW)
    supervision.announce_closing(actor=owner, now=NOW)
    merchant.refresh_from_db()
    assert str(merchant.closes_on) == "2026-12-24"
    assert supervision.close_due(now=NOW + timedelta(days=30)) == 0
    assert supervision.close_due(now=NOW + timedelta(days=31)) == 1
    assert status(merchant) == "CLOSED"


def test_a_file_is_checked_again_after_six_months() -> None:
    merchant = supply.merchant(now=NOW)
    assert supervision.open_rechecks(now=NOW + timedelta(days=180)) == 0
    later = NOW + timedelta(days=182)
    assert supervision.open_rechecks(now=later) == 1
    assert supervision.open_rechecks(now=later) == 0
    onboarding.decide_seller(
        actor=SUN, merchant_id=merchant.public_id, approve=True, reason="", now=later
    )
    merchant.refresh_from_db()
    assert str(merchant.recheck_on) == "2027-11-25"
    assert Case.objects.get().state == "APPROVED"


def test_a_late_township_is_reminded_once_a_day() -> None:
    points.operator("Mao", town_code=supply.YONGHE)
    shops.applicant(now=NOW)
    late = NOW + timedelta(days=6)
    assert supervision.remind_towns(now=NOW) == 0
    assert supervision.remind_towns(now=late) == 1


def test_small_sums_end_at_100_000_yuan() -> None:
    merchant = shops.applicant(now=NOW, seller_class="SMALL")
    for fen in (7_000_000, 8_000_000, 8_100_000, 10_000_000):
        supervision.note_turnover(merchant_pk=merchant.pk, year=2026, fen=fen, now=NOW)
    kinds = Notice.objects.filter(kind__endswith="limit").order_by("pk")
    assert [notice.kind for notice in kinds] == ["shop.near_limit", "shop.over_limit"]
