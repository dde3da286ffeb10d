"""F3, handing over: find the order, see the shelf place, take the code. It costs nothing."""

import re
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from storefront_graphql.pages.counter.door import COUNTER, show
from storefront_graphql.pages.shop.asking import see, with_query, wrongs
from storefront_graphql.pages.staff import REFUSED

# What the QR code of a slip or of a shopper's order says: number and code.
_SLIP = re.compile(r"CJ1:(\d{10}):(\d{6})", re.ASCII)
# What is scanned into the box of the code but is none: the next slip, the next label.
_OTHER = re.compile(r"CJ1?[\d:\s-]+", re.ASCII | re.IGNORECASE)


@require_http_methods(["GET", "HEAD", "POST"])
@COUNTER.page
def room(request: HttpRequest) -> HttpResponse:
    """Find orders; with one found, hand its parcels over against the code."""
    if request.method == "POST":
        return _hand_over(request)
    text, code = _asked(request.GET.get("q", "").strip())
    return _room(request, text, {"code": code})


def _asked(text: str) -> tuple[str, str]:
    """Return what to look for and the code that was scanned with it."""
    scanned = _SLIP.fullmatch(text)
    return (scanned[1], scanned[2]) if scanned else (text, "")


def _hand_over(request: HttpRequest) -> HttpResponse:
    form = request.POST
    typed = {name: form.get(name, "").strip() for name in ("code", "takenBy")}
    if _OTHER.fullmatch(typed["code"]):
        return see(with_query(reverse("counter_pickup"), q=typed["code"]))
    consent = "proxyConsent" in form
    order_id = form.get("orderId", "")
    given = {**typed, "orderId": order_id, "proxyConsent": consent}
    payload = COUNTER.do(request, "HandOver", **given)
    context = {**typed, "proxyConsent": consent, "wrong": wrongs(payload)}
    if payload["errors"]:
        return _room(request, order_id, context, status=REFUSED)
    return _room(request, "", {"given": payload["holdings"]})


def _room(
    request: HttpRequest, text: str, context: Mapping[str, Any], status: int = 200
) -> HttpResponse:
    found = COUNTER.ask(request, "PickupRoom", text=text)
    orders = found["findOrders"]
    only = orders[0] if len(orders) == 1 else None
    parcels = [one for one in found["shelf"] if only and one["orderId"] == only["orderId"]]
    rooms = {
        "text": only["number"] if only and text == only["orderId"] else text,
        "orders": orders,
        "order": only,
        "parcels": parcels,
        "waiting": found["shelf"],
        "wrong": {},
    }
    return show(request, "pickup", found["me"], {**rooms, **context}, status=status)
