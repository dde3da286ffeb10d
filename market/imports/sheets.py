"""Writing tables: CSV that every spreadsheet opens, XLSX row by row; formulas are never written."""

import csv
import io
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import IO, Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from market.kernel import text

# A number stays a number, a Decimal shows two decimals; text that a spreadsheet would run gets an
# apostrophe.
Value = str | int | Decimal
Row = Sequence[Value]
_LINES = 500


def csv_stream(rows: Iterable[Row]) -> Iterator[bytes]:
    """Yield a CSV in UTF-8 with a byte order mark, which tells spreadsheets what it is."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    yield b"\xef\xbb\xbf"
    for number, row in enumerate(rows, start=1):
        writer.writerow([text.neutral(value) if isinstance(value, str) else value for value in row])
        if number % _LINES == 0:
            yield _taken(out)
    yield _taken(out)


def xlsx(rows: Iterable[Row], *, title: str, widths: Sequence[int] = ()) -> IO[bytes]:
    """Return a workbook of one sheet, written to a temporary file row by row."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    for place, width in enumerate(widths):
        sheet.column_dimensions[chr(ord("A") + place)].width = width
    for row in rows:
        sheet.append([_cell(sheet, value) for value in row])
    file = tempfile.TemporaryFile()  # noqa: SIM115 (the caller sends and closes it)
    book.save(file)
    file.seek(0)
    return file


def _cell(sheet: Any, value: Value) -> Any:
    if isinstance(value, Decimal):
        cell = WriteOnlyCell(sheet, value=value)
        cell.number_format = "0.00"
        return cell
    if not isinstance(value, str):
        return value
    cell = WriteOnlyCell(sheet, value=text.neutral(value))
    # Text, whatever it looks like: openpyxl would take what begins with = for a formula.
    cell.data_type = "s"
    return cell


def _taken(out: io.StringIO) -> bytes:
    data = out.getvalue().encode()
    out.seek(0)
    out.truncate()
    return data
