"""Text files with commas, semicolons or tabs between: UTF-8 or GB18030. Pure."""

import csv
import io
from collections.abc import Iterator

from market.imports import columns
from market.kernel.errors import Invalid

MAX_COLUMNS = 64
# Longer than any cell may be, so that the cell itself can be named in the list of what is wrong.
_LIMIT = 64 << 10
_BOMS = (b"\xff\xfe", b"\xfe\xff")
_BETWEEN = (",", ";", "\t")


def rows(data: bytes) -> Iterator[list[object]]:
    """Yield the rows of a text file, heads first; quotes may hold commas and line breaks.

    Raises Invalid("file", rule), at once or on the way: encoding, binary, columns, cell, quotes.
    """
    decoded = _decoded(data)
    reader = csv.reader(
        io.StringIO(decoded, newline=""), delimiter=_delimiter(decoded), strict=True
    )
    csv.field_size_limit(_LIMIT)
    try:
        for row in reader:
            if len(row) > MAX_COLUMNS:
                raise Invalid("file", "columns")
            yield list(row)
    except csv.Error as error:
        raise _refused(error) from None


def _refused(error: csv.Error) -> Invalid:
    return Invalid("file", "cell") if "field limit" in str(error) else Invalid("file", "quotes")


def _decoded(data: bytes) -> str:
    if data.startswith(_BOMS):
        raise Invalid("file", "encoding")
    if b"\0" in data:
        raise Invalid("file", "binary")
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Invalid("file", "encoding")


def _delimiter(decoded: str) -> str:
    """Return what stands between the heads: whichever gives the most heads that are known."""
    first = decoded.lstrip("\r\n").split("\n", 1)[0][:_LIMIT]

    def known(mark: str) -> int:
        try:
            heads = next(csv.reader([first], delimiter=mark), [])
        except csv.Error:
            return 0
        return len(columns.placed(heads))

    return max(_BETWEEN, key=known)
