"""What a page says of delivery: here, elsewhere, cold."""

from typing import Any

import pytest

from storefront_graphql.pages import carriage


def terms(first: int, following: int, free: int | None = None, **more: Any) -> dict[str, Any]:
    return {"firstKgFen": first, "nextKgFen": following, "freeFromFen": free, **more}


def zone(prefix: str, name: str, *prices: Any) -> dict[str, Any]:
    return terms(*prices, prefix=prefix, name=name)


TOWN = zone("430423201", "永和乡", 300, 100, 4_900)
COUNTY = zone("430423", "衡山县", 500, 150)
VILLAGE = zone("430423201224", "龙凤村", 0, 0)
USUAL = "头一公斤 ¥6.00，再往上每公斤 ¥2.00"
OF_TOWN = "头一公斤 ¥3.00，再往上每公斤 ¥1.00，在这家买满 ¥49.00 免运费"


@pytest.mark.parametrize(
    ("zones", "to", "here", "places"),
    [
        ([], None, USUAL, []),
        ([TOWN], None, USUAL, ["永和乡各村", "其他地方"]),
        ([TOWN], TOWN, OF_TOWN, ["永和乡各村", "其他地方"]),
        ([COUNTY, VILLAGE], VILLAGE, "不收运费", ["衡山县各村", "龙凤村"]),
        # Goods go nowhere but to villages of the county, so its zone is what is usual.
        ([COUNTY], None, "头一公斤 ¥5.00，再往上每公斤 ¥1.50", ["衡山县各村"]),
    ],
)
def test_what_is_said(zones: list[Any], to: Any, here: str, places: list[str]) -> None:
    usual = terms(600, 200, coldFen=500, zones=zones)
    said = carriage.said({**usual, "to": to or {**usual, "prefix": "", "name": ""}})
    assert said["here"] == here
    assert [place["name"] for place in said["places"]] == places
    assert said["cold"] == "¥5.00"
