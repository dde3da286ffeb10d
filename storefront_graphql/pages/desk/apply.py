"""Opening a shop and joining one: before anybody is signed in."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from storefront_graphql.pages.desk.door import DESK
from storefront_graphql.pages.shop.asking import see, wrongs
from storefront_graphql.pages.staff import REFUSED
from storefront_graphql.pages.villages import villages

SAID = ("phone", "code", "username", "name", "shopName", "sellerClass", "placeCode")


@require_http_methods(["GET", "HEAD", "POST"])
@DESK.page
def apply(request: HttpRequest) -> HttpResponse:
    """Ask for a phone, send it a code, then take code, account and the shop's first facts."""
    if request.method != "POST":
        return _apply(request, {})
    said = {name: request.POST.get(name, "") for name in SAID}
    if "send" in request.POST:
        payload = DESK.do(request, "RequestShopCode", phone=said["phone"])
        if payload["errors"]:
            return _apply(request, said, wrong=wrongs(payload), status=REFUSED)
        return _apply(request, said, sent=True)
    payload = DESK.do(request, "OpenShop", **said, password=request.POST.get("password", ""))
    if payload["errors"]:
        return _apply(request, said, sent=True, wrong=wrongs(payload), status=REFUSED)
    return see("/desk/shop/")


def _apply(
    request: HttpRequest,
    said: Mapping[str, str],
    *,
    sent: bool = False,
    wrong: Mapping[str, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    context: dict[str, Any] = {"said": said, "sent": sent, "wrong": wrong or {}}
    if sent:
        choices = DESK.ask(request, "ShopChoices")["shopChoices"]
        context["classes"] = [
            {"value": one["value"], "label": one["label"], "note": one["note"]}
            for one in choices["classes"]
        ]
        context["villages"] = villages(request, said.get("placeCode", ""))
    return render(request, "desk/apply.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@DESK.page
def join(request: HttpRequest) -> HttpResponse:
    """Take up an invitation: with the account that is signed in, or with a new one."""
    if request.method != "POST":
        return render(request, "desk/join.html", {"said": {}, "wrong": {}})
    said = {name: request.POST.get(name, "") for name in ("phone", "code", "username", "name")}
    payload = DESK.do(request, "JoinShop", **said, password=request.POST.get("password", ""))
    if payload["errors"]:
        context = {"said": said, "wrong": wrongs(payload)}
        return render(request, "desk/join.html", context, status=REFUSED)
    return see("/work/")
