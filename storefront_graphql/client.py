"""The API in process, for pages: the same function and the same rules as over HTTP."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from storefront_graphql import context as contexts
from storefront_graphql.execution import execute

SHOPPER_COOKIE = contexts.SHOPPER_COOKIE
# A guest's cart and orders are found again for half a year.
SHOPPER_COOKIE_AGE = 180 * 24 * 3600


class RequestFailed(Exception):
    """A top-level error. `code` is one of the five; `message` is for people."""

    def __init__(self, error: Mapping[str, Any], status: int) -> None:
        super().__init__(error["extensions"])
        self.code: str = error["extensions"]["code"]
        self.field: str | None = error["extensions"].get("field")
        self.message: str = error["message"]
        self.request_id: str = error["extensions"]["requestId"]
        self.status = status


def run(
    door: str, operation: str, variables: Mapping[str, Any] | None, request: HttpRequest
) -> dict[str, Any]:
    """Run a registered operation as whoever `request` comes from, and return its `data`.

    Raises RequestFailed for a top-level error. Refusals are in the payloads' `errors`.
    """
    context = contexts.Context(request, door)
    result = execute(door, context=context, operation=operation, variables=variables)
    errors = result.body.get("errors")
    if errors:
        raise RequestFailed(errors[0], result.status)
    data: dict[str, Any] = result.body["data"]
    return data


def remember_shopper(response: HttpResponse, token: str) -> None:
    """Keep the token of `startSession` in a cookie that scripts cannot read."""
    response.set_cookie(
        SHOPPER_COOKIE,
        token,
        max_age=SHOPPER_COOKIE_AGE,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
