"""Making and changing listings, each refusal once, and what must not happen with it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from fixtures.build import supply
from market.accounts.actors import Anonymous, Clerk, MerchantStaff, Operator, Shopper
from market.catalogue import pictures, services
from market.catalogue.models import (
    Category,
    PriceRecord,
    Product,
    ProductPicture,
    Variant,
)
from market.catalogue.services import NewVariant
from market.kernel.errors import Forbidden, Invalid, NotFound, Stale, WrongState
from tests.jobs import waiting

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
BOX = NewVariant(name="整箱", net_grams=5_000, gross_grams=5_500, price_fen=5_000)


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def chen() -> MerchantStaff:
    return supply.staff(supply.merchant(now=NOW), now=NOW)


@pytest.fixture
def stranger() -> MerchantStaff:
    return supply.staff(supply.merchant(now=NOW), "Zhao", now=NOW)


def create(actor: Any, **changes: Any) -> Product:
    """Make a draft with one variant."""
    services.put_category(code="fruit", name="水果", position=1, kind="FRUIT")
    values: dict[str, Any] = {
        "category": "fruit",
        "name": "龙凤沃柑",
        "origin_code": supply.LONGFENG,
        "shelf_days": 30,
        "perishable": True,
        "variants": [BOX],
    }
    return services.create_product(actor=actor, now=NOW, **values | changes)


def told(product: Product) -> int:
    """Count the jobs that tell search of a change of the product."""
    return sum(job.args == {"product": product.public_id} for job in waiting("search"))


def test_a_product_begins_as_a_draft_with_sound_and_price_history(chen: MerchantStaff) -> None:
    product = create(chen, name="  龙凤  沃柑 ", story="一行\r\n二行 \n")
    assert product.name == "龙凤 沃柑"
    assert product.story == "一行\n二行"
    assert (product.pinyin, product.initials) == ("longfengwogan", "lfwg")
    assert product.slug.startswith("long-feng-wo-gan-")
    assert (product.status, product.version, product.listed_at) == ("DRAFT", 1, None)
    record = PriceRecord.objects.get()
    assert (record.price_fen, record.at, record.actor) == (5_000, NOW, chen.ref)
    assert told(product) == 1


def test_a_category_is_renamed_in_place() -> None:
    services.put_category(code="fruit", name="水果", position=1, kind="FRUIT")
    services.put_category(code="fruit", name="鲜果", position=2, kind="FRUIT")
    category = Category.objects.get()
    assert (category.name, category.pinyin, category.position) == ("鲜果", "xianguo", 2)


@pytest.mark.parametrize(
    ("changes", "field", "rule"),
    [
        ({"name": ""}, "name", "required"),
        ({"name": "果" * 81}, "name", "too_long"),
        ({"name": "果\x00"}, "name", "characters"),
        ({"name": "果\u202e"}, "name", "characters"),
        ({"subtitle": "x" * 121}, "subtitle", "too_long"),
        ({"story": "x\x07"}, "story", "characters"),
        ({"variety": "x" * 65}, "variety", "too_long"),
        ({"storage": "x" * 65}, "storage", "too_long"),
        ({"category": "none"}, "category", "unknown"),
        ({"origin_code": "999"}, "originCode", "unknown"),
        ({"right_id": "rgt_none"}, "rightId", "unknown"),
        ({"shelf_days": 0}, "shelfDays", "range"),
        ({"shelf_days": 3_651}, "shelfDays", "range"),
        ({"slug": "Bad Slug"}, "slug", "form"),
        ({"variants": []}, "variants", "count"),
        ({"variants": [BOX] * 21}, "variants", "count"),
    ],
)
def test_a_bad_product_leaves_nothing(
    chen: MerchantStaff, changes: dict[str, Any], field: str, rule: str
) -> None:
    with pytest.raises(Invalid) as refused:
        create(chen, **changes)
    assert (refused.value.field, refused.value.rule) == (field, rule)
    assert not Product.objects.exists()
    assert not Variant.objects.exists()
    assert waiting("search") == []


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"name": ""}, "variantName"),
        ({"price_fen": 0}, "priceFen"),
        ({"price_fen": -1}, "priceFen"),
        ({"price_fen": 10_000_001}, "priceFen"),
        ({"net_grams": 0}, "netGrams"),
        ({"gross_grams": 4_999}, "grossGrams"),
        ({"pieces": -1}, "pieces"),
        ({"sku": "a b"}, "sku"),
    ],
)
def test_a_bad_variant_leaves_no_product(
    chen: MerchantStaff, values: dict[str, Any], field: str
) -> None:
    variant = NewVariant(
        **{"name": "箱", "net_grams": 5_000, "gross_grams": 5_500, "price_fen": 100} | values
    )
    with pytest.raises(Invalid) as refused:
        create(chen, variants=[BOX, variant])
    assert refused.value.field == field
    assert not Product.objects.exists()
    assert not PriceRecord.objects.exists()


def test_addresses_and_codes_are_given_once(chen: MerchantStaff) -> None:
    create(chen, slug="wogan", variants=[NewVariant("箱", 1, 1, 1, sku="A-1")])
    with pytest.raises(Invalid) as refused:
        create(chen, slug="wogan")
    assert (refused.value.field, refused.value.rule) == ("slug", "taken")
    with pytest.raises(Invalid) as refused:
        create(chen, variants=[NewVariant("箱", 1, 1, 1, sku="A-1")])
    assert (refused.value.field, refused.value.rule) == ("sku", "taken")
    assert Product.objects.count() == 1


def test_a_change_needs_the_version_that_was_read(chen: MerchantStaff) -> None:
    product = create(chen)
    changed = services.update_listing(
        actor=chen, product_id=product.public_id, version=1, name="永和沃柑", now=NOW
    )
    assert (changed.name, changed.initials, changed.version) == ("永和沃柑", "yhwg", 2)
    with pytest.raises(Stale) as refused:
        services.update_listing(
            actor=chen, product_id=product.public_id, version=1, name="别的", now=NOW
        )
    assert refused.value.version == 2
    product.refresh_from_db()
    assert (product.name, product.version) == ("永和沃柑", 2)
    assert told(product) == 2


def test_fields_that_are_not_given_stay(chen: MerchantStaff) -> None:
    product = create(chen, subtitle="当季", story="故事")
    services.update_listing(
        actor=chen, product_id=product.public_id, version=1, subtitle="", now=NOW
    )
    product.refresh_from_db()
    assert (product.name, product.subtitle, product.story) == ("龙凤沃柑", "", "故事")
    with pytest.raises(Invalid):
        services.update_listing(
            actor=chen, product_id=product.public_id, version=2, name="", story="新", now=NOW
        )
    product.refresh_from_db()
    assert (product.story, product.version) == ("故事", 2)


def test_each_new_price_is_kept_and_the_same_one_is_nothing_new(chen: MerchantStaff) -> None:
    product = create(chen)
    variant = product.variants.get()
    later = NOW + timedelta(hours=1)
    services.set_price(actor=chen, variant_id=variant.public_id, price_fen=4_800, now=later)
    services.set_price(actor=chen, variant_id=variant.public_id, price_fen=4_800, now=later)
    prices = PriceRecord.objects.order_by("pk").values_list("price_fen", "at", "actor")
    assert list(prices) == [(5_000, NOW, chen.ref), (4_800, later, chen.ref)]
    product.refresh_from_db()
    assert product.version == 2
    for bad in (0, -5, 10_000_001):
        with pytest.raises(Invalid):
            services.set_price(actor=chen, variant_id=variant.public_id, price_fen=bad, now=NOW)
    variant.refresh_from_db()
    assert variant.price_fen == 4_800
    assert PriceRecord.objects.count() == 2


def test_variants_are_added_and_taken_out_of_the_shop(chen: MerchantStaff) -> None:
    goods = supply.goods(now=NOW, seller=chen, units=0)
    first, second = goods.variants
    product_id = goods.product.public_id
    third = services.add_variant(actor=chen, product_id=product_id, variant=BOX, now=NOW)
    assert third.position == 2
    for variant in (first, second):
        services.set_active(actor=chen, variant_id=variant.public_id, active=False, now=NOW)
    services.set_active(actor=chen, variant_id=second.public_id, active=False, now=NOW)
    goods.product.refresh_from_db()
    version = goods.product.version
    with pytest.raises(WrongState):
        services.set_active(actor=chen, variant_id=third.public_id, active=False, now=NOW)
    third.refresh_from_db()
    goods.product.refresh_from_db()
    assert third.active
    assert goods.product.version == version


def test_there_are_twenty_variants_at_most(chen: MerchantStaff) -> None:
    product = create(chen, variants=[BOX] * 20)
    with pytest.raises(Invalid) as refused:
        services.add_variant(actor=chen, product_id=product.public_id, variant=BOX, now=NOW)
    assert refused.value.rule == "count"
    assert product.variants.count() == 20


def add_picture(actor: Any, product: Product, shade: int = 1, **changes: Any) -> ProductPicture:
    values = {"data": supply.picture(colour=(shade, 2, 3)), "name": "a.png", "alt": "沃柑"}
    return pictures.add_picture(
        actor=actor, product_id=product.public_id, now=NOW, **values | changes
    )


@pytest.mark.parametrize(
    "actor", [Anonymous(), Shopper(1), Clerk(1, 1), Operator(1)], ids=lambda a: type(a).__name__
)
def test_only_staff_change_goods(actor: Any, chen: MerchantStaff) -> None:
    product = create(chen)
    variant = product.variants.get()
    calls: list[tuple[Any, dict[str, Any]]] = [
        (services.update_listing, {"product_id": product.public_id, "version": 1, "name": "x"}),
        (services.list_product, {"product_id": product.public_id}),
        (services.pause, {"product_id": product.public_id}),
        (services.add_variant, {"product_id": product.public_id, "variant": BOX}),
        (services.set_price, {"variant_id": variant.public_id, "price_fen": 1}),
        (services.set_active, {"variant_id": variant.public_id, "active": False}),
        (pictures.order_pictures, {"product_id": product.public_id, "picture_ids": []}),
    ]
    for service, values in calls:
        with pytest.raises(Forbidden):
            service(actor=actor, now=NOW, **values)
    with pytest.raises(Forbidden):
        create(actor)
    with pytest.raises(Forbidden):
        add_picture(actor, product)
    product.refresh_from_db()
    assert product.version == 1


def test_a_stranger_s_goods_are_not_there(chen: MerchantStaff, stranger: MerchantStaff) -> None:
    goods = supply.goods(now=NOW, seller=chen, units=0)
    product_id, variant_id = goods.product.public_id, goods.variants[0].public_id
    version = goods.product.version
    calls: list[tuple[Any, dict[str, Any]]] = [
        (services.update_listing, {"product_id": product_id, "version": version, "name": "x"}),
        (services.list_product, {"product_id": product_id}),
        (services.pause, {"product_id": product_id}),
        (services.add_variant, {"product_id": product_id, "variant": BOX}),
        (services.set_price, {"variant_id": variant_id, "price_fen": 1}),
        (services.set_active, {"variant_id": variant_id, "active": False}),
        (pictures.order_pictures, {"product_id": product_id, "picture_ids": []}),
    ]
    for service, values in calls:
        with pytest.raises(NotFound):
            service(actor=stranger, now=NOW, **values)
    with pytest.raises(NotFound):
        add_picture(stranger, goods.product)
    goods.product.refresh_from_db()
    assert goods.product.version == version
