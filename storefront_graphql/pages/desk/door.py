"""The desk's door and its side bar: merchant, person, what is to pack."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from storefront_graphql.pages.staff import Door

DESK = Door("desk")


def show(
    request: HttpRequest,
    template: str,
    me: Mapping[str, Any],
    context: Mapping[str, Any],
    status: int = 200,
) -> HttpResponse:
    """Answer with a page of the desk. `me` is the operation's fragment Firm."""
    bar = {
        "merchant_name": me["merchantName"],
        "actor_name": me["account"]["name"],
        "to_pack": me["counts"]["toPack"],
        "counts": me["counts"],
        "duties": me["duties"],
    }
    return render(request, f"desk/{template}.html", {**bar, **context}, status=status)
