"""F5, the drawer: count and open, count and close, see the difference."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from storefront_graphql.pages import typed
from storefront_graphql.pages.counter.door import COUNTER, own_shift, show
from storefront_graphql.pages.shop.asking import see, with_query, wrongs
from storefront_graphql.pages.staff import REFUSED

LATEST = 10
UNREADABLE = "写成数字，像 200 或 200.50。"


@require_safe
@COUNTER.page
def room(request: HttpRequest) -> HttpResponse:
    """Show the drawer: to open, or to close. `?counted=` compares before anything is closed."""
    counted = request.GET.get("counted")
    wrong = {}
    if counted is not None and typed.fen(counted) is None:
        wrong["countedFen"] = UNREADABLE
    context = {"counted": counted, "counted_fen": typed.fen(counted), "wrong": wrong}
    return _room(request, {**context, "closed": request.GET.get("closed")})


@require_POST
@COUNTER.page
def open_drawer(request: HttpRequest) -> HttpResponse:
    """Open the drawer with the change money that was counted."""
    text = request.POST.get("float", "")
    fen = typed.fen(text)
    if fen is None:
        return _room(request, {"float": text, "wrong": {"floatFen": UNREADABLE}}, REFUSED)
    payload = COUNTER.do(request, "OpenShift", floatFen=fen)
    if payload["errors"]:
        return _room(request, {"float": text, "wrong": wrongs(payload)}, REFUSED)
    return see(reverse("counter_order"))


@require_POST
@COUNTER.page
def close_drawer(request: HttpRequest) -> HttpResponse:
    """Close the shift with what was counted."""
    text = request.POST.get("counted", "")
    fen = typed.fen(text)
    if fen is None:
        return _room(request, {"counted": text, "wrong": {"countedFen": UNREADABLE}}, REFUSED)
    payload = COUNTER.do(request, "CloseShift", countedFen=fen)
    if payload["errors"]:
        return _room(request, {"counted": text, "wrong": wrongs(payload)}, REFUSED)
    return see(with_query(reverse("counter_shift"), closed=payload["shift"]["id"]))


def _room(request: HttpRequest, context: Mapping[str, Any], status: int = 200) -> HttpResponse:
    found = COUNTER.ask(request, "ShiftRoom", first=LATEST)
    shift, shifts = own_shift(found["me"]), found["shifts"]
    counted = context.get("counted_fen")
    told = {
        "shifts": shifts,
        "closed": next((one for one in shifts if one["id"] == context.get("closed")), None),
        "colleague": found["me"]["today"]["shift"] if shift is None else None,
        "difference_fen": None if counted is None or not shift else counted - shift["recordedFen"],
    }
    return show(request, "shift", found["me"], {**context, **told}, status=status)
