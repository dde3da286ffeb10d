"""Prices and counts of many sizes in one table: one form, and a word to every cell."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from storefront_graphql.pages import typed
from storefront_graphql.pages.desk.door import DESK, show
from storefront_graphql.pages.desk.rows import with_lots
from storefront_graphql.pages.shop.asking import see, whole, with_query
from storefront_graphql.pages.staff import REFUSED

# A table has up to so many products, and lots of them.
PAGE, LOTS = 40, 100


@require_http_methods(["GET", "HEAD", "POST"])
@DESK.page
def table(request: HttpRequest) -> HttpResponse:
    """Show the table; save the cells that were changed, each by itself."""
    if request.method != "POST":
        return _table(request, {})
    prices, counts, wrong = _read(request.POST)
    if prices or counts:
        payload = DESK.do(request, "SaveTable", prices=prices, counts=counts)
        for error in payload["errors"]:
            messages.error(request, error["message"])
        wrong |= {
            cell["id"]: cell["error"]["message"] for cell in payload["cells"] or () if cell["error"]
        }
        saved = len(prices) + len(counts) - len(wrong) if not payload["errors"] else 0
        if saved > 0:
            messages.success(request, f"存好了 {saved} 处。")
    elif not wrong:
        messages.info(request, "没有改动，什么都没有存。")
    if wrong:
        return _table(request, wrong, REFUSED)
    return see(request.get_full_path())


def _read(
    form: Mapping[str, str],
) -> tuple[list[dict[str, Any]], list[dict[str, Any]], dict[str, str]]:
    """Return the changed prices and counts of a form, and what cannot be read, by id."""
    prices, counts, wrong = [], [], {}
    for field, text in form.items():
        what, _, key = field.partition("-")
        seen = whole(form.get(f"was-{key}"))
        if what == "price":
            fen = typed.fen(text)
            if fen is None:
                wrong[key] = "写成数字，像 29.9。"
            elif fen != seen:
                prices.append({"variantId": key, "priceFen": fen, "seenFen": seen or 0})
        elif what == "count":
            count = whole(text)
            if count is None:
                wrong[key] = "写成整数，像 18。"
            elif count != seen:
                counts.append({"lotId": key, "onHand": count, "seen": seen or 0})
    return prices, counts, wrong


def _table(request: HttpRequest, wrong: Mapping[str, str], status: int = 200) -> HttpResponse:
    kind, after = request.GET.get("status", ""), request.GET.get("after", "")
    found = DESK.ask(request, "GoodsRoom", first=PAGE, after=after or None, status=kind or None)
    page, path = found["products"], reverse("desk_table")
    ids = [product["id"] for product in page["nodes"]]
    lots = DESK.ask(request, "LotsRoom", first=LOTS, productIds=ids)["lots"]
    older = with_query(path, status=kind, after=page["endCursor"]) if page["hasNext"] else ""
    context = {
        "rows": _rows(with_lots(page["nodes"], lots), request.POST, wrong),
        "older_url": older,
        "newer_url": with_query(path, status=kind) if after else "",
        "action": request.get_full_path(),
    }
    return show(request, "product_table", found["me"], context, status)


def _rows(
    goods: list[dict[str, Any]], form: Mapping[str, str], wrong: Mapping[str, str]
) -> list[dict[str, Any]]:
    """Return a row for each size, with what was typed where a cell was refused."""
    return [
        {
            "product": product,
            "sort": sort,
            "price": form.get(f"price-{sort['id']}") if sort["id"] in wrong else None,
            "wrong": wrong.get(sort["id"]),
            "lots": [
                {
                    **lot,
                    "count": form.get(f"count-{lot['id']}") if lot["id"] in wrong else None,
                    "wrong": wrong.get(lot["id"]),
                }
                for lot in sort["lots"]
            ],
        }
        for product in goods
        for sort in product["variants"]
    ]
