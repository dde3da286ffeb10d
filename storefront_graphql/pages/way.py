"""A parcel's way, as parts/timeline.html draws it."""

from collections.abc import Mapping
from typing import Any


def way(track: Mapping[str, Any] | None) -> list[dict[str, Any]]:
    """Return the stops of a track: when they happened, or till when they are planned."""
    return [
        {
            "title": f"{stop['place']}，{stop['label']}" if stop["place"] else stop["label"],
            "at": stop["happenedAt"],
            "by": None if stop["happenedAt"] else stop["plannedAt"],
            "state": "done" if stop["happenedAt"] else "next",
        }
        for stop in (track["stops"] if track else [])
    ]
