"""The public page of a trace code: light, without scripts, sign-in or personal data."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_safe

from storefront_graphql.client import RequestFailed
from storefront_graphql.pages.shop.asking import ask, do

LONGEST = 64
NAMES = {"PACKED": "打包寄出", "DEPOT": "到县仓", "TOWN": "到镇上", "POINT": "到村服务点"}


@require_safe
def trace(
    request: HttpRequest, code: str = "", gtin: str = "", lot: str = "", serial: str = ""
) -> HttpResponse:
    """Tell what stands behind a code; each opening by a person is counted."""
    given = {"code": code, "gtin": gtin, "lot": lot, "serial": serial}
    try:
        found = _opened(request, given)
    except RequestFailed:
        found = None
    if found is None:
        return _page(request, "trace_none", {"typed": code or serial}, 404)
    return _page(request, "trace", {"trace": found, "steps": _steps(found)})


@require_safe
def typed(request: HttpRequest) -> HttpResponse:
    """Ask for a code that was printed beside its picture, and lead to its page."""
    code = request.GET.get("code", "").strip()
    if code:
        plain = "".join(letter for letter in code if letter.isalnum())[:LONGEST]
        return redirect("trace", code=plain or "0")
    return _page(request, "trace_none", {"typed": "", "asked": True})


def _opened(request: HttpRequest, given: Mapping[str, str]) -> Any:
    if any(len(value) > LONGEST for value in given.values()):
        return None
    ahead = "prefetch" in request.headers.get("Sec-Purpose", "")
    if request.method == "GET" and not ahead:
        return do(request, "OpenTrace", **given)["trace"]
    if given["gtin"]:
        return None
    return ask(request, "Trace", code=given["serial"] or given["code"])["trace"]


def _steps(found: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the way in days: harvested, packed, and where the parcel was."""
    steps = [{"name": "采收", "on": found["harvestedOn"], "happened": True}]
    if found["packedOn"]:
        steps.append({"name": "装箱", "on": found["packedOn"], "happened": True})
    steps += [{**step, "name": NAMES[step["kind"]]} for step in found["way"]]
    return sorted(steps, key=lambda step: step["on"])


def _page(
    request: HttpRequest, template: str, context: Mapping[str, Any], status: int = 200
) -> HttpResponse:
    response = render(request, f"shop/{template}.html", context, status=status)
    add_never_cache_headers(response)
    return response
