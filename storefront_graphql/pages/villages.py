"""Places as choices of a form."""

from typing import Any

from django.http import HttpRequest

from storefront_graphql.client import run


def villages(request: HttpRequest, chosen: str = "") -> list[dict[str, str]]:
    """Return every village with its town before it, as options of a select."""
    found = run("shop", "AllVillages", {}, request)
    towns = {town["code"]: town["name"] for town in found["towns"]}
    rows = [
        {"value": row["code"], "label": f"{towns.get(row['townCode'], '')}{row['name']}"}
        for row in found["villages"]
    ]
    return rows if chosen else [{"value": "", "label": "选一个"}, *rows]


def destinations(request: HttpRequest) -> list[dict[str, Any]]:
    """Return the county and its towns, for prices by zone."""
    towns = run("shop", "AllVillages", {}, request)["towns"]
    county = [{"value": towns[0]["code"][:6], "label": "全县各村"}] if towns else []
    return [*county, *({"value": town["code"], "label": town["name"]} for town in towns)]
