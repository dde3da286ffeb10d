"""Waybills, masks and the next stop."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from logistics.parcels import rules

NUMBERS = st.integers(0, 10**10 - 1)


@given(NUMBERS)
def test_a_waybill_is_thirteen_characters_and_checks(number: int) -> None:
    waybill = rules.waybill(number)
    assert len(waybill) == 13
    assert waybill[:2] == "CJ"
    assert waybill[2:12] == f"{number:010d}"
    assert rules.normal_waybill(waybill) == waybill


@given(NUMBERS, st.integers(2, 12), st.integers(1, 9))
def test_one_wrong_digit_is_found(number: int, place: int, off: int) -> None:
    waybill = rules.waybill(number)
    wrong = str((int(waybill[place]) + off) % 10)
    assert rules.normal_waybill(waybill[:place] + wrong + waybill[place + 1 :]) is None


@pytest.mark.parametrize("typed", ["{}", " {} ", "{}\n", "{}".lower(), "CJ {}", "cj-{}"])
def test_what_scanners_and_people_add_is_dropped(typed: str) -> None:
    waybill = rules.waybill(1234567890)
    part = waybill[2:] if typed[:2].upper() == "CJ" else waybill.lower()
    assert rules.normal_waybill(typed.format(part)) == waybill


@pytest.mark.parametrize(
    "text", ["", "CJ", "CJ123", "SF12345678903", "CJ१२३४५६७८९०३", "CJ" + "1" * 12]
)
def test_what_cannot_be_a_waybill_is_none(text: str) -> None:
    assert rules.normal_waybill(text) is None


@pytest.mark.parametrize("number", [-1, 10**10])
def test_a_number_that_does_not_fit_is_a_bug(number: int) -> None:
    with pytest.raises(ValueError, match="ten digits"):
        rules.waybill(number)


@pytest.mark.parametrize(
    ("name", "masked"),
    [("张三", "张*"), ("李小红", "李**"), ("欧阳小敏敏", "欧**"), ("李", "李*"), ("", "")],
)
def test_names_on_labels_are_masked(name: str, masked: str) -> None:
    assert rules.masked_name(name) == masked


@given(st.lists(st.text("abc", min_size=1), unique=True, max_size=6), st.data())
def test_the_next_stop_is_the_first_without_a_scan(route: list[str], data: st.DataObject) -> None:
    done = data.draw(st.integers(0, len(route)))
    expected = route[done] if done < len(route) else None
    assert rules.next_stop(route, set(route[:done])) == expected
