"""Every way to be refused a badge, and the four ways to get one."""

import dataclasses
import itertools
from datetime import date, timedelta

import pytest

from market.gi.models import Confidence, RightStatus, Scheme
from market.gi.rules import (
    BatchFacts,
    Reason,
    RightFacts,
    UserFacts,
    batch_number,
    may_claim,
    needs_user,
)

DAY = date(2026, 11, 24)
LONGFENG = BatchFacts("430423201224")
NEXT_DOOR = BatchFacts("430423201222")
USER = UserFacts("ACTIVE", DAY, DAY)
STRUCK_OFF = UserFacts("STRUCK_OFF", DAY, None)

GRANTED = {
    ("GI_PRODUCT", "ACTIVE"): ("gi_product", "地理标志产品"),
    ("GI_MARK", "ACTIVE"): ("gi_mark", "地理标志商标"),
    ("AGRI_GI", "LEGACY"): ("legacy", "农产品地理标志登记"),
    ("VILLAGE_PRODUCT", "RECOGNISED"): ("village", "一村一品 第10批"),
}


def right(scheme: str = "GI_PRODUCT", status: str = "ACTIVE", **changes: object) -> RightFacts:
    """A right in force for 龙凤村 alone, sure, without dates."""
    facts = RightFacts("rgt_1", scheme, status, "HIGH", "batch 10", ("430423201224",))
    return dataclasses.replace(facts, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize("user", [USER, STRUCK_OFF, None])
@pytest.mark.parametrize("batch", [LONGFENG, NEXT_DOOR])
@pytest.mark.parametrize("confidence", Confidence.values)
def test_every_pair_of_scheme_and_status(
    confidence: str, batch: BatchFacts, user: UserFacts | None
) -> None:
    for scheme, status in itertools.product(Scheme.values, RightStatus.values):
        verdict = may_claim(right(scheme, status, confidence=confidence), user, batch, DAY)
        usable = user is USER or scheme == "VILLAGE_PRODUCT"
        granted = GRANTED.get((scheme, status))
        if granted and confidence != "LOW" and batch is LONGFENG and usable:
            assert verdict.badge is not None, (scheme, status)
            assert (verdict.badge.code, verdict.badge.text) == granted
            assert verdict.badge.right_id == "rgt_1"
            assert verdict.allowed
            assert verdict.reasons == ()
        else:
            assert verdict.badge is None, (scheme, status)
            assert not verdict.allowed
            assert verdict.reasons


@pytest.mark.parametrize("scheme", ["GI_PRODUCT", "GI_MARK", "AGRI_GI"])
@pytest.mark.parametrize(
    ("user", "reason"),
    [
        (None, Reason.NOT_AUTHORISED),
        (STRUCK_OFF, Reason.STRUCK_OFF),
        (UserFacts("ACTIVE", DAY + timedelta(days=1)), Reason.AUTHORISED_LATER),
        (
            UserFacts("ACTIVE", date(2020, 1, 1), DAY - timedelta(days=1)),
            Reason.AUTHORISATION_ENDED,
        ),
        (UserFacts("ACTIVE", DAY), None),
        (UserFacts("ACTIVE", date(2020, 1, 1), DAY), None),
        (UserFacts("ACTIVE", date(2020, 1, 1), None), None),
    ],
)
def test_the_user_s_days_count_at_both_ends(
    scheme: str, user: UserFacts | None, reason: Reason | None
) -> None:
    status = "LEGACY" if scheme == "AGRI_GI" else "ACTIVE"
    verdict = may_claim(right(scheme, status), user, LONGFENG, DAY)
    assert verdict.reasons == ((reason,) if reason else ())


@pytest.mark.parametrize(
    ("valid_from", "valid_to", "reason"),
    [
        (DAY, DAY, None),
        (DAY - timedelta(days=1), DAY + timedelta(days=1), None),
        (DAY + timedelta(days=1), None, Reason.NOT_YET_VALID),
        (None, DAY - timedelta(days=1), Reason.NO_LONGER_VALID),
    ],
)
@pytest.mark.parametrize(("scheme", "status"), GRANTED)
def test_the_right_s_days_count_at_both_ends(
    scheme: str, status: str, valid_from: date | None, valid_to: date | None, reason: Reason | None
) -> None:
    facts = right(scheme, status, valid_from=valid_from, valid_to=valid_to)
    assert may_claim(facts, USER, LONGFENG, DAY).reasons == ((reason,) if reason else ())


@pytest.mark.parametrize(
    ("codes", "allowed"),
    [
        (("4304",), True),
        (("430423",), True),
        (("430423201",), True),
        (("430423201224",), True),
        (("430424", "430423201"), True),
        (("430424",), False),
        (("430423202",), False),
        (("430423201222",), False),
        (("43",), False),
        (("",), False),
        ((), False),
    ],
)
def test_goods_come_from_the_area(codes: tuple[str, ...], allowed: bool) -> None:
    assert may_claim(right(area_codes=codes), USER, LONGFENG, DAY).allowed is allowed


def test_an_honour_of_a_village_never_covers_a_county() -> None:
    honour = right("VILLAGE_PRODUCT", "RECOGNISED", area_codes=("430423",))
    assert may_claim(honour, None, LONGFENG, DAY).reasons == (Reason.OUTSIDE_AREA,)
    town = dataclasses.replace(honour, area_codes=("430423201",))
    assert may_claim(town, None, NEXT_DOOR, DAY).allowed


def test_an_honour_says_in_which_batch_it_was_given() -> None:
    unknown = right("VILLAGE_PRODUCT", "RECOGNISED", number="batch not seen")
    assert may_claim(unknown, None, LONGFENG, DAY).reasons == (Reason.NUMBER_UNKNOWN,)
    ninth = right("VILLAGE_PRODUCT", "RECOGNISED", number="第9批")
    badge = may_claim(ninth, None, LONGFENG, DAY).badge
    assert badge is not None
    assert badge.text == "一村一品 第9批"


def test_all_reasons_are_told_at_once() -> None:
    facts = right(status="REVOKED", confidence="LOW", valid_to=DAY - timedelta(days=1))
    assert may_claim(facts, None, NEXT_DOOR, DAY).reasons == (
        Reason.NOT_IN_FORCE,
        Reason.DOUBTFUL,
        Reason.NO_LONGER_VALID,
        Reason.OUTSIDE_AREA,
        Reason.NOT_AUTHORISED,
    )


@pytest.mark.parametrize(
    ("number", "found"),
    [("batch 10", 10), ("第10批", 10), ("batch not seen", None), ("", None), ("10", None)],
)
def test_batch_numbers_are_read(number: str, found: int | None) -> None:
    assert batch_number(number) == found


def test_only_goods_rights_ask_for_a_user() -> None:
    assert [s for s in Scheme.values if needs_user(s)] == ["GI_PRODUCT", "GI_MARK", "AGRI_GI"]
