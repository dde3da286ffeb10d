"""A merchant's own goods at the desk."""

from datetime import UTC, datetime
from typing import Any

import pytest

from fixtures.build import supply
from market.accounts.actors import Anonymous, Operator, Shopper
from market.catalogue import services as catalogue
from market.display import own
from market.kernel import days
from market.kernel.errors import Forbidden, Invalid, NotFound

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
ON = days.day(NOW)


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


def test_the_seller_sees_drafts_and_closed_variants_too() -> None:
    goods = supply.goods(now=NOW, units=7)
    variant = goods.variants[1]
    catalogue.set_active(actor=goods.staff, variant_id=variant.public_id, active=False, now=NOW)
    supply.product(goods.staff, now=NOW, name="草稿", listed=False)
    supply.goods(now=NOW)
    page = own.own_products(actor=goods.staff, first=10, on=ON)
    assert [node.name for node in page.nodes] == ["草稿", "龙凤沃柑"]
    assert (page.total, page.has_next) == (2, False)
    found = page.nodes[1]
    assert [(v.active, v.on_hand, v.available) for v in found.variants] == [
        (True, 7, 7),
        (False, 7, 7),
    ]
    assert len(found.pictures) == 1
    drafts = own.own_products(actor=goods.staff, first=10, on=ON, status="DRAFT")
    assert [node.name for node in drafts.nodes] == ["草稿"]
    one = own.own_product(actor=goods.staff, product_id=goods.product.public_id, on=ON)
    assert one == found


@pytest.mark.parametrize("number", [2, 20])
def test_statements_do_not_grow(number: int, django_assert_num_queries: Any) -> None:
    actor = supply.staff(supply.merchant(now=NOW), now=NOW)
    for _ in range(number):
        supply.goods(now=NOW, seller=actor)
    with django_assert_num_queries(4):
        page = own.own_products(actor=actor, first=20, on=ON)
    assert len(page.nodes) == number


def test_pages_follow_each_other_without_gap_or_repeat() -> None:
    actor = supply.staff(supply.merchant(now=NOW), now=NOW)
    made = {supply.product(actor, now=NOW).public_id for _ in range(5)}
    seen: list[str] = []
    after = None
    while True:
        page = own.own_products(actor=actor, first=2, after=after, on=ON)
        seen += [node.id for node in page.nodes]
        after = page.end_cursor
        if not page.has_next:
            break
    assert len(seen) == 5
    assert set(seen) == made


def test_a_stranger_s_goods_are_not_there() -> None:
    goods = supply.goods(now=NOW)
    stranger = supply.staff(supply.merchant(now=NOW), "Zhao", now=NOW)
    with pytest.raises(NotFound):
        own.own_product(actor=stranger, product_id=goods.product.public_id, on=ON)
    assert own.own_products(actor=stranger, first=5, on=ON).nodes == ()


@pytest.mark.parametrize("actor", [Anonymous(), Shopper(1), Operator(1)])
def test_only_staff_have_goods_of_their_own(actor: Any) -> None:
    goods = supply.goods(now=NOW)
    with pytest.raises(Forbidden):
        own.own_product(actor=actor, product_id=goods.product.public_id, on=ON)
    with pytest.raises(Forbidden):
        own.own_products(actor=actor, first=5, on=ON)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"first": 0}, "first"),
        ({"first": 101}, "first"),
        ({"after": "x"}, "after"),
        ({"status": "GONE"}, "status"),
    ],
)
def test_a_bad_question_is_refused(values: dict[str, Any], field: str) -> None:
    actor = supply.staff(supply.merchant(now=NOW), now=NOW)
    with pytest.raises(Invalid) as refused:
        own.own_products(**{"actor": actor, "first": 5, "on": ON} | values)
    assert refused.value.field == field
