"""Words, facts and prices: stale edits, taking back, drafts, copies."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from fixtures.build import supply
from market.accounts.actors import MerchantStaff
from market.catalogue import copying, drafts, editing, queries
from market.catalogue import services as catalogue
from market.catalogue.editing import NothingToUndo
from market.catalogue.models import ListingDraft, PriceRecord, Product, Revision, Variant
from market.kernel import days
from market.kernel.errors import Forbidden, Invalid, NotFound, Stale
from market.merchants.models import Merchant
from market.places.models import Place

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def chen() -> MerchantStaff:
    return supply.staff(supply.merchant(now=NOW), now=NOW)


@pytest.fixture
def product(chen: MerchantStaff) -> Product:
    return supply.product(chen, now=NOW)


def edit(chen: MerchantStaff, product: Product, **changes: Any) -> Product:
    version = changes.pop("version", product.version)
    return editing.update_listing(
        actor=chen, product_id=product.public_id, version=version, now=NOW, **changes
    )


def undo(chen: MerchantStaff, product: Product, version: int) -> Product:
    return editing.undo_last(actor=chen, product_id=product.public_id, version=version, now=NOW)


def test_facts_are_changed_as_a_whole(chen: MerchantStaff, product: Product) -> None:
    edited = edit(chen, product, attributes={"sugar": "13", "grade": "FIRST"}, variety="早熟沃柑")
    assert edited.attributes == {"grade": "FIRST", "sugar": 13}
    edited = edit(chen, edited, attributes={"sugar": "14"}, shelf_days=12, storage="冷藏")
    assert (edited.attributes, edited.shelf_days, edited.storage) == ({"sugar": 14}, 12, "冷藏")
    with pytest.raises(Invalid) as refused:
        edit(chen, edited, attributes={"sugar": "甜"})
    assert refused.value.field == "attributes.sugar"
    edited.refresh_from_db()
    assert edited.attributes == {"sugar": 14}


def test_two_people_and_one_product(chen: MerchantStaff, product: Product) -> None:
    seen = product.version
    edit(chen, product, name="先存的名字")
    with pytest.raises(Stale) as refused:
        edit(chen, product, version=seen, name="后存的名字")
    assert refused.value.version == seen + 1
    assert Product.objects.get().name == "先存的名字"


def test_a_packer_does_not_edit(chen: MerchantStaff, product: Product) -> None:
    packer = MerchantStaff(chen.user_id, chen.merchant_id, "PACKER")
    with pytest.raises(Forbidden):
        edit(packer, product, name="别的")
    with pytest.raises(Forbidden):
        undo(packer, product, product.version)


def test_a_price_that_was_not_seen(chen: MerchantStaff, product: Product) -> None:
    variant = product.variants.order_by("position")[0]
    price = {"actor": chen, "variant_id": variant.public_id, "now": NOW}
    with pytest.raises(Stale):
        catalogue.set_price(price_fen=1_000, seen_fen=1, **price)
    changed = catalogue.set_price(price_fen=1_000, seen_fen=variant.price_fen, **price)
    assert changed.price_fen == 1_000


def test_what_was_said_when_it_was_made_is_changed_and_taken_back(
    chen: MerchantStaff, product: Product
) -> None:
    right = supply.right("衡山红脆桃", now=NOW)
    supply.authorise(
        right, Merchant.objects.get(pk=chen.merchant_id), from_on=days.day(NOW), now=NOW
    )
    facts = {"perishable": False, "origin_code": supply.LONGFENG, "right_id": right.public_id}
    was = (product.perishable, product.origin_id, product.right_id)
    edited = edit(chen, product, **facts)
    assert (edited.perishable, edited.origin_id, edited.right_id) == (
        False,
        supply.LONGFENG,
        right.pk,
    )
    (change,) = queries.changes(actor=chen, product_id=product.public_id, first=5)
    assert {(c.column, c.after) for c in change.columns} >= {("right_id", right.name)}
    assert right in queries.rights_to_name(actor=chen)
    back = undo(chen, edited, edited.version)
    assert (back.perishable, back.origin_id, back.right_id) == was
    named = edit(chen, back, right_id=right.public_id)
    assert edit(chen, named, right_id="").right is None
    stranger = supply.staff(supply.merchant(now=NOW), "Deng", now=NOW)
    assert right not in queries.rights_to_name(actor=stranger)
    with pytest.raises(Invalid) as refused:
        edit(chen, product, version=named.version + 1, origin_code="999999999999")
    assert refused.value.field == "originCode"


def test_a_farmer_in_the_shop_keeps_to_the_own_village(chen: MerchantStaff) -> None:
    goods = supply.goods(now=NOW, seller=chen, units=1).product
    farmer = Merchant.objects.filter(pk=chen.merchant_id)
    farmer.update(seller_class="FARMER", place=supply.LONGFENG)
    other = Place.objects.villages().exclude(pk=supply.LONGFENG).order_by("pk")[0].pk
    goods.refresh_from_db()
    with pytest.raises(Invalid) as refused:
        edit(chen, goods, origin_code=other)
    assert (refused.value.field, refused.value.rule) == ("originCode", "own_village")
    assert edit(chen, goods, origin_code=supply.LONGFENG).origin_id == supply.LONGFENG


def test_a_size_is_weighed_anew_and_taken_back(chen: MerchantStaff, product: Product) -> None:
    variant = product.variants.order_by("position")[0]

    def weigh(version: int, **changes: Any) -> Variant:
        return editing.update_size(
            actor=chen, variant_id=variant.public_id, version=version, now=NOW, **changes
        )

    was = (variant.name, variant.net_grams, variant.gross_grams)
    made = weigh(product.version, name="礼盒", net_grams=3_000, gross_grams=3_400)
    assert (made.name, made.net_grams, made.gross_grams) == ("礼盒", 3_000, 3_400)
    product.refresh_from_db()
    with pytest.raises(Stale):
        weigh(product.version - 1, name="晚了")
    with pytest.raises(Invalid) as refused:
        weigh(product.version, gross_grams=2_999)
    assert refused.value.field == "grossGrams"
    weigh(product.version, name="礼盒")
    assert Revision.objects.count() == 1, "the same is no change"
    undo(chen, product, product.version)
    variant.refresh_from_db()
    assert (variant.name, variant.net_grams, variant.gross_grams) == was
    stranger = supply.staff(supply.merchant(now=NOW), "Deng", now=NOW)
    with pytest.raises(NotFound):
        editing.update_size(
            actor=stranger, variant_id=variant.public_id, version=1, name="x", now=NOW
        )


# Taking back


def test_the_last_change_is_taken_back_and_brought_again(
    chen: MerchantStaff, product: Product
) -> None:
    before = (product.name, product.pinyin, product.attributes)
    edited = edit(chen, product, name="新名字", attributes={"sugar": 12}, status="PAUSED")
    back = undo(chen, edited, edited.version)
    assert (back.name, back.pinyin, back.attributes) == before
    assert back.status == "PAUSED", "where it stands is not a change of words"
    assert back.version == edited.version + 1
    again = undo(chen, back, back.version)
    assert (again.name, again.attributes) == ("新名字", {"sugar": 12})
    assert [row.undo for row in Revision.objects.order_by("pk")] == [False, True, True]


def test_a_price_is_taken_back_into_the_history(chen: MerchantStaff, product: Product) -> None:
    variant = product.variants.order_by("position")[0]
    was = variant.price_fen
    catalogue.set_price(actor=chen, variant_id=variant.public_id, price_fen=1, now=NOW)
    product.refresh_from_db()
    undo(chen, product, product.version)
    variant.refresh_from_db()
    assert variant.price_fen == was
    prices = PriceRecord.objects.filter(variant=variant).order_by("pk")
    assert [row.price_fen for row in prices] == [was, 1, was]


def test_what_cannot_be_taken_back(chen: MerchantStaff, product: Product) -> None:
    with pytest.raises(NothingToUndo):
        undo(chen, product, product.version)
    edited = edit(chen, product, name="新名字")
    with pytest.raises(Stale):
        undo(chen, edited, product.version - 1)
    Product.objects.filter(pk=product.pk).update(name="又变了")
    with pytest.raises(NothingToUndo):
        undo(chen, edited, edited.version)
    assert Product.objects.get().name == "又变了"


def test_changes_are_told_newest_first_with_who_made_them(
    chen: MerchantStaff, product: Product
) -> None:
    edited = edit(chen, product, subtitle="新的一句")
    edit(chen, edited, subtitle="新的一句")
    (change,) = queries.changes(actor=chen, product_id=product.public_id, first=5)
    assert (change.by, change.at, change.undo) == ("Chen", NOW, False)
    assert [(c.column, c.before, c.after) for c in change.columns] == [
        ("subtitle", "当季现摘", "新的一句")
    ]
    stranger = supply.staff(supply.merchant(now=NOW), "Deng", now=NOW)
    assert queries.changes(actor=stranger, product_id=product.public_id, first=5) == []


# Drafts


def typed(chen: MerchantStaff, product: Product, **fields: str) -> ListingDraft:
    return drafts.save_draft(
        actor=chen, product_id=product.public_id, version=product.version, fields=fields, now=NOW
    )


def test_what_was_typed_is_kept_until_it_is_saved(chen: MerchantStaff, product: Product) -> None:
    typed(chen, product, name="", story="半句\u202e")
    draft = drafts.own_draft(actor=chen, product_id=product.public_id)
    assert draft is not None
    assert draft.fields == {"name": "", "story": "半句\u202e"}, "as typed, unchecked"
    product.refresh_from_db()
    assert (product.name, product.version) == ("龙凤沃柑", draft.version)
    typed(chen, product, name="一")
    assert ListingDraft.objects.count() == 1
    edit(chen, product, name="一个名字")
    assert drafts.own_draft(actor=chen, product_id=product.public_id) is None


def test_a_draft_is_ones_own(chen: MerchantStaff, product: Product) -> None:
    colleague = MerchantStaff(
        supply.staff(supply.merchant(now=NOW), "Deng", now=NOW).user_id, chen.merchant_id
    )
    typed(chen, product, name="我的")
    assert drafts.own_draft(actor=colleague, product_id=product.public_id) is None
    typed(colleague, product, name="他的")
    drafts.drop_draft(actor=chen, product_id=product.public_id, now=NOW)
    assert ListingDraft.objects.get().fields == {"name": "他的"}
    stranger = supply.staff(supply.merchant(now=NOW), "Zhao", now=NOW)
    with pytest.raises(NotFound):
        typed(stranger, product, name="x")


def test_a_new_product_is_kept_until_it_is_made(chen: MerchantStaff) -> None:
    drafts.save_new_draft(actor=chen, fields={"name": "半", "attributes.sugar": "甜"}, now=NOW)
    drafts.save_new_draft(actor=chen, fields={"name": "半个"}, now=NOW)
    colleague = MerchantStaff(
        supply.staff(supply.merchant(now=NOW), "Deng", now=NOW).user_id, chen.merchant_id
    )
    assert drafts.own_new_draft(actor=colleague) is None
    draft = drafts.own_new_draft(actor=chen)
    assert draft is not None
    assert draft.fields == {"name": "半个"}
    with pytest.raises(Invalid) as refused:
        drafts.save_new_draft(actor=chen, fields={"story": "x"}, now=NOW)
    assert refused.value.rule == "unknown"
    supply.product(chen, now=NOW)
    assert drafts.own_new_draft(actor=chen) is None
    drafts.save_new_draft(actor=chen, fields={"name": "又"}, now=NOW)
    drafts.drop_new_draft(actor=chen)
    assert not ListingDraft.objects.exists()


@pytest.mark.parametrize(
    ("fields", "rule"),
    [
        ({"price": "1"}, "unknown"),
        ({f"attributes.{n}": "" for n in range(41)}, "too_many"),
        ({"story": "字" * 10_001}, "too_long"),
    ],
)
def test_a_draft_holds_no_more_than_the_editor(
    chen: MerchantStaff, product: Product, fields: dict[str, str], rule: str
) -> None:
    with pytest.raises(Invalid) as refused:
        typed(chen, product, **fields)
    assert refused.value.rule == rule
    assert not ListingDraft.objects.exists()


# Copies


def test_a_copy_is_a_draft_with_everything_but_stock(chen: MerchantStaff) -> None:
    goods = supply.goods(now=NOW, seller=chen, units=5)
    edited = edit(chen, Product.objects.get(pk=goods.product.pk), attributes={"sugar": 12})
    made = copying.copy_product(actor=chen, product_id=edited.public_id, now=NOW)
    assert (made.name, made.status, made.attributes) == ("龙凤沃柑（副本）", "DRAFT", {"sugar": 12})
    assert made.slug != edited.slug
    sizes = [
        [(v.name, v.price_fen, v.net_grams) for v in each.variants.order_by("position")]
        for each in (edited, made)
    ]
    assert sizes[0] == sizes[1]
    assert made.pictures.get().picture_id == edited.pictures.get().picture_id
    assert not made.batches.exists()
    assert PriceRecord.objects.filter(variant__product=made).count() == 2
    stranger = supply.staff(supply.merchant(now=NOW), "Zhao", now=NOW)
    with pytest.raises(NotFound):
        copying.copy_product(actor=stranger, product_id=edited.public_id, now=NOW)


def test_a_copy_of_a_long_name_fits(chen: MerchantStaff, product: Product) -> None:
    edit(chen, product, name="柑" * 80)
    made = copying.copy_product(
        actor=chen, product_id=product.public_id, now=NOW + timedelta(hours=1)
    )
    assert len(made.name) == 80
    assert made.name.endswith("（副本）")
