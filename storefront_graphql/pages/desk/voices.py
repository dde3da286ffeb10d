"""What buyers say, at the desk: reviews, questions, the one reply, the integrity card."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from storefront_graphql.pages.desk.door import DESK, show
from storefront_graphql.pages.shop.asking import own_url, say_refusals, see, with_query

PAGE = 20


@require_safe
@DESK.page
def reviews(request: HttpRequest) -> HttpResponse:
    """Reviews of the own goods, newest first; all, or those without a reply."""
    return _list(request, "ReviewsRoom", "reviews")


@require_safe
@DESK.page
def questions(request: HttpRequest) -> HttpResponse:
    """Questions about the own goods: those that wait first, all on wish."""
    return _list(request, "QuestionsRoom", "questions")


def _list(request: HttpRequest, operation: str, rows: str) -> HttpResponse:
    waiting, after = request.GET.get("show") != "all", request.GET.get("after")
    found = DESK.ask(request, operation, first=PAGE, after=after or None, waiting=waiting)
    page: Mapping[str, Any] = found[rows]
    choice = "" if waiting else "all"
    older = with_query(request.path, show=choice, after=page["endCursor"])
    context = {
        "page": page,
        "waiting": waiting,
        "unanswered": found["unanswered"],
        "here": request.get_full_path(),
        "newer_url": with_query(request.path, show=choice) if after else "",
        "older_url": older if page["hasNext"] else "",
    }
    return show(request, rows, found["me"], context)


@require_POST
@DESK.page
def reply(request: HttpRequest, post_id: str) -> HttpResponse:
    """Reply to a review or a question."""
    payload = DESK.do(request, "ReplyToPost", postId=post_id, text=request.POST.get("text", ""))
    if not say_refusals(request, payload):
        messages.success(request, "回复好了，24 小时内还可以改。")
    return see(own_url(request, request.POST.get("next"), reverse("desk_questions")))


@require_POST
@DESK.page
def report(request: HttpRequest, post_id: str) -> HttpResponse:
    """Ask the county to look at a post."""
    given = {"postId": post_id, "reason": request.POST.get("reason", "")}
    payload = DESK.do(request, "ReportPost", **given)
    if not say_refusals(request, payload):
        messages.success(request, "交给县里看了，三个工作日内有结果。")
    return see(own_url(request, request.POST.get("next"), reverse("desk_reviews")))


@require_safe
@DESK.page
def integrity(request: HttpRequest) -> HttpResponse:
    """The own card, with what can be done better."""
    found = DESK.ask(request, "IntegrityRoom")
    context = {"card": found["integrity"], "unanswered": found["unanswered"]}
    return show(request, "integrity", found["me"], context)
