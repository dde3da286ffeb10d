"""What was sold: a period, by day, product or point; a picture, a table, a file."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from storefront_graphql.client import RequestFailed
from storefront_graphql.pages import words
from storefront_graphql.pages.desk import charts
from storefront_graphql.pages.desk.door import DESK, show
from storefront_graphql.pages.shop.asking import with_query

TABS = {"day": "按天", "product": "按商品", "point": "按服务点"}
HEADS = {"day": "哪天", "product": "商品", "point": "服务点"}
SPANS = {"7": "近 7 天", "30": "近 30 天", "month": "这个月"}
USUAL = "30"
MOST = 50


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the address asks for; `span` is empty for days that were typed, `wrong` says why not."""

    first: date
    last: date
    by: str
    span: str = ""
    wrong: str = ""

    def query(self, **other: Any) -> dict[str, Any]:
        """Return the parameters of the same wish, some of them changed."""
        span = {"span": self.span} if self.span else {"from": self.first, "to": self.last}
        return {**span, "by": self.by, **other}


@require_safe
@DESK.page
def reports(request: HttpRequest) -> HttpResponse:
    """Show the sales of a period."""
    wanted = _wanted(request)
    try:
        found = DESK.ask(request, "SalesRoom", **_variables(wanted))
    except RequestFailed as failed:
        if failed.field != "last":
            raise
        wanted = replace(_usual(request, wanted.by), wrong=failed.message)
        found = DESK.ask(request, "SalesRoom", **_variables(wanted))
    path, report = reverse("desk_reports"), found["salesReport"]
    picture = {"from": wanted.first, "to": wanted.last, "by": wanted.by}
    context = {
        "wanted": wanted,
        "spans": [
            {
                "url": with_query(path, span=span, by=wanted.by),
                "name": name,
                "now": span == wanted.span,
            }
            for span, name in SPANS.items()
        ],
        "tabs": [
            {"url": with_query(path, **wanted.query(by=by)), "name": name, "now": by == wanted.by}
            for by, name in TABS.items()
        ],
        "total": report["total"],
        "rows": _rows(report["rows"], wanted.by),
        "head": HEADS[wanted.by],
        "name": TABS[wanted.by],
        "alt": _alt(report["rows"], wanted),
        "wide_url": with_query(reverse("desk_chart"), **picture, wide=1),
        "narrow_url": with_query(reverse("desk_chart"), **picture),
        "wide": charts.WIDE,
        "narrow": charts.NARROW,
        "file_url": with_query(reverse("desk_sales_file"), **picture),
    }
    status = 422 if wanted.wrong else 200
    return show(request, "reports", found["me"], context, status)


@require_safe
@DESK.page
def chart(request: HttpRequest) -> HttpResponse:
    """Send the picture of a report, to be shown by an `<img>`."""
    wanted = _wanted(request)
    report = DESK.ask(request, "SalesReport", **_variables(wanted))["salesReport"]
    size = charts.WIDE if request.GET.get("wide") else charts.NARROW
    drawn = charts.drawn(report["rows"], by=wanted.by, size=size)
    response = HttpResponse(drawn.svg, content_type="image/svg+xml")
    response.headers["Content-Security-Policy"] = drawn.policy
    return response


def _variables(wanted: Wanted) -> dict[str, Any]:
    return {
        "first": wanted.first.isoformat(),
        "last": wanted.last.isoformat(),
        "by": wanted.by.upper(),
        "most": MOST,
    }


def _wanted(request: HttpRequest) -> Wanted:
    """Return what was asked for; where that cannot be, the usual days and why."""
    given, on = request.GET, timezone.localdate(request.now)  # type: ignore[attr-defined]
    by = given.get("by", "") if given.get("by", "") in TABS else "day"
    usual = _usual(request, by)
    if not given.get("from") and not given.get("to"):
        span = given.get("span", USUAL)
        first = {"7": on - timedelta(days=6), "month": on.replace(day=1)}.get(span)
        return Wanted(first, on, by, span) if first else usual
    first, last = (_day(given.get(name, "")) for name in ("from", "to"))
    if first is None or last is None:
        return replace(usual, wrong="两个日子都要选。")
    return Wanted(first, last, by)


def _usual(request: HttpRequest, by: str) -> Wanted:
    on = timezone.localdate(request.now)  # type: ignore[attr-defined]
    return Wanted(on - timedelta(days=29), on, by, USUAL)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None


def _rows(rows: list[Mapping[str, Any]], by: str) -> list[Mapping[str, Any]]:
    """Return the rows of the table; days the newest first, without those on which nothing sold."""
    return [row for row in reversed(rows) if row["orders"]] if by == "day" else rows


def _alt(rows: list[Mapping[str, Any]], wanted: Wanted) -> str:
    """Return the picture in a sentence; the table under it has all of it."""
    first, last = (words.full_moment(day.isoformat()) for day in (wanted.first, wanted.last))
    period = f"{first}到{last}"
    best = max(rows, key=lambda row: row["fen"], default=None)
    if best is None or not best["fen"]:
        return f"{period}没有卖出东西。"
    name = words.full_moment(best["name"]) if wanted.by == "day" else best["name"]
    return f"{period}{TABS[wanted.by]}的销售额，最多的是{name}，{words.yuan(best['fen'])}。"
