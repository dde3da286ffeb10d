"""Names, distances and drawn coordinates."""

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fixtures.build import supply
from market.places import rules

SQUARE = [(0.0, 0.0), (0.0, 1.0), (1.0, 1.0), (1.0, 0.0)]
HOLE = [(0.4, 0.4), (0.4, 0.6), (0.6, 0.6), (0.6, 0.4)]
degrees = st.tuples(st.floats(-80, 80), st.floats(-179, 179))


@dataclass(frozen=True)
class Spot:
    lat: float
    lon: float


@pytest.mark.parametrize(
    ("official", "name", "short"),
    [
        ("衡山县", "衡山县", "衡山"),
        ("开云镇", "开云镇", "开云"),
        ("永和乡", "永和乡", "永和"),
        ("立新村委会", "立新村", "立新"),
        ("立新村民委员会", "立新村", "立新"),
        ("龙凤村", "龙凤村", "龙凤"),
        ("先农社区居委会", "先农社区", "先农"),
        ("马迹社区", "马迹社区", "马迹"),
        ("某某居民委员会", "某某社区", "某某"),
        ("甲村", "甲村", "甲村"),
    ],
)
def test_names_are_those_that_people_say(official: str, name: str, short: str) -> None:
    assert rules.place_name(official) == name
    assert rules.short_name(name) == short


def test_a_degree_of_latitude_is_111_kilometres() -> None:
    assert rules.distance_m(27, 112, 28, 112) == 111_195
    assert rules.distance_m(0, 0, 0, 180) == 20_015_114


@given(degrees, degrees)
def test_distance_is_the_same_both_ways_and_zero_at_home(
    a: tuple[float, float], b: tuple[float, float]
) -> None:
    assert rules.distance_m(*a, *b) == rules.distance_m(*b, *a)
    assert rules.distance_m(*a, *a) == 0
    assert 0 <= rules.distance_m(*a, *b) <= 20_015_116


def test_the_nearest_come_first_and_ties_keep_their_order() -> None:
    far, near, tie = Spot(28, 112), Spot(27.1, 112), Spot(27.1, 112)
    found = rules.nearest(27, 112, [far, near, tie])
    assert [spot for _, spot in found] == [near, tie, far]
    assert found[0][1] is near
    assert rules.nearest(27, 112, []) == []


def test_inside_knows_holes() -> None:
    assert rules.inside((0.5, 0.1), rules.area_of([SQUARE]))
    assert not rules.inside((1.5, 0.5), rules.area_of([SQUARE]))
    assert rules.inside((0.5, 0.5), rules.area_of([SQUARE]))
    assert not rules.inside((0.5, 0.5), rules.area_of([SQUARE, HOLE]))
    assert rules.inside((0.5, 0.3), rules.area_of([SQUARE, HOLE]))


@given(st.floats(26, 28), st.floats(112, 113), st.floats(-9000, 9000), st.floats(-9000, 9000))
def test_moving_moves_so_far(lat: float, lon: float, north: float, east: float) -> None:
    there = rules.moved((lat, lon), north, east)
    assert abs(rules.distance_m(lat, lon, *there) - (north**2 + east**2) ** 0.5) < 20


def test_towns_lie_in_the_county_and_apart() -> None:
    area = rules.area_of(supply.boundary())
    codes = [row.code for row in supply.divisions() if len(row.code) == 9]
    towns = rules.draw_towns(codes, area)
    assert towns == rules.draw_towns(list(reversed(codes)), area)
    assert len(towns) == 12
    for code, point in towns.items():
        assert rules.well_inside(point, area)
        others = [rules.distance_m(*point, *towns[c]) for c in codes if c != code]
        assert min(others) > 3_000


def test_villages_lie_nearest_to_their_own_town() -> None:
    area = rules.area_of(supply.boundary())
    rows = supply.divisions()
    towns = rules.draw_towns([row.code for row in rows if len(row.code) == 9], area)
    codes = [row.code for row in rows if row.code.startswith(supply.YONGHE) and len(row.code) == 12]
    villages = rules.draw_villages(codes, supply.YONGHE, towns, area)
    assert len(villages) == 12
    assert len(set(villages.values())) == 12
    for point in villages.values():
        assert rules.inside(point, area)
        assert min(towns, key=lambda c: rules.distance_m(*point, *towns[c])) == supply.YONGHE


def test_an_area_without_room_is_refused() -> None:
    with pytest.raises(ValueError, match="no room"):
        rules.draw_towns(["430423100"], rules.area_of([[(0, 0), (0, 1e-6), (1e-6, 0)]]))
