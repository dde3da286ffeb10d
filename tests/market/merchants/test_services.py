"""Sellers: what they must bring, what they must show."""

from datetime import UTC, datetime
from typing import Any

import pytest

from fixtures.build import supply
from market.accounts.actors import Anonymous, MerchantStaff, Operator, Shopper
from market.kernel.errors import Invalid
from market.merchants import queries, rules, services
from market.merchants.models import FreightTemplate, Merchant, Staff
from market.merchants.services import Freight

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
SUN = Operator(user_id=1)
FREIGHT = Freight(first_kg_fen=600, next_kg_fen=200)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("91350100M000100Y43", "91350100M000100Y43"),
        # Many programs index past the end where the sum is divisible by 31; the check is "0".
        ("91430423MA4L000170", "91430423MA4L000170"),
        (" 91430423ma4l000170 ", "91430423MA4L000170"),
    ],
)
def test_good_credit_codes_are_taken(typed: str, code: str) -> None:
    assert rules.normal_credit_code(typed) == code


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "91350100M000100Y44",
        "91430423MA4L000171",
        "91430423MA4L00017",
        "91430423MA4L0001700",
        "9143O423MA4L000170",
        "91430423MA4LI00170",
        "统一社会信用代码",
    ],
)
def test_bad_credit_codes_are_refused(typed: str) -> None:
    with pytest.raises(Invalid) as refused:
        rules.normal_credit_code(typed)
    assert (refused.value.field, refused.value.rule) == ("creditCode", "credit_code")


def test_each_code_has_one_right_check_character() -> None:
    for number in range(200):
        code = supply.credit_code(f"93430423MA4T{number:05d}")
        assert rules.normal_credit_code(code) == code
        with pytest.raises(Invalid):
            rules.normal_credit_code(code[:-1] + ("1" if code[-1] == "0" else "0"))


def create(**changes: Any) -> Merchant:
    """Take in a firm of 龙凤村."""
    supply.places()
    values = {
        "name": "龙凤果业有限公司",
        "seller_class": "FIRM",
        "credit_code": "91430423MA4L000170",
        "food_permit": "SC10143042300005",
        "place_code": supply.LONGFENG,
        "phone": "0734-5800001",
        "freight": FREIGHT,
        "now": NOW,
    }
    return services.create_merchant(**values | changes)


def shown(merchant: Merchant) -> list[tuple[str, str]]:
    return [(line.label, line.value) for line in queries.licence_lines(merchant, NOW.date())]


@pytest.mark.django_db
class TestTakingIn:
    def test_a_firm_shows_its_code_and_permit(self) -> None:
        merchant = create()
        assert merchant.slug == "longfengguoyeyouxiangongsi"
        assert merchant.phone == "+867345800001"
        assert shown(merchant) == [
            ("经营者类型", "企业"),
            ("统一社会信用代码", "91430423MA4L000170"),
            ("食品生产许可证", "SC10143042300005"),
        ]
        freight = FreightTemplate.objects.get(merchant=merchant)
        assert (freight.first_kg_fen, freight.next_kg_fen, freight.free_from_fen) == (
            600,
            200,
            None,
        )

    def test_a_farmer_shows_the_exemption(self) -> None:
        merchant = create(seller_class="FARMER", credit_code="", food_permit="")
        assert shown(merchant)[1] == ("登记情况", rules.EXEMPTION)

    def test_a_farmer_who_registered_shows_the_code(self) -> None:
        merchant = create(seller_class="FARMER", food_permit="JY14304230000012")
        assert [label for label, _ in shown(merchant)] == [
            "经营者类型",
            "统一社会信用代码",
            "食品经营许可证",
        ]

    @pytest.mark.parametrize(
        ("changes", "field", "rule"),
        [
            ({"name": ""}, "name", "required"),
            ({"name": "果" * 65}, "name", "too_long"),
            ({"seller_class": "KING"}, "sellerClass", "choice"),
            ({"credit_code": ""}, "creditCode", "required"),
            ({"credit_code": "", "seller_class": "COOPERATIVE"}, "creditCode", "required"),
            ({"credit_code": "", "seller_class": "TRADER"}, "creditCode", "required"),
            ({"seller_class": "TRADER"}, "creditCode", "class"),
            ({"credit_code": "91430423MA4L000171"}, "creditCode", "credit_code"),
            ({"food_permit": "SC1"}, "foodPermit", "permit"),
            ({"place_code": "430423999999"}, "placeCode", "unknown"),
            ({"phone": "12"}, "phone", "phone"),
            ({"slug": "No Slug"}, "slug", "form"),
            ({"freight": Freight(-1, 0)}, "freight", "range"),
            ({"freight": Freight(0, 1_000_001)}, "freight", "range"),
            ({"freight": Freight(0, 0, -1)}, "freight", "range"),
            ({"story": "x" * 4001}, "story", "too_long"),
        ],
    )
    def test_a_bad_seller_leaves_nothing(
        self, changes: dict[str, Any], field: str, rule: str
    ) -> None:
        with pytest.raises(Invalid) as refused:
            create(**changes)
        assert (refused.value.field, refused.value.rule) == (field, rule)
        assert not Merchant.objects.exists()
        assert not FreightTemplate.objects.exists()

    def test_an_address_is_given_once(self) -> None:
        create()
        with pytest.raises(Invalid) as refused:
            create(credit_code=supply.credit_code("91430423MA4L00018"))
        assert (refused.value.field, refused.value.rule) == ("slug", "taken")

    def test_a_business_has_one_shop(self) -> None:
        create()
        with pytest.raises(Invalid) as refused:
            create(slug="other")
        assert (refused.value.field, refused.value.rule) == ("creditCode", "taken")
        assert Merchant.objects.count() == 1


@pytest.mark.django_db
class TestPeople:
    def test_staff_work_for_one_seller(self, django_assert_num_queries: Any) -> None:
        merchant, other = (
            create(),
            create(slug="other", credit_code=supply.credit_code("91430423MA4L00018")),
        )
        actor = supply.staff(merchant, now=NOW)
        with django_assert_num_queries(1):
            assert queries.staff_actor(actor.user_id) == actor
        assert queries.staff_actor(actor.user_id + 1) is None
        with pytest.raises(Invalid) as refused:
            services.add_staff(merchant=other, user_id=actor.user_id, now=NOW)
        assert refused.value.rule == "taken"
        assert Staff.objects.count() == 1

    def test_staff_see_their_own_and_operators_all(self) -> None:
        merchant = create()
        create(slug="other", credit_code=supply.credit_code("91430423MA4L00018"))
        assert list(Merchant.objects.visible_to(MerchantStaff(1, merchant.pk))) == [merchant]
        assert Merchant.objects.visible_to(SUN).count() == 2
        assert not Merchant.objects.visible_to(Shopper(1)).exists()
        assert not Merchant.objects.visible_to(Anonymous()).exists()
