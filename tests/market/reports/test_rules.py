"""Periods and rows of a sales report."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from market.kernel.errors import Invalid
from market.reports import rules
from market.reports.rules import REST, SalesRow

DAY = date(2026, 11, 1)

rows_of_sales = st.lists(
    st.builds(
        SalesRow,
        key=st.text("abcdef", min_size=1, max_size=2),
        name=st.text("abc", max_size=2),
        fen=st.integers(0, 10_000),
        orders=st.integers(0, 9),
        units=st.integers(0, 9),
        grams=st.integers(0, 9_000),
    ),
    max_size=20,
)


def sums(rows: list[SalesRow]) -> tuple[int, ...]:
    return tuple(sum(getattr(row, name) for row in rows) for name in ("fen", "orders", "grams"))


@pytest.mark.parametrize(("days", "rule"), [(-1, "before"), (366, "range")])
def test_a_period_has_a_day_and_no_more_than_a_year(days: int, rule: str) -> None:
    with pytest.raises(Invalid) as refused:
        rules.check_period(DAY, DAY + timedelta(days=days))
    assert (refused.value.name, refused.value.rule) == ("last", rule)
    rules.check_period(DAY, DAY)
    rules.check_period(DAY, DAY + timedelta(days=365))


def test_days_without_sales_are_noughts() -> None:
    sold = SalesRow("2026-11-02", "2026-11-02", 990, 1, 2, 500)
    rows = rules.every_day([sold], DAY, DAY + timedelta(days=2))
    assert [row.key for row in rows] == ["2026-11-01", "2026-11-02", "2026-11-03"]
    assert [row.fen for row in rows] == [0, 990, 0]


@settings(max_examples=25)
@given(rows_of_sales, st.integers(1, 25))
def test_nothing_is_lost_beyond_the_most(rows: list[SalesRow], most: int) -> None:
    shown = rules.best_first(rows, most)
    assert len(shown) <= most
    assert sums(shown) == sums(rows)
    money = [row.fen for row in shown if row.key != REST]
    assert money == sorted(money, reverse=True)
    if len(rows) > most:
        assert (shown[-1].key, int(shown[-1].name)) == (REST, len(rows) - most + 1)


@settings(max_examples=25)
@given(rows_of_sales)
def test_a_key_is_one_row_by_its_last_name(rows: list[SalesRow]) -> None:
    found = rules.by_key(rows)
    assert {row.key: row.name for row in rows} == {row.key: row.name for row in found}
    assert len(found) == len({row.key for row in found})
    assert sums(found) == sums(rows)
