"""A new product in three pages: what it is, a picture, the first harvest."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from storefront_graphql.pages.desk import facts
from storefront_graphql.pages.desk.door import DESK, show
from storefront_graphql.pages.desk.goods_steps import read_size
from storefront_graphql.pages.desk.product import product_of
from storefront_graphql.pages.shop.asking import see, whole, with_query, wrongs
from storefront_graphql.pages.staff import REFUSED

TYPED = ("name", "origin_code", "net_grams", "price", "pieces")


@require_http_methods(["GET", "HEAD", "POST"])
@DESK.page
def what(request: HttpRequest) -> HttpResponse:
    """First page: kind, name, village, size and price; the kind knows the rest."""
    if request.method != "POST":
        return _what(request, request.GET.get("category", ""), None, {})
    form = request.POST
    typed = {name: form.get(name, "") for name in TYPED} | facts.typed_in(form)
    category = form.get("category", "")
    wrong, size = read_size(typed)
    if not wrong:
        payload = DESK.do(
            request,
            "CreateProduct",
            category=category,
            name=typed["name"],
            originCode=typed["origin_code"],
            sizes=[size],
            attributes=facts.given(form),
        )
        if not payload["errors"]:
            return see(reverse("desk_new_picture", args=[payload["product"]["id"]]))
        wrong = wrongs(payload)
    return _what(request, category, typed, wrong, status=REFUSED)


@require_POST
@DESK.page
def keep(request: HttpRequest) -> HttpResponse:
    """Keep what is typed of a new product, for the script that sends it: 204, or 422."""
    form = request.POST
    kept = {name: form[name] for name in ("category", *TYPED) if name in form}
    fields = [{"name": n, "value": text} for n, text in {**kept, **facts.typed_in(form)}.items()]
    payload = DESK.do(request, "SaveNewDraft", fields=fields)
    return HttpResponse(status=REFUSED if payload["errors"] else 204)


@require_POST
@DESK.page
def drop(request: HttpRequest) -> HttpResponse:
    """Forget what was typed of a new product."""
    DESK.ask(request, "DropNewDraft")
    messages.success(request, "上次没写完的不要了。")
    return see(reverse("desk_new"))


def _what(
    request: HttpRequest,
    category: str,
    given: Mapping[str, str] | None,
    wrong: Mapping[str, str],
    status: int = 200,
) -> HttpResponse:
    found = DESK.ask(request, "NewGoodsRoom")
    draft = found["newDraft"] if given is None else None
    typed = dict(given or {})
    if draft:
        typed = {field["name"]: field["value"] for field in draft["fields"]}
    category = category or typed.get("category", "")
    last = next(iter(found["products"]["nodes"]), None)
    kinds = found["goodsKinds"]
    if not kinds:
        raise Http404
    wanted = category or (last["category"] if last else "")
    kind = next((each for each in kinds if each["code"] == wanted), kinds[0])
    # Only what must be stated is asked for here; the editor has the rest.
    needed = [fact for fact in kind["facts"] if fact["required"]]
    home = last["originCode"] if last else ""
    context = {
        "kind": kind,
        "kinds": [
            {
                "url": with_query(request.path, category=each["code"]),
                "name": each["name"],
                "now": each is kind,
            }
            for each in kinds
        ],
        "villages": [
            {"value": village["code"], "label": village["name"]} for village in found["villages"]
        ],
        "by_piece": kind["piecesNeeded"] or kind["kind"] == "EGGS_POULTRY",
        "form": {"origin_code": home, **typed},
        "draft": draft,
        "facts": facts.fields(needed, typed, wrong),
        "wrong": wrong,
    }
    return show(request, "product_new", found["me"], context, status)


@require_http_methods(["GET", "HEAD", "POST"])
@DESK.page
def picture(request: HttpRequest, product_id: str) -> HttpResponse:
    """Second page: the main picture."""
    wrong: dict[str, str] = {}
    if request.method == "POST":
        file = request.FILES.get("picture")
        if file is None:
            wrong = {"picture": "先选一张图片。"}
        else:
            alt = request.POST.get("alt", "")
            payload = DESK.do(request, "AddPicture", productId=product_id, alt=alt, picture=file)
            if not payload["errors"]:
                return see(reverse("desk_new_harvest", args=[product_id]))
            wrong = wrongs(payload)
    found = product_of(request, product_id)
    context = {
        "product": found["product"],
        "alt": request.POST.get("alt", found["product"]["name"]),
        "wrong": wrong,
    }
    return show(request, "product_picture", found["me"], context, REFUSED if wrong else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@DESK.page
def harvest(request: HttpRequest, product_id: str) -> HttpResponse:
    """Third page: when it was harvested, how many, who promises; then it goes up."""
    wrong: dict[str, str] = {}
    form = {name: request.POST.get(name, "") for name in ("harvested_on", "units")}
    form |= {name: request.POST.get(name, "") for name in ("promised_by", "contact")}
    if request.method == "POST":
        units = whole(form["units"])
        if units is None:
            wrong = {"units": "写成整数，像 50。"}
        elif not _is_day(form["harvested_on"]):
            wrong = {"harvestedOn": "日子写得不对，像 2026-11-24 这样写。"}
        else:
            payload = DESK.do(
                request,
                "LaunchProduct",
                productId=product_id,
                version=whole(request.POST.get("version")) or 0,
                harvestedOn=form["harvested_on"],
                units=units,
                promisedBy=form["promised_by"],
                contact=form["contact"],
            )
            if not payload["errors"]:
                return _launched(request, payload["product"])
            wrong = wrongs(payload)
    found = product_of(request, product_id)
    today = timezone.localdate(request.now)  # type: ignore[attr-defined]
    fresh = {"harvested_on": today.isoformat(), "promised_by": found["me"]["merchantName"]}
    context = {
        "product": found["product"],
        "form": form if wrong else {**fresh, "contact": found["me"]["merchantPhone"]},
        "wrong": wrong,
        "today": today.isoformat(),
    }
    return show(request, "product_harvest", found["me"], context, REFUSED if wrong else 200)


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _launched(request: HttpRequest, product: Mapping[str, Any]) -> HttpResponse:
    listed = product["status"] == "LISTED"
    messages.success(request, "上架了，顾客现在就能买。" if listed else "交给县里了，看过就上架。")
    return see(reverse("desk_product", args=[product["id"]]))
