"""Batches at the desk: the list, one with stock and papers, and what is written down about it."""

import base64
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from storefront_graphql.pages import typed as reading
from storefront_graphql.pages.desk.door import DESK, show
from storefront_graphql.pages.shop.asking import see, whole, with_query, wrongs
from storefront_graphql.pages.staff import REFUSED

PAGE, NEAR = 20, 20
STORES = {"MERCHANT": "自家仓", "DEPOT": "县仓"}
# What is wrong with a certificate's field comes back under this name.
PROMISE_ERRORS = {
    "certificatePlace": "place",
    "certificatePromisedBy": "promisedBy",
    "certificateContact": "contact",
    "certificateIssuedOn": "issuedOn",
    "certificateGrams": "kilograms",
    "certificate": "form",
}


@require_safe
@DESK.page
def batches(request: HttpRequest) -> HttpResponse:
    """List the merchant's batches, what was entered last first; what nears its end on top."""
    after = request.GET.get("after", "")
    found = DESK.ask(request, "BatchesRoom", first=PAGE, after=after or None, near=NEAR)
    page, path = found["batches"], reverse("desk_batches")
    context = {
        "batches": page["nodes"],
        "total": page["total"],
        "near": [] if after else found["nearExpiry"],
        "today": today(request),
        "older_url": with_query(path, after=page["endCursor"]) if page["hasNext"] else "",
        "newer_url": path if after else "",
    }
    return show(request, "batches", found["me"], context)


@require_safe
@DESK.page
def batch(request: HttpRequest, batch_id: str) -> HttpResponse:
    """Show one batch: where and when, stock with its movements, certificate, reports, QR code."""
    return room(request, batch_id)


def room(
    request: HttpRequest,
    batch_id: str,
    *,
    typed: Mapping[str, Any] | None = None,
    wrong: Mapping[str, str] | None = None,
    form: str = "",
    status: int = 200,
) -> HttpResponse:
    """Answer with a batch's page; `form` names the form that was refused, with what was typed."""
    found = DESK.ask(request, "BatchRoom", id=batch_id)
    if found["batch"] is None:
        raise Http404
    paper = found["batch"]["certificate"]
    context = {
        "batch": found["batch"],
        "again": (typed or {}) if form == "cancel" else _again(paper, today(request)),
        "today": today(request),
        "typed": typed or {},
        "wrong": wrong or {},
        "form": form,
    }
    return show(request, "batch", found["me"], context, status)


def _again(paper: Mapping[str, Any] | None, day: str) -> dict[str, Any]:
    """Return what the certificate that is issued instead begins with: the old one's words."""
    if paper is None:
        return {}
    whole_kg, rest = divmod(paper["grams"], 1000)
    kilograms = f"{whole_kg}.{rest:03d}".rstrip("0").rstrip(".")
    return {**paper, "issuedOn": day, "kilograms": kilograms}


@require_safe
@DESK.page
def paper(request: HttpRequest, batch_id: str) -> HttpResponse:
    """Send the certificate as PDF, to be printed on A6."""
    made = DESK.ask(request, "CertificatePaper", batchId=batch_id)["certificatePaper"]
    if made is None:
        raise Http404
    response = HttpResponse(base64.b64decode(made["base64"]), content_type=made["contentType"])
    response.headers["Content-Disposition"] = f'inline; filename="{made["name"]}"'
    return response


@require_POST
@DESK.page
def certify(request: HttpRequest, batch_id: str) -> HttpResponse:
    """Issue the certificate of a batch that has none."""
    names = ("place", "promisedBy", "contact", "issuedOn")
    typed = {name: request.POST.get(name, "").strip() for name in names}
    wrong = {name: "这一项要填。" for name, text in typed.items() if not text}
    if not wrong:
        told = wrongs(DESK.do(request, "CertifyBatch", batchId=batch_id, certificate=typed))
        wrong = {PROMISE_ERRORS.get(name, name): text for name, text in told.items()}
    if wrong:
        return room(request, batch_id, typed=typed, wrong=wrong, form="certify", status=REFUSED)
    messages.success(request, "合格证开好了，可以打印。")
    return see(reverse("desk_batch", args=[batch_id]) + "#certificate")


