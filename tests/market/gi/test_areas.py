"""Outlines that are typed, and the sketch of an area."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from fixtures.build import supply
from market.gi import areas, drawing, entries
from market.gi.models import Right
from market.gi.rules import near
from market.kernel.errors import Invalid

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
SQUARE = [[112.8, 27.2], [112.9, 27.2], [112.9, 27.3], [112.8, 27.3], [112.8, 27.2]]
POLYGON = {"type": "Polygon", "coordinates": [SQUARE]}


@pytest.mark.parametrize(
    "given",
    [
        POLYGON,
        {"type": "MultiPolygon", "coordinates": [[SQUARE]]},
        {"type": "Feature", "properties": {}, "geometry": POLYGON},
        {"type": "FeatureCollection", "features": [{"type": "Feature", "geometry": POLYGON}]},
        {"type": "Polygon", "coordinates": [[[*spot, 80] for spot in SQUARE]]},
    ],
)
def test_outlines_that_are_read(given: dict[str, Any]) -> None:
    stored = areas.read(json.dumps(given))
    [[ring]] = areas.outline_of(stored)
    assert sorted(set(ring)) == sorted((lon, lat) for lon, lat in SQUARE[:4])
    assert near(areas.outline_of(stored), (112.85, 27.25))


def test_no_outline_is_none() -> None:
    assert areas.read("  ") is None
    assert areas.outline_of(None) == ()


@pytest.mark.parametrize(
    "text",
    [
        "衡山", "[]", "null", "1", '{"type": "Polygon"}', '{"type": "Feature"}',
        '{"type": "FeatureCollection", "features": []}',
        '{"type": "Point", "coordinates": [112.8, 27.2]}',
        '{"type": "Polygon", "coordinates": []}',
        json.dumps({"type": "Polygon", "coordinates": [[[lat, lon] for lon, lat in SQUARE]]}),
        json.dumps({"type": "Polygon", "coordinates": [[SQUARE[0], SQUARE[2], SQUARE[1], SQUARE[3],
                                                        SQUARE[0]]]}),
        "[" * 100_000,
    ],
)  # fmt: skip
def test_outlines_that_are_none(text: str) -> None:
    with pytest.raises(Invalid) as refused:
        areas.read(text)
    assert (refused.value.name, refused.value.rule) == ("outline", "outline")


def test_an_outline_has_an_end() -> None:
    ring = [[112.8 + index / 1e6, 27.2] for index in range(5_000)]
    many = {"type": "Polygon", "coordinates": [[*ring, [112.85, 27.3], ring[0]]]}
    with pytest.raises(Invalid) as refused:
        areas.read(json.dumps(many))
    assert refused.value.rule == "too_many"


@pytest.mark.django_db
def test_the_sketch_shows_what_belongs_to_the_area() -> None:
    supply.places()
    honour = supply.right("永和乡龙凤村 沃柑", now=NOW)
    drawn = drawing.sketch(honour)
    assert drawn is not None
    assert [mark.code for mark in drawn.marks if mark.within] == [supply.LONGFENG]
    assert drawn.names == ("永和乡龙凤村",)
    assert not drawn.whole
    assert all(0 <= m.x <= drawn.width and 0 <= m.y <= drawn.height for m in drawn.marks)
    assert drawn.county.startswith("M")
    whole = drawing.sketch(supply.right("衡山红脆桃", now=NOW))
    assert whole is not None
    assert whole.whole
    assert all(mark.within for mark in whole.marks)
    assert drawing.sketch(supply.right("祁东黄花菜", now=NOW)) is None
    prefecture = drawing.sketch(supply.right("衡阳湘黄鸡", now=NOW))
    assert prefecture is not None
    assert prefecture.names == ("衡山县",)


@pytest.mark.django_db
def test_an_announced_outline_is_drawn() -> None:
    supply.places()
    peach = supply.right("衡山红脆桃", now=NOW)
    peach.outline = POLYGON
    drawn = drawing.sketch(peach)
    assert drawn is not None
    assert drawn.area.count("L") == 3


@pytest.mark.django_db
def test_the_register_is_paged_with_the_county_first() -> None:
    supply.rights(now=NOW)
    seen: list[Right] = []
    after = None
    while True:
        page = entries.page(first=5, after=after)
        seen += page.nodes
        after = page.end_cursor
        if not page.has_next:
            break
    assert len(seen) == len({right.pk for right in seen}) == page.total == 18
    local = [
        any(c.startswith("430423") or "430423".startswith(c) for c in right.area_codes)
        for right in seen
    ]
    assert local == sorted(local, reverse=True)
    assert sum(local) > 3
    assert [right.name for right in entries.page(first=5, text="龙凤 沃柑").nodes] == [
        "永和乡龙凤村 沃柑"
    ]
    assert {r.scheme for r in entries.page(first=100, scheme="GI_PRODUCT").nodes} == {"GI_PRODUCT"}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"first": 0}, "first"),
        ({"first": 101}, "first"),
        ({"first": 5, "after": "rgt_none"}, "after"),
        ({"first": 5, "scheme": "X"}, "scheme"),
    ],
)
def test_pages_that_cannot_be(given: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        entries.page(**given)
    assert refused.value.name == field
