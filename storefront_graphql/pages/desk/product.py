"""A product of the merchant with its lots, as the API has them now."""

from typing import Any

from django.http import Http404, HttpRequest

from storefront_graphql.pages.desk.door import DESK

LOTS = 100


def product_of(request: HttpRequest, product_id: str) -> dict[str, Any]:
    """Return `me`, `product` and `lots`. Raises Http404 for a stranger's product, or none."""
    found = DESK.ask(request, "EditRoom", id=product_id, lots=LOTS)
    if found["product"] is None:
        raise Http404
    return found
