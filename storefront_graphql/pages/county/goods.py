"""Goods before the county: what waits, one product as shoppers would see it, the decision."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from storefront_graphql.pages.county.views import COUNTY, show
from storefront_graphql.pages.shop.asking import see, whole, with_query, wrongs
from storefront_graphql.pages.shop.product import show_product
from storefront_graphql.pages.staff import REFUSED

PAGE = 20
# Sentences to pick for a no; they may be changed before they are sent.
REASONS = (
    "图片看不清是什么，换一张实物照片。",
    "标签上的内容不全，补上再交。",
    "名称和图片不是同一样东西，改好再交。",
    "用了没有资格用的名字，换个说法。",
)
STATES = {
    "DRAFT": "商家收回去了",
    "LISTED": "已经上架",
    "PAUSED": "商家先不卖",
    "REFUSED": "没让上架",
}


@require_safe
@COUNTY.page
def waiting(request: HttpRequest) -> HttpResponse:
    """List goods that wait, the next due first."""
    after = request.GET.get("after", "")
    found = COUNTY.ask(request, "GoodsReviewRoom", first=PAGE, after=after or None)
    page, path = found["goodsWaiting"], reverse("county_goods")
    context = {
        "goods": page["nodes"],
        "total": page["total"],
        "older_url": with_query(path, after=page["endCursor"]) if page["hasNext"] else "",
        "newer_url": path if after else "",
    }
    return show(request, "goods", found["me"], context)


@require_http_methods(["GET", "HEAD", "POST"])
@COUNTY.page
def one(request: HttpRequest, product_id: str) -> HttpResponse:
    """Show what a seller wants to put up; say yes, or no with a reason that the seller reads."""
    wrong: dict[str, str] = {}
    reason, stale = request.POST.get("reason", ""), False
    if request.method == "POST":
        approve = request.POST.get("approve") == "1"
        payload = COUNTY.do(
            request,
            "DecideGoods",
            productId=product_id,
            version=whole(request.POST.get("version")) or 0,
            approve=approve,
            reason=reason,
        )
        if not payload["errors"]:
            messages.success(request, "上架了。" if approve else "没让上架，原因告诉商家了。")
            return see(reverse("county_goods"))
        stale = payload["errors"][0]["code"] == "STALE"
        wrong = wrongs(payload)
    found = COUNTY.ask(request, "ReviewedGoodsRoom", id=product_id)
    if found["goodsCase"] is None:
        raise Http404
    context = {
        "good": found["goodsCase"],
        "page": found["goodsPreview"],
        "state": STATES.get(found["goodsCase"]["status"], ""),
        "reasons": REASONS,
        "reason": reason,
        "wrong": {} if stale else wrong,
        "stale": stale,
    }
    return show(request, "good", found["me"], context, status=REFUSED if wrong else 200)


@require_safe
@COUNTY.page
def preview(request: HttpRequest, product_id: str) -> HttpResponse:
    """Show the product as shoppers would see it."""
    found = COUNTY.ask(request, "ReviewedGoodsRoom", id=product_id)["goodsPreview"]
    if found is None:
        raise Http404
    back = reverse("county_goods_case", args=[product_id])
    if not found["variants"]:
        messages.warning(request, "没有在卖的规格，还看不了样子。")
        return see(back)
    return show_product(request, found, request.GET, {}, preview=back)
