"""What stands in a cell, read as people mean it: widths, units, signs of money. Pure.

Every reader returns None for an empty cell, and raises Invalid(column, rule) for what it cannot
read; nothing is guessed.
"""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import TypeVar

from market.kernel import text
from market.kernel.errors import Invalid

MAX_CELL = 2_000
MAX_PICTURES = 9

_GRAMS = {
    "": 1, "g": 1, "克": 1, "两": 50, "斤": 500, "市斤": 500, "kg": 1000, "公斤": 1000,
    "千克": 1000,
}  # fmt: skip
_NUMBER = re.compile(r"([0-9]+(?:\.[0-9]+)?)(.*)", re.ASCII | re.DOTALL)
_THOUSANDS = re.compile(r"([0-9]{1,3}(?:,[0-9]{3})+)((?:\.[0-9]+)?(?![0-9,]).*)", re.DOTALL)
_DAY = re.compile(r"([0-9]{4})(?:-|/|\.|年)([0-9]{1,2})(?:-|/|\.|月)([0-9]{1,2})日?", re.ASCII)
_BARE_DAY = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})", re.ASCII)
_YES = {"是": True, "有": True, "y": True, "yes": True, "true": True, "1": True}
_NO = {"否": False, "不是": False, "n": False, "no": False, "false": False, "0": False}
_STATUS = {
    "在卖": "LISTED", "上架": "LISTED", "listed": "LISTED",
    "先不卖": "PAUSED", "下架": "PAUSED", "停卖": "PAUSED", "paused": "PAUSED",
    "草稿": "DRAFT", "draft": "DRAFT",
    # Only the county says these: a file that came from an export leaves them as they are.
    "审核中": "", "没通过": "",
}  # fmt: skip
_PIECE_WORDS = {"", "个", "件", "枚", "只", "份", "盒", "包", "袋", "箱"}
_BETWEEN_FACTS = re.compile(r"[;；]+")
_BETWEEN_NAMES = re.compile(r"[,，;；、\n]+")

Cell = object
V = TypeVar("V")


def read(cell: Cell) -> str:
    """Return what a cell shows: a day without its midnight, a whole number without its point."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    shown = str(cell).strip(" \u3000\xa0\n")
    return text.from_neutral(shown)


def line(cell: Cell, field: str, max_length: int) -> str | None:
    """Return one line of text, as the rest of the product cleans it."""
    shown = " ".join(read(cell).split())
    return text.line(shown, field=field, max_length=max_length) if shown else None


def code(cell: Cell, field: str, max_length: int = 64) -> str | None:
    """Return letters and digits that name something, full-width ones made plain."""
    shown = line(cell, field, max_length)
    return unicodedata.normalize("NFKC", shown).strip() if shown else None


def whole(
    cell: Cell, field: str, *, words: frozenset[str] | set[str] = frozenset({""})
) -> int | None:
    """Return a whole number that is not negative; a word such as 天 may follow it."""
    found = _number(cell, field)
    if found is None:
        return None
    number, rest = found
    if rest not in words or number != number.to_integral_value():
        raise Invalid(field, "whole")
    return _bounded(int(number), field)


def days(cell: Cell, field: str) -> int | None:
    return whole(cell, field, words={"", "天", "日"})


def pieces(cell: Cell, field: str) -> int | None:
    return whole(cell, field, words=_PIECE_WORDS)


def grams(cell: Cell, field: str) -> int | None:
    """Return grams: a bare number is grams, 斤 is 500, 公斤 and kg are 1000."""
    found = _number(cell, field)
    if found is None:
        return None
    number, unit = found
    if unit not in _GRAMS:
        raise Invalid(field, "weight")
    weight = number * _GRAMS[unit]
    if weight != weight.to_integral_value():
        raise Invalid(field, "weight")
    return _bounded(int(weight), field)


def fen(cell: Cell, field: str) -> int | None:
    """Return a price in fen, from yuan with at most two decimals."""
    found = _number(cell, field)
    if found is None:
        return None
    number, unit = found
    sum_fen = number * 100
    if unit not in {"", "元", "块", "块钱", "rmb"} or sum_fen != sum_fen.to_integral_value():
        raise Invalid(field, "money")
    return _bounded(int(sum_fen), field)


def day(cell: Cell, field: str) -> date | None:
    """Return a day written as 2026-11-20, 2026/11/20, 2026年11月20日 or 20261120."""
    shown = _plain(cell)
    if not shown:
        return None
    match = _DAY.fullmatch(shown) or _BARE_DAY.fullmatch(shown)
    try:
        year, month, number = (int(part) for part in match.groups()) if match else (0, 0, 0)
        return date(year, month, number)
    except ValueError:
        raise Invalid(field, "day") from None


def yes(cell: Cell, field: str) -> bool | None:
    return _chosen(cell, field, _YES | _NO)


def status(cell: Cell, field: str) -> str | None:
    return _chosen(cell, field, _STATUS) or None


def pairs(cell: Cell, field: str) -> tuple[tuple[str, str], ...] | None:
    """Return facts written as 茶类：绿茶；等级：一级, each name once."""
    shown = line(cell, field, MAX_CELL)
    if shown is None:
        return None
    found = []
    for part in filter(None, (part.strip() for part in _BETWEEN_FACTS.split(shown))):
        name, mark, value = part.replace(":", "：").partition("：")
        if not mark or not name.strip() or not value.strip():
            raise Invalid(field, "pairs")
        found.append((name.strip(), value.strip()))
    if len({name for name, _ in found}) != len(found):
        raise Invalid(field, "pairs")
    return tuple(found) or None


def names(cell: Cell, field: str) -> tuple[str, ...] | None:
    """Return file names, each once, in order; separated by a comma, semicolon or line break."""
    shown = read(cell)
    found = [part.strip() for part in _BETWEEN_NAMES.split(shown) if part.strip()]
    if len(set(found)) != len(found):
        raise Invalid(field, "twice")
    if len(found) > MAX_PICTURES:
        raise Invalid(field, "count")
    cleaned = tuple(text.line(part, field=field, max_length=128) for part in found)
    return cleaned or None


def _chosen(cell: Cell, field: str, offered: Mapping[str, V]) -> V | None:
    shown = _plain(cell)
    if not shown:
        return None
    if shown not in offered:
        raise Invalid(field, "choice")
    return offered[shown]


def _plain(cell: Cell) -> str:
    """Return the cell in one width and case: what a phone's keyboard writes is what it means."""
    shown = unicodedata.normalize("NFKC", read(cell)).casefold()
    return "".join(c for c in shown if not c.isspace())


def _number(cell: Cell, field: str) -> tuple[Decimal, str] | None:
    """Return a number and what follows it.

    A full stop 。 is a decimal point; a comma stands only between thousands, because 29,9 could
    mean two things.
    """
    shown = _plain(cell).replace("。", ".").replace("¥", "")
    if not shown:
        return None
    thousands = _THOUSANDS.fullmatch(shown)
    if thousands:
        shown = thousands[1].replace(",", "") + thousands[2]
    match = _NUMBER.fullmatch(shown)
    if match is None or "," in shown:
        raise Invalid(field, "decimal")
    try:
        return Decimal(match[1]), match[2]
    except InvalidOperation:
        raise Invalid(field, "decimal") from None


def _bounded(number: int, field: str) -> int:
    if number >= 10**9:
        raise Invalid(field, "range")
    return number
