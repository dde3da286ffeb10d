"""Orders at the desk: by state, one consignment, packing, its label."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from storefront_graphql.pages import words
from storefront_graphql.pages.desk.door import DESK, show
from storefront_graphql.pages.shop.asking import say_refusals, see, with_query
from storefront_graphql.pages.way import way

PAGE = 20
STATES = (
    ("", "全部", ""),
    ("TO_PACK", "待打包", "toPack"),
    ("PACKED", "已打包", "packed"),
    ("ON_THE_WAY", "运输中", "onTheWay"),
    ("READY", "待取件", "ready"),
    ("DELIVERED", "已取件", "delivered"),
    ("CANCELLED", "已取消", ""),
)


@require_safe
@DESK.page
def orders(request: HttpRequest) -> HttpResponse:
    """List the merchant's parts of orders, newest first, all or of one state; or late ones."""
    state, after = request.GET.get("state", ""), request.GET.get("after", "")
    late = "1" if request.GET.get("late") else ""
    today = timezone.localdate(request.now).isoformat()  # type: ignore[attr-defined]
    found = DESK.ask(
        request,
        "OrdersRoom",
        first=PAGE,
        state=state or None,
        after=after or None,
        promisedBy=today if late else None,
    )
    page, counts, path = found["consignments"], found["me"]["counts"], reverse("desk_orders")
    older = with_query(path, state=state, late=late, after=page["endCursor"])
    context = {
        "parts": page["nodes"],
        "total": page["total"],
        "state": state,
        "states": [
            {
                "url": with_query(path, state=code),
                "name": name,
                "number": counts.get(count, ""),
                "now": code == state,
            }
            for code, name, count in STATES
        ],
        "late": late,
        "all_url": with_query(path, state=state),
        "older_url": older if page["hasNext"] else "",
        "newer_url": with_query(path, state=state, late=late) if after else "",
    }
    return show(request, "orders", found["me"], context)


def _found(request: HttpRequest, consignment_id: str) -> dict[str, Any]:
    found = DESK.ask(request, "ConsignmentRoom", id=consignment_id)
    if found["consignment"] is None:
        raise Http404
    return found


@require_safe
@DESK.page
def consignment(request: HttpRequest, consignment_id: str) -> HttpResponse:
    """Show one part: lines with weights and batches, where it goes, how far it is."""
    found = _found(request, consignment_id)
    own = found["consignment"]
    track = own["consignment"]["track"]
    context = {"own": own, "part": own["consignment"], "way": way(track), "label": found["label"]}
    return show(request, "consignment", found["me"], context)


@require_POST
@DESK.page
def pack(request: HttpRequest, consignment_id: str) -> HttpResponse:
    """Mark the part packed; its label comes next."""
    payload = DESK.do(request, "PackConsignment", consignmentId=consignment_id)
    if say_refusals(request, payload):
        return see(reverse("desk_consignment", args=[consignment_id]))
    return see(reverse("desk_label", args=[consignment_id]))


@require_safe
@DESK.page
def label(request: HttpRequest, consignment_id: str) -> HttpResponse:
    """Show the label to print; before packing there is none."""
    found = _found(request, consignment_id)
    if found["label"] is None:
        messages.warning(request, "还没有打包，没有面单。")
        return see(reverse("desk_consignment", args=[consignment_id]))
    own = found["consignment"]
    context = {"own": own, "part": own["consignment"], "parcel": sheet(found["label"], own)}
    return show(request, "label", found["me"], context)


@require_safe
@DESK.page
def traces(request: HttpRequest, consignment_id: str) -> HttpResponse:
    """Show the QR codes to print and put into the box, one for each line's units of a batch."""
    found = _found(request, consignment_id)
    if found["label"] is None:
        messages.warning(request, "还没有打包，没有溯源码。")
        return see(reverse("desk_consignment", args=[consignment_id]))
    part = found["consignment"]["consignment"]
    codes = [
        {**trace, "name": f"{line['name']} {line['variant']}"}
        for line in found["label"]["lines"]
        for trace in line["traces"]
    ]
    return show(request, "traces", found["me"], {"part": part, "codes": codes})


def sheet(label: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """Return what parts/label.html prints: to a point by its station, to a door by its address."""
    route = label["route"]
    to_point = own["deliveryKind"] == "POINT" and route
    town = route[-2] if to_point and len(route) > 1 else ""
    return {
        "number": words.grouped(label["waybill"]),
        "qr": label["waybill"],
        "town": town,
        "point": route[-1] if to_point else label["deliverTo"],
        "route": route,
        "sender": label["sender"],
        "receiver": f"{label['receiver']} {label['receiverPhone']}".strip(),
        "promised": label["promisedOn"],
        "goods": [
            {
                "name": f"{line['name']} {line['variant']}",
                "quantity": line["quantity"],
                "lot": "、".join(line["batchCodes"]),
                "badge": line["badge"],
                "traces": [trace["code"] for trace in line["traces"]],
            }
            for line in label["lines"]
        ],
        "weight_g": label["grossGrams"],
    }
