"""Phones and sign-in names."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from market.accounts import rules
from market.kernel.errors import Invalid


@pytest.mark.parametrize(
    ("typed", "normal"),
    [
        ("13812341234", "+8613812341234"),
        (" 138 1234 1234 ", "+8613812341234"),
        ("+86 138-1234-1234", "+8613812341234"),
        ("0086 13812341234", "+8613812341234"),
        ("１３８１２３４１２３４", "+8613812341234"),
        ("0734-5800001", "+867345800001"),
    ],
)
def test_phones_are_brought_into_one_form(typed: str, normal: str) -> None:
    assert rules.normal_phone(typed) == normal


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "110",
        "12345",
        "1381234123",
        "138123412345",
        "12812341234",
        "+12025550123",
        "+85291234567",
        "4008001234",
        "hello",
        "13812341234; drop table",
        "1" * 500,
    ],
)
def test_what_is_no_phone_is_refused(typed: str) -> None:
    with pytest.raises(Invalid) as refused:
        rules.normal_phone(typed)
    assert (refused.value.field, refused.value.rule) == ("buyerPhone", "phone")


@given(st.text(max_size=60))
def test_any_text_is_a_phone_or_refused(typed: str) -> None:
    with contextlib.suppress(Invalid):
        assert rules.normal_phone(typed).startswith("+86")


def test_masks_show_too_little_to_call() -> None:
    assert rules.mask("+8613812341234") == "138****1234"
    assert rules.mask("+867345800001") == "734****0001"
    assert rules.mask("12345") == "****45"
    assert rules.mask("") == ""


@pytest.mark.parametrize("typed", ["Wang", " wang ", "WANG"])
def test_sign_in_names_are_lower_case(typed: str) -> None:
    assert rules.normal_username(typed) == "wang"


@pytest.mark.parametrize("typed", ["", "ab", "王小明", "a b c", "-abc", "a" * 65, "wang\n2"])
def test_odd_sign_in_names_are_refused(typed: str) -> None:
    with pytest.raises(Invalid) as refused:
        rules.normal_username(typed)
    assert refused.value.field == "username"
