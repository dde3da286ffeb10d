"""XLSX workbooks, read row by row with openpyxl over defusedxml; nothing in them is run."""

from collections.abc import Iterator
from typing import IO
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile

import openpyxl
from defusedxml import DefusedXmlException
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.xml import DEFUSEDXML, LXML

from market.imports.archives import Bounds, opened
from market.imports.csvs import MAX_COLUMNS
from market.kernel.errors import Invalid

BOUNDS = Bounds(field="file", entries=200, entry_bytes=60 << 20, all_bytes=80 << 20, ratio=100)
# Sheets are read as a stream, everything else is held in memory at once.
MAX_PART = 20 << 20
_SHEETS = "xl/worksheets/"
_MACROS = "xl/vbaProject.bin"
_BROKEN = (BadZipFile, InvalidFileException, ParseError, OSError, ValueError, LookupError,
           TypeError, AttributeError, EOFError, ArithmeticError)  # fmt: skip

if not DEFUSEDXML or LXML:
    raise ImportError("openpyxl must read XML through defusedxml")


def rows(file: IO[bytes]) -> Iterator[list[object]]:
    """Yield the rows of the first sheet, heads first, as far as there is something in them.

    Formulas give the values that were stored with them. Raises Invalid("file", rule), at once or
    on the way: broken, protected, entries, unpacked, macros, entities, columns.
    """
    _look(file)
    try:
        book = openpyxl.load_workbook(file, read_only=True, data_only=True, keep_links=False)
        sheet = book.worksheets[0]
        # What the file says of its own size may be wrong.
        sheet.reset_dimensions()
        for row in sheet.iter_rows(max_col=MAX_COLUMNS + 1, values_only=True):
            cells = list(row)
            while cells and cells[-1] in (None, ""):
                cells.pop()
            if len(cells) > MAX_COLUMNS:
                raise Invalid("file", "columns")
            yield cells
    except Invalid:
        raise
    except _BROKEN as error:
        # What openpyxl raises for files that only look like workbooks, or wraps in its own.
        if isinstance(error, DefusedXmlException) or isinstance(
            error.__cause__, DefusedXmlException
        ):
            raise Invalid("file", "entities") from None
        raise Invalid("file", "broken") from None


def _look(file: IO[bytes]) -> None:
    names = {entry.filename: entry.file_size for entry in opened(file, BOUNDS).infolist()}
    if "xl/workbook.xml" not in names:
        raise Invalid("file", "type")
    if _MACROS in names:
        raise Invalid("file", "macros")
    if any(size > MAX_PART for name, size in names.items() if not name.startswith(_SHEETS)):
        raise Invalid("file", "unpacked")
