"""A seller asks for the use of a right: checked, decided by two people, kept by the register."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from fixtures.build import papers, supply
from market.accounts.actors import MerchantStaff, Operator, Shopper
from market.cases.models import Case
from market.cases.services import SamePerson
from market.gi import applied, services
from market.gi.applying import NoCreditCode, Wish
from market.gi.models import Application, AuthorisedUser, Right, RightChange
from market.gi.writing import Outdated
from market.kernel.errors import Forbidden, Invalid, NotFound, WrongState
from market.media.services import DocumentRefused
from market.merchants import claiming
from market.merchants.models import Merchant
from market.notices.models import Notice
from tests.market import goods
from tests.market.goods import NOW, TODAY

pytestmark = pytest.mark.django_db

SUN, WU, HE = Operator(1), Operator(2), Operator(3)


@pytest.fixture
def chen() -> MerchantStaff:
    return goods.seller()


@pytest.fixture
def peach() -> Right:
    return supply.right("衡山红脆桃", now=NOW)


def wish(right: Right, **changes: Any) -> Wish:
    made = Wish(
        right_id=right.public_id,
        village_codes=[supply.LONGFENG],
        from_on=TODAY,
        to_on=TODAY + timedelta(days=365),
        ceiling_grams=5_000_000,
        paper="协会授权书 2026 年第 8 号",
        data=papers.pdf(),
        file_name="授权书.pdf",
    )
    return replace(made, **changes)


def ask(actor: Any, right: Right, **changes: Any) -> Application:
    return claiming.apply(actor=actor, wish=wish(right, **changes), now=NOW)


def decide(
    application: Application, actor: Any, *, approve: bool = True, reason: str = ""
) -> Application:
    return claiming.decide(
        actor=actor,
        application_id=application.public_id,
        approve=approve,
        reason=reason,
        now=NOW,
    )


def test_two_people_say_yes_and_the_register_keeps_it(chen: MerchantStaff, peach: Right) -> None:
    asked = ask(chen, peach)
    case = Case.objects.get()
    assert (case.kind, case.subject, case.needs_second) == ("CLAIM", asked.public_id, True)
    assert decide(asked, SUN, reason="和协会核过").closed_at is None
    with pytest.raises(SamePerson):
        decide(asked, SUN)
    assert not AuthorisedUser.objects.exists()
    assert decide(asked, WU).closed_at == NOW
    merchant = Merchant.objects.get(pk=chen.merchant_id)
    user = AuthorisedUser.objects.get(right=peach)
    assert (user.credit_code, user.name) == (merchant.credit_code, merchant.name)
    assert (user.from_on, user.to_on) == (TODAY, TODAY + timedelta(days=365))
    assert user.ceiling_grams == 5_000_000
    change = RightChange.objects.get(what="USER")
    assert (change.by, change.agreed_by, change.at) == (SUN.ref, WU.ref, NOW)
    assert (change.source, change.document) == (asked.paper, asked.document)
    assert not asked.document.is_public
    told = Notice.objects.get(kind="claim.approved")
    assert told.params == {"shop": merchant.name, "right": "衡山红脆桃"}
    with pytest.raises(NotFound):
        decide(asked, HE)


def test_a_no_needs_a_reason_and_ends_it(chen: MerchantStaff, peach: Right) -> None:
    asked = ask(chen, peach)
    with pytest.raises(Invalid):
        decide(asked, SUN, approve=False)
    decide(asked, SUN, approve=False, reason="授权书看不清，重新拍一张。")
    (seen,) = applied.of_merchant(asked.merchant)
    assert (seen.case.state, seen.case.reason) == ("REFUSED", "授权书看不清，重新拍一张。")
    assert seen.villages == ("永和乡龙凤村",)
    assert Notice.objects.filter(kind="claim.refused").exists()
    assert not AuthorisedUser.objects.exists()
    assert ask(chen, peach).pk != asked.pk


def test_it_can_be_taken_back_while_it_waits(chen: MerchantStaff, peach: Right) -> None:
    asked = ask(chen, peach)
    with pytest.raises(NotFound):
        claiming.withdraw(actor=goods.seller(), application_id=asked.public_id, now=NOW)
    decide(asked, SUN)
    claiming.withdraw(actor=chen, application_id=asked.public_id, now=NOW)
    with pytest.raises(NotFound):
        decide(asked, WU)
    with pytest.raises(NotFound):
        claiming.withdraw(actor=chen, application_id=asked.public_id, now=NOW)
    assert Case.objects.get().state == "WITHDRAWN"
    assert not AuthorisedUser.objects.exists()


PAST, LONG_PAST = TODAY - timedelta(days=1), TODAY - timedelta(days=9)
WRONG: list[tuple[dict[str, Any], str, str]] = [
    ({"right_id": "rgt_none"}, "rightId", "unknown"),
    ({"village_codes": []}, "villageCodes", "required"),
    ({"village_codes": ["430423999999"]}, "villageCodes", "unknown"),
    ({"village_codes": [supply.YONGHE]}, "villageCodes", "unknown"),
    ({"village_codes": [str(n) for n in range(201)]}, "villageCodes", "too_many"),
    ({"varieties": [str(n) for n in range(21)]}, "varieties", "too_many"),
    ({"ceiling_grams": 0}, "ceilingGrams", "range"),
    ({"from_on": LONG_PAST, "to_on": PAST}, "toOn", "past"),
    ({"to_on": PAST}, "toOn", "order"),
    ({"paper": " "}, "paper", "required"),
    ({"paper": "授\u202e权"}, "paper", "characters"),
    ({"data": b""}, "document", "required"),
]


def test_bad_input_changes_nothing(chen: MerchantStaff, peach: Right) -> None:
    for changes, name, rule in WRONG:
        with pytest.raises(Invalid) as refused:
            ask(chen, peach, **changes)
        assert (refused.value.name, refused.value.rule) == (name, rule)
    assert not Application.objects.exists()
    assert not Case.objects.exists()


def test_what_the_right_says_binds_the_wish(chen: MerchantStaff, peach: Right) -> None:
    Right.objects.filter(pk=peach.pk).update(
        area_codes=[supply.LONGFENG], varieties=["红脆桃"], ceiling_grams=1_000
    )
    given: dict[str, Any] = {"varieties": ["红脆桃"], "ceiling_grams": 1_000}
    for changes, rule in (
        ({**given, "village_codes": [supply.LONGYAN]}, "outside_area"),
        ({**given, "varieties": []}, "required"),
        ({**given, "varieties": ["沃柑"]}, "not_announced"),
        ({**given, "ceiling_grams": 1_001}, "over_right"),
    ):
        with pytest.raises(Invalid) as refused:
            ask(chen, peach, **changes)
        assert refused.value.rule == rule
    assert ask(chen, peach, **given).varieties == ["红脆桃"]
    with pytest.raises(Invalid) as refused:
        ask(chen, peach, **given)
    assert refused.value.rule == "waiting"
    honour = supply.right("永和乡龙凤村 沃柑", now=NOW)
    with pytest.raises(Invalid) as refused:
        ask(chen, honour)
    assert refused.value.rule == "no_users"
    tea = supply.right("衡阳台源乌莲", now=NOW)
    services.set_status(actor=supply.SEED, right_id=tea.public_id, status="REVOKED", now=NOW)
    with pytest.raises(Invalid) as refused:
        ask(chen, tea)
    assert refused.value.rule == "not_in_force"
    with pytest.raises(DocumentRefused):
        ask(chen, supply.right("衡阳湘黄鸡", now=NOW), data=b"PK\x03\x04")


def test_a_user_without_an_end_has_nothing_to_ask(chen: MerchantStaff, peach: Right) -> None:
    merchant = Merchant.objects.get(pk=chen.merchant_id)
    supply.authorise(peach, merchant, from_on=TODAY, now=NOW)
    with pytest.raises(Invalid) as refused:
        ask(chen, peach)
    assert refused.value.rule == "already"
    AuthorisedUser.objects.update(to_on=TODAY + timedelta(days=20))
    renewed = ask(chen, peach)
    decide(renewed, SUN)
    decide(renewed, WU)
    assert AuthorisedUser.objects.get().to_on == TODAY + timedelta(days=365)


def test_a_right_that_ended_meanwhile_is_not_given(chen: MerchantStaff, peach: Right) -> None:
    asked = ask(chen, peach)
    decide(asked, SUN)
    services.set_status(actor=supply.SEED, right_id=peach.public_id, status="REVOKED", now=NOW)
    with pytest.raises(Outdated):
        decide(asked, WU)
    assert Case.objects.get().state == "SECOND"
    assert not AuthorisedUser.objects.exists()
    decide(asked, WU, approve=False, reason="这项权利撤销了。")


def test_a_changed_credit_code_is_not_entered(chen: MerchantStaff, peach: Right) -> None:
    asked = ask(chen, peach)
    other = supply.credit_code("93430423MA4W00001")
    Merchant.objects.filter(pk=chen.merchant_id).update(credit_code=other)
    with pytest.raises(Outdated):
        decide(asked, SUN)
    assert Case.objects.get().state == "OPEN"


def test_who_may_ask_and_who_may_decide(chen: MerchantStaff, peach: Right) -> None:
    farmer = supply.staff(supply.merchant(now=NOW, seller_class="FARMER"), "Tan", now=NOW)
    with pytest.raises(NoCreditCode):
        ask(farmer, peach)
    packer = MerchantStaff(chen.user_id, chen.merchant_id, role="PACKER")
    for stranger in (packer, SUN, Shopper(1)):
        with pytest.raises(Forbidden):
            ask(stranger, peach)
    asked = ask(chen, peach)
    for stranger in (chen, Operator(9, town_code=supply.YONGHE)):
        with pytest.raises(Forbidden):
            decide(asked, stranger)
        with pytest.raises(Forbidden):
            applied.to_decide(actor=stranger, application_id=asked.public_id)
    Merchant.objects.filter(pk=chen.merchant_id).update(status="SUSPENDED")
    with pytest.raises(WrongState):
        ask(chen, supply.right("衡阳湘黄鸡", now=NOW))
    assert Application.objects.count() == 1
