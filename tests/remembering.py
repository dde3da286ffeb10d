"""Dear functions of nothing but their arguments: worked out once a run for the same ones."""

import copy
import functools
import pickle
from collections.abc import Callable
from typing import Any

from market.media import pictures
from market.places import services as places


def once_each(dear: Callable[..., Any]) -> Callable[..., Any]:
    """Return the function with a memory. Errors are not kept; each caller gets a copy."""
    kept: dict[bytes, Any] = {}

    @functools.wraps(dear)
    def asked(*given: Any) -> Any:
        key = pickle.dumps(given)
        if key not in kept:
            kept[key] = dear(*given)
        return copy.copy(kept[key])

    return asked


def remember() -> None:
    """Let services remember pictures' sizes and the map: most tests make the same goods.

    Tests of these functions import them by name and so meet the real ones.
    """
    pictures.renditions = once_each(pictures.renditions)
    places._draw = once_each(places._draw)
