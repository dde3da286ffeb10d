"""What buyers say of a product, questions before buying, and saying something oneself."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from storefront_graphql.client import RequestFailed, remember_shopper
from storefront_graphql.pages.shop.asking import (
    REFUSED,
    answered,
    ask,
    do,
    own_url,
    see,
    show,
    with_query,
    wrongs,
)

PAGE = 20
# So many stand on the product's own page.
NEWEST, ASKED = 5, 3
STARS = [
    {"value": stars, "label": f"{'★' * stars}{'☆' * (5 - stars)}", "note": note}
    for stars, note in ((5, "很好"), (4, "不错"), (3, "一般"), (2, "不好"), (1, "很差"))
]


def voices(request: HttpRequest, slug: str) -> dict[str, Any]:
    """Return what the product's page shows: the rating, the newest reviews and questions."""
    found = ask(request, "VoicesRoom", slug=slug, reviews=NEWEST, questions=ASKED)
    return {"reviews": found["reviews"], "questions": found["questions"]}


def _product(request: HttpRequest, slug: str) -> Any:
    found = ask(request, "ProductDetail", slug=slug)["product"]
    if found is None:
        raise Http404
    return found


def _turning(request: HttpRequest, page: Mapping[str, Any]) -> dict[str, str]:
    older = with_query(request.path, after=page["endCursor"]) if page["hasNext"] else ""
    return {"newer_url": request.path if request.GET.get("after") else "", "older_url": older}


@require_safe
@answered
def reviews(request: HttpRequest, slug: str) -> HttpResponse:
    """All reviews of a product, newest first, and how the average comes about."""
    product = _product(request, slug)
    page = ask(request, "Reviews", slug=slug, first=PAGE, after=request.GET.get("after"))["reviews"]
    counted = zip((5, 4, 3, 2, 1), reversed(page["counts"]), strict=True)
    context = {"product": product, "page": page, "counts": list(counted), **_turning(request, page)}
    return show(request, "reviews", context)


@require_http_methods(["GET", "HEAD", "POST"])
@answered
def questions(request: HttpRequest, slug: str) -> HttpResponse:
    """All questions about a product, newest first, and a form to ask one."""
    product = _product(request, slug)
    if request.method != "POST":
        return _questions(request, product, {}, {})
    given = {
        "productId": product["id"],
        "text": request.POST.get("text", ""),
        "phone": request.POST.get("phone", ""),
    }
    payload, token = say(request, "AskQuestion", "StartQuestion", given)
    if payload["errors"]:
        response = _questions(request, product, given, wrongs(payload), REFUSED)
    else:
        messages.success(request, "问题发出去了，商家一般两天内回答。")
        response = see(request.path)
    return remembered(response, token)


def _questions(
    request: HttpRequest, product: Any, typed: Any, wrong: Mapping[str, str], status: int = 200
) -> HttpResponse:
    after = request.GET.get("after")
    page = ask(request, "Questions", slug=product["slug"], first=PAGE, after=after)["questions"]
    context = {"product": product, "page": page, "typed": typed, "wrong": wrong}
    return show(request, "questions", {**context, **_turning(request, page)}, status=status)


