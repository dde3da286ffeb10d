"""Into the shop and out of it: the county's look, appointed times, presales, what is held."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import override_settings

from fixtures.build import sales, supply
from market.accounts.actors import Anonymous, MerchantStaff, Operator
from market.batches import services as batches
from market.cases.models import Case
from market.catalogue import listing, rules
from market.catalogue import services as catalogue
from market.catalogue.listing import Held
from market.catalogue.models import Product
from market.kernel import days
from market.kernel.errors import Forbidden, Invalid, NotFound, Stale, WrongState
from market.orders import quoting
from market.orders.models import Line
from market.orders.offers import offers
from market.orders.quoting import NotForSale
from tests.jobs import waiting

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
SUN = Operator(user_id=1)


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def chen() -> MerchantStaff:
    return supply.staff(supply.merchant(now=NOW), now=NOW)


def draft(chen: MerchantStaff, name: str = "龙凤沃柑") -> Product:
    return supply.product(chen, now=NOW, name=name, listed=False)


def ask(chen: MerchantStaff, product: Product) -> Product:
    return catalogue.list_product(actor=chen, product_id=product.public_id, now=NOW)


def decide(product: Product, *, approve: bool, reason: str = "", **other: Any) -> Product:
    given = {"actor": SUN, "version": product.version, **other}
    return listing.decide_goods(
        product_id=product.public_id, approve=approve, reason=reason, now=NOW, **given
    )


@pytest.mark.parametrize(
    ("mode", "listed_before", "refused", "flagged", "look"),
    [
        ("first", False, False, False, True),
        ("first", True, False, False, False),
        ("first", True, True, False, True),
        ("first", True, False, True, True),
        ("all", True, False, False, True),
        ("none", False, True, True, False),
    ],
)
def test_when_the_county_looks(
    mode: str, listed_before: bool, refused: bool, flagged: bool, look: bool
) -> None:
    asked = {"listed_before": listed_before, "refused": refused, "flagged": flagged}
    assert rules.needs_review(mode, **asked) == look


def test_a_sellers_first_goods_wait_for_the_county_and_the_next_do_not(
    chen: MerchantStaff,
) -> None:
    first = ask(chen, draft(chen))
    assert first.status == "IN_REVIEW"
    assert not Product.objects.listed(days.day(NOW)).exists()
    case = Case.objects.get(kind="GOODS", subject=first.public_id)
    assert (case.state, case.opened_by) == ("OPEN", chen.ref)
    version = first.version
    assert ask(chen, first).version == version, "asking twice is one question"
    listed = decide(first, approve=True)
    assert (listed.status, listed.listed_at) == ("LISTED", NOW)
    assert ask(chen, draft(chen, "第二样")).status == "LISTED"


def test_a_refusal_has_a_reason_and_what_was_refused_is_looked_at_again(
    chen: MerchantStaff,
) -> None:
    supply.product(chen, now=NOW)
    product = ask(chen, draft(chen, "第二样"))
    assert product.status == "LISTED"
    Product.objects.filter(pk=product.pk).update(status="PAUSED")
    with override_settings(GOODS_REVIEW="all"):
        waits = ask(chen, product)
    with pytest.raises(Invalid) as unsaid:
        decide(waits, approve=False)
    assert unsaid.value.field == "reason"
    refused = decide(waits, approve=False, reason="图片上没有这样东西。")
    assert (refused.status, refused.reason) == ("REFUSED", "图片上没有这样东西。")
    again = ask(chen, refused)
    assert (again.status, again.reason) == ("IN_REVIEW", "")
    assert Case.objects.filter(subject=product.public_id).count() == 2


def test_only_the_county_decides_and_only_on_what_it_has_seen(chen: MerchantStaff) -> None:
    product = ask(chen, draft(chen))
    for stranger in (chen, Anonymous(), Operator(2, town_code=supply.YONGHE)):
        with pytest.raises(Forbidden):
            decide(product, approve=True, actor=stranger)
    seen = product.version
    catalogue.update_listing(
        actor=chen, product_id=product.public_id, version=seen, name="换了名字", now=NOW
    )
    with pytest.raises(Stale):
        decide(product, approve=True, version=seen)
    product.refresh_from_db()
    assert product.status == "IN_REVIEW"
    decide(product, approve=True)
    with pytest.raises(NotFound):
        decide(product, approve=False, reason="晚了")


def test_taken_back_from_the_county(chen: MerchantStaff) -> None:
    product = ask(chen, draft(chen))
    back = listing.withdraw(actor=chen, product_id=product.public_id, now=NOW)
    assert back.status == "DRAFT"
    assert Case.objects.get().state == "WITHDRAWN"
    with pytest.raises(NotFound):
        decide(back, approve=True)


def test_paused_and_back_without_another_look(chen: MerchantStaff) -> None:
    product = supply.product(chen, now=NOW)
    paused = catalogue.pause(actor=chen, product_id=product.public_id, now=NOW)
    assert paused.status == "PAUSED"
    later = NOW + timedelta(days=1)
    back = catalogue.update_listing(
        actor=chen, product_id=product.public_id, version=paused.version, status="LISTED", now=later
    )
    assert (back.status, back.listed_at) == ("LISTED", NOW)
    for status, error in (("DRAFT", WrongState), ("REFUSED", WrongState), ("GONE", Invalid)):
        with pytest.raises(error):
            catalogue.update_listing(
                actor=chen,
                product_id=product.public_id,
                version=back.version,
                status=status,
                now=NOW,
            )
    fresh = draft(chen, "第二样")
    with pytest.raises(WrongState):
        catalogue.pause(actor=chen, product_id=fresh.public_id, now=NOW)


# Appointed times. Shoppers' lists look at the database's own clock, so the days are far from now.

LONG_AGO = datetime(2020, 3, 1, 2, 0, tzinfo=UTC)
FAR = datetime(2999, 1, 1, tzinfo=UTC)


def plan(chen: MerchantStaff, product: Product, at: datetime | None, **other: Any) -> Product:
    given = {"ships_from": None, "now": NOW, **other}
    return listing.plan_sale(
        actor=chen,
        product_id=product.public_id,
        version=product.version,
        scheduled_for=at,
        **given,
    )


def test_shoppers_see_appointed_goods_when_their_time_has_come(chen: MerchantStaff) -> None:
    product = draft(chen)
    planned = plan(chen, product, LONG_AGO + timedelta(days=1), now=LONG_AGO)
    listed = decide(ask(chen, planned), approve=True)
    assert listed.status == "LISTED"
    assert Product.objects.listed(days.day(NOW)).get() == product, "without any job"
    Product.objects.filter(pk=product.pk).update(scheduled_for=FAR)
    assert not Product.objects.listed(days.day(NOW)).exists()


def test_the_clock_tells_search_once(chen: MerchantStaff) -> None:
    at = NOW + timedelta(days=1)
    product = draft(chen)
    listed = decide(ask(chen, plan(chen, product, at)), approve=True)
    assert listed.listed_at == at
    told = len(waiting("search"))
    assert listing.go_live(now=at - timedelta(minutes=1)) == 0
    assert listing.go_live(now=at) == 1
    assert listing.go_live(now=at) == 0
    assert len(waiting("search")) == told + 1
    product.refresh_from_db()
    assert (product.status, product.scheduled_for) == ("LISTED", None)


def test_times_that_cannot_be(chen: MerchantStaff) -> None:
    product = draft(chen)
    for at in (NOW, NOW - timedelta(days=1), NOW + timedelta(days=91)):
        with pytest.raises(Invalid) as refused:
            plan(chen, product, at)
        assert refused.value.field == "scheduledFor"
    for day in (days.day(NOW), days.day(NOW + timedelta(days=181))):
        with pytest.raises(Invalid) as refused:
            plan(chen, product, None, ships_from=day)
        assert refused.value.field == "shipsFrom"
    with pytest.raises(Stale):
        plan(chen, Product(public_id=product.public_id, version=99), None)
    shown = supply.product(chen, now=NOW)
    with pytest.raises(WrongState):
        plan(chen, shown, NOW + timedelta(days=1))
    product.refresh_from_db()
    assert (product.scheduled_for, product.ships_from, product.version) == (None, None, 2)


def test_a_presale_is_planned_and_ended(chen: MerchantStaff) -> None:
    day = days.day(NOW + timedelta(days=20))
    planned = plan(chen, supply.product(chen, now=NOW), None, ships_from=day)
    assert (planned.status, planned.ships_from) == ("LISTED", day)
    ended = plan(chen, planned, None)
    assert ended.ships_from is None


# What others hold back.


def test_what_is_held_for_a_paper_comes_back_and_what_people_paused_does_not(
    chen: MerchantStaff,
) -> None:
    a, b = (supply.product(chen, now=NOW, name=name) for name in ("甲", "乙"))
    catalogue.pause(actor=chen, product_id=b.public_id, now=NOW)
    ids = [a.public_id, b.public_id]
    assert listing.hold(product_ids=ids, cause="PAPER", reason="许可证过期了。", now=NOW) == 1
    a.refresh_from_db()
    assert (a.status, a.held_for, a.reason) == ("PAUSED", "PAPER", "许可证过期了。")
    with pytest.raises(Held):
        ask(chen, a)
    assert listing.release(product_ids=ids, cause="PAPER", now=NOW) == 1
    assert sorted(Product.objects.values_list("name", "status")) == [
        ("乙", "PAUSED"),
        ("甲", "LISTED"),
    ]


def test_what_was_held_for_a_name_is_looked_at_before_it_comes_back(chen: MerchantStaff) -> None:
    product = supply.product(chen, now=NOW)
    listing.hold(product_ids=[product.public_id], cause="TEXT", reason="名字。", now=NOW)
    assert ask(chen, product).status == "IN_REVIEW"


def test_a_presale_is_sold_before_it_is_harvested_and_promised_for_when_it_is_sent(
    chen: MerchantStaff,
) -> None:
    day = days.day(NOW + timedelta(days=20))
    planned = plan(chen, supply.product(chen, now=NOW), None, ships_from=day)
    variant = planned.variants.order_by("position")[0]
    with pytest.raises(Invalid):
        supply.batch(chen, planned, now=NOW, days_ago=-21)
    coming = batches.create_batch(
        actor=chen,
        product_id=planned.public_id,
        village_code=supply.LONGFENG,
        harvested_on=day,
        grams=50_000,
        now=NOW,
    )
    supply.lot(chen, variant, coming, 5, now=NOW)
    too_early = sales.delivery(promised_on=days.day(NOW + timedelta(days=2)))
    with pytest.raises(NotForSale):
        sales.placed_order([(variant.public_id, 1)], now=NOW, goes=too_early)
    in_time = sales.delivery(promised_on=day + timedelta(days=1))
    order = sales.placed_order([(variant.public_id, 1)], now=NOW, goes=in_time)
    line = Line.objects.get(consignment__order=order)
    assert line.snapshot["ships_from"] == day.isoformat()
    assert line.snapshot["batches"] == [{"code": coming.code, "quantity": 1}]
    offered = offers(variant_ids=[variant.public_id], on=days.day(NOW)).values()
    assert quoting.sent_from(offered, NOW) == days.begins(day)
