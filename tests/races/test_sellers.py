"""Codes, words and decisions about a shop given at the same moment: each counts once."""

from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from fixtures.build import shops, supply
from market.accounts.actors import MerchantStaff, Operator
from market.accounts.models import PhoneCode
from market.cases.models import Case
from market.merchants import changing, onboarding, staffing, supervision
from market.merchants.models import ClassChange, Invitation, Merchant, MerchantStep, Staff
from market.notices.models import Notice
from tests.races.together import at_once

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
PHONE = "13800000009"
SUN, SHI, WU = (Operator(user_id=number) for number in (72, 73, 74))
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


def invited() -> tuple[MerchantStaff, str]:
    owner = supply.staff(supply.merchant(now=NOW), now=NOW)
    staffing.invite(actor=owner, phone=PHONE, role="PACKER", now=NOW)
    return owner, Notice.objects.get(kind="shop.invited").params["code"]


def join(code: str, name: str = "packer") -> Callable[[], object]:
    new = staffing.NewUser(name, supply.PASSWORD, "潘打包")
    return lambda: staffing.join(phone=PHONE, code=code, user_id=None, new=new, now=NOW)


def kinds(answers: list[object]) -> Counter[str]:
    return Counter(type(answer).__name__ for answer in answers)


def test_twenty_wrong_codes_at_once_are_five_tries() -> None:
    _, code = invited()
    wrong = [f"{(int(code) + n) % 10**6:06d}" for n in range(1, 21)]
    answers = at_once([join(one) for one in wrong])
    assert kinds(answers) == {"WrongPhoneCode": 5, "PhoneCodeGone": 15}
    assert PhoneCode.objects.get().tries == 5
    assert kinds(at_once([join(code)])) == {"PhoneCodeGone": 1}
    assert Staff.objects.count() == 1


def test_two_people_with_one_code_are_one_packer() -> None:
    owner, code = invited()
    answers = at_once([join(code, "packer-a"), join(code, "packer-b")])
    assert kinds(answers) == {"User": 1, "PhoneCodeGone": 1}
    assert Staff.objects.filter(merchant=owner.merchant_id, role="PACKER").count() == 1
    assert Invitation.objects.exclude(used_at=None).count() == 1


def suspension() -> Merchant:
    """Return a shop whose suspension Sun asked for."""
    merchant = supply.merchant(now=NOW)
    supervision.ask_suspension(
        actor=SUN, merchant_id=merchant.public_id, reason="虚假材料", now=NOW
    )
    return merchant


def word(actor: Operator, merchant: Merchant, *, approve: bool = True) -> Callable[[], object]:
    return lambda: supervision.decide_suspension(
        actor=actor, merchant_id=merchant.public_id, approve=approve, reason="看过了", now=NOW
    )


def test_one_person_twice_at_once_suspends_nobody() -> None:
    merchant = suspension()
    assert kinds(at_once([word(SUN, merchant)] * 2)) == {"SamePerson": 2}
    assert Merchant.objects.get().status == "APPROVED"


def test_two_people_at_once_suspend_once() -> None:
    merchant = suspension()
    answers = at_once([word(SHI, merchant), word(WU, merchant)])
    assert kinds(answers) == {"Merchant": 1, "NotFound": 1}
    assert MerchantStep.objects.filter(merchant=merchant, now="SUSPENDED").count() == 1
    assert Notice.objects.filter(kind="shop.suspended").count() == 1


def test_a_yes_and_a_no_at_once_are_one_of_them() -> None:
    merchant = suspension()
    answers = at_once([word(SHI, merchant), word(WU, merchant, approve=False)])
    assert kinds(answers) == {"Merchant": 1, "NotFound": 1}
    case = Case.objects.get()
    suspended = Merchant.objects.get().status == "SUSPENDED"
    assert case.state == ("APPROVED" if suspended else "REFUSED")


def test_two_people_who_ask_at_once_are_the_two_that_it_takes() -> None:
    merchant = supply.merchant(now=NOW)

    def ask(actor: Operator) -> Callable[[], object]:
        return lambda: supervision.ask_suspension(
            actor=actor, merchant_id=merchant.public_id, reason="虚假材料", now=NOW
        )

    assert kinds(at_once([ask(SUN), ask(SHI)])) == {"Merchant": 2}
    assert Merchant.objects.get().status == "SUSPENDED"
    assert MerchantStep.objects.filter(merchant=merchant, now="SUSPENDED").count() == 1


def test_a_change_of_class_is_decided_or_taken_back() -> None:
    merchant = shops.applicant(now=NOW, seller_class="FARMER")
    shops.recommended(merchant, now=NOW)
    shops.approved(merchant, now=NOW)
    owner = MerchantStaff(merchant.staff.get().user_id, merchant.pk)
    change = shops.asked_change(owner, now=NOW)
    answers = at_once(
        [
            lambda: changing.withdraw_change(actor=owner, now=NOW),
            lambda: changing.decide_change(
                actor=SUN, change_id=change.public_id, approve=True, reason="", now=NOW
            ),
        ]
    )
    merchant.refresh_from_db()
    change.refresh_from_db()
    became = merchant.seller_class == "TRADER"
    assert kinds(answers)["NotFound"] == 1
    assert change.state == ("APPROVED" if became else "WITHDRAWN")
    assert (change.paper is None) is not became


def test_two_wishes_at_once_are_one() -> None:
    owner = supply.staff(supply.merchant(now=NOW, seller_class="FARMER"), now=NOW)
    answers = at_once([lambda: shops.asked_change(owner, now=NOW)] * 2)
    assert kinds(answers) == {"ClassChange": 1, "WrongState": 1}
    assert ClassChange.objects.count() == 1


def test_two_county_people_open_a_shop_once() -> None:
    merchant = shops.applicant(now=NOW)
    shops.recommended(merchant, now=NOW)

    def approve(actor: Operator) -> Callable[[], object]:
        return lambda: onboarding.decide_seller(
            actor=actor, merchant_id=merchant.public_id, approve=True, reason="", now=NOW
        )

    answers = at_once([approve(SUN), approve(SHI)])
    assert kinds(answers) == {"Merchant": 1, "NotFound": 1}
    assert MerchantStep.objects.filter(merchant=merchant, now="APPROVED").count() == 1
