"""A sales report as a picture: SVG by pygal, in our colours, without scripts or outside parts.

It is shown by an `<img>`, where a page's styles do not reach: the picture carries a small style
sheet of its own, whose values are read from tokens.css, and a policy that allows this one alone.
"""

import base64
import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from typing import Any
from xml.etree.ElementTree import Element

import pygal
from pygal.style import Style

Row = Mapping[str, Any]

_TOKEN = re.compile(r"--([a-z0-9-]+):\s*([^;]+);")
# A comment has no tag.
_FOR_SCRIPTS = {"", "script", "style", "title", "desc"}
_SVG = "{http://www.w3.org/2000/svg}"
# Products or points in the picture; the table has more.
BARS = 12
# pygal takes a letter for 0.6 of its size; Chinese ones are as wide as they are high.
_WIDE_LETTERS = 1.7


@dataclass(frozen=True, slots=True)
class Size:
    """Of a picture, in pixels, with the size of its letters; `days` that are named below it."""

    width: int
    height: int
    letters: int
    days: int
    name: int


WIDE = Size(width=960, height=320, letters=14, days=10, name=16)
NARROW = Size(width=360, height=280, letters=12, days=4, name=8)


@dataclass(frozen=True, slots=True)
class Drawn:
    """A picture and the content security policy to send with it."""

    svg: bytes
    policy: str


def drawn(rows: Sequence[Row], *, by: str, size: Size) -> Drawn:
    """Draw the rows of a report: days as columns, products or points as bars, the best on top."""
    style = Style(label_font_size=size.letters * (1 if by == "day" else _WIDE_LETTERS))
    kind = pygal.Bar if by == "day" else pygal.HorizontalBar
    chart = kind(
        style=style,
        width=size.width,
        height=size.height,
        margin=8,
        spacing=6,
        max_scale=5,
        show_legend=False,
        # Not cut to the room of a day: only some days are named.
        truncate_label=-1,
        js=[],
        css=[],
        no_data_text="没有卖出东西",
        disable_xml_declaration=True,
        value_formatter=_yuan,
    )
    shown = rows if by == "day" else list(reversed(rows[:BARS]))
    chart.x_labels = _days(shown, size.days) if by == "day" else _names(shown, size.name)
    chart.add("销售额", [row["fen"] / 100 for row in shown])
    sheet = _sheet(size.letters)
    chart.add_xml_filter(lambda root: _plain(root, sheet))
    svg = chart.render(is_unicode=True).encode()
    digest = base64.b64encode(hashlib.sha256(sheet.encode()).digest()).decode()
    return Drawn(svg, f"default-src 'none'; style-src 'sha256-{digest}'; sandbox")


@cache
def tokens() -> dict[str, str]:
    """Return the values of tokens.css by name, without elder mode."""
    text = resources.files("storefront_graphql.pages").joinpath("static/tokens.css").read_text()
    return dict(_TOKEN.findall(text.partition("}")[0]))


def _sheet(letters: int) -> str:
    token = tokens()
    return (
        f"text{{font:{letters}px {token['sans']};fill:{token['ink-2']}}}"
        f".background{{fill:{token['card']}}}"
        f".guide.line,.axis .line{{fill:none;stroke:{token['line']}}}"
        f".axis.x .guide.line{{stroke:none}}"
        f".horizontal-graph .axis.x .guide.line{{stroke:{token['line']}}}"
        f".rect{{fill:{token['leaf']}}}"
        ".axis.x text,.no_data{text-anchor:middle}.axis.y text{text-anchor:end}"
    )


def _plain(root: Element, sheet: str) -> Element:
    """Leave out what only scripts would use, and every style but ours."""
    for parent in list(root.iter()):
        for child in list(parent):
            tag = child.tag.removeprefix(_SVG) if isinstance(child.tag, str) else ""
            if tag in _FOR_SCRIPTS or "overlay" in child.get("class", ""):
                parent.remove(child)
    own = Element("style")
    own.text = sheet
    root.insert(0, own)
    return root


def _days(rows: Sequence[Row], most: int) -> list[str]:
    step = -(-len(rows) // most)
    return [_short(row["key"]) if at % step == 0 else "" for at, row in enumerate(rows)]


def _short(day: str) -> str:
    on = date.fromisoformat(day)
    return f"{on.month}月{on.day}日"


def _names(rows: Sequence[Row], most: int) -> list[str]:
    return [name if len(name) <= most else f"{name[: most - 1]}…" for name in _called(rows)]


def _called(rows: Sequence[Row]) -> list[str]:
    return [str(row["name"]) for row in rows]


def _yuan(value: float) -> str:
    return f"¥{value:,.0f}"
