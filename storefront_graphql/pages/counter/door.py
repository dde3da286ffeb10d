"""The counter's door and its bar: point, clerk, lamp and drawer."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from storefront_graphql.pages.staff import Door

COUNTER = Door("counter")


def own_shift(me: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Return the open shift if it is the clerk's own: only who opened a drawer answers for it."""
    shift = me["today"]["shift"]
    return shift if shift and shift["own"] else None


def show(
    request: HttpRequest,
    template: str,
    me: Mapping[str, Any],
    context: Mapping[str, Any],
    status: int = 200,
) -> HttpResponse:
    """Answer with a room of the counter. `me` is the operation's fragment Bar."""
    shift = own_shift(me)
    bar = {
        "point_name": me["today"]["point"]["name"],
        "actor_name": me["account"]["name"],
        "drawer_fen": shift and shift["recordedFen"],
        "today": me["today"],
        "shift": shift,
    }
    return render(request, f"counter/{template}.html", {**bar, **context}, status=status)
