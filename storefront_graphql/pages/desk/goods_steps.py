"""Small steps with a product at the desk: draft, undo, times, sizes, copy, preview."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.views.decorators.http import require_POST, require_safe

from storefront_graphql.pages import typed
from storefront_graphql.pages.desk import facts
from storefront_graphql.pages.desk.door import DESK
from storefront_graphql.pages.desk.goods import READ, editor
from storefront_graphql.pages.shop.asking import say_refusals, see, whole, wrongs
from storefront_graphql.pages.shop.product import show_product
from storefront_graphql.pages.staff import REFUSED


@require_POST
@DESK.page
def draft(request: HttpRequest, product_id: str) -> HttpResponse:
    """Keep what is typed, for the script that sends it while somebody types: 204, or 422."""
    form = request.POST
    kept = {name: form[name] for name in READ if name in form and name != "status"}
    fields = [{"name": n, "value": text} for n, text in {**kept, **facts.typed_in(form)}.items()]
    payload = DESK.do(
        request,
        "SaveDraft",
        productId=product_id,
        version=whole(form.get("version")) or 0,
        fields=fields,
    )
    return HttpResponse(status=REFUSED if payload["errors"] else 204)


@require_POST
@DESK.page
def drop(request: HttpRequest, product_id: str) -> HttpResponse:
    """Forget what was typed and not saved."""
    if not say_refusals(request, DESK.do(request, "DropDraft", productId=product_id)):
        messages.success(request, "没存的不要了，下面是存着的。")
    return _back(product_id)


@require_POST
@DESK.page
def undo(request: HttpRequest, product_id: str) -> HttpResponse:
    """Take the last change back."""
    version = whole(request.POST.get("version")) or 0
    if not say_refusals(
        request, DESK.do(request, "UndoLast", productId=product_id, version=version)
    ):
        messages.success(request, "撤回了上一次的改动。")
    return _back(product_id)


@require_POST
@DESK.page
def plan(request: HttpRequest, product_id: str) -> HttpResponse:
    """Say when it goes into the shop, and from which day on it is sent; empty: at once."""
    at, day = request.POST.get("scheduled_for", ""), request.POST.get("ships_from", "")
    wrong = {}
    if at.strip() and _moment(at) is None:
        wrong["scheduledFor"] = "时间写得不对，重新选一次。"
    if day.strip() and _day(day) is None:
        wrong["shipsFrom"] = "日子写得不对，重新选一次。"
    if not wrong:
        payload = DESK.do(
            request,
            "PlanSale",
            productId=product_id,
            version=whole(request.POST.get("version")) or 0,
            scheduledFor=_moment(at),
            shipsFrom=_day(day),
        )
        wrong = wrongs(payload)
    if wrong:
        row = {"id": "plan", "scheduled_for": at, "ships_from": day}
        return editor(request, product_id, wrong=wrong, typed_row=row, status=REFUSED)
    messages.success(request, "上架和发货的日子存好了。")
    return see(reverse("desk_product", args=[product_id]) + "#plan")


def _moment(text: str) -> str | None:
    """Return a typed local time as the API takes it."""
    try:
        local = parse_datetime(text.strip())
    except ValueError:
        return None
    if not isinstance(local, datetime):
        return None
    return (timezone.make_aware(local) if timezone.is_naive(local) else local).isoformat()


def _day(text: str) -> str | None:
    try:
        day = parse_date(text.strip())
    except ValueError:
        return None
    return day.isoformat() if day else None


@require_POST
@DESK.page
def size(request: HttpRequest, product_id: str) -> HttpResponse:
    """Add a size or grade after the last one."""
    row = {"id": "size"} | {name: request.POST.get(name, "") for name in SIZE}
    wrong, given = read_size(row)
    if not wrong:
        wrong = wrongs(DESK.do(request, "AddSize", productId=product_id, size=given))
    if wrong:
        return editor(request, product_id, wrong=wrong, typed_row=row, status=REFUSED)
    messages.success(request, "规格加上了。")
    return see(reverse("desk_product", args=[product_id]) + "#prices")


@require_POST
@DESK.page
def weigh(request: HttpRequest, product_id: str, variant_id: str) -> HttpResponse:
    """Change what a size is called, weighs or counts."""
    names = ("name", "net_grams", "gross_grams", "pieces")
    form = {name: request.POST.get(name, "") for name in names}
    numbers = {name: whole(form[name] or "0") for name in names[1:]}
    wrong = {name: "写成整数，像 2500。" for name, number in numbers.items() if number is None}
    if not wrong:
        payload = DESK.do(
            request,
            "UpdateSize",
            variantId=variant_id,
            version=whole(request.POST.get("version")) or 0,
            name=form["name"],
            netGrams=numbers["net_grams"],
            grossGrams=numbers["gross_grams"],
            pieces=numbers["pieces"],
        )
        fields = {"variantName": "name", "netGrams": "net_grams", "grossGrams": "gross_grams"}
        wrong = {fields.get(field, field): text for field, text in wrongs(payload).items()}
    if wrong:
        row = {"id": f"weigh-{variant_id}", **form, "wrong": wrong}
        shown = {"form": wrong["form"]} if "form" in wrong else {}
        return editor(request, product_id, wrong=shown, typed_row=row, status=REFUSED)
    messages.success(request, "规格改好了，已经下的单还按原来的重量。")
    return see(reverse("desk_product", args=[product_id]) + "#prices")


SIZE = ("size_name", "net_grams", "price", "pieces")


def read_size(form: Mapping[str, Any]) -> tuple[dict[str, str], dict[str, Any]]:
    """Return what is wrong with a typed size, and the size as the API takes it.

    Without a name it is called by its weight or number.
    """
    grams, fen = whole(form.get("net_grams")), typed.fen(form.get("price"))
    pieces = whole(form.get("pieces")) if form.get("pieces", "").strip() else 0
    wrong = {}
    if grams is None:
        wrong["netGrams"] = "写成整数，像 2500。"
    if fen is None:
        wrong["priceFen"] = "写成数字，像 29.9。"
    if pieces is None:
        wrong["pieces"] = "写成整数，像 10。"
    if wrong:
        return wrong, {}
    plain = f"{pieces} 个" if pieces else typed.weight_name(grams or 0)
    name = form.get("size_name", "").strip() or plain
    return {}, {"name": name, "netGrams": grams, "priceFen": fen, "pieces": pieces}


@require_POST
@DESK.page
def offer(request: HttpRequest, product_id: str, variant_id: str) -> HttpResponse:
    """Offer a size, or stop offering it."""
    active = request.POST.get("active") == "1"
    payload = DESK.do(request, "OfferSize", variantId=variant_id, active=active)
    if not say_refusals(request, payload):
        messages.success(request, "这个规格在卖了。" if active else "这个规格停卖了。")
    return see(reverse("desk_product", args=[product_id]) + "#prices")


@require_POST
@DESK.page
def copy(request: HttpRequest, product_id: str) -> HttpResponse:
    """Make a draft from a product, and open it."""
    payload = DESK.do(request, "CopyProduct", productId=product_id)
    if say_refusals(request, payload):
        return _back(product_id)
    messages.success(request, "复制好了，这是新的一份草稿。改好名字、价钱再上架。")
    return _back(payload["product"]["id"])


@require_safe
@DESK.page
def preview(request: HttpRequest, product_id: str) -> HttpResponse:
    """Show the product as shoppers see it, or would see it."""
    found = DESK.ask(request, "PreviewRoom", id=product_id)["productPreview"]
    if found is None:
        raise Http404
    back = reverse("desk_product", args=[product_id])
    if not found["variants"]:
        messages.warning(request, "没有在卖的规格，还看不了样子。先加一个规格。")
        return see(back)
    return show_product(request, found, request.GET, {}, preview=back)


def _back(product_id: str) -> HttpResponse:
    return see(reverse("desk_product", args=[product_id]))
