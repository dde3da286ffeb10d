"""The columns of the register's CSV file, and what may stand in their cells. Pure.

Headings and words are Chinese, or the API's names; digits may be full-width; days are written
2026-11-24, 2026/11/24 or 2026年11月24日, weights in kilograms.
"""

import csv
import io
import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from market.gi.models import Confidence, Monitoring, RightStatus, Scheme
from market.kernel import text
from market.kernel.errors import Invalid

MOST_BYTES, MOST_ROWS = 500_000, 2_000

# The columns of a file, in the template's order: field as the API names it -> heading.
HEADINGS = {
    "name": "名称", "scheme": "种类", "status": "状态", "statusFrom": "状态起始日",
    "authority": "登记机关", "number": "文号", "announced": "公布日", "holder": "登记人",
    "area": "产地", "areaCodes": "区划代码", "varieties": "品种", "standard": "标准号",
    "ceilingGrams": "年产量上限（千克）", "seasonStarts": "产季起始", "category": "品类",
    "confidence": "可信程度", "validFrom": "生效日", "validTo": "截止日",
    "monitoring": "监测结果", "monitoredOn": "监测日期", "source": "来源", "note": "说明",
    "creditCode": "使用人信用代码", "userName": "使用人名称", "fromOn": "授权起始日",
    "toOn": "授权截止日", "userStatus": "使用人状态", "userCeilingGrams": "使用人上限（千克）",
}  # fmt: skip
# A column of the file that tells what was wrong; it is never read.
PROBLEMS = "哪里不对"
WORDS = {
    "authority", "number", "announced", "holder", "area", "areaCodes", "varieties", "standard",
    "ceilingGrams", "seasonStarts", "category", "confidence", "validFrom", "validTo",
    "monitoring", "monitoredOn", "source", "note",
}  # fmt: skip
USER = {"userName", "fromOn", "toOn", "userStatus", "userCeilingGrams"}

SCHEMES = {
    "地理标志产品": Scheme.GI_PRODUCT, "地理标志商标": Scheme.GI_MARK,
    "农产品地理标志": Scheme.AGRI_GI, "一村一品": Scheme.VILLAGE_PRODUCT, "没有登记": Scheme.NONE,
}  # fmt: skip
STATUSES = {
    "有效": RightStatus.ACTIVE, "旧登记": RightStatus.LEGACY, "已认定": RightStatus.RECOGNISED,
    "已取代": RightStatus.SUPERSEDED, "已撤销": RightStatus.REVOKED, "没有登记": RightStatus.NONE,
    "没有查实": RightStatus.UNKNOWN,
}  # fmt: skip
CONFIDENCE = {"高": Confidence.HIGH, "中": Confidence.MEDIUM, "低": Confidence.LOW}
MONITORING = {"合格": Monitoring.CONFIRMED, "没有通过": Monitoring.LAPSED}
USER_STATUSES = {"有效": "ACTIVE", "取消": "STRUCK_OFF"}
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?", re.ASCII)


def template() -> str:
    """Return an empty file with the headings, to be filled in."""
    out = io.StringIO()
    csv.writer(out).writerow(HEADINGS.values())
    return out.getvalue()


def decoded(data: bytes) -> str:
    if len(data) > MOST_BYTES:
        raise Invalid("file", "too_large")
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            said = data.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise Invalid("file", "encoding")
    if "\0" in said:
        raise Invalid("file", "encoding")
    if not said.strip():
        raise Invalid("file", "empty")
    return said


def rows_of(said: str) -> list[tuple[int, dict[str, str]]]:
    """Return rows by field; the heading's row is 1, rows without any text are left out."""
    names = {_plain(heading): name for name, heading in HEADINGS.items()}
    names |= {name.lower(): name for name in HEADINGS} | {PROBLEMS: PROBLEMS}
    try:
        lines = list(csv.reader(io.StringIO(said, newline=""), strict=True))
    except csv.Error:
        raise Invalid("file", "header") from None
    fields = [names.get(_plain(heading), "") for heading in lines[0]]
    while fields and not fields[-1] and not lines[0][len(fields) - 1].strip():
        fields.pop()
    whole = "" not in fields and len(set(fields)) == len(fields)
    if not whole or not {"name", "scheme"} <= set(fields):
        raise Invalid("file", "header")
    rows = []
    for number, cells in enumerate(lines[1:], start=2):
        if any(cell.strip() for cell in cells[len(fields) :]):
            raise Invalid("file", "header")
        row = {
            name: text.from_neutral(cell.strip())
            for name, cell in zip(fields, cells, strict=False)
            if name != PROBLEMS
        }
        if any(row.values()):
            rows.append((number, row))
    if not rows:
        raise Invalid("file", "empty")
    if len(rows) > MOST_ROWS:
        raise Invalid("file", "too_many")
    return rows


def with_problems(said: str, wrong: Mapping[int, Sequence[str]]) -> str:
    """Return a file that `rows_of` reads, with a column that tells by row what is wrong.

    Mended, it can be sent again as it is. Formulas are neutral; without the mark of UTF-8.
    """
    lines = list(csv.reader(io.StringIO(said, newline=""), strict=True))
    kept = [
        place
        for place, heading in enumerate(lines[0])
        if heading.strip() and _plain(heading) != PROBLEMS
    ]
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    for number, cells in enumerate(lines, start=1):
        row = [cells[place] if place < len(cells) else "" for place in kept]
        row.append(PROBLEMS if number == 1 else "；".join(wrong.get(number, ())))
        writer.writerow([text.neutral(cell) for cell in row])
    return out.getvalue()


def _plain(said: str) -> str:
    return "".join(unicodedata.normalize("NFKC", said).split()).lower()


def choice(
    cells: dict[str, str], name: str, words: Mapping[str, str], values: list[str]
) -> str | None:
    said = _plain(cells.get(name, ""))
    if not said:
        return None
    found = {_plain(word): str(value) for word, value in words.items()}
    found |= {value.lower(): value for value in values}
    if said not in found:
        raise Invalid(name, "choice")
    return found[said]


def a_day(cells: dict[str, str], name: str) -> date | None:
    said = _plain(cells.get(name, ""))
    if not said:
        return None
    found = _DAY.fullmatch(said)
    try:
        return date(*(int(part) for part in found.groups())) if found else _refuse(name, "date")
    except ValueError:
        raise Invalid(name, "date") from None


def _refuse(name: str, rule: str) -> Any:
    raise Invalid(name, rule)


def grams(cells: dict[str, str], name: str) -> int | None:
    said = _plain(cells.get(name, "")).replace(",", "")
    if not said:
        return None
    try:
        grams = Decimal(said) * 1000
    except InvalidOperation:
        raise Invalid(name, "decimals") from None
    if not grams.is_finite() or grams != grams.to_integral_value():
        raise Invalid(name, "decimals")
    return int(grams)


def parts(cells: dict[str, str], name: str) -> tuple[str, ...]:
    said = unicodedata.normalize("NFKC", cells.get(name, ""))
    return tuple(part for part in re.split(r"[\s,;、]+", said) if part)
