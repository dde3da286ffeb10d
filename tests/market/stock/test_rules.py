"""First expired, first out."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from market.stock.rules import by_lot, first_expired_first

DAY = date(2026, 11, 24)


def test_the_earliest_expiry_goes_first_and_the_older_lot_among_equals() -> None:
    lots = [
        (3, DAY, 2),
        (1, DAY + timedelta(days=1), 5),
        (2, DAY, 1),
    ]
    assert first_expired_first(lots, 1) == {2: 1}
    assert first_expired_first(lots, 4) == {2: 1, 3: 2, 1: 1}


def test_too_few_is_a_bug_of_the_caller() -> None:
    with pytest.raises(ValueError, match="2 of 5"):
        first_expired_first([(1, DAY, 3)], 5)


@given(
    st.lists(st.tuples(st.integers(0, 30), st.integers(0, 20)), min_size=1, max_size=20),
    st.data(),
)
def test_exactly_what_is_wanted_and_nothing_later_while_earlier_is_left(
    facts: list[tuple[int, int]], data: st.DataObject
) -> None:
    lots = [(n, DAY + timedelta(days=days), units) for n, (days, units) in enumerate(facts)]
    quantity = data.draw(st.integers(0, sum(units for _, _, units in lots)))
    picks = first_expired_first(lots, quantity)
    assert sum(picks.values()) == quantity
    left = {lot: units - picks.get(lot, 0) for lot, _, units in lots}
    assert min(left.values()) >= 0
    expiry = {lot: expires_on for lot, expires_on, _ in lots}
    if picks:
        last = max(expiry[lot] for lot in picks)
        assert all(left[lot] == 0 for lot in left if expiry[lot] < last)


def test_sums_by_lot() -> None:
    assert by_lot([(2, 1), (1, 5), (2, 3)]) == {1: 5, 2: 4}
    assert list(by_lot([(2, 1), (1, 5)])) == [1, 2]
