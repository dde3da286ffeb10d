"""What is said of goods that would not be fresh where they go, before anybody orders them."""

from collections.abc import Mapping, Sequence
from typing import Any

DOOR = "家门口"
POINT = "取货点"


def places(code: str, village: str = "") -> dict[str, str | None]:
    """Return where to ask about: a point by its code, and the doors of its village or another.

    Nothing chosen yet: nulls, and a cart answers for where it goes.
    """
    return {"point": code or None, "village": village or code.removeprefix("P-") or None}


def notes(cart: Mapping[str, Any] | None, place: str) -> dict[str, str]:
    """Return what lines say of goods that are stale where a cart goes, by variant."""
    stale = cart["staleThere"] if cart else ()
    return {
        each["variantId"]: f"到{place}还新鲜的只有 {each['freshUnits']} 份，改少一点"
        if each["freshUnits"]
        else f"送到{place}就不新鲜了"
        for each in stale
    }


def names(lines: Sequence[Mapping[str, Any]], stale: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return the stale ones of a cart's lines by name, and how many of each are fresh."""
    fresh = {each["variantId"]: each["freshUnits"] for each in stale}
    return [
        f"{offer['productName']} {offer['variantName']}"
        + (f"（还新鲜的只有 {fresh[offer['variantId']]} 份）" if fresh[offer["variantId"]] else "")
        for offer in (line["offer"] for line in lines)
        if offer["variantId"] in fresh
    ]


def of_cart(cart: Mapping[str, Any] | None, *, door: bool) -> list[str]:
    """Return the names of what a cart holds that is stale at its point, or at the door asked."""
    if not cart:
        return []
    lines = [line for part in cart["parts"] for line in part["lines"]]
    return names(lines, cart["staleAtDoor" if door else "staleThere"])
