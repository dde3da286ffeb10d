"""Tables of the desk as files: made for whoever is signed in there, streamed, never kept."""

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import path, re_path
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from market.accounts.actors import Actor, Anonymous
from market.imports import exporting, sheets, template
from market.imports.parsing import Problem
from market.kernel.errors import Forbidden, Invalid, NotFound
from market.reports import queries as reports
from market.reports.rules import By
from storefront_graphql import messages
from storefront_graphql.context import Context
from storefront_graphql.desk.reports_types import row_name

SALES_HEADS = {By.DAY: "日期", By.PRODUCT: "商品", By.POINT: "服务点"}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def of_the_desk(view: Any) -> Any:
    """Make a download of the desk: `view(actor, request, ...)`; strangers are led to sign-in."""

    @require_safe
    @wraps(view)
    def answer(request: HttpRequest, **given: Any) -> HttpResponseBase:
        actor = Context(request, "desk").actor
        try:
            response = view(actor, request, **given)
        except Forbidden:
            if isinstance(actor, Anonymous):
                return redirect_to_login(request.get_full_path())
            raise PermissionDenied from None
        except NotFound:
            raise Http404 from None
        response.headers["Cache-Control"] = "private, no-store"
        return response

    return answer


def table(rows: Iterable[sheets.Row], *, name: str, kind: str) -> HttpResponseBase:
    """Answer with rows as CSV, sent as they are read, or as a workbook."""
    if kind == "csv":
        streamed = StreamingHttpResponse(sheets.csv_stream(rows), content_type="text/csv")
        streamed.headers["Content-Disposition"] = _attached(f"{name}.csv")
        return streamed
    file = sheets.xlsx(rows, title=name[:31], widths=exporting.WIDTHS)
    return FileResponse(file, as_attachment=True, filename=f"{name}.xlsx", content_type=XLSX)


@of_the_desk
def goods(actor: Actor, request: HttpRequest, kind: str) -> HttpResponseBase:
    """Send all goods, to be changed and sent back."""
    day = timezone.localdate(request.now)  # type: ignore[attr-defined]
    return table(exporting.goods(actor=actor), name=f"商品{day:%Y%m%d}", kind=kind)


@of_the_desk
def wrong_rows(actor: Actor, _request: HttpRequest, import_id: str, kind: str) -> HttpResponseBase:
    """Send the wrong rows of a file, each with what is wrong with it."""
    rows = exporting.wrong_rows(actor=actor, job_id=import_id, say=said)
    return table(rows, name="有错的行", kind=kind)


@of_the_desk
def sales(actor: Actor, request: HttpRequest) -> HttpResponseBase:
    """Send a sales report as a workbook, all of its rows."""
    given = request.GET
    try:
        first, last = (date.fromisoformat(given.get(name, "")) for name in ("from", "to"))
        by = By(given.get("by", "day").upper())
        report = reports.sales(actor, first, last, by)
    except (ValueError, Invalid):
        raise Http404 from None
    name = f"销售_{SALES_HEADS[by]}_{first:%Y%m%d}-{last:%Y%m%d}"
    return table(_sales(report), name=name, kind="xlsx")


def _sales(report: reports.Sales) -> Iterator[sheets.Row]:
    yield [SALES_HEADS[report.by], "销售额（元，不含运费）", "订单", "卖出（份）", "净重（克）"]
    for name, row in [*((row_name(row), row) for row in report.rows), ("合计", report.total)]:
        yield [name, Decimal(row.fen) / 100, row.orders, row.units, row.grams]


@of_the_desk
def empty_table(actor: Actor, _request: HttpRequest) -> HttpResponseBase:
    """Send the template."""
    response = HttpResponse(template.workbook(actor=actor), content_type=XLSX)
    response.headers["Content-Disposition"] = _attached("商品模板.xlsx")
    return response


def said(problem: Problem) -> str:
    """Return what is wrong with a row, as people say it: column, sentence, what was read."""
    head = exporting.head_of(problem.column)
    read = f"（读到：{problem.read}）" if problem.read else ""
    return f"{head}：{messages.text(Invalid(problem.column, problem.rule))}{read}"


def _attached(name: str) -> str:
    return content_disposition_header(True, name) or "attachment"


urlpatterns = [
    re_path(r"^goods\.(?P<kind>csv|xlsx)$", goods, name="desk_goods_file"),
    path("reports.xlsx", sales, name="desk_sales_file"),
    path("imports/template.xlsx", empty_table, name="desk_template"),
    re_path(
        r"^imports/(?P<import_id>[^/]+)/wrong\.(?P<kind>csv|xlsx)$",
        wrong_rows,
        name="desk_wrong_rows",
    ),
]
