"""The slip of an order taken at the counter: change, pick-up code, 80 mm of paper."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from storefront_graphql.pages import words
from storefront_graphql.pages.counter.door import COUNTER, show
from storefront_graphql.pages.shop.asking import say_refusals, see


@require_safe
@COUNTER.page
def slip(request: HttpRequest, order_id: str) -> HttpResponse:
    """Show the slip; `?new=1` right after the cash was taken, with the change in large type."""
    found = COUNTER.ask(request, "SlipRoom", orderId=order_id)
    if found["slip"] is None:
        raise Http404
    return _slip(request, found, found["slip"]["code"], new=bool(request.GET.get("new")))


@require_POST
@COUNTER.page
def again(request: HttpRequest, order_id: str) -> HttpResponse:
    """Give new digits for a lost slip, and show them once."""
    payload = COUNTER.do(request, "ReprintSlip", orderId=order_id)
    if say_refusals(request, payload):
        return see(reverse("counter_pickup"))
    found = COUNTER.ask(request, "SlipRoom", orderId=order_id)
    return _slip(request, found, payload["code"], again=True)


def _slip(
    request: HttpRequest,
    found: Mapping[str, Any],
    code: str | None,
    *,
    new: bool = False,
    again: bool = False,
) -> HttpResponse:
    slip = found["slip"]
    context = {"slip": slip, "paper": paper(slip, code), "new": new, "again": again, "code": code}
    return show(request, "slip", found["me"], context)


def paper(slip: Mapping[str, Any], code: str | None) -> dict[str, Any]:
    """Return what parts/slip.html prints."""
    who = " ".join(filter(None, (slip["buyerName"], slip["buyerPhone"])))
    return {
        "point": slip["point"]["name"],
        "number": words.grouped(slip["number"]),
        "at": slip["placedAt"],
        "who": who,
        "code": words.grouped(code),
        "qr": f"CJ1:{slip['number']}:{code}" if code else "",
        "lines": [
            {
                "name": f"{line['name']} {line['variant']}",
                "quantity": line["quantity"],
                "fen": line["totalFen"],
            }
            for line in slip["lines"]
        ],
        "sums": [
            {"label": "商品", "fen": slip["goodsFen"]},
            {"label": "运费", "fen": slip["freightFen"]},
        ],
        "total_fen": slip["totalFen"],
        "tendered_fen": slip["tenderedFen"],
        "change_fen": slip["changeFen"],
        "promised": slip["promisedOn"],
        "clerk": slip["clerkName"],
        "phone": slip["point"]["phone"],
        "demo": settings.DEMO,
    }
