"""What shoppers see, and what it costs."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from fixtures.build import supply
from market.catalogue import services as catalogue
from market.display import queries
from market.kernel import days
from market.kernel.errors import Invalid

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
ON = days.day(NOW)


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


def shelf(number: int) -> list[supply.Goods]:
    """Make `number` listed products under a village's honour, a minute apart."""
    right = supply.right("永和乡龙凤村 沃柑", now=NOW)
    return [
        supply.goods(now=NOW + timedelta(minutes=n), right=right, name=f"沃柑 {n}")
        for n in range(number)
    ]


def test_a_card_tells_what_a_shopper_needs() -> None:
    [goods] = shelf(1)
    [card] = queries.cards(product_pks=[goods.product.pk], on=ON)
    assert card.origin_name == "永和乡龙凤村"
    assert card.badge is not None
    assert card.badge.text == "一村一品 第10批"
    assert card.in_stock
    assert card.picture is not None
    assert (card.picture.width, card.picture.height) == (320, 240)
    assert [v.price_fen for v in card.variants] == [2_990, 5_680]
    assert [(v.unit.fen, v.unit.per) for v in card.variants] == [(598, "500g"), (568, "500g")]
    assert [v.available for v in card.variants] == [50, 50]


@pytest.mark.parametrize("number", [2, 20])
def test_statements_do_not_grow(number: int, django_assert_num_queries: Any) -> None:
    shelf(number)
    with django_assert_num_queries(5):
        listing = queries.listing(first=20, on=ON)
    assert len(listing.cards) == listing.total == number
    pks = [card.pk for card in listing.cards]
    with django_assert_num_queries(4):
        assert len(queries.cards(product_pks=pks, on=ON)) == number
    with django_assert_num_queries(7):
        queries.detail(slug=listing.cards[0].slug, now=NOW)
    with django_assert_num_queries(4):
        queries.facets(on=ON)


def test_pages_follow_each_other_without_gap_or_repeat() -> None:
    made = shelf(5)
    seen: list[int] = []
    after = None
    while True:
        page = queries.listing(first=2, after=after, on=ON)
        assert page.total == 5
        seen += [card.pk for card in page.cards]
        after = page.end_cursor
        if not page.has_next:
            break
    assert seen == [goods.product.pk for goods in reversed(made)]


def test_cards_keep_the_given_order_and_leave_out_what_is_not_listed() -> None:
    a, b, c = shelf(3)
    catalogue.pause(actor=b.staff, product_id=b.product.public_id, now=NOW)
    pks = [c.product.pk, b.product.pk, a.product.pk]
    cards = queries.cards(product_pks=pks, on=ON)
    assert [card.pk for card in cards] == [c.product.pk, a.product.pk]


def test_sold_out_goods_are_shown_as_such() -> None:
    goods = supply.goods(now=NOW, units=0)
    [card] = queries.listing(first=5, on=ON).cards
    assert not card.in_stock
    assert [v.available for v in card.variants] == [0, 0]
    found = queries.detail(slug=goods.product.slug, now=NOW)
    assert found is not None
    assert found.batch is None


def test_goods_past_their_shelf_life_cannot_be_had_and_lose_the_badge() -> None:
    shelf(1)
    [card] = queries.listing(first=5, on=ON + timedelta(days=29)).cards
    assert not card.in_stock
    assert card.badge is None
    [card] = queries.listing(first=5, on=ON + timedelta(days=28)).cards
    assert card.in_stock
    assert card.badge is not None


def test_no_badge_for_a_batch_of_the_village_next_door() -> None:
    right = supply.right("永和乡龙凤村 沃柑", now=NOW)
    supply.goods(now=NOW, right=right, origin_code=supply.LONGYAN)
    [card] = queries.listing(first=5, on=ON).cards
    assert card.badge is None


def test_a_detail_shows_label_certificate_seller_and_freight() -> None:
    [goods] = shelf(1)
    found = queries.detail(public_id=goods.product.public_id, now=NOW)
    assert found is not None
    assert found.batch is not None
    assert found.batch.certificate is not None
    assert found.batch.certificate.promised_by == "陈水生"
    assert found.seller.credit_code == goods.merchant.credit_code
    assert found.seller.exemption == ""
    assert found.seller.place_name == "永和乡龙凤村"
    assert ("品种", "沃柑") in [(fact.label, fact.value) for fact in found.facts]
    assert len(found.pictures) == 1
    assert (found.freight.first_kg_fen, found.freight.free_from_fen) == (600, 9_900)


def test_a_farmer_shows_the_exemption() -> None:
    actor = supply.staff(supply.merchant(now=NOW, seller_class="FARMER"), now=NOW)
    goods = supply.goods(now=NOW, seller=actor)
    found = queries.detail(slug=goods.product.slug, now=NOW)
    assert found is not None
    assert "无需办理" in found.seller.exemption
    assert found.seller.credit_code == ""


def test_nothing_is_found_of_drafts_suspended_sellers_or_nobody() -> None:
    goods = supply.goods(now=NOW)
    assert queries.detail(now=NOW) is None
    assert queries.detail(slug="no-such-thing", now=NOW) is None
    supply.suspend(goods.merchant, now=NOW)
    assert queries.detail(slug=goods.product.slug, now=NOW) is None
    assert queries.listing(first=5, on=ON).cards == ()
    assert queries.listing(first=5, on=ON).end_cursor is None


def test_lists_are_narrowed_and_counted() -> None:
    supply.goods(now=NOW)
    supply.goods(now=NOW, origin_code=supply.XIANNONG, category="tea")
    third = supply.goods(now=NOW, origin_code=supply.LONGYAN)
    facets = queries.facets(on=ON)
    assert [(c.code, c.count) for c in facets.categories] == [("fruit", 2), ("tea", 1)]
    assert [(t.name, t.count) for t in facets.towns] == [("开云镇", 1), ("永和乡", 2)]
    narrowed = queries.facets(on=ON, town_code=supply.SEAT, category="fruit")
    assert [c.code for c in narrowed.categories] == ["tea"]
    assert [(t.name, t.count) for t in narrowed.towns] == [("永和乡", 2)]
    in_town = queries.listing(first=5, on=ON, town_code=supply.YONGHE, category="fruit")
    assert in_town.total == 2
    assert queries.listing(first=5, on=ON, town_code="43042x").total == 0
    own = queries.listing(first=5, on=ON, merchant_slug=third.merchant.slug)
    assert [card.pk for card in own.cards] == [third.product.pk]


@pytest.mark.parametrize("first", [0, 101, -1])
def test_a_page_has_one_to_a_hundred_rows(first: int) -> None:
    with pytest.raises(Invalid) as refused:
        queries.listing(first=first, on=ON)
    assert refused.value.field == "first"


@pytest.mark.parametrize(
    "after", ["", "x", "é", "AAAA", "MjAyNi0xMS0yNCA1", "MjAyNi0xMS0yNFQwMDowMDowMCswMDowMCAw"]
)
def test_a_cursor_of_something_else_is_refused(after: str) -> None:
    with pytest.raises(Invalid) as refused:
        queries.listing(first=5, after=after, on=ON)
    assert refused.value.field == "after"
