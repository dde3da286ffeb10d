"""Goods in a table: price and stock are changed where they stand."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from storefront_graphql.pages import typed, words
from storefront_graphql.pages.desk.door import DESK, show
from storefront_graphql.pages.desk.goods import editor
from storefront_graphql.pages.desk.product import product_of
from storefront_graphql.pages.shop.asking import own_url, see, whole, with_query
from storefront_graphql.pages.staff import REFUSED

# A page of goods whose lots can be had at one time.
PAGE, LOTS = 8, 100
STATUSES = (
    ("", "全部"),
    ("LISTED", "在卖"),
    ("IN_REVIEW", "等县里看"),
    ("REFUSED", "没通过"),
    ("PAUSED", "先不卖"),
    ("DRAFT", "草稿"),
)


@require_safe
@DESK.page
def goods(request: HttpRequest) -> HttpResponse:
    """List the merchant's goods, a row for each size."""
    return table(request)


def table(
    request: HttpRequest, typed_in: Mapping[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    """Answer with the table; `typed_in` is a row that was refused, with what was typed."""
    kind, after = request.GET.get("status", ""), request.GET.get("after", "")
    text = request.GET.get("q", "").strip()
    found = DESK.ask(
        request, "GoodsRoom", first=PAGE, after=after or None, status=kind or None, text=text
    )
    counts = {row["status"]: row["count"] for row in found["goodsCounts"]}
    ids = [product["id"] for product in found["products"]["nodes"]]
    lots = DESK.ask(request, "LotsRoom", first=LOTS, productIds=ids)["lots"]
    page, path = found["products"], reverse("desk_goods")
    older = with_query(path, status=kind, q=text, after=page["endCursor"])
    context = {
        "q": text,
        "kind": kind,
        "goods": with_lots(page["nodes"], lots),
        "total": page["total"],
        "kinds": [
            {
                "url": with_query(path, status=code, q=text),
                "name": name,
                "now": code == kind,
                "number": counts.get(code, ""),
            }
            for code, name in STATUSES
        ],
        "older_url": older if page["hasNext"] else "",
        "newer_url": with_query(path, status=kind, q=text) if after else "",
        "typed": typed_in or {},
        "back": request.get_full_path(),
    }
    return show(request, "goods", found["me"], context, status)


def with_lots(
    goods: Sequence[Mapping[str, Any]], lots: Sequence[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """Return goods whose sizes know their lots that can be sold; none where some may be missing."""
    held: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for lot in lots if len(lots) < LOTS else ():
        held[lot["variantId"]].append(lot)
    return [
        {
            **product,
            "variants": [{**sort, "lots": held[sort["id"]]} for sort in product["variants"]],
        }
        for product in goods
    ]


@require_POST
@DESK.page
def price(request: HttpRequest, product_id: str, variant_id: str) -> HttpResponse:
    """Change a price, unless somebody else changed it since the page was made."""
    sorts = product_of(request, product_id)["product"]["variants"]
    now = next((sort["priceFen"] for sort in sorts if sort["id"] == variant_id), None)
    text, fen = request.POST.get("price", ""), typed.fen(request.POST.get("price"))
    wrong = _changed_meanwhile(request, now, words.yuan) or (
        "写成数字，像 29.9。" if fen is None else ""
    )
    if not wrong:
        wrong = _refusal(DESK.do(request, "SetPrice", variantId=variant_id, priceFen=fen))
    if wrong:
        return _again(request, product_id, {"id": variant_id, "price": text, "wrong": wrong})
    messages.success(request, f"价钱改成 {words.yuan(fen)} 了。")
    return see(own_url(request, request.POST.get("back"), reverse("desk_goods")))


@require_POST
@DESK.page
def stock(request: HttpRequest, product_id: str, lot_id: str) -> HttpResponse:
    """Write down what was counted, unless the count changed since the page was made."""
    lots = product_of(request, product_id)["lots"]
    lot = next((lot for lot in lots if lot["id"] == lot_id), None)
    text, count = request.POST.get("count", ""), whole(request.POST.get("count"))
    wrong = _changed_meanwhile(request, lot and lot["onHand"], lambda left: f"{left} 份") or (
        "写成整数，像 18。" if count is None else ""
    )
    if not wrong:
        wrong = _refusal(DESK.do(request, "CorrectStock", lotId=lot_id, onHand=count))
    if wrong:
        return _again(request, product_id, {"id": lot_id, "count": text, "wrong": wrong})
    messages.success(request, f"库存改成 {count} 份了。")
    return see(own_url(request, request.POST.get("back"), reverse("desk_goods")))


def _changed_meanwhile(request: HttpRequest, now: int | None, say: Any) -> str:
    """Return why a number is not overwritten: it is not the one that was on the page."""
    if now is None:
        raise Http404
    if str(now) == request.POST.get("was", ""):
        return ""
    return f"刚才变成了 {say(now)}。没有改，看好再存一次。"


def _refusal(payload: Mapping[str, Any]) -> str:
    return payload["errors"][0]["message"] if payload["errors"] else ""


def _again(request: HttpRequest, product_id: str, typed_in: Mapping[str, Any]) -> HttpResponse:
    """Answer with the page the form was on, what was typed in it."""
    back = request.POST.get("back", "")
    if back.startswith(reverse("desk_product", args=[product_id])):
        return editor(request, product_id, typed_row=typed_in, status=REFUSED)
    return table(request, typed_in, REFUSED)
