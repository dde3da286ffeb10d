"""Checkout on one page: where to, who, how to pay, and what it adds up to."""

import uuid
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from storefront_graphql.client import RequestFailed
from storefront_graphql.pages.shop import freshness
from storefront_graphql.pages.shop.asking import (
    REFUSED,
    answered,
    ask,
    chosen_code,
    do,
    say_refusals,
    see,
    show,
    whole,
    with_query,
    wrongs,
)
from storefront_graphql.pages.shop.cart import sums, told
from storefront_graphql.pages.shop.paying import start

# What was typed is kept in the session while one looks for another point.
DRAFT = "checkout"
POINT, ADDRESS = "POINT", "ADDRESS"


@dataclass(frozen=True, slots=True)
class Typed:
    """The form as it was filled in. `key` is made once for one order; `total` is what was seen."""

    kind: str = POINT
    point: str = ""
    village: str = ""
    address: str = ""
    name: str = ""
    phone: str = ""
    provider: str = ""
    key: str = ""
    total: str = ""


NAMES = tuple(field.name for field in fields(Typed))


@require_http_methods(["GET", "HEAD", "POST"])
@answered
def checkout(request: HttpRequest) -> HttpResponse:
    """Ask the four questions, then order and go on to the page of whom pays is chosen."""
    if request.method != "POST":
        return show_form(request, None, {})
    typed = Typed(**{name: request.POST.get(name, "").strip() for name in NAMES})
    if request.POST.get("act") == "points":
        request.session[DRAFT] = asdict(typed)
        return see(with_query(reverse("choose_point"), next=request.path))
    return place(request, typed)


def show_form(
    request: HttpRequest, typed: Typed | None, wrong: Mapping[str, str], status: int = 200
) -> HttpResponse:
    """Show the form as it was filled in, else as it can be known from before."""
    known_places = (typed.point, typed.village) if typed else (chosen_code(request),)
    places = freshness.places(*known_places)
    cart = ask(request, "Cart", **places)["cart"]
    if not cart or not cart["units"]:
        return see(reverse("cart"))
    if not cart["orderable"]:
        messages.warning(request, "篮子里有东西买不成了，先改好再结算。")
        return see(reverse("cart"))
    options = ask(request, "PayOptions")["payOptions"]
    filled = typed or known(request, cart, options)
    shown = freshness.places(filled.point, filled.village)
    if shown != places:
        cart = ask(request, "Cart", **shown)["cart"]
    villages = ask(request, "AllVillages")
    context = {
        "cart": cart,
        "parts": told(cart, {}),
        "sums": sums(cart),
        "typed": replace(filled, total=str(cart["totalFen"]), key=filled.key or fresh_key()),
        "wrong": wrong,
        "ways": [{"value": way["provider"], "label": way["label"]} for way in options],
        "chosen": chosen_point(request, filled.point),
        "towns": villages_by_town(villages),
        "door_day": promised_at_door(request, filled.village),
        "stale": freshness.of_cart(cart, door=False) if filled.point else [],
        "stale_at_door": freshness.of_cart(cart, door=True) if filled.village else [],
    }
    return show(request, "checkout", context, status=status)


def fresh_key() -> str:
    return uuid.uuid4().hex


def known(request: HttpRequest, cart: Any, options: Any) -> Typed:
    """Return what was typed before leaving for another point, else what the cart remembers."""
    chosen = chosen_code(request)
    draft = request.session.pop(DRAFT, None)
    if draft:
        return replace(Typed(**draft), point=chosen or draft["point"])
    point = cart["point"]
    return Typed(
        kind=cart["deliveryKind"] or POINT,
        point=chosen or (point["code"] if point else ""),
        village=cart["villageCode"] or chosen.removeprefix("P-"),
        address=cart["address"],
        name=cart["buyerName"],
        phone=cart["buyerPhone"].removeprefix("+86"),
        provider=options[0]["provider"] if options else "",
    )


def chosen_point(request: HttpRequest, code: str) -> Any:
    """Return the point that goods would go to; one that closed for good is none."""
    point = ask(request, "Point", code=code)["point"] if code else None
    return point if point and point["active"] else None


def promised_at_door(request: HttpRequest, village: str) -> str | None:
    """Return the day on which goods would be at a door in a village; None for no such village."""
    if not village:
        return None
    return ask(request, "DoorPromise", villageCode=village)["doorPromisedOn"]


@require_safe
@answered
def door_day(request: HttpRequest) -> HttpResponse:
    """The part of the form that says when a door is reached, for the village just chosen."""
    village = request.GET.get("village", "")
    cart = ask(request, "Cart", **freshness.places("", village))["cart"] if village else None
    stale = freshness.of_cart(cart, door=True)
    day = promised_at_door(request, village)
    return render(request, "shop/door_day.html", {"door_day": day, "stale_at_door": stale})


def villages_by_town(places: Any) -> list[dict[str, Any]]:
    """Return towns with their villages, for one list to choose from."""
    own: dict[str, list[Any]] = {}
    for village in places["villages"]:
        own.setdefault(village["townCode"], []).append(village)
    return [
        {"name": town["name"], "villages": own.get(town["code"], [])} for town in places["towns"]
    ]


def place(request: HttpRequest, typed: Typed) -> HttpResponse:
    """Say where it goes, order, and go on to pay. What is refused comes back with its reason."""
    total = whole(typed.total)
    if total is None or not typed.key:
        return show_form(request, typed, {"form": "页面旧了，看好总价再提交一次。"}, REFUSED)
    try:
        wrong = deliver(request, typed)
    except RequestFailed as failed:
        if failed.code == "UNAUTHENTICATED":
            return see(reverse("cart"))
        raise
    if wrong:
        return show_form(request, typed, wrong, REFUSED)
    payload = do(request, "Checkout", key=typed.key, expectedTotalFen=total)
    if payload["errors"]:
        return refused(request, typed, payload)
    return start(request, payload["order"]["id"], typed.provider)


def deliver(request: HttpRequest, typed: Typed) -> dict[str, str]:
    """Write down where to and who; return what is not right."""
    where: dict[str, str] = {"pointCode": typed.point}
    if typed.kind == ADDRESS:
        where = {"villageCode": typed.village, "address": typed.address}
        missing = {
            name: text
            for name, value, text in (
                ("villageCode", typed.village, "选一个村。"),
                ("address", typed.address, "写清楚在村里哪里，2 到 120 个字。"),
            )
            if not value
        }
        if missing:
            return missing
    payload = do(request, "SetDelivery", **where, buyerName=typed.name, buyerPhone=typed.phone)
    return wrongs(payload)


def refused(request: HttpRequest, typed: Typed, payload: Any) -> HttpResponse:
    """Show why nothing was ordered. A key that stands for another order is replaced."""
    if any(error["code"] == "KEY_REUSED" for error in payload["errors"]):
        typed = replace(typed, key=fresh_key())
    cart = ask(request, "Cart")["cart"]
    if not cart or not cart["orderable"]:
        say_refusals(request, payload)
        return see(reverse("cart"))
    text = " ".join(error["message"] for error in payload["errors"])
    return show_form(request, typed, {"form": text}, REFUSED)
