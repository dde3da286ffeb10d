"""Route planning: earliest arrival, never back in time, the promise of the next day."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from logistics.network import rules
from logistics.network.rules import Run
from market.kernel import days

MOMENTS = st.datetimes(
    min_value=datetime(2026, 1, 1),  # noqa: DTZ001 hypothesis wants these two without
    max_value=datetime(2028, 12, 31),  # noqa: DTZ001
    timezones=st.just(UTC),
)
NODES = "abcdef"
RUNS = st.lists(
    st.builds(
        lambda origin, target, departs, takes: Run(origin, target, "van", departs, departs + takes),
        st.sampled_from(NODES),
        st.sampled_from(NODES),
        st.integers(0, rules.DAY - 1),
        st.integers(1, 3 * rules.DAY),
    ),
    max_size=20,
)


def beijing(day: int, hour: int, minute: int = 0) -> datetime:
    """Return a moment of November 2026 in Beijing."""
    return datetime(2026, 11, day, hour, minute, tzinfo=days.SHANGHAI)


COUNTY = [
    Run("M", "D", "van", 15 * 60, 17 * 60),
    Run("D", "S", "post", 18 * 60, 19 * 60),
    Run("D", "S", "van", 400, 440),
    Run("S", "P", "van", 490, 600),
    Run("S", None, "post", *rules.DOORS),
]


def test_goods_of_the_morning_are_at_the_point_next_morning() -> None:
    plan = rules.plan(COUNTY, "M", "P", beijing(24, 10))
    assert [leg.target for leg in plan.legs] == ["D", "S", "P"]
    assert plan.arrives_at == beijing(25, 10)
    assert plan.promised_on == date(2026, 11, 25)


def test_a_missed_van_costs_a_day() -> None:
    assert rules.plan(COUNTY, "M", "P", beijing(24, 15)).promised_on == date(2026, 11, 25)
    late = rules.plan(COUNTY, "M", "P", beijing(24, 15, 1))
    assert late.promised_on == date(2026, 11, 26)


def test_the_evening_run_is_preferred_to_the_morning_run() -> None:
    plan = rules.plan(COUNTY, "M", "P", beijing(24, 10))
    assert plan.legs[1].departs_at == beijing(24, 18)


def test_doors_are_served_by_the_postman() -> None:
    plan = rules.plan(COUNTY, "M", None, beijing(24, 10))
    assert plan.legs[-1].target is None
    assert plan.legs[-1].carrier == "post"
    assert plan.arrives_at == beijing(25, 17)


def test_a_day_is_a_day_in_beijing() -> None:
    runs = [Run("a", "b", "van", 10, 20)]
    plan = rules.plan(runs, "a", "b", datetime(2026, 11, 24, 15, 59, tzinfo=UTC))
    assert plan.promised_on == date(2026, 11, 25)


def test_a_run_over_midnight_arrives_on_a_later_day() -> None:
    plan = rules.plan([Run("a", "b", "van", 1200, 1200 + 1440)], "a", "b", beijing(24, 8))
    assert plan.promised_on == date(2026, 11, 25)


def test_goods_that_are_there_need_no_leg() -> None:
    assert rules.plan(COUNTY, "P", "P", beijing(24, 8)).legs == ()


def test_no_route_is_told() -> None:
    with pytest.raises(rules.NoRoute):
        rules.plan(COUNTY, "P", "M", beijing(24, 8))


def slow_arrivals(runs: list[Run], origin: str, now: datetime) -> dict[str, datetime]:
    """Arrivals by brute force: relax every run until nothing gets better."""
    arrivals = {origin: now}
    for _ in range(len(NODES)):
        for run in runs:
            if run.origin in arrivals and run.target is not None:
                departs = rules.next_departure(run, arrivals[run.origin])
                arrives = departs + timedelta(minutes=run.arrives_minute - run.departs_minute)
                if run.target not in arrivals or arrives < arrivals[run.target]:
                    arrivals[run.target] = arrives
    return arrivals


@given(RUNS, MOMENTS, st.sampled_from(NODES))
def test_plans_never_go_back_in_time_and_are_the_earliest(
    runs: list[Run], now: datetime, target: str
) -> None:
    expected = slow_arrivals(runs, "a", now)
    if target not in expected:
        with pytest.raises(rules.NoRoute):
            rules.plan(runs, "a", target, now)
        return
    plan = rules.plan(runs, "a", target, now)
    assert plan.arrives_at == expected[target]
    at, node = now, "a"
    for leg in plan.legs:
        assert leg.origin == node
        assert at <= leg.departs_at < leg.arrives_at
        assert leg.departs_at - at < timedelta(days=1)
        at, node = leg.arrives_at, leg.target or ""
    assert (at, node) == (plan.arrives_at, target)


@given(RUNS, MOMENTS, MOMENTS)
def test_later_goods_never_arrive_earlier(runs: list[Run], one: datetime, other: datetime) -> None:
    early, late = sorted((one, other))
    try:
        first = rules.plan(runs, "a", "f", early)
    except rules.NoRoute:
        return
    assert rules.plan(runs, "a", "f", late).arrives_at >= first.arrives_at


@given(st.floats(0, 100_000))
def test_every_merchant_is_collected_in_the_afternoon(metres: float) -> None:
    departs, arrives = rules.collection_minutes(metres)
    assert rules.EARLIEST_COLLECTION <= departs < arrives == rules.COLLECTED_BY


@given(st.integers(1, 60), st.data())
def test_every_point_has_its_parcels_before_noon(of: int, data: st.DataObject) -> None:
    departs, arrives = rules.village_minutes(data.draw(st.integers(0, of - 1)), of)
    assert departs < arrives < 720


@given(st.floats(0, 45_000))
def test_both_runs_reach_a_station_before_the_village_round(metres: float) -> None:
    (evening, evening_there), (morning, morning_there) = rules.station_minutes(metres)
    assert evening < evening_there < rules.DAY
    assert morning < morning_there <= rules.village_minutes(0, 1)[0]
    assert evening >= rules.COLLECTED_BY


def test_days_begin_at_midnight_in_beijing() -> None:
    start = rules.midnight(date(2028, 2, 29))
    assert days.day(start) == date(2028, 2, 29)
    assert days.day(start - timedelta(seconds=1)) == date(2028, 2, 28)
    assert rules.minute_of_day(start + timedelta(minutes=61)) == 61
