"""The county's places, loaded and read."""

from typing import Any

import pytest

from fixtures.build import supply
from market.kernel.errors import Invalid, NotFound
from market.places import queries
from market.places.models import Level, Place
from market.places.services import Division, load_divisions

pytestmark = pytest.mark.django_db


def test_the_whole_county_is_loaded_once() -> None:
    assert supply.whole_county() == 166
    before = list(Place.objects.order_by("code").values())
    assert supply.whole_county() == 166
    assert list(Place.objects.order_by("code").values()) == before
    assert Place.objects.towns().count() == 12
    assert Place.objects.villages().count() == 153
    longfeng = queries.place(supply.LONGFENG)
    assert (longfeng.name, longfeng.short_name) == ("龙凤村", "龙凤")
    assert (longfeng.pinyin, longfeng.initials) == ("longfengcun", "lfc")
    assert longfeng.level == Level.VILLAGE
    assert longfeng.parent_id == supply.YONGHE
    assert not Place.objects.filter(pinyin="").exists()


def test_towns_and_their_villages_are_listed_by_code(django_assert_num_queries: Any) -> None:
    supply.places()
    with django_assert_num_queries(1):
        towns = queries.towns(supply.COUNTY)
    assert [town.name for town in towns] == ["开云镇", "永和乡"]
    with django_assert_num_queries(1):
        villages = queries.villages(supply.YONGHE)
    assert [village.code for village in villages] == [supply.LONGYAN, supply.LONGFENG]
    assert queries.villages("430423999") == []


def test_names_can_be_read_without_context(django_assert_num_queries: Any) -> None:
    supply.places()
    with django_assert_num_queries(1):
        names = queries.full_names([supply.LONGFENG, supply.YONGHE, supply.COUNTY])
    assert names[supply.LONGFENG] == "永和乡龙凤村"
    assert names[supply.YONGHE] == "永和乡"
    assert names[supply.COUNTY] == "衡山县"
    with pytest.raises(NotFound):
        queries.place("430423999999")


@pytest.mark.parametrize(
    ("codes", "rule"),
    [
        (["430423100"], "county"),
        (["430423", "430424"], "county"),
        (["430423", "4304231"], "code"),
        (["430423", "43042310x"], "code"),
        (["430423", "430424100"], "parent"),
        (["430423", "430423100", "430423101200"], "parent"),
        (["430423", "430423100", "430423100"], "twice"),
    ],
)
def test_a_list_that_does_not_hang_together_loads_nothing(codes: list[str], rule: str) -> None:
    rows = [Division(code=code, name="某地", kind="town") for code in codes]
    with pytest.raises(Invalid) as refused:
        load_divisions(rows=rows, boundary=supply.boundary())
    assert refused.value.rule == rule
    assert not Place.objects.exists()


def test_a_county_alone_stands_at_the_point_given() -> None:
    rows = [Division(code="430424", name="衡东县", kind="county")]
    assert load_divisions(rows=rows, boundary=[((27.08, 112.95),)]) == 1
    place = Place.objects.get()
    assert (float(place.lat), float(place.lon)) == (27.08, 112.95)
