"""The register: loading, users, and badges for many goods."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from fixtures.build import supply
from market.accounts.actors import Anonymous, MerchantStaff, Operator, Shopper, System
from market.gi import queries, services
from market.gi.models import AuthorisedUser, Right
from market.kernel import days
from market.kernel.errors import Forbidden, Invalid, NotFound
from market.merchants.models import Merchant

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
ON = days.day(NOW)
SEED = System("seed")


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


def row(**changes: str) -> dict[str, str]:
    """A row of the list of specialties."""
    names = "name scheme authority number date holder area county_code category confidence source"
    values = dict.fromkeys([*names.split(), "status", "note", "quality"], "")
    return values | {
        "name": "衡山桃",
        "scheme": "gi_product",
        "area": "衡山县",
        "county_code": "430423",
        "confidence": "high",
        "status": "active",
        **changes,
    }


def peach(**changes: str) -> Right:
    [right] = services.load_rights(rows=[row(**changes)], now=NOW)
    return right


def authorise(right: Right, merchant: Merchant, **changes: Any) -> AuthorisedUser:
    values: dict[str, Any] = {
        "actor": SEED,
        "right_id": right.public_id,
        "credit_code": merchant.credit_code,
        "name": merchant.name,
        "from_on": ON,
        "to_on": ON,
        "now": NOW,
    }
    return services.authorise(**values | changes)


def test_the_whole_list_is_loaded_and_loading_again_changes_nothing() -> None:
    rights = supply.rights(now=NOW)
    assert len(rights) == Right.objects.count() == 18
    before = list(Right.objects.order_by("pk").values_list("pk", "updated_at"))
    supply.rights(now=NOW + timedelta(days=1))
    assert list(Right.objects.order_by("pk").values_list("pk", "updated_at")) == before


def test_rows_are_mapped_as_their_readme_says() -> None:
    found = {(r.name, r.scheme): r for r in supply.rights(now=NOW)}
    honour = found["永和乡龙凤村 沃柑", "VILLAGE_PRODUCT"]
    assert honour.area_codes == ["430423201224"]
    assert (honour.status, honour.number) == ("RECOGNISED", "batch 10")
    assert found["衡阳湘黄鸡", "AGRI_GI"].area_codes == ["4304"]
    assert found["衡阳湘黄鸡", "AGRI_GI"].status == "LEGACY"
    assert found["衡阳台源乌莲", "AGRI_GI"].status == "SUPERSEDED"
    assert found["衡阳台源乌莲", "GI_PRODUCT"].status == "ACTIVE"
    assert found["南岳云雾茶", "NONE"].confidence == "LOW"
    assert found["霞流镇李花村 禽蛋", "VILLAGE_PRODUCT"].area_codes == ["430424"]


def test_a_changed_row_is_brought_up_to_date() -> None:
    first = peach()
    again = peach(status="revoked")
    assert again.pk == first.pk
    assert Right.objects.get().status_on(ON) == "REVOKED"
    assert Right.objects.get().status_on(ON - timedelta(days=1)) == "ACTIVE"


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"scheme": "organic"}, "scheme"),
        ({"status": "fine"}, "status"),
        ({"confidence": "very"}, "confidence"),
        ({"county_code": "43"}, "area"),
        ({"county_code": ""}, "area"),
    ],
)
def test_a_row_that_means_nothing_loads_nothing(changes: dict[str, str], rule: str) -> None:
    with pytest.raises(Invalid) as refused:
        services.load_rights(rows=[row(name="好的"), row(**changes)], now=NOW)
    assert refused.value.rule == rule
    assert not Right.objects.exists()


def test_a_badge_comes_and_goes_with_the_user_s_entry() -> None:
    right = peach()
    goods = supply.goods(now=NOW, right=right)
    pairs = [(goods.product.pk, supply.LONGFENG)]
    assert queries.badges_for(pairs, ON) == {}
    authorise(right, goods.merchant)
    assert queries.badges_for(pairs, ON)[goods.product.pk].text == "地理标志产品"
    assert queries.badges_for(pairs, ON + timedelta(days=1)) == {}
    authorise(right, goods.merchant, to_on=None)
    assert queries.badges_for(pairs, ON + timedelta(days=1)) != {}
    services.strike_off(
        actor=SEED, right_id=right.public_id, credit_code=goods.merchant.credit_code, now=NOW
    )
    assert queries.badges_for(pairs, ON) == {}


def test_a_right_that_is_revoked_gives_no_badge() -> None:
    right = peach()
    goods = supply.goods(now=NOW, right=right)
    authorise(right, goods.merchant)
    pairs = [(goods.product.pk, supply.LONGFENG)]
    assert queries.badges_for(pairs, ON)
    services.set_status(actor=SEED, right_id=right.public_id, status="REVOKED", now=NOW)
    assert queries.badges_for(pairs, ON) == {}


def test_somebody_else_s_entry_helps_nobody() -> None:
    right = peach()
    mine, theirs = supply.goods(now=NOW, right=right), supply.goods(now=NOW, right=right)
    authorise(right, theirs.merchant)
    pairs = [(mine.product.pk, supply.LONGFENG), (theirs.product.pk, supply.LONGFENG)]
    assert list(queries.badges_for(pairs, ON)) == [theirs.product.pk]


def test_a_farmer_without_a_code_is_nobody_s_user() -> None:
    right = peach()
    farmer = supply.staff(supply.merchant(now=NOW, seller_class="FARMER"), now=NOW)
    goods = supply.goods(now=NOW, right=right, seller=farmer)
    assert queries.badges_for([(goods.product.pk, supply.LONGFENG)], ON) == {}


@pytest.mark.parametrize("number", [2, 20])
def test_statements_do_not_grow(number: int, django_assert_num_queries: Any) -> None:
    right = peach()
    goods = [supply.goods(now=NOW, right=right, units=0) for _ in range(number)]
    for one in goods:
        authorise(right, one.merchant)
    pairs = [(one.product.pk, supply.LONGFENG) for one in goods]
    with django_assert_num_queries(2):
        assert len(queries.badges_for(pairs, ON)) == number
    with django_assert_num_queries(0):
        assert queries.badges_of([], ON) == {}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"credit_code": "91430423MA4L00017X"}, "creditCode"),
        ({"to_on": ON - timedelta(days=1)}, "toOn"),
        ({"name": "  "}, "userName"),
        ({"ceiling_grams": 0}, "ceilingGrams"),
    ],
)
def test_a_bad_entry_is_refused(changes: dict[str, Any], field: str) -> None:
    right, merchant = peach(), supply.merchant(now=NOW)
    with pytest.raises(Invalid) as refused:
        authorise(right, merchant, **changes)
    assert refused.value.field == field
    assert not AuthorisedUser.objects.exists()


@pytest.mark.parametrize("actor", [Anonymous(), Shopper(1), MerchantStaff(1, 1), Operator(1)])
def test_nobody_writes_alone(actor: Any) -> None:
    right, merchant = peach(), supply.merchant(now=NOW)
    with pytest.raises(Forbidden):
        authorise(right, merchant, actor=actor)
    with pytest.raises(Forbidden):
        services.set_status(actor=actor, right_id=right.public_id, status="REVOKED", now=NOW)
    with pytest.raises(Forbidden):
        services.strike_off(
            actor=actor, right_id=right.public_id, credit_code=merchant.credit_code, now=NOW
        )
    assert not AuthorisedUser.objects.exists()
    assert Right.objects.get().status == "ACTIVE"


def test_what_is_not_in_the_register_is_not_found() -> None:
    right, merchant = peach(), supply.merchant(now=NOW)
    with pytest.raises(NotFound):
        authorise(right, merchant, right_id="rgt_none")
    with pytest.raises(NotFound):
        services.strike_off(
            actor=SEED, right_id=right.public_id, credit_code=merchant.credit_code, now=NOW
        )
    with pytest.raises(Invalid):
        services.set_status(actor=SEED, right_id=right.public_id, status="FINE", now=NOW)
