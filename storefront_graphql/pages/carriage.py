"""What delivery costs, in a sentence, and for each place that has prices of its own."""

from collections.abc import Mapping
from typing import Any

from storefront_graphql.pages import words

# Goods go to villages of one county: a zone of it leaves no other place.
_COUNTY = 6
_VILLAGE = 12


def said(terms: Mapping[str, Any]) -> dict[str, Any]:
    """Return `here` for the chosen point (or where no zone counts), `places`, and the cold sum.

    `places` is empty where all pay the same.
    """
    zones = terms["zones"]
    everywhere = [zone for zone in zones if len(zone["prefix"]) <= _COUNTY]
    here = terms.get("to") or terms
    if everywhere and not here.get("prefix"):
        here = everywhere[-1]
    places = [{"name": _name(zone), "text": price(zone)} for zone in zones]
    if places and not everywhere:
        places.append({"name": "其他地方", "text": price(terms)})
    return {
        "here": price(here),
        "known": bool(terms.get("to")),
        "places": places,
        "cold": words.yuan(terms["coldFen"]) if terms["coldFen"] else "",
    }


def price(terms: Mapping[str, Any]) -> str:
    """Return the prices of one place: 头一公斤 ¥6.00，再往上每公斤 ¥2.00，买满 ¥99.00 免运费."""
    if not terms["firstKgFen"] and not terms["nextKgFen"]:
        return "不收运费"
    first, following = words.yuan(terms["firstKgFen"]), words.yuan(terms["nextKgFen"])
    free = terms["freeFromFen"]
    more = f"，在这家买满 {words.yuan(free)} 免运费" if free is not None else ""
    return f"头一公斤 {first}，再往上每公斤 {following}{more}"


def _name(zone: Mapping[str, Any]) -> str:
    return zone["name"] if len(zone["prefix"]) >= _VILLAGE else f"{zone['name']}各村"
