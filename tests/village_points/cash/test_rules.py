"""Change and plausible sums."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from village_points.cash import rules


@given(st.integers(1, 10**7), st.integers(0, 10**7))
def test_due_and_change_make_what_was_given(due: int, tendered: int) -> None:
    assert due + rules.change(due_fen=due, tendered_fen=tendered) == tendered


@pytest.mark.parametrize(
    ("fen", "can_be"), [(-1, False), (0, True), (10_000_000, True), (10_000_001, False)]
)
def test_sums_that_nobody_holds_are_not_plausible(fen: int, can_be: bool) -> None:
    assert rules.plausible(fen) is can_be
