"""How the shop's pages ask and answer: the API, the frame, forms, refusals."""

import re
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

from storefront_graphql.client import RequestFailed, run

# The chosen village point, by its code: known before there is a cart or a session.
POINT_COOKIE = "point"
_POINT = re.compile(r"P-\d{12}", re.ASCII)
REFUSED = 422

View = Callable[..., HttpResponse]


def ask(request: HttpRequest, operation: str, **variables: Any) -> dict[str, Any]:
    """Run a registered operation of the shop; return its `data`. Raises RequestFailed."""
    return run("shop", operation, variables, request)


def do(request: HttpRequest, operation: str, **given: Any) -> dict[str, Any]:
    """Run a registered mutation with one `input`; return its payload. Raises RequestFailed."""
    (payload,) = ask(request, operation, input=given).values()
    return payload


def chosen_code(request: HttpRequest) -> str:
    """Return the code of the point that was chosen, or nothing; it may have closed since."""
    code = request.COOKIES.get(POINT_COOKIE, "")
    return code if _POINT.fullmatch(code) else ""


def chosen_village(request: HttpRequest) -> str | None:
    """Return the division code of the chosen point's village, which the point's code ends with."""
    return chosen_code(request).removeprefix("P-") or None


def show(
    request: HttpRequest, template: str, context: Mapping[str, Any], status: int = 200
) -> HttpResponse:
    """Answer with a page of the shop: its frame tells the cart and the chosen point."""
    code = chosen_code(request)
    told = ask(request, "Frame", code=code, chosen=bool(code))
    point = told.get("point")
    point = point if point and point["active"] else None
    promise = point and point["promisedOn"]
    given = {"cart_count": told["cartUnits"], "point": point, "promise": promise}
    return render(request, f"shop/{template}.html", {**given, **context}, status=status)


def answered(view: View) -> View:
    """Turn a request that the API refuses altogether (a bad cursor, a bad code) into a page."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **given: Any) -> HttpResponse:
        try:
            return view(request, *args, **given)
        except RequestFailed as failed:
            return show(request, "refused", {"failed": failed}, status=failed.status)

    return answer


def see(url: str) -> HttpResponse:
    """Send the browser on with GET, as after every form (303)."""
    response = HttpResponseRedirect(url)
    response.status_code = 303
    return response


def own_url(request: HttpRequest, url: str | None, otherwise: str) -> str:
    """Return an address of this site that a form named, or the other one."""
    host = request.get_host()
    safe = url and url_has_allowed_host_and_scheme(url, {host}, require_https=request.is_secure())
    return url if url and safe else otherwise


def whole(text: str | None) -> int | None:
    """Return the whole number that was typed; None for anything else, or one out of all reason."""
    digits = (text or "").strip()
    plain = digits.isascii() and digits.removeprefix("-").isdigit() and len(digits) <= 9
    return int(digits) if plain else None


def wrongs(payload: Mapping[str, Any]) -> dict[str, str]:
    """Return what is not right by field name; what belongs to no field is under "form"."""
    found: dict[str, str] = {}
    for error in payload["errors"]:
        found.setdefault((error["path"] or ["form"])[-1], error["message"])
    return found


def say_refusals(request: HttpRequest, payload: Mapping[str, Any]) -> bool:
    """Put refusals at the top of the next page; tell whether there were any."""
    for error in payload["errors"]:
        messages.error(request, error["message"])
    return bool(payload["errors"])


def with_query(path: str, **given: Any) -> str:
    """Return an address with the parameters that are not empty."""
    query = urlencode({key: value for key, value in given.items() if value})
    return f"{path}?{query}" if query else path
