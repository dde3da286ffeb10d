"""The cart, one merchant after another, and what changed since goods were put in."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from storefront_graphql.client import RequestFailed
from storefront_graphql.pages import words
from storefront_graphql.pages.shop import freshness
from storefront_graphql.pages.shop.asking import (
    answered,
    ask,
    chosen_code,
    do,
    say_refusals,
    see,
    show,
    whole,
)

MOST_OF_ONE = 999


@require_safe
@answered
def cart(request: HttpRequest) -> HttpResponse:
    """What is in the cart, at today's prices, and what would not be fresh where it goes."""
    code = chosen_code(request)
    found = ask(request, "Cart", **freshness.places(code))["cart"]
    door = bool(found) and not code and found["deliveryKind"] == "ADDRESS"
    context = {
        "cart": found,
        "parts": told(found, freshness.notes(found, freshness.DOOR if door else freshness.POINT)),
        "sums": sums(found),
        "stale": freshness.of_cart(found, door=False),
        "stale_at_door": freshness.of_cart(found, door=True),
        "door": door,
    }
    return show(request, "cart", context)


def told(cart: Any, stale: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return the merchants' parts, each line with what has changed, or is stale, in words."""
    return [
        {**part, "lines": [line_told(line, stale) for line in part["lines"]]}
        for part in (cart["parts"] if cart else [])
    ]


def line_told(line: Any, stale: Mapping[str, str]) -> dict[str, Any]:
    """Return a line with the change that matters most."""
    offer = line["offer"]
    seen, now = line["seenPriceFen"], offer["priceFen"]
    says = {
        "NOT_FOR_SALE": ("现在不卖了，拿掉才能结算", "bad"),
        "SOLD_OUT": ("卖完了，拿掉才能结算", "bad"),
        "TOO_FEW": (f"只剩 {offer['available']} 份，改少一点", "warn"),
        "STALE": (stale.get(offer["variantId"], ""), "warn"),
        "RIGHT_LOST": ("现在没有登记标志了", "warn"),
        "PRICE_UP": (f"每份涨了 {words.yuan(now - seen)}", "warn"),
        "PRICE_DOWN": (f"每份便宜了 {words.yuan(seen - now)}", "done"),
    }
    happened = [*line["changes"], *(["STALE"] if offer["variantId"] in stale else [])]
    note, tone = next((says[name] for name in says if name in happened), ("", ""))
    most = min(offer["available"], MOST_OF_ONE) or MOST_OF_ONE
    return {
        **line,
        "note": note,
        "tone": tone,
        "most": max(most, line["quantity"]),
        "url": reverse("product", args=[offer["productSlug"]]),
    }


def sums(cart: Any) -> dict[str, Any]:
    """Return what it adds up to: the goods, each merchant's freight, the total."""
    if not cart:
        return {}
    lines = [{"label": f"商品 {cart['units']} 份", "fen": cart["goodsFen"]}]
    for part in cart["parts"]:
        weight = words.weight(part["grossGrams"])
        lines.append(
            {"label": f"运费 {part['merchantName']}（{weight}）", "fen": part["freightFen"]}
        )
    return {"lines": lines, "total": {"label": "一共", "fen": cart["totalFen"]}}


@require_POST
@answered
def set_line(request: HttpRequest, line_id: str) -> HttpResponse:
    """Set how many of a line; 0 or nothing but the button takes it out."""
    quantity = whole(request.POST.get("quantity", "0"))
    if quantity is None:
        messages.error(request, "份数写一个数字，比如 2。")
        return see(reverse("cart"))
    try:
        payload = do(request, "SetCartLine", lineId=line_id, quantity=quantity)
    except RequestFailed as failed:
        if failed.code != "UNAUTHENTICATED":
            raise
    else:
        if not say_refusals(request, payload) and quantity == 0:
            messages.success(request, "拿出去了。")
    return see(reverse("cart"))
