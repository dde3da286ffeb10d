"""An open shop asks to be a seller of another class."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from storefront_graphql.pages.desk.door import DESK, show
from storefront_graphql.pages.shop.asking import see, wrongs
from storefront_graphql.pages.staff import REFUSED


@require_http_methods(["GET", "HEAD", "POST"])
@DESK.page
def class_change(request: HttpRequest) -> HttpResponse:
    """Show what waits or the form; ask, or take back what was asked."""
    if request.method != "POST":
        return _room(request, {}, {})
    form, file = request.POST, request.FILES.get("document")
    if form.get("withdraw"):
        payload = DESK.do(request, "WithdrawClassChange", sure=True)
        done = "撤回来了，类型没变。"
    elif file is None:
        return _room(request, form.dict(), {"document": "先选一份文件或照片。"}, REFUSED)
    else:
        payload = DESK.do(
            request,
            "AskClassChange",
            sellerClass=form.get("sellerClass", ""),
            creditCode=form.get("creditCode", ""),
            document=file,
        )
        done = "交给县里了，5 个工作日内有答复。"
    if payload["errors"]:
        return _room(request, form.dict(), wrongs(payload), REFUSED)
    messages.success(request, done)
    return see(reverse("desk_class"))


def _room(
    request: HttpRequest, said: Mapping[str, Any], wrong: Mapping[str, str], status: int = 200
) -> HttpResponse:
    found = DESK.ask(request, "ShopRoom")
    changes = found["shop"]["classChanges"]
    context = {
        "shop": found["shop"],
        "change": next((one for one in changes if one["state"] == "WAITING"), None),
        "past": [one for one in changes if one["state"] != "WAITING"],
        "said": said,
        "wrong": wrong,
    }
    return show(request, "class", found["me"], context, status)
