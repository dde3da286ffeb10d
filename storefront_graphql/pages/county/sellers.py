"""Sellers at the county: the list, one file, the report of identities."""

import base64
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from storefront_graphql.pages.county.views import COUNTY, show
from storefront_graphql.pages.shop.asking import say_refusals, see, whole, with_query, wrongs
from storefront_graphql.pages.staff import REFUSED

PAGE = 20
REPORTS = 20
# What a button does: the operation, its further arguments, and what is said then.
MOVES: dict[str, tuple[str, dict[str, Any], str]] = {
    "recommend": ("RecommendSeller", {}, "推荐了，等县里审核。"),
    "back": ("SendSellerBack", {}, "退回去了，理由已发给商家。"),
    "approve": ("DecideSeller", {"approve": True}, "通过了。"),
    "refuse": ("DecideSeller", {"approve": False}, "没通过，理由已发给商家。"),
    "ask-suspension": ("AskSuspension", {}, "记下了，等另一位同事复核。"),
    "suspend": ("DecideSuspension", {"approve": True}, "已停业，商品从店里撤下了。"),
    "keep": ("DecideSuspension", {"approve": False}, "不停业。"),
    "lift": ("LiftSuspension", {}, "恢复营业了。"),
}
# The same for one paper.
PAPER_MOVES: dict[str, tuple[str, dict[str, Any], str]] = {
    "approve": ("DecidePaper", {"approve": True}, "证件看过了。"),
    "refuse": ("DecidePaper", {"approve": False}, "没通过，理由已发给商家。"),
    "revoke": ("RevokePaper", {}, "撤销了，要它的商品从店里撤下了。"),
}
TYPES = {
    "CSV": "text/csv; charset=utf-8",
    "XLSX": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@require_safe
@COUNTY.page
def sellers(request: HttpRequest) -> HttpResponse:
    """List sellers by state; an officer sees the own township's."""
    status, text = request.GET.get("status", ""), request.GET.get("q", "").strip()[:60]
    recheck, after = bool(request.GET.get("recheck")), request.GET.get("after", "")
    found = COUNTY.ask(
        request,
        "SellersRoom",
        first=PAGE,
        after=after or None,
        status=status or None,
        text=text,
        recheck=recheck,
    )
    page, path = found["sellers"], reverse("county_merchants")
    kept = {"status": status, "q": text, "recheck": "1" if recheck else ""}
    context = {
        "sellers": page["nodes"],
        "total": page["total"],
        "text": text,
        "officer": found["me"]["townCode"],
        "states": [
            {"url": path, "name": "全部", "now": not status and not recheck},
            *(
                {
                    "url": with_query(path, status=one["status"]),
                    "name": one["label"],
                    "number": one["count"],
                    "now": one["status"] == status,
                }
                for one in page["counts"]
            ),
            {"url": with_query(path, recheck="1"), "name": "该复核的", "now": recheck},
        ],
        "older_url": with_query(path, **kept, after=page["endCursor"]) if page["hasNext"] else "",
        "newer_url": with_query(path, **kept) if after else "",
    }
    return show(request, "sellers", found["me"], context)


@require_safe
@COUNTY.page
def seller(request: HttpRequest, seller_id: str) -> HttpResponse:
    """Show one seller's file and what may be done."""
    found = COUNTY.ask(request, "SellerRoom", id=seller_id)
    if found["sellerFile"] is None:
        raise Http404
    file = found["sellerFile"]
    change = next((one for one in file["classChanges"] if one["state"] == "WAITING"), None)
    context = {
        "seller": file,
        "officer": found["me"]["townCode"],
        "change": change,
        "past": [one for one in file["classChanges"] if one["state"] != "WAITING"],
    }
    return show(request, "seller", found["me"], context)


@require_POST
@COUNTY.page
def move(request: HttpRequest, seller_id: str, to: str) -> HttpResponse:
    """Do what a button says, with the reason that was written."""
    reason = request.POST.get("reason", "").strip()
    paper, change = request.POST.get("paper", ""), request.POST.get("change", "")
    if paper and to in PAPER_MOVES:
        operation, more, done = PAPER_MOVES[to]
        payload = COUNTY.do(request, operation, paperId=paper, reason=reason, **more)
    elif change and to in {"approve", "refuse"}:
        yes = to == "approve"
        given = {"changeId": change, "approve": yes, "reason": reason}
        payload = COUNTY.do(request, "DecideClassChange", **given)
        done = "类型改好了。" if yes else "没通过，理由已发给商家。"
    elif to in MOVES:
        operation, more, done = MOVES[to]
        payload = COUNTY.do(request, operation, sellerId=seller_id, reason=reason, **more)
    else:
        raise Http404
    if not say_refusals(request, payload):
        messages.success(request, done)
    return see(reverse("county_seller", args=[seller_id]))


@require_http_methods(["GET", "HEAD", "POST"])
@COUNTY.page
def report(request: HttpRequest) -> HttpResponse:
    """Show who took reports of identities; make one as a file."""
    if request.method != "POST":
        return _report(request, {}, 200)
    kind = request.POST.get("kind", "")
    given = {"year": whole(request.POST.get("year")) or 0, "half": whole(request.POST.get("half"))}
    payload = COUNTY.do(request, "MakeIdentityReport", kind=kind, **given)
    if payload["errors"]:
        return _report(request, wrongs(payload), REFUSED)
    response = HttpResponse(base64.b64decode(payload["content"]), content_type=TYPES[kind])
    response.headers["Content-Disposition"] = f'attachment; filename="{payload["fileName"]}"'
    return response


def _report(request: HttpRequest, wrong: dict[str, str], status: int) -> HttpResponse:
    found = COUNTY.ask(request, "ReportsRoom", first=REPORTS)
    now = request.now  # type: ignore[attr-defined]
    halves = [{"value": "1", "label": "1 月的"}, {"value": "2", "label": "7 月的"}]
    kinds = [{"value": "XLSX", "label": "Excel 表"}, {"value": "CSV", "label": "CSV 文件"}]
    context = {
        "reports": found["identityReports"],
        "year": now.year,
        "halves": halves,
        "kinds": kinds,
        "wrong": wrong,
    }
    return show(request, "report", found["me"], context, status)
