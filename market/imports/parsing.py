"""From cells to a row of goods: every cell that cannot be read is named. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from market.catalogue import typed
from market.imports import cells
from market.imports.cells import Cell
from market.imports.columns import COLUMNS
from market.kernel.errors import Invalid


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a row: the column's key, the rule that it breaks, what was read."""

    column: str
    rule: str
    read: str


@dataclass(frozen=True, slots=True)
class GoodsRow:
    """One size of a product, as far as the file tells; None leaves things as they are."""

    sku: str
    name: str | None = None
    category: str | None = None
    origin: str | None = None
    variety: str | None = None
    shelf_days: int | None = None
    storage: str | None = None
    perishable: bool | None = None
    attributes: tuple[tuple[str, str], ...] | None = None
    variant: str | None = None
    net_grams: int | None = None
    gross_grams: int | None = None
    pieces: int | None = None
    price_fen: int | None = None
    on_hand: int | None = None
    harvested_on: date | None = None
    batch: str | None = None
    pictures: tuple[str, ...] | None = None
    status: str | None = None

    def to_json(self) -> dict[str, Any]:
        """Return what is not None, a day as text."""
        found = {item.name: getattr(self, item.name) for item in fields(self)}
        return {
            name: value.isoformat() if isinstance(value, date) else value
            for name, value in found.items()
            if value is not None
        }

    @classmethod
    def from_json(cls, given: Mapping[str, Any], said: dict[Any, Any]) -> "GoodsRow":
        """Return the row; texts that are among those `said` before are the same objects."""
        values = dict(given)
        if "harvested_on" in values:
            values["harvested_on"] = date.fromisoformat(values["harvested_on"])
        if "pictures" in values:
            values["pictures"] = tuple(values["pictures"])
        if "attributes" in values:
            values["attributes"] = tuple((name, value) for name, value in values["attributes"])
        for name, value in values.items():
            if isinstance(value, str | tuple):
                values[name] = said.setdefault(value, value)
        return cls(**values)


def _sku(cell: Cell, field: str) -> str:
    found = cells.code(cell, field, max_length=32)
    if not found:
        raise Invalid(field, "required")
    return typed.sku(found)


def _checked(read: Callable[[Cell, str], Any], check: Callable[[Any], Any]) -> Callable[..., Any]:
    """Return a reader whose value must also be one that the catalogue takes."""

    def reader(cell: Cell, field: str) -> Any:
        found = read(cell, field)
        return None if found is None else check(found)

    return reader


def _line(max_length: int) -> Callable[[Cell, str], str | None]:
    return lambda cell, field: cells.line(cell, field, max_length)


def _between(least: int, most: int, field: str) -> Callable[[int], int]:
    return lambda value: typed.between(value, least, most, field=field)


_READERS: Mapping[str, Callable[[Cell, str], Any]] = {
    "sku": _sku,
    "name": _line(80),
    "category": _line(32),
    "origin": _line(64),
    "variety": _line(64),
    "shelf_days": _checked(cells.days, _between(1, 3650, "shelf_days")),
    "storage": _line(64),
    "perishable": cells.yes,
    "attributes": cells.pairs,
    "variant": _line(48),
    "net_grams": _checked(cells.grams, _between(1, typed.MAX_GRAMS, "net_grams")),
    "gross_grams": _checked(cells.grams, _between(1, typed.MAX_GRAMS, "gross_grams")),
    "pieces": _checked(cells.pieces, _between(0, 10_000, "pieces")),
    "price_fen": _checked(cells.fen, typed.price),
    "on_hand": _checked(cells.whole, _between(0, 1_000_000, "on_hand")),
    "harvested_on": cells.day,
    "batch": lambda cell, field: cells.code(cell, field, max_length=24),
    "pictures": cells.names,
    "status": cells.status,
}


def parse(given: Mapping[str, Cell]) -> tuple[GoodsRow | None, list[Problem]]:
    """Return the row, or what is wrong with it."""
    values: dict[str, Any] = {}
    problems: list[Problem] = []
    for key, reader in _READERS.items():
        cell = given.get(key)
        shown = cells.read(cell)
        try:
            if len(shown) > cells.MAX_CELL:
                raise Invalid(key, "too_long")
            values[key] = reader(cell, key)
        except Invalid as error:
            problems.append(Problem(key, error.rule, shown[:80].replace("\0", "")))
    if problems:
        return None, problems
    row = GoodsRow(**values)
    if row.net_grams and row.gross_grams and row.gross_grams < row.net_grams:
        shown = cells.read(given.get("gross_grams"))
        return None, [Problem("gross_grams", "less_than_net", shown)]
    return row, []


def raw(given: Mapping[str, Cell]) -> list[str]:
    """Return the cells as text, in the order of the columns, for the list of what is wrong."""
    return [cells.read(given.get(column.key))[:2000].replace("\0", "") for column in COLUMNS]
