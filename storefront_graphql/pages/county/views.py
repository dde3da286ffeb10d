"""The county's pages."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from storefront_graphql.pages.shop.asking import wrongs
from storefront_graphql.pages.staff import REFUSED, Door
from storefront_graphql.pages.way import way

COUNTY = Door("county")
# Where this machine scans: chosen once, kept in the session.
PLACE_KEY = "scan_place"


def show(
    request: HttpRequest,
    template: str,
    me: Mapping[str, Any],
    context: Mapping[str, Any],
    status: int = 200,
) -> HttpResponse:
    """Answer with a page of the county."""
    given = {"actor_name": me["name"], **context}
    return render(request, f"county/{template}.html", given, status=status)


@require_safe
@COUNTY.page
def today(request: HttpRequest) -> HttpResponse:
    """Show today's orders, cash and parcels."""
    found = COUNTY.ask(request, "TodayRoom")
    return show(request, "today", found["me"], {"counts": found["counts"]})


@require_http_methods(["GET", "HEAD", "POST"])
@COUNTY.page
def scan(request: HttpRequest) -> HttpResponse:
    """Choose the place once, then scan parcel after parcel as they arrive there."""
    place = request.GET.get("place") or request.session.get(PLACE_KEY, "")
    waybill = request.POST.get("waybill", "").strip()
    payload = None
    if request.method == "POST":
        place = request.POST.get("place", place)
        payload = COUNTY.do(request, "RecordScan", waybill=waybill, nodeCode=place)
    return _scan_room(request, place, _answer(payload, waybill))


@require_POST
@COUNTY.page
def door(request: HttpRequest) -> HttpResponse:
    """Record that the postman brought a parcel home; the place of scans stays as it is."""
    waybill = request.POST.get("waybill", "").strip()
    payload = COUNTY.do(request, "DeliverToDoor", waybill=waybill)
    context = {"at_door": _answer(payload, waybill)}
    return _scan_room(request, request.session.get(PLACE_KEY, ""), context)


def _scan_room(request: HttpRequest, place: str, said: Mapping[str, Any]) -> HttpResponse:
    """Show the room of scans with what was said to the last one."""
    found = COUNTY.ask(request, "ScanRoom", place=place)
    here = next((one for one in found["scanPlaces"] if one["code"] == place), None)
    if here:
        request.session[PLACE_KEY] = place
    context: dict[str, Any] = {
        "places": found["scanPlaces"],
        "here": here,
        "due": sorted(found["dueAt"], key=lambda parcel: parcel["promisedOn"]) if here else [],
        "doors": found["dueAtDoors"],
        **said,
    }
    refused = "refused" in {**said, **said.get("at_door", {})}
    status = REFUSED if refused and not request.htmx else 200  # type: ignore[attr-defined]
    return show(request, "scan", found["me"], context, status=status)


def _answer(payload: Mapping[str, Any] | None, waybill: str) -> dict[str, Any]:
    """Return what a scan is answered with."""
    if payload is None:
        return {"wrong": {}}
    if payload["errors"]:
        return {
            "waybill": waybill,
            "wrong": wrongs(payload),
            "refused": payload["errors"][0]["message"],
        }
    parcel = payload["parcel"]
    ahead = [stop for stop in parcel["track"]["stops"] if not stop["happenedAt"]]
    return {"wrong": {}, "scanned": parcel, "next": ahead[0] if ahead else None}


@require_safe
@COUNTY.page
def parcel(request: HttpRequest) -> HttpResponse:
    """Show a parcel's way, by its waybill."""
    waybill = request.GET.get("waybill", "").strip()
    found = COUNTY.ask(request, "ParcelRoom", waybill=waybill)
    parcel = found["parcel"]
    context = {"waybill": waybill, "parcel": parcel, "way": way(parcel and parcel["track"])}
    return show(request, "parcel", found["me"], context)