@require_POST
@DESK.page
def cancel_certificate(request: HttpRequest, batch_id: str) -> HttpResponse:
    """Cancel a wrong certificate and issue the right one; who need not may do without."""
    form = request.POST
    names = ("reason", "kilograms", "place", "promisedBy", "contact", "issuedOn")
    typed = {name: form.get(name, "").strip() for name in names}
    again = form.get("again") != "no"
    needed = names if again else ("reason",)
    wrong = {name: "这一项要填。" for name in needed if not typed[name]}
    given: dict[str, Any] = {"batchId": batch_id, "number": form.get("number", "")}
    given["reason"] = typed["reason"]
    if again:
        promise = {name: typed[name] for name in names[2:]}
        given["certificate"] = {**promise, "grams": reading.grams(typed["kilograms"])}
        if given["certificate"]["grams"] is None and typed["kilograms"]:
            wrong["kilograms"] = "写成千克数，像 250 或 12.5。"
    if not wrong:
        told = wrongs(DESK.do(request, "CancelCertificate", **given))
        wrong = {PROMISE_ERRORS.get(name, name): text for name, text in told.items()}
    if wrong:
        return room(request, batch_id, typed=typed, wrong=wrong, form="cancel", status=REFUSED)
    messages.success(request, "旧证作废了，新证可以打印。" if again else "合格证作废了。")
    return see(reverse("desk_batch", args=[batch_id]) + "#certificate")


@require_POST
@DESK.page
def report(request: HttpRequest, batch_id: str) -> HttpResponse:
    """Attach a laboratory's report."""
    file = request.FILES.get("report")
    typed = {name: request.POST.get(name, "").strip() for name in ("laboratory", "testedOn")}
    wrong = {} if file else {"report": "先选一份报告。"}
    if not typed["testedOn"]:
        wrong["testedOn"] = "这一项要填。"
    if not wrong:
        payload = DESK.do(request, "AttachReport", batchId=batch_id, report=file, **typed)
        wrong = wrongs(payload)
    if wrong:
        return room(request, batch_id, typed=typed, wrong=wrong, form="report", status=REFUSED)
    messages.success(request, "检测报告存好了。")
    return see(reverse("desk_batch", args=[batch_id]) + "#reports")


@require_POST
@DESK.page
def spoil(request: HttpRequest, batch_id: str, lot_id: str) -> HttpResponse:
    """Write off units of a lot, with the reason."""
    typed = {"lot": lot_id, "quantity": request.POST.get("quantity", "")}
    typed["reason"] = request.POST.get("reason", "")
    units = whole(typed["quantity"])
    wrong = {} if units is not None else {"quantity": "写成整数，像 18。"}
    if not wrong:
        given = {"lotId": lot_id, "quantity": units, "reason": typed["reason"]}
        wrong = wrongs(DESK.do(request, "BookSpoilage", **given))
    if wrong:
        return room(request, batch_id, typed=typed, wrong=wrong, form="spoil", status=REFUSED)
    messages.success(request, f"记下了，损耗 {units} 份。")
    return see(reverse("desk_batch", args=[batch_id]) + "#stock")


@require_POST
@DESK.page
def move(request: HttpRequest, batch_id: str, lot_id: str) -> HttpResponse:
    """Move units of a lot to the other store."""
    typed = {"lot": lot_id, "quantity": request.POST.get("quantity", "")}
    store = request.POST.get("store", "")
    units = whole(typed["quantity"])
    wrong = {} if units is not None else {"quantity": "写成整数，像 18。"}
    if store not in STORES:
        wrong["store"] = "没有这个选项，重新选一个。"
    if not wrong:
        wrong = wrongs(DESK.do(request, "MoveStock", lotId=lot_id, quantity=units, store=store))
    if wrong:
        return room(request, batch_id, typed=typed, wrong=wrong, form="move", status=REFUSED)
    messages.success(request, f"{units} 份记到{STORES[store]}了。")
    return see(reverse("desk_batch", args=[batch_id]) + "#stock")


def today(request: HttpRequest) -> str:
    """Return the county's day as a form writes it."""
    return timezone.localdate(request.now).isoformat()  # type: ignore[attr-defined]
