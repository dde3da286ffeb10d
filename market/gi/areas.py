"""Announced areas as outlines: GeoJSON as it is typed or stored, and as the rules want it. Pure."""

import json
from typing import Any

from market.gi.rules import Outline, Ring
from market.kernel.errors import Invalid

MOST_POINTS = 5_000
# An outline outside China is one with latitude and longitude swapped.
_WEST, _SOUTH, _EAST, _NORTH = 73.0, 3.0, 136.0, 54.0


def read(text: str) -> dict[str, Any] | None:
    """Return the geometry that was typed; nothing typed is None.

    A Feature, or a FeatureCollection of one, gives its geometry. Raises Invalid("outline",
    "outline" | "too_many") for anything that is not one sound Polygon or MultiPolygon of degrees,
    longitude first, in China.
    """
    if not text.strip():
        return None
    # 11 MB with numpy: loaded where somebody draws, not in every worker.
    import shapely
    from shapely.geometry import shape

    try:
        given = json.loads(text)
        while isinstance(given, dict) and given.get("type") in {"Feature", "FeatureCollection"}:
            [given] = given["features"] if "features" in given else [given["geometry"]]
        geometry = shape(given)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError, shapely.GEOSException):
        raise Invalid("outline", "outline") from None
    if geometry.geom_type not in {"Polygon", "MultiPolygon"}:
        raise Invalid("outline", "outline")
    if shapely.get_num_coordinates(geometry) > MOST_POINTS:
        raise Invalid("outline", "too_many")
    flat = shapely.force_2d(geometry)
    west, south, east, north = flat.bounds if not flat.is_empty else (0, 0, 0, 0)
    here = _WEST <= west <= east <= _EAST and _SOUTH <= south <= north <= _NORTH
    if not here or not flat.is_valid or not flat.area:
        raise Invalid("outline", "outline")
    stored: dict[str, Any] = json.loads(shapely.to_geojson(flat))
    return stored


def outline_of(stored: dict[str, Any] | None) -> Outline:
    """Return a stored geometry as polygons of rings of (longitude, latitude); none is ()."""
    if stored is None:
        return ()
    given = stored["coordinates"]
    polygons = [given] if stored["type"] == "Polygon" else given
    return tuple(tuple(_ring(ring) for ring in polygon) for polygon in polygons)


def _ring(points: list[list[float]]) -> Ring:
    return tuple((lon, lat) for lon, lat, *_ in points)
