"""The county's queues: what waits, how long it may wait, and a decision with its reason.

A kind whose room has a page of its own leads there; the others are decided on this page. Each
decision runs the mutation of the room that acts on it.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_POST, require_safe

from storefront_graphql.pages.county.reasons import REASONS
from storefront_graphql.pages.county.views import COUNTY, show
from storefront_graphql.pages.shop.asking import own_url, say_refusals, see, with_query

PAGE = 20

# kind -> the URL name of the room's page, and what of the case its address ends with.
ROOMS: dict[str, tuple[str, str]] = {
    "SELLER": ("county_seller", "sellerId"),
    "SUSPENSION": ("county_seller", "sellerId"),
    "RIGHT": ("county_register_change", "id"),
    "GOODS": ("county_goods_case", "subject"),
    "CLAIM": ("county_claim", "subject"),
    "TEXT": ("county_text", "subject"),
}
# kind -> the operation that decides; its input is {subject, approve, reason}.
DECISIONS: dict[str, str] = {"REVIEW": "DecideReview"}


def left(due: str, now: datetime) -> str:
    """Return how long there still is, or how late it is: 还剩 1 天 3 小时, 晚了 2 小时."""
    until = parse_datetime(due)
    if until is None:
        raise ValueError(f"not a time: {due!r}")
    late = until < now
    minutes = abs(until - now) // timedelta(minutes=1)
    days, hours = divmod(minutes // 60, 24)
    said = [f"{days} 天"] if days else []
    said += [f"{hours} 小时"] if hours else []
    said = said or [f"{minutes} 分钟"]
    return f"{'晚了' if late else '还剩'} {' '.join(said)}"


def room(case: Mapping[str, Any]) -> str:
    """Return the address of the page where such a case is looked at; nothing: here."""
    name, key = ROOMS.get(case["kind"], ("", "subject"))
    return reverse(name, args=[case[key] or case["subject"]]) if name else ""


@require_safe
@COUNTY.page
def queues(request: HttpRequest) -> HttpResponse:
    """All queues with their counts, and what waits, the next due first."""
    kind, after = request.GET.get("kind", ""), request.GET.get("after", "")
    given = {"first": PAGE, "after": after or None, "kind": kind or None}
    found = COUNTY.ask(request, "QueuesRoom", **given)
    page, now = found["cases"], request.now  # type: ignore[attr-defined]
    older = with_query(request.path, kind=kind, after=page["endCursor"])
    context = {
        "queues": [_chip(request, each, kind) for each in found["queues"]],
        "everything": {"url": request.path, "now": not kind},
        "total": sum(each["waiting"] for each in found["queues"]),
        "late": sum(each["late"] for each in found["queues"]),
        "cases": [_row(case, now) for case in page["nodes"]],
        "here": request.get_full_path(),
        "newer_url": with_query(request.path, kind=kind) if after else "",
        "older_url": older if page["hasNext"] else "",
    }
    return show(request, "queues", found["me"], context)


def _chip(request: HttpRequest, queue: Mapping[str, Any], kind: str) -> dict[str, Any]:
    url = with_query(request.path, kind=queue["kind"])
    return {**queue, "url": url, "now": queue["kind"] == kind}


def _row(case: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    kind = case["kind"]
    return {
        **case,
        "left": left(case["dueAt"], now),
        "url": room(case),
        "decides": case["canDecide"] and kind in DECISIONS,
        "second": case["state"] == "SECOND",
        "words": REASONS.get(kind, REASONS[""]),
    }


@require_POST
@COUNTY.page
def decide(request: HttpRequest, kind: str, subject: str) -> HttpResponse:
    """Say yes or no to a case of a kind that is decided on this page."""
    operation = DECISIONS.get(kind)
    if operation is None:
        raise Http404
    yes = request.POST.get("say") == "yes"
    picked, typed = request.POST.get("picked", ""), request.POST.get("reason", "").strip()
    given = {"subject": subject, "approve": yes, "reason": typed or picked}
    payload = COUNTY.do(request, operation, **given)
    if not say_refusals(request, payload):
        messages.success(request, REASONS.get(kind, REASONS[""])["yes" if yes else "no"][1])
    return see(own_url(request, request.POST.get("next"), reverse("county_queues")))
