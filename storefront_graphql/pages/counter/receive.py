"""F2, taking the van in: scan after scan, each parcel on a shelf place."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from storefront_graphql.pages.counter.door import COUNTER, show
from storefront_graphql.pages.shop.asking import wrongs
from storefront_graphql.pages.staff import REFUSED

# The place of the last parcel: the next one mostly goes there too.
SHELF_KEY = "shelf"


@require_http_methods(["GET", "HEAD", "POST"])
@COUNTER.page
def room(request: HttpRequest) -> HttpResponse:
    """Show what is still missing; take a parcel in when one was scanned.

    The same parcel again only moves it on the shelf, so a page that is sent twice does no harm.
    """
    shelf = request.POST.get("shelf", request.session.get(SHELF_KEY, "")).strip()
    waybill = request.POST.get("waybill", "").strip()
    payload = None
    if request.method == "POST":
        payload = COUNTER.do(request, "ReceiveParcel", waybill=waybill, shelf=shelf)
    found = COUNTER.ask(request, "ReceiveRoom")
    context: dict[str, Any] = {"shelf": shelf, "waybill": waybill, "wrong": {}, **_lists(found)}
    if payload and payload["errors"]:
        context["wrong"] = wrongs(payload)
        context["refused"] = payload["errors"][0]["message"]
    elif payload:
        request.session[SHELF_KEY] = context["shelf"] = payload["holding"]["shelf"]
        context["taken"] = _taken(payload["holding"], found["shelf"])
        context["waybill"] = ""
    refused = "refused" in context and not request.htmx  # type: ignore[attr-defined]
    return show(request, "receive", found["me"], context, status=REFUSED if refused else 200)


def _lists(found: dict[str, Any]) -> dict[str, Any]:
    expected = sorted(found["expectedParcels"], key=lambda parcel: parcel["promisedOn"])
    return {"expected": expected, "on_shelf": len(found["shelf"])}


def _taken(holding: dict[str, Any], shelf: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the parcel that was taken in, with whose it is."""
    same = (waiting for waiting in shelf if waiting["waybill"] == holding["waybill"])
    return {**next(same, {}), **holding}
