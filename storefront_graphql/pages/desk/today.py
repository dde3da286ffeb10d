"""The desk's first page: what waits, as numbers that lead to lists of exactly these rows."""

from collections.abc import Mapping
from itertools import groupby
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from storefront_graphql.pages.desk.door import DESK, show
from storefront_graphql.pages.shop.asking import with_query

PARTS, ROWS, MOST = 50, 4, 100
# The lists that have no page elsewhere: the API's variable, its field, the number, the words.
LISTS = {
    "low": ("low", "lowStock", "lowStock", "快卖完的"),
    "expiring": ("expiring", "nearExpiry", "expiring", "快到期和过了期的"),
    "flagged": ("flagged", "flaggedGoods", "flagged", "名字要核的"),
    "papers": ("papers", "endingPapers", "endingPapers", "要换的证件"),
    "ceilings": ("ceilings", "nearCeilings", "nearCeilings", "快到产量上限的"),
}


@require_safe
@DESK.page
def today(request: HttpRequest) -> HttpResponse:
    """Show what waits for whoever is signed in, by the duties of the role."""
    me = DESK.ask(request, "Me")["me"]
    duties = me["duties"] if me else ()
    found = DESK.ask(
        request,
        "TodayRoom",
        orders="ORDERS" in duties,
        goods="GOODS" in duties,
        parts=PARTS,
        rows=ROWS,
    )
    figures, to_pack = found["today"], found.get("toPack") or {"nodes": [], "hasNext": False}
    parts = sorted(to_pack["nodes"], key=lambda part: part["promisedOn"])
    waiting = tiles(figures)
    context = {
        "today": timezone.localdate(request.now).isoformat(),  # type: ignore[attr-defined]
        "tiles": waiting,
        "days": [(day, list(own)) for day, own in groupby(parts, lambda part: part["promisedOn"])],
        "more": to_pack["hasNext"],
        "low": found.get("lowStock", ()),
        "expiring": found.get("nearExpiry", ()),
        "week": figures["week"],
        "week_fen": sum(figures["week"] or ()),
        "calm": not waiting and not parts,
    }
    return show(request, "today", found["me"], context)


@require_safe
@DESK.page
def todo(request: HttpRequest, what: str) -> HttpResponse:
    """List the rows of one number."""
    if what not in LISTS:
        raise Http404
    flag, rows, number, title = LISTS[what]
    found = DESK.ask(request, "TodoRoom", first=MOST, **{flag: True})
    context = {
        "what": what,
        "title": title,
        "rows": found[rows],
        "total": found["today"][number],
        "today": timezone.localdate(request.now).isoformat(),  # type: ignore[attr-defined]
    }
    return show(request, "todo", found["me"], context)


def tiles(figures: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the numbers that are not nought, what presses most first."""
    orders, goods = reverse("desk_orders"), reverse("desk_goods")
    lists = {what: reverse("desk_todo", args=[what]) for what in LISTS}
    rows = (
        ("late", "今天该到，还没打包", "单", "bad", with_query(orders, state="TO_PACK", late=1)),
        ("toPack", "待打包", "单", "", with_query(orders, state="TO_PACK")),
        ("expiring", "快到期和过了期的", "批", "bad", lists["expiring"]),
        ("lowStock", "快卖完的", "种", "warn", lists["low"]),
        ("unanswered", "没答的问题", "条", "warn", reverse("desk_questions")),
        ("refused", "没通过的商品", "样", "bad", with_query(goods, status="REFUSED")),
        ("flagged", "名字要核的", "样", "warn", lists["flagged"]),
        ("endingPapers", "要换的证件", "份", "warn", lists["papers"]),
        ("nearCeilings", "快到产量上限的", "项", "warn", lists["ceilings"]),
        ("inReview", "等县里看的商品", "样", "", with_query(goods, status="IN_REVIEW")),
    )
    return [
        {"label": label, "value": figures[name], "unit": unit, "tone": tone, "url": url}
        for name, label, unit, tone, url in rows
        if figures[name]
    ]
