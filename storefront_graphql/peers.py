"""What belongs to each of many rows, read once for all of them.

A list resolver shares its rows' keys; the resolver of a column asks for its own row, and the first
to ask loads the column for all that were shared. Synchronous, on the unmodified executor.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import Any, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Peers:
    """The rows of one request, by kind."""

    __slots__ = ("_loaded", "_waiting")

    def __init__(self) -> None:
        self._waiting: dict[str, dict[Any, None]] = {}
        self._loaded: dict[str, dict[Any, Any]] = {}

    def share(self, kind: str, keys: Iterable[Any]) -> None:
        """Announce rows that will be asked about together."""
        self._waiting.setdefault(kind, {}).update(dict.fromkeys(keys))

    def get(self, kind: str, key: K, load: Callable[[list[K]], Mapping[K, V]]) -> V | None:
        """Return what belongs to `key`, or None; `load` gets every key not loaded yet."""
        loaded = self._loaded.setdefault(kind, {})
        if key not in loaded:
            waiting = self._waiting.pop(kind, {}) | {key: None}
            found = load([each for each in waiting if each not in loaded])
            loaded.update({each: found.get(each) for each in waiting})
        value: V | None = loaded[key]
        return value
