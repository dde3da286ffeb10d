"""A product's page and who sells it."""

from collections.abc import Container
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.views.decorators.http import require_http_methods, require_safe

from storefront_graphql.client import RequestFailed, remember_shopper
from storefront_graphql.pages import carriage, words
from storefront_graphql.pages.shop.asking import (
    REFUSED,
    answered,
    ask,
    chosen_code,
    chosen_village,
    see,
    show,
    whole,
    with_query,
    wrongs,
)
from storefront_graphql.pages.shop.voices import voices

PAGE = 24


@require_http_methods(["GET", "HEAD", "POST"])
@answered
def product(request: HttpRequest, slug: str) -> HttpResponse:
    """What it is, what it costs, when it can be fetched; a form puts it in the cart."""
    where = {"villageCode": chosen_village(request), "point": chosen_code(request) or None}
    found = ask(request, "ProductDetail", slug=slug, **where)["product"]
    if found is None:
        raise Http404
    if request.method == "POST":
        return into_cart(request, found)
    return show_product(request, found, request.GET, {})


def show_product(
    request: HttpRequest,
    found: Any,
    typed: Any,
    wrong: dict[str, str],
    status: int = 200,
    preview: str = "",
) -> HttpResponse:
    """Show a product with what was chosen so far; `preview` is where its seller goes back to."""
    variant = chosen_variant(found, typed.get("variant"))
    pictures = found["pictures"] or [found["picture"]]
    number = min(max(whole(request.GET.get("picture")) or 1, 1), len(pictures))
    stale = {each["variantId"]: each for each in found.get("staleThere", ())}
    late_at_door = {each["variantId"] for each in found.get("staleAtDoor", ())}
    context = {
        "product": found,
        "variant": variant,
        "quantity": typed.get("quantity") or 1,
        "wrong": wrong,
        "choices": [choice(each, stale) for each in found["variants"]],
        "stale": stale.get(variant["id"]),
        "fresh_at_door": variant["id"] not in late_at_door,
        "picture": pictures[number - 1],
        "number": number,
        "carriage": carriage.said(found["freight"]),
        "former": next((c for c in found["comparisons"] if c["variantId"] == variant["id"]), None),
        "preview": preview,
        "thumbs": [
            {"pic": pic, "url": with_query(request.path, picture=n), "here": n == number}
            for n, pic in enumerate(pictures, start=1)
        ],
        **voices(request, found["slug"]),
    }
    return show(request, "product", context, status=status)


def chosen_variant(found: Any, variant_id: str | None) -> Any:
    """Return the variant asked for, else the first that can be had."""
    variants = found["variants"]
    asked = (each for each in variants if each["id"] == variant_id)
    offered = (each for each in variants if each["inStock"])
    return next(asked, None) or next(offered, None) or variants[0]


def choice(variant: Any, stale: Container[str]) -> dict[str, Any]:
    """Return a variant as an option: its price and the price of a unit, or that it is gone."""
    unit, gone = variant["unitPrice"], not variant["inStock"]
    late = "送到你那里就不新鲜了" if variant["id"] in stale else ""
    return {
        "value": variant["id"],
        "label": variant["name"],
        "note": "售完" if gone else words.yuan(variant["priceFen"]),
        "more": "" if gone else late or words.unit_price(unit["fen"], unit["per"]),
        "disabled": gone,
    }


def into_cart(request: HttpRequest, found: Any) -> HttpResponse:
    """Put the chosen variant in the cart; a first-time guest gets a cart of its own."""
    variant = chosen_variant(found, request.POST.get("variant"))
    quantity = whole(request.POST.get("quantity"))
    if quantity is None:
        wrong = {"quantity": "份数写一个数字，比如 2。"}
        return show_product(request, found, request.POST, wrong, REFUSED)
    payload, token = add(request, variant["id"], quantity)
    if payload["errors"]:
        response = show_product(request, found, request.POST, wrongs(payload), REFUSED)
    else:
        said = '已放进购物篮：{} × {}。<a href="{}">去购物篮</a>'
        name = f"{found['name']} {variant['name']}"
        messages.success(request, format_html(said, name, quantity, reverse("cart")))
        response = see(with_query(request.path, variant=variant["id"]))
    if token:
        remember_shopper(response, token)
    return response


def add(request: HttpRequest, variant_id: str, quantity: int) -> tuple[Any, str | None]:
    """Return the payload and, for a guest who had no session, the token of the new one."""
    given = {"variantId": variant_id, "quantity": quantity}
    try:
        return ask(request, "AddToCart", input=given)["addToCart"], None
    except RequestFailed as failed:
        if failed.code != "UNAUTHENTICATED":
            raise
    started = ask(request, "StartCart", input=given)
    return started["addToCart"], started["startSession"]["token"]


@require_safe
@answered
def seller(request: HttpRequest, slug: str) -> HttpResponse:
    """Who sells: the registration, as the law wants it shown, and the goods."""
    after = request.GET.get("after")
    village = chosen_village(request)
    found = ask(request, "Seller", slug=slug, first=PAGE, after=after, villageCode=village)
    if found["seller"] is None:
        raise Http404
    page = found["products"]
    context = {
        "seller": found["seller"],
        "card": ask(request, "Integrity", merchantId=found["seller"]["id"])["integrity"],
        "carriage": carriage.said(found["seller"]["freight"]),
        "page": page,
        "newer_url": request.path if after else "",
        "older_url": with_query(request.path, after=page["endCursor"]) if page["hasNext"] else "",
    }
    return show(request, "seller", context)
