"""Averages that small numbers cannot distort, and other arithmetic."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from market.trust import rules
from market.trust.rules import Figures, Rating, Share

COUNTS = st.tuples(*[st.integers(0, 200)] * 5)


@pytest.mark.parametrize(
    ("counts", "tenths"),
    [
        ((0, 0, 0, 0, 0), None),
        ((0, 0, 0, 0, 2), None),
        # 3 of 5 stars and the 5 imagined ones of 4: 35 / 8 = 4.375
        ((0, 0, 0, 0, 3), 44),
        # One furious buyer beside two happy ones: 31 / 8 = 3.875
        ((1, 0, 0, 0, 2), 39),
        ((3, 0, 0, 0, 0), 29),
        # 25 of 1 star: 45 / 30 = 1.5
        ((25, 0, 0, 0, 0), 15),
        # A half is rounded up: (2 * 5 + 1 * 4 + 3 + 20) / 9 is 4.11; 33 / 8 = 4.125
        ((0, 0, 0, 2, 1), 41),
        ((0, 0, 0, 0, 1000), 50),
    ],
)
def test_few_reviews_say_little(counts: tuple[int, ...], tenths: int | None) -> None:
    assert rules.rating(counts) == Rating(sum(counts), tenths)


@settings(max_examples=50)
@given(COUNTS)
def test_an_average_stays_between_the_prior_and_what_was_said(counts: tuple[int, ...]) -> None:
    found = rules.rating(counts)
    if sum(counts) < 3:
        assert found.tenths is None
        return
    assert found.tenths is not None
    plain = 10 * sum(star * n for star, n in enumerate(counts, 1)) / sum(counts)
    low, high = sorted((plain, 40.0))
    assert low - 0.5 <= found.tenths <= high + 0.5


@settings(max_examples=50)
@given(COUNTS)
def test_a_better_review_never_lowers_it(counts: tuple[int, ...]) -> None:
    worse, better = list(counts), list(counts)
    worse[0] += 3
    better[4] += 3
    low, high = rules.rating(worse).tenths, rules.rating(better).tenths
    assert low is not None
    assert high is not None
    assert low <= high


@pytest.mark.parametrize(
    "text",
    [
        "加我 13812341234 便宜",
        "加我 138-1234-1234",
        "打 １３８１２３４１２３４",
        "座机 0734-5812345",
        "身份证 11010519491231002X",
    ],
)
def test_phones_and_ids_are_seen(text: str) -> None:
    assert rules.names_somebody(text)


@pytest.mark.parametrize(
    "text", ["一箱 5 斤，29.9 元", "批次 261123-ab12cd34", "2026-11-24 收到，10:30 拆的", ""]
)
def test_prices_days_and_batches_are_no_phones(text: str) -> None:
    assert not rules.names_somebody(text)


@pytest.mark.parametrize(
    ("promised", "last"),
    [
        # Paid on the 24th in Shanghai (the 23rd in UTC).
        (date(2026, 11, 25), date(2026, 11, 25)),
        (date(2026, 11, 26), date(2026, 11, 25)),
        (date(2026, 12, 20), date(2026, 12, 19)),
    ],
)
def test_the_last_day_to_pack(promised: date, last: date) -> None:
    paid_at = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)
    assert rules.pack_by(paid_at=paid_at, promised_on=promised) == last


@pytest.mark.parametrize(
    ("share", "percent"),
    [(Share(0, 0), None), (Share(4, 4), None), (Share(5, 5), 100), (Share(199, 200), 99)],
)
def test_a_share_of_few_is_not_told(share: Share, percent: int | None) -> None:
    assert share.percent == percent


def test_who_need_not_certify_is_not_measured_by_it() -> None:
    figures = Figures(certificates=Share(1, 9), stars=(1, 0, 0, 2, 4))
    all_lines = rules.lines(figures, must_certify=True)
    assert [line.code for line in all_lines] == list(rules.LINES)
    assert all_lines[-1].share == Share(6, 7)
    assert rules.lines(figures, must_certify=False) == all_lines[1:]
