"""One product at the desk: what shoppers read, its pictures, prices and counts."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from storefront_graphql.pages.desk.door import DESK, show
from storefront_graphql.pages.desk.product import product_of
from storefront_graphql.pages.shop.asking import see, whole, wrongs
from storefront_graphql.pages.staff import REFUSED

READ = ("name", "subtitle", "story", "status")
STATUSES = {"LISTED": "在卖", "PAUSED": "先不卖", "DRAFT": "草稿，顾客看不到"}
NAMES = {"name": "名称", "subtitle": "一句话", "story": "来历", "status": "卖不卖"}


@require_http_methods(["GET", "HEAD", "POST"])
@DESK.page
def listing(request: HttpRequest, product_id: str) -> HttpResponse:
    """Show the editor; save what shoppers read, unless somebody else changed it meanwhile."""
    if request.method != "POST":
        return editor(request, product_id)
    form = request.POST
    given = {field: form.get(field, "").replace("\r\n", "\n") for field in READ}
    version = whole(form.get("version")) or 0
    payload = DESK.do(request, "UpdateListing", productId=product_id, version=version, **given)
    if payload["errors"]:
        stale = any(error["code"] == "STALE" for error in payload["errors"])
        wrong = {} if stale else wrongs(payload)
        return editor(request, product_id, given=given, wrong=wrong, stale=stale, status=REFUSED)
    messages.success(request, "存好了。")
    return see(reverse("desk_product", args=[product_id]))


@require_POST
@DESK.page
def picture(request: HttpRequest, product_id: str) -> HttpResponse:
    """Add a picture after the last one; the first is the main one."""
    alt, file = request.POST.get("alt", ""), request.FILES.get("picture")
    if file is None:
        wrong = {"picture": "先选一张图片。"}
        return editor(request, product_id, alt=alt, wrong=wrong, status=REFUSED)
    payload = DESK.do(request, "AddPicture", productId=product_id, alt=alt, picture=file)
    if payload["errors"]:
        wrong = wrongs(payload)
        return editor(request, product_id, alt=alt, wrong=wrong, status=REFUSED)
    messages.success(request, "图片加上了。")
    return see(reverse("desk_product", args=[product_id]) + "#pictures")


def editor(
    request: HttpRequest,
    product_id: str,
    *,
    given: Mapping[str, str] | None = None,
    stale: bool = False,
    wrong: Mapping[str, str] | None = None,
    typed_row: Mapping[str, Any] | None = None,
    alt: str = "",
    status: int = 200,
) -> HttpResponse:
    """Answer with the editor: what was typed stays; when `stale`, what is stored is told too."""
    found = product_of(request, product_id)
    stored = found["product"]
    context = {
        "product": stored,
        "form": {**{field: stored[field] for field in READ}, **(given or {})},
        "stale": stale,
        "theirs": _theirs(stored, given or {}) if stale else [],
        "statuses": _statuses(stored["status"]),
        "lots": found["lots"],
        "wrong": wrong or {},
        "typed": typed_row or {},
        "alt": alt,
        "back": reverse("desk_product", args=[product_id]),
    }
    return show(request, "product", found["me"], context, status)


def _theirs(stored: Mapping[str, Any], given: Mapping[str, str]) -> list[dict[str, str]]:
    """Return what is stored now where it is not what was typed."""
    return [
        {"name": NAMES[field], "text": STATUSES.get(stored[field], stored[field]) or "空着"}
        for field in READ
        if stored[field] != given.get(field)
    ]


def _statuses(status: str) -> list[dict[str, str]]:
    """Return what may be chosen: a draft is a draft only until it is listed."""
    offered = ("DRAFT", "LISTED") if status == "DRAFT" else ("LISTED", "PAUSED")
    return [{"value": code, "label": STATUSES[code]} for code in offered]
