"""Opening hours."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from village_points.points import rules

MINUTES = st.integers(0, 1440)


@given(MINUTES, MINUTES, MINUTES)
def test_a_point_is_open_from_opening_until_before_closing(a: int, b: int, minute: int) -> None:
    opens, closes = min(a, b), max(a, b)
    open_now = rules.is_open(opens_minute=opens, closes_minute=closes, minute=minute)
    assert open_now == (minute in range(opens, closes))


@pytest.mark.parametrize(
    ("code", "hours"),
    [
        ("430423100003", (450, 1200)),
        ("430423100199", (450, 1200)),
        ("430423100200", (480, 1140)),
        ("430423201224", (480, 1140)),
    ],
)
def test_towns_keep_longer_hours_than_villages(code: str, hours: tuple[int, int]) -> None:
    assert rules.usual_hours(code) == hours
