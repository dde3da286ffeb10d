"""Order numbers to be said aloud."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from market.orders.rules import HIGHEST, LOWEST, is_number, number_from

NINE = st.integers(LOWEST, HIGHEST)


@given(NINE)
def test_ten_digits_that_check(nine: int) -> None:
    number = number_from(nine)
    assert is_number(number)
    assert number[:9] == str(nine)


@given(NINE, st.integers(0, 9), st.integers(1, 9))
def test_a_wrong_digit_is_found(nine: int, place: int, shift: int) -> None:
    number = number_from(nine)
    digit = (int(number[place]) + shift) % 10
    assert not is_number(f"{number[:place]}{digit}{number[place + 1 :]}")


def test_most_exchanges_of_neighbours_are_found() -> None:
    missed = tried = 0
    for nine in range(LOWEST, HIGHEST, 99_999_937 // 13):
        number = number_from(nine)
        for i in range(9):
            if number[i] != number[i + 1]:
                tried += 1
                swapped = number[:i] + number[i + 1] + number[i] + number[i + 2 :]
                missed += is_number(swapped)
    assert tried > 500
    assert missed / tried < 0.03


@pytest.mark.parametrize("text", ["", "123", "12345678901", "abcdefghij", "１２３４５６７８９０"])
def test_no_number(text: str) -> None:
    assert not is_number(text)


@pytest.mark.parametrize("nine", [0, LOWEST - 1, HIGHEST + 1])
def test_not_nine_digits(nine: int) -> None:
    with pytest.raises(ValueError, match="nine digits"):
        number_from(nine)
