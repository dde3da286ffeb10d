"""The shopper's own orders."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from storefront_graphql.client import RequestFailed
from storefront_graphql.pages.shop.asking import (
    answered,
    ask,
    do,
    say_refusals,
    see,
    show,
    with_query,
)
from storefront_graphql.pages.shop.paying import own_order
from storefront_graphql.pages.shop.voices import review_states

PAGE = 20
# How a state looks in a list.
TONES = {"PLACED": "warn", "PAID": "info", "COMPLETED": "done", "CANCELLED": ""}
# The order's own history, as a buyer would tell it.
STORY = {"PLACED": "下单", "PAID": "付好了", "COMPLETED": "都交到手上了", "CANCELLED": "取消了"}
NOTHING = {"total": 0, "nodes": [], "hasNext": False, "endCursor": None}


@require_safe
@never_cache
@answered
def orders(request: HttpRequest) -> HttpResponse:
    """All of them, newest first. Who has no session has ordered nothing here."""
    after = request.GET.get("after")
    try:
        page = ask(request, "Orders", first=PAGE, after=after)["orders"]
    except RequestFailed as failed:
        if failed.code != "UNAUTHENTICATED":
            raise
        page = NOTHING
    context = {
        "page": page,
        "orders": [{**order, "tone": TONES[order["state"]]} for order in page["nodes"]],
        "newer_url": request.path if after else "",
        "older_url": with_query(request.path, after=page["endCursor"]) if page["hasNext"] else "",
    }
    return show(request, "orders", context)


@require_safe
@never_cache
@answered
def order(request: HttpRequest, order_id: str) -> HttpResponse:
    """Where it is, the code when it is ready, what can still be done."""
    found = own_order(request, order_id)
    parts = [{**part, "steps": way(part)} for part in found["consignments"]]
    code = found["pickupCode"]
    context = {
        "order": found,
        "tone": TONES[found["state"]],
        "parts": parts,
        "reviews": review_states(request, found),
        "story": story(found),
        "code_text": f"CJ1:{found['number']}:{code}" if code else "",
        "ready": sum(part["state"] == "READY" for part in parts),
    }
    return show(request, "order", context)


def way(part: Any) -> list[dict[str, Any]]:
    """Return a parcel's way: what happened with its time, what comes with the planned one."""
    track = part["track"]
    stops = track["stops"] if track else []
    coming = next((n for n, stop in enumerate(stops) if not stop["happenedAt"]), len(stops))
    return [
        {
            # The part's heading names the merchant already.
            "title": stop["label"]
            if stop["kind"] == "PACKED"
            else f"{stop['label']} {stop['place']}",
            "state": "done" if stop["happenedAt"] else "now" if number == coming else "next",
            "at": stop["happenedAt"],
            "by": None if stop["happenedAt"] else stop["plannedAt"],
        }
        for number, stop in enumerate(stops)
    ]


def story(found: Any) -> list[dict[str, Any]]:
    """Return the order's own steps; only a cancelling has a reason that a buyer would read."""
    return [
        {
            "title": STORY.get(step["state"], step["label"]),
            "at": step["at"],
            "note": step["reason"] if step["state"] == "CANCELLED" else "",
        }
        for step in found["steps"]
        if not step["consignmentId"]
    ]


@require_POST
@answered
def cancel(request: HttpRequest, order_id: str) -> HttpResponse:
    """Cancel an order that is not paid."""
    payload = do(request, "CancelOrder", orderId=order_id)
    if not say_refusals(request, payload):
        messages.success(request, "订单取消了，没有收钱，货也放回去了。")
    return see(reverse("order", args=[order_id]))
