"""Goods from a file at the desk: send it, see what it would change, have it done, or stop."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from storefront_graphql.pages.desk.door import DESK, show
from storefront_graphql.pages.shop.asking import say_refusals, see, with_query, wrongs
from storefront_graphql.pages.staff import REFUSED

PAGE, ROWS = 10, 20
# What a preview shows of a row: the columns that most files have.
SHOWN = ("sku", "name", "variant", "price_fen", "on_hand", "harvested_on")
OUTCOMES = (
    ("NEW", "新的", "newRows", "done"),
    ("CHANGED", "有改动", "changedRows", "info"),
    ("SAME", "没有变", "sameRows", ""),
    ("WRONG", "有错", "wrongRows", "bad"),
)
WORKING = {"UPLOADED", "RUNNING"}


@require_http_methods(["GET", "HEAD", "POST"])
@DESK.page
def imports(request: HttpRequest) -> HttpResponse:
    """Show files that were sent, and the form for one more; take one in."""
    if request.method != "POST":
        return _listed(request, {})
    file = request.FILES.get("file")
    if file is None:
        return _listed(request, {"file": "先选一个文件。"}, REFUSED)
    payload = DESK.do(
        request,
        "SendGoods",
        file=file,
        pictures=request.FILES.get("pictures"),
        promised=request.POST.get("promised") == "on",
    )
    if payload["errors"]:
        return _listed(request, wrongs(payload), REFUSED)
    return see(reverse("desk_import", args=[payload["goodsImport"]["id"]]))


def _listed(request: HttpRequest, wrong: Mapping[str, str], status: int = 200) -> HttpResponse:
    after = request.GET.get("after", "")
    found = DESK.ask(request, "ImportsRoom", first=PAGE, after=after or None)
    page, path = found["goodsImports"], reverse("desk_imports")
    context = {
        "jobs": page["nodes"],
        "columns": found["importColumns"],
        "older_url": with_query(path, after=page["endCursor"]) if page["hasNext"] else "",
        "newer_url": path if after else "",
        "wrong": wrong,
        "promised": request.POST.get("promised") == "on",
    }
    return show(request, "imports", found["me"], context, status)


@require_safe
@DESK.page
def one(request: HttpRequest, import_id: str) -> HttpResponse:
    """Show how far a file is, and its rows."""
    outcome, after = request.GET.get("outcome", ""), request.GET.get("after", "")
    found = DESK.ask(
        request, "ImportRoom", id=import_id, first=ROWS, after=after or None,
        outcome=outcome or None,
    )  # fmt: skip
    job = found["goodsImport"]
    if job is None:
        raise Http404
    page, path = found["importRows"], reverse("desk_import", args=[import_id])
    heads = {column["key"]: column["head"] for column in found["importColumns"]}
    keys = list(heads)
    older = with_query(path, outcome=outcome, after=page["endCursor"]) if page["hasNext"] else ""
    context = {
        "job": job,
        "working": job["state"] in WORKING,
        "todo": job["newRows"] + job["changedRows"],
        "heads": [heads[key] for key in SHOWN],
        "rows": [_row(row, keys) for row in page["nodes"]],
        "kinds": [
            {"url": path, "name": "全部", "now": not outcome, "number": job["total"]},
            *(
                {
                    "url": with_query(path, outcome=code),
                    "name": name,
                    "now": code == outcome,
                    "number": job[count],
                }
                for code, name, count, _ in OUTCOMES
            ),
        ],
        "older_url": older,
        "newer_url": with_query(path, outcome=outcome) if after else "",
    }
    return show(request, "import", found["me"], context)


def _row(row: Mapping[str, Any], keys: list[str]) -> dict[str, Any]:
    """Return a row with the cells of the preview and what becomes of it in words."""
    cells = dict(zip(keys, row["cells"], strict=False))
    names = {code: (name, tone) for code, name, _, tone in OUTCOMES}
    label, tone = names.get(row["outcome"], ("", ""))
    shown = [cells[key] for key in SHOWN]
    return {**row, "shown": shown, "label": label, "tone": tone}


@require_POST
@DESK.page
def start(request: HttpRequest, import_id: str) -> HttpResponse:
    """Have a checked file imported."""
    payload = DESK.do(request, "StartImport", importId=import_id)
    say_refusals(request, payload)
    return see(reverse("desk_import", args=[import_id]))


@require_POST
@DESK.page
def stop(request: HttpRequest, import_id: str) -> HttpResponse:
    """Stop a file; no goods are changed by it."""
    payload = DESK.do(request, "CancelImport", importId=import_id)
    if not say_refusals(request, payload):
        messages.success(request, "停下了，商品一样也没有动。")
    return see(reverse("desk_import", args=[import_id]))
