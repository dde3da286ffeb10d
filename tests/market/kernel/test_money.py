"""Rates and splits: exact to the fen."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from market.kernel.money import allocate, share, yuan_text

FEN = st.integers(-(10**12), 10**12)


@pytest.mark.parametrize(
    ("fen", "bps", "expected"),
    [(100, 500, 5), (10, 500, 1), (9, 500, 0), (-10, 500, -1), (1, 10_000, 1), (0, 333, 0)],
)
def test_share_rounds_half_away_from_zero(fen: int, bps: int, expected: int) -> None:
    assert share(fen, bps) == expected


@given(FEN, st.integers(0, 10_000))
def test_share_is_never_off_by_more_than_half_a_fen(fen: int, bps: int) -> None:
    assert abs(share(fen, bps) * 10_000 - fen * bps) <= 5_000


@given(FEN, st.lists(st.integers(0, 10**6), min_size=1, max_size=20))
def test_parts_add_up_and_are_fair(total: int, weights: list[int]) -> None:
    parts = allocate(total, weights)
    assert sum(parts) == total
    whole = sum(weights)
    if whole:
        for part, weight in zip(parts, weights, strict=True):
            assert abs(part * whole - total * weight) < whole


def test_ties_go_to_the_earlier_part() -> None:
    assert allocate(100, [1, 1, 1]) == [34, 33, 33]
    assert allocate(-100, [1, 1, 1]) == [-34, -33, -33]
    assert allocate(5, [0, 0]) == [3, 2]


@pytest.mark.parametrize("weights", [[], [1, -1]])
def test_weights_that_cannot_be(weights: list[int]) -> None:
    with pytest.raises(ValueError, match="weights"):
        allocate(100, weights)


def test_yuan_text() -> None:
    assert [yuan_text(fen) for fen in (0, 5, 1234, -1, -1234)] == [
        "0.00", "0.05", "12.34", "-0.01", "-12.34",
    ]  # fmt: skip