@require_safe
@never_cache
@answered
def my_questions(request: HttpRequest) -> HttpResponse:
    """What this session asked. Who has no session has asked nothing."""
    try:
        after = request.GET.get("after")
        page = ask(request, "MyQuestions", first=PAGE, after=after)["myQuestions"]
    except RequestFailed as failed:
        if failed.code != "UNAUTHENTICATED":
            raise
        page = {"total": 0, "nodes": [], "hasNext": False, "endCursor": None}
    return show(request, "my_questions", {"page": page, **_turning(request, page)})


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@answered
def review(request: HttpRequest, order_id: str, line_id: str) -> HttpResponse:
    """Write the review of one line, or change it."""
    line, own = _own_line(request, order_id, line_id)
    written = own["review"]
    if request.method != "POST":
        return _review(request, order_id, line, own, written or {}, {})
    typed = {"stars": request.POST.get("stars"), "text": request.POST.get("text", "")}
    given: dict[str, Any] = {
        "stars": int(typed["stars"]) if typed["stars"] in set("12345") else 0,
        "text": typed["text"],
        "pictures": [f for f in request.FILES.getlist("pictures") if isinstance(f, UploadedFile)],
    }
    if written:
        drop = request.POST.getlist("drop")
        payload = do(request, "ChangeReview", reviewId=written["id"], drop=drop, **given)
    else:
        payload = do(request, "WriteReview", lineId=line_id, **given)
    if payload["errors"]:
        return _review(request, order_id, line, own, typed, wrongs(payload), REFUSED)
    messages.success(request, "评价记下了，谢谢你说实话。")
    return see(reverse("order", args=[order_id]))


def _own_line(request: HttpRequest, order_id: str, line_id: str) -> tuple[Any, Any]:
    """Return the line as it was agreed, and what may be said of it. Raises Http404."""
    order = ask(request, "Order", id=order_id)["order"]
    states = ask(request, "Reviewable", orderId=order_id)["reviewable"] if order else None
    lines = [line for part in (order or {}).get("consignments", ()) for line in part["lines"]]
    line = next((line for line in lines if line["id"] == line_id), None)
    own = next((state for state in states or () if state["lineId"] == line_id), None)
    if line is None or own is None:
        raise Http404
    return line, own


def _review(
    request: HttpRequest,
    order_id: str,
    line: Any,
    own: Any,
    typed: Any,
    wrong: Mapping[str, str],
    status: int = 200,
) -> HttpResponse:
    context = {
        "order_id": order_id,
        "line": line,
        "own": own,
        "typed": typed,
        "wrong": wrong,
        "stars": STARS,
    }
    return show(request, "review", context, status=status)


def review_states(request: HttpRequest, order: Any) -> dict[str, Any]:
    """Return what may be said of each line of an own order, by the line's id."""
    if all(part["state"] != "DELIVERED" for part in order["consignments"]):
        return {}
    states = ask(request, "Reviewable", orderId=order["id"])["reviewable"] or []
    return {state["lineId"]: state for state in states}


@require_http_methods(["GET", "HEAD", "POST"])
@answered
def report(request: HttpRequest, post_id: str) -> HttpResponse:
    """Ask the county to look at a review or a question."""
    post = ask(request, "Post", id=post_id)["post"]
    if post is None or post["hiddenReason"]:
        raise Http404
    back = own_url(
        request, request.POST.get("next"), reverse("product", args=[post["productSlug"]])
    )
    if request.method != "POST":
        return show(request, "report", {"post": post, "back": back, "wrong": {}})
    given = {"postId": post_id, "reason": request.POST.get("reason", "")}
    payload, token = say(request, "ReportPost", "StartReport", given)
    if payload["errors"]:
        context = {"post": post, "back": back, "wrong": wrongs(payload), "typed": given}
        response = show(request, "report", context, status=REFUSED)
    else:
        messages.success(request, "交给县里看了，三个工作日内有结果。")
        response = see(back)
    return remembered(response, token)


def say(
    request: HttpRequest, operation: str, first_time: str, given: Mapping[str, Any]
) -> tuple[Any, str | None]:
    """Run a mutation; for who has no session yet, begin one and return its token too."""
    try:
        return do(request, operation, **given), None
    except RequestFailed as failed:
        if failed.code != "UNAUTHENTICATED":
            raise
    started = ask(request, first_time, input=given)
    token = started.pop("startSession")["token"]
    (payload,) = started.values()
    return payload, token


def remembered(response: HttpResponse, token: str | None) -> HttpResponse:
    """Keep a new session's token, if there is one."""
    if token:
        remember_shopper(response, token)
    return response
