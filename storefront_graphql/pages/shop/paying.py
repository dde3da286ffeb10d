"""Paying on a provider's own page, and coming back. Nothing here marks an order as paid."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from storefront_graphql.client import RequestFailed
from storefront_graphql.pages.shop.asking import (
    REFUSED,
    answered,
    ask,
    do,
    say_refusals,
    see,
    show,
    whole,
    with_query,
    wrongs,
)

PHONES = ("Mobi", "Android", "iPhone")
# The page asks by itself every two seconds, and after so many times only when it is told to.
ASKS_BY_ITSELF = 20


def start(request: HttpRequest, order_id: str, provider: str) -> HttpResponse:
    """Go on to the provider's page; where that is not to be had, to the choice of another."""
    payload = begin(request, order_id, provider)
    if say_refusals(request, payload):
        return see(reverse("pay", args=[order_id]))
    return see(payload["payment"]["redirectUrl"])


def begin(request: HttpRequest, order_id: str, provider: str) -> dict[str, Any]:
    """Ask a provider for a page to pay on; return the payload."""
    agent = request.headers.get("User-Agent", "")
    return do(
        request,
        "Pay",
        orderId=order_id,
        provider=provider,
        mobile=any(word in agent for word in PHONES),
        returnUrl=with_query(reverse("pay_return"), order=order_id),
    )


def own_order(request: HttpRequest, order_id: str) -> Any:
    """Return one of the shopper's own orders. Raises Http404."""
    order = ask(request, "Order", id=order_id)["order"]
    if order is None:
        raise Http404
    return order


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@answered
def pay(request: HttpRequest, order_id: str) -> HttpResponse:
    """Choose how to pay an order that is not paid yet."""
    order = own_order(request, order_id)
    if order["state"] != "PLACED":
        return see(reverse("order", args=[order_id]))
    ways = ask(request, "PayOptions")["payOptions"]
    typed = request.POST.get("provider") or (ways[0]["provider"] if ways else "")
    wrong: dict[str, str] = {}
    if request.method == "POST":
        payload = begin(request, order_id, typed)
        if not payload["errors"]:
            return see(payload["payment"]["redirectUrl"])
        wrong = wrongs(payload)
    context = {
        "order": order,
        "provider": typed,
        "wrong": wrong,
        "ways": [{"value": way["provider"], "label": way["label"]} for way in ways],
    }
    return show(request, "pay", context, status=REFUSED if wrong else 200)


@require_safe
@never_cache
@answered
def pay_return(request: HttpRequest) -> HttpResponse:
    """Back from the provider: ask it, and say what it said. The browser's word counts nothing."""
    order_id = request.GET.get("order", "")
    try:
        payload = do(request, "CheckPayment", orderId=order_id)
    except RequestFailed as failed:
        if failed.code == "UNAUTHENTICATED":
            raise Http404 from failed
        raise
    order, payment = payload["order"], payload["payment"]
    if order is None:
        raise Http404
    if order["state"] != "PLACED":
        if order["state"] in {"PAID", "COMPLETED"}:
            messages.success(request, "钱付好了，商家开始备货。")
        return onward(request, reverse("order", args=[order_id]))
    return show_checking(request, order, payment)


def show_checking(request: HttpRequest, order: Any, payment: Any) -> HttpResponse:
    """Say that no payment has arrived, and look again in a moment."""
    asked = min(max(whole(request.GET.get("n")) or 0, 0), ASKS_BY_ITSELF)
    waiting = payment is not None and payment["state"] == "PENDING"
    again = with_query(request.path, order=order["id"], n=asked + 1)
    context = {
        "order": order,
        "waiting": waiting,
        "again_url": again,
        "by_itself": waiting and asked < ASKS_BY_ITSELF,
    }
    if request.headers.get("HX-Request"):
        return render(request, "shop/checking.html", context)
    return show(request, "pay_return", context)


def onward(request: HttpRequest, url: str) -> HttpResponse:
    """Send a page, or the part of a page that asked for itself, to another page."""
    if not request.headers.get("HX-Request"):
        return see(url)
    response = HttpResponse(status=200)
    response.headers["HX-Redirect"] = url
    return response
