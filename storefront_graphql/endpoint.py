"""GraphQL over HTTP: POST, JSON (or multipart for files), one operation.

A browser sends JSON to another site only after asking first, and this server never agrees; a form
can be sent without asking, so multipart needs a header of its own. Beyond that a browser's Origin
must be this site's.
"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import orjson
from django.conf import settings
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.views.decorators.csrf import csrf_exempt

from storefront_graphql import limits
from storefront_graphql.context import Context
from storefront_graphql.execution import Result, execute, failure
from storefront_graphql.limits import BadRequest, TooComplex

UPLOAD_HEADER = "X-Requested-With"
# Room for the two JSON fields and the boundaries beside a file of the largest size.
MULTIPART_BYTES = limits.UPLOAD_BYTES + (64 << 10)
KNOWN_KEYS = {"id", "query", "variables", "operationName", "extensions"}


@csrf_exempt
def graphql(request: HttpRequest, door: str) -> HttpResponse:
    """Answer one operation at a door. Never caches, never shows a traceback."""
    if request.method != "POST":
        response = _answer(failure("BAD_REQUEST", _id(request), detail="Use POST"), 405)
        response.headers["Allow"] = "POST"
        return response
    if not _same_site(request):
        return _answer(failure("FORBIDDEN", _id(request), detail="Origin is another site"))
    reader = {"application/json": _json_body, "multipart/form-data": _multipart_body}.get(
        request.content_type or ""
    )
    if reader is None:
        return _answer(failure("BAD_REQUEST", _id(request), detail="Send application/json"), 415)
    try:
        body = _checked(reader(request))
    except TooComplex as error:
        return _answer(failure("TOO_COMPLEX", _id(request), limit=error.limit), 413)
    except BadRequest as error:
        return _answer(failure("BAD_REQUEST", _id(request), detail=error.detail, field=error.field))
    return _answer(
        execute(
            door,
            context=Context(request, door),
            operation=body.get("id"),
            text=body.get("query"),
            variables=body.get("variables"),
        )
    )


def _id(request: HttpRequest) -> str:
    return str(request.request_id)  # type: ignore[attr-defined]


def _answer(result: Result, status: int | None = None) -> HttpResponse:
    return HttpResponse(
        orjson.dumps(result.body),
        status=status or result.status,
        content_type="application/json; charset=utf-8",
        headers={"Cache-Control": "no-store"},
    )


def _same_site(request: HttpRequest) -> bool:
    """Tell whether the browser's page is ours; a machine sends no Origin."""
    origin = request.headers.get("Origin")
    if origin is None:
        return True
    return origin in settings.CSRF_TRUSTED_ORIGINS or urlsplit(origin).netloc == request.get_host()


def _length(request: HttpRequest) -> int:
    text = request.META.get("CONTENT_LENGTH") or "0"
    return int(text) if text.isdigit() else 0


def _json_body(request: HttpRequest) -> Any:
    if _length(request) > limits.BODY_BYTES:
        raise TooComplex("body")
    try:
        return _json(request.body)
    except RequestDataTooBig:
        raise TooComplex("body") from None
    except UnreadablePostError:
        raise BadRequest("The body broke off") from None


def _json(data: bytes | str) -> Any:
    try:
        return orjson.loads(data)
    except orjson.JSONDecodeError:
        raise BadRequest("The body is not JSON") from None


def _multipart_body(request: HttpRequest) -> Any:
    """Read a multipart request: `operations`, `map`, and the files that `map` puts in."""
    if not request.headers.get(UPLOAD_HEADER):
        raise BadRequest(f"Multipart needs the header {UPLOAD_HEADER}")
    if _length(request) > MULTIPART_BYTES:
        raise TooComplex("body")
    try:
        fields, files = request.POST, request.FILES
    except RequestDataTooBig:
        raise TooComplex("body") from None
    except (MultiPartParserError, SuspiciousOperation, UnreadablePostError):
        raise BadRequest("The multipart body is not well formed") from None
    body = _json(fields.get("operations", ""))
    places = _json(fields.get("map", ""))
    if not isinstance(body, dict) or not isinstance(places, dict):
        raise BadRequest("operations and map must be objects")
    for key, paths in places.items():
        if key not in files or not isinstance(paths, list):
            raise BadRequest("map names a file that is not there", "map")
        for path in paths:
            _put(body, str(path), files[key])
    return body


def _put(body: dict[str, Any], path: str, file: Any) -> None:
    """Put a file where `path` says (say variables.input.file), over the null that stands there."""
    *heads, last = path.split(".")
    place: Any = body
    for head in heads:
        place = place.get(head) if isinstance(place, dict) else None
    if not heads or heads[0] != "variables" or not isinstance(place, dict):
        raise BadRequest("map names a place that is not there", "map")
    if last not in place or place[last] is not None:
        raise BadRequest("map must name a null in variables", "map")
    place[last] = file


def _checked(body: Any) -> Mapping[str, Any]:
    """Return the body if it is one request of the right shape. Batches are refused."""
    if isinstance(body, list):
        raise BadRequest("Send one operation, not a batch")
    if not isinstance(body, dict):
        raise BadRequest("The body must be an object")
    for name, kind in (("id", str), ("query", str), ("variables", dict)):
        if body.get(name) is not None and not isinstance(body[name], kind):
            raise BadRequest(f"{name} has the wrong type", name)
    unknown = body.keys() - KNOWN_KEYS
    if unknown:
        raise BadRequest("The body has unknown keys")
    return body
