"""Harvests and their certificates."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from fixtures.build import supply
from market.accounts.actors import MerchantStaff, Shopper
from market.batches import queries, rules, services
from market.batches.models import Batch, Certificate
from market.batches.services import NewCertificate
from market.kernel import days
from market.kernel.errors import Forbidden, Invalid, NotFound
from market.stock import services as stock

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
ON = days.day(NOW)


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def goods() -> supply.Goods:
    return supply.goods(now=NOW, units=0)


def certificate(**changes: Any) -> NewCertificate:
    values: dict[str, Any] = {
        "place": "永和乡龙凤村",
        "promised_by": "陈水生",
        "contact": "13812341234",
        "issued_on": ON,
    }
    return NewCertificate(**values | changes)


def enter(goods: supply.Goods, **changes: Any) -> Batch:
    values: dict[str, Any] = {
        "actor": goods.staff,
        "product_id": goods.product.public_id,
        "village_code": supply.LONGFENG,
        "harvested_on": ON,
        "grams": 100_000,
        "certificate": certificate(),
        "now": NOW,
    }
    return services.create_batch(**values | changes)


@pytest.mark.parametrize(
    ("seller_class", "must"),
    [("FIRM", True), ("COOPERATIVE", True), ("TRADER", False), ("FARMER", False)],
)
def test_firms_and_cooperatives_promise_for_each_batch(seller_class: str, must: bool) -> None:
    assert rules.must_certify(seller_class) is must


def test_goods_are_sold_until_the_day_before_they_expire() -> None:
    expires = rules.expires_on(date(2026, 2, 1), 30)
    assert expires == date(2026, 3, 3)
    assert rules.sellable(expires, date(2026, 3, 2))
    assert not rules.sellable(expires, date(2026, 3, 3))


@pytest.mark.django_db
class TestEntering:
    def test_a_batch_has_a_last_day_and_a_certificate(self, goods: supply.Goods) -> None:
        batch = enter(goods)
        assert batch.expires_on == ON + timedelta(days=30)
        assert batch.code.startswith("261124-")
        made = Certificate.objects.get(batch=batch)
        assert made.number == f"HGZ-{batch.code}"
        assert (made.product_name, made.grams) == (goods.product.name, 100_000)
        assert made.contact == "+8613812341234"

    def test_a_cooperative_must_bring_one_and_a_farmer_need_not(self, goods: supply.Goods) -> None:
        count = Batch.objects.count()
        with pytest.raises(Invalid) as refused:
            enter(goods, certificate=None)
        assert (refused.value.field, refused.value.rule) == ("certificate", "required")
        assert Batch.objects.count() == count
        farmer = supply.staff(supply.merchant(now=NOW, seller_class="FARMER"), now=NOW)
        own = supply.goods(now=NOW, units=0, seller=farmer)
        batch = enter(own, certificate=None)
        assert not Certificate.objects.filter(batch=batch).exists()

    @pytest.mark.parametrize(
        ("changes", "field", "rule"),
        [
            ({"village_code": supply.YONGHE}, "villageCode", "unknown"),
            ({"village_code": "x"}, "villageCode", "unknown"),
            ({"harvested_on": ON + timedelta(days=1)}, "harvestedOn", "future"),
            ({"harvested_on": ON - timedelta(days=30)}, "harvestedOn", "expired"),
            ({"grams": 0}, "grams", "range"),
            ({"grams": 1_000_000_001}, "grams", "range"),
            ({"plot": "x" * 65}, "plot", "too_long"),
            (
                {"certificate": certificate(issued_on=ON + timedelta(days=1))},
                "certificateIssuedOn",
                "range",
            ),
            (
                {"certificate": certificate(issued_on=ON - timedelta(days=1))},
                "certificateIssuedOn",
                "range",
            ),
            ({"certificate": certificate(place="")}, "certificatePlace", "required"),
            ({"certificate": certificate(promised_by="")}, "certificatePromisedBy", "required"),
            ({"certificate": certificate(contact="1")}, "certificateContact", "phone"),
            ({"certificate": certificate(number="x" * 33)}, "certificateNumber", "too_long"),
            ({"certificate": certificate(grams=-1)}, "certificateGrams", "range"),
        ],
    )
    def test_a_bad_batch_leaves_nothing(
        self, goods: supply.Goods, changes: dict[str, Any], field: str, rule: str
    ) -> None:
        counts = Batch.objects.count(), Certificate.objects.count()
        with pytest.raises(Invalid) as refused:
            enter(goods, **changes)
        assert (refused.value.field, refused.value.rule) == (field, rule)
        assert (Batch.objects.count(), Certificate.objects.count()) == counts

    def test_a_certificate_is_used_once(self, goods: supply.Goods) -> None:
        enter(goods, certificate=certificate(number="HGZ-1"))
        count = Batch.objects.count()
        with pytest.raises(Invalid) as refused:
            enter(goods, certificate=certificate(number="HGZ-1"))
        assert (refused.value.field, refused.value.rule) == ("certificateNumber", "taken")
        assert Batch.objects.count() == count

    def test_the_day_is_the_county_s(self, goods: supply.Goods) -> None:
        """At 17:00 UTC it is already tomorrow in Hengshan."""
        late = datetime(2026, 11, 24, 17, 0, tzinfo=UTC)
        tomorrow = ON + timedelta(days=1)
        made = enter(
            goods, harvested_on=tomorrow, now=late, certificate=certificate(issued_on=tomorrow)
        )
        assert made.harvested_on == tomorrow

    def test_only_the_seller_s_staff_enter(self, goods: supply.Goods) -> None:
        count = Batch.objects.count()
        with pytest.raises(Forbidden):
            enter(goods, actor=Shopper(1))
        stranger = supply.staff(supply.merchant(now=NOW), now=NOW)
        with pytest.raises(NotFound):
            enter(goods, actor=stranger)
        with pytest.raises(NotFound):
            enter(goods, actor=MerchantStaff(1, 0))
        assert Batch.objects.count() == count


@pytest.mark.django_db
class TestNewest:
    def test_the_newest_harvest_with_goods_left_is_found(self, goods: supply.Goods) -> None:
        variant = goods.variants[0]
        product = goods.product.pk
        old = supply.batch(goods.staff, goods.product, now=NOW, days_ago=5)
        new = supply.batch(
            goods.staff, goods.product, now=NOW, days_ago=2, village_code=supply.LONGYAN
        )
        assert queries.newest_sellable([product], ON) == {}
        supply.lot(goods.staff, variant, old, 5, now=NOW)
        lot = supply.lot(goods.staff, variant, new, 5, now=NOW)
        found = queries.newest_sellable([product], ON)[product]
        assert (found.pk, found.village_name) == (new.pk, "龙堰村")
        assert found.certificate is not None
        assert queries.grown_newest([product], ON) == {product: (supply.LONGYAN, None)}
        stock.correct_count(actor=goods.staff, lot_id=lot.public_id, on_hand=0, now=NOW)
        assert queries.newest_sellable([product], ON)[product].pk == old.pk
        last = old.expires_on - timedelta(days=1)
        assert queries.newest_sellable([product], last)[product].pk == old.pk
        assert queries.newest_sellable([product], old.expires_on) == {}

    @pytest.mark.parametrize("number", [2, 20])
    def test_statements_do_not_grow(self, number: int, django_assert_num_queries: Any) -> None:
        pks = [supply.goods(now=NOW).product.pk for _ in range(number)]
        with django_assert_num_queries(1):
            assert len(queries.newest_sellable(pks, ON)) == number
        with django_assert_num_queries(1):
            assert len(queries.grown_newest(pks, ON)) == number
