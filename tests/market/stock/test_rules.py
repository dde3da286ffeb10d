"""First expired, first out, of what arrives fresh; and when a lot nears its end."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from market.stock.rules import LotFacts, Short, allocate, arrives_fresh, by_lot, near_expiry

DAY = date(2026, 11, 24)
SHELF = {"AMBIENT": 3, "COOL": 1}

LOTS = st.lists(
    st.tuples(
        st.integers(-5, 30), st.integers(0, 20), st.sampled_from(["AMBIENT", "COOL", "FROZEN"])
    ),
    max_size=12,
)


@settings(max_examples=50)
@given(LOTS, st.integers(1, 60), st.integers(0, 12))
def test_never_stale_never_oversold_and_nothing_later_while_earlier_is_left(
    facts: list[tuple[int, int, str]], quantity: int, transit: int
) -> None:
    lots = [
        LotFacts(n, DAY + timedelta(days=good), units, storage)
        for n, (good, units, storage) in enumerate(facts)
    ]
    arrive_on = DAY + timedelta(days=transit)
    good = {
        lot.key: lot
        for lot in lots
        if lot.expires_on > arrive_on + timedelta(days=SHELF.get(lot.storage, 0))
    }
    fresh = sum(lot.available for lot in good.values())
    done = allocate(lots, quantity, arrive_on, SHELF)
    if isinstance(done, Short):
        assert fresh < quantity
        assert (done.fresh, done.fresh + done.stale) == (fresh, sum(x.available for x in lots))
        return
    assert sum(done.values()) == quantity
    assert done.keys() <= good.keys(), "never a stale arrival"
    assert all(0 < units <= good[key].available for key, units in done.items())
    last = max(good[key].expires_on for key in done)
    assert all(
        done.get(key, 0) == lot.available for key, lot in good.items() if lot.expires_on < last
    )


def test_the_last_day_on_the_shelf_is_a_good_one() -> None:
    arrives = DAY + timedelta(days=2)
    assert arrives_fresh(DAY + timedelta(days=6), "AMBIENT", arrives, SHELF)
    assert not arrives_fresh(DAY + timedelta(days=5), "AMBIENT", arrives, SHELF)
    assert arrives_fresh(DAY + timedelta(days=3), "FROZEN", arrives, SHELF)


@pytest.mark.parametrize(
    ("life", "left", "near"),
    [
        (30, 7, False),
        (30, 6, True),
        (5, 4, False),
        (5, 3, True),
        (540, 31, False),
        (540, 30, True),
        (30, 0, True),
        (30, -2, True),
    ],
)
def test_the_last_fifth_is_near_the_end(life: int, left: int, near: bool) -> None:
    expires = DAY + timedelta(days=left)
    assert near_expiry(expires - timedelta(days=life), expires, DAY) is near


def test_sums_by_lot() -> None:
    assert by_lot([(2, 1), (1, 5), (2, 3)]) == {1: 5, 2: 4}
    assert list(by_lot([(2, 1), (1, 5)])) == [1, 2]
