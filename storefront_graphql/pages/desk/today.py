"""The desk's first page: what to pack today, what runs out, what goes off."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_safe

from storefront_graphql.pages.desk.door import DESK, show

PARTS, GOODS, LOTS = 50, 50, 50
# So few left, or so near the end, is said on the first page.
FEW = 5
SOON = timedelta(days=3)
SHOWN = 8


@require_safe
@DESK.page
def today(request: HttpRequest) -> HttpResponse:
    """Show what waits for the packer, by the day it was promised for."""
    me = DESK.ask(request, "Me")["me"]
    if me is not None and "ORDERS" not in me["duties"]:
        return redirect("desk_goods")
    if me is not None and "GOODS" not in me["duties"]:
        found = {
            **DESK.ask(request, "PackRoom", parts=PARTS),
            "products": {"nodes": []},
            "lots": [],
        }
    else:
        found = DESK.ask(request, "TodayRoom", parts=PARTS, goods=GOODS, lots=LOTS)
    parts = sorted(found["toPack"]["nodes"], key=lambda part: part["promisedOn"])
    on = timezone.localdate(request.now)  # type: ignore[attr-defined]
    context = {
        "today": on.isoformat(),
        "days": [(day, list(own)) for day, own in groupby(parts, lambda part: part["promisedOn"])],
        "more": found["toPack"]["hasNext"],
        "few": _few(found["products"]["nodes"])[:SHOWN],
        "going_off": _going_off(found["lots"], on)[:SHOWN],
    }
    return show(request, "today", found["me"], context)


def _few(goods: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return offered sizes of which few are left, the fewest first."""
    found = [
        {"product": product, "sort": sort}
        for product in goods
        for sort in product["variants"]
        if sort["active"] and sort["available"] <= FEW
    ]
    return sorted(found, key=lambda row: row["sort"]["available"])


def _going_off(lots: Sequence[Mapping[str, Any]], on: date) -> list[Mapping[str, Any]]:
    """Return lots with goods in them that expire soon or have expired."""
    last = (on + SOON).isoformat()
    return [lot for lot in lots if lot["onHand"] and lot["expiresOn"] <= last]
