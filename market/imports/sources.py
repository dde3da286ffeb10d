"""A file of goods as rows of cells: what it is, told by its content, and what it may hold."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import IO

from market.imports import cells, columns, csvs
from market.kernel.errors import Invalid

MAX_BYTES = 10 << 20
MAX_ROWS = 50_000
# So many empty rows in a row are the end, whatever a file says of its length.
_MAX_EMPTY = 2_000
_MAX_BEFORE_HEADS = 20
# Rows of the template that show how to write; nobody's goods.
EXAMPLE = "示例"
_ZIP, _OLD_EXCEL = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_OTHER_KINDS = (
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"%PDF",
    b"RIFF",
    b"\x1f\x8b",
    b"Rar!",
    b"7z\xbc",
)


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A row as it stands in the file (row 1 is the heads), its cells by column key."""

    number: int
    cells: Mapping[str, object]


def kind_of(head: bytes) -> str:
    """Return XLSX or CSV, by a file's first bytes. Raises Invalid("file", rule)."""
    if head.startswith(_ZIP):
        return "XLSX"
    if head.startswith(_OLD_EXCEL):
        raise Invalid("file", "old_excel")
    if head.startswith(_OTHER_KINDS):
        raise Invalid("file", "type")
    return "CSV"


def rows(file: IO[bytes]) -> Iterator[SourceRow]:
    """Yield the rows with something in them; heads, examples and empty rows are left out.

    Raises Invalid("file", rule), at once or on the way: what `csvs`, `workbooks` and `kind_of`
    raise, and heads (no 编号 among them), rows (more than 50,000).
    """
    file.seek(0)
    kind = kind_of(file.read(8))
    file.seek(0)
    found = _workbook(file) if kind == "XLSX" else csvs.rows(file.read())
    places = _places(found)
    empty = many = 0
    for number, row in enumerate(found, start=2):
        if not any(cell not in (None, "") for cell in row):
            empty += 1
            if empty > _MAX_EMPTY:
                return
            continue
        empty = 0
        given = {key: row[place] for key, place in places.items() if place < len(row)}
        if cells.read(given.get("sku")).startswith(EXAMPLE):
            continue
        many += 1
        if many > MAX_ROWS:
            raise Invalid("file", "rows")
        yield SourceRow(number, given)


def _workbook(file: IO[bytes]) -> Iterator[list[object]]:
    # openpyxl takes 11 MB with numpy: a worker has them from its first workbook on.
    from market.imports import workbooks

    return workbooks.rows(file)


def look(file: IO[bytes]) -> str:
    """Return the kind of a file whose heads are good; it is only begun to be read.

    Raises Invalid("file", rule) as `rows` does, size for more than 10 MB, and empty for a file
    without a row of goods.
    """
    if file.seek(0, 2) > MAX_BYTES:
        raise Invalid("file", "size")
    if next(rows(file), None) is None:
        raise Invalid("file", "empty")
    file.seek(0)
    return kind_of(file.read(8))


def _places(found: Iterator[list[object]]) -> dict[str, int]:
    heads = next((row for row in islice(found, _MAX_BEFORE_HEADS) if any(row)), None)
    if heads is None:
        raise Invalid("file", "empty")
    places = columns.placed([cells.read(head) for head in heads])
    if "sku" not in places:
        raise Invalid("file", "heads")
    return places
