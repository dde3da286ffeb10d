"""Why a product has a badge or none, and which of its words the county asks about."""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from storefront_graphql.pages.desk.door import DESK, show

FIELDS = {
    "name": "名称",
    "subtitle": "一句话",
    "story": "来历",
    "variants": "规格",
    "shop": "店名",
}
# What an application can help with.
ASKABLE = {"NOT_AUTHORISED", "STRUCK_OFF", "AUTHORISATION_ENDED"}


@require_safe
@DESK.page
def claim(request: HttpRequest, product_id: str) -> HttpResponse:
    """Show what the product may claim today, what stands against it, and what is sold under it."""
    found = DESK.ask(request, "ClaimRoom", productId=product_id)
    told = found["productClaim"]
    if told is None:
        raise Http404
    hits = told["flag"]["hits"] if told["flag"] else []
    asks = any(each["code"] in ASKABLE for each in told["reasons"])
    context = {
        "claim": told,
        "ask_url": reverse("desk_right_ask", args=[told["rightId"]]) if asks else "",
        "hits": [{**hit, "place": FIELDS.get(hit["field"], hit["field"])} for hit in hits],
        "refused": bool(told["flag"]) and told["flag"]["state"] == "REFUSED",
    }
    return show(request, "claim", found["me"], context)
