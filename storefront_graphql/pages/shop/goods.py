"""Looking for goods: the listing, search, suggestions."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_safe

from storefront_graphql.pages.shop.asking import answered, ask, show, with_query

PAGE = 24
SORTS = {
    "": "最合适的在前",
    "PRICE_ASC": "便宜的在前",
    "PRICE_DESC": "贵的在前",
    "NEWEST": "新上的在前",
}
LONGEST = 60


def chips(path: str, kinds: Any, chosen: str, **kept: Any) -> list[dict[str, Any]]:
    """Return the kinds as links that keep the other choices; the first takes the kind away.

    The chosen one comes next, so that it is seen without scrolling.
    """
    total = sum(kind["count"] for kind in kinds)
    every = {"code": "", "name": "全部", "count": total}
    kinds = sorted(kinds, key=lambda kind: kind["code"] != chosen)
    return [
        {
            "url": with_query(path, kind=kind["code"], **kept),
            "name": kind["name"],
            "count": kind["count"],
            "here": kind["code"] == chosen,
        }
        for kind in [every, *kinds]
    ]


def options(every: str, counts: Any) -> list[dict[str, str]]:
    """Return counted choices as options of a select; the first asks for all."""
    rows = [{"value": c["code"], "label": f"{c['name']}（{c['count']}）"} for c in counts]
    return [{"value": "", "label": every}, *rows]


def named(choices: Any, code: str) -> str:
    """Return the name of a choice, or nothing."""
    return next((each["name"] for each in choices if each["code"] == code), "")


def heading(town: str, kind: str) -> str:
    """Return what a narrowed listing shows, or nothing."""
    return f"{town}的{kind or '好东西'}" if town else kind


@require_safe
@answered
def home(request: HttpRequest) -> HttpResponse:
    """Everything for sale, newest first, by kind and town."""
    kind, town = request.GET.get("kind", ""), request.GET.get("town", "")
    after = request.GET.get("after")
    narrow = {"category": kind or None, "townCode": town or None}
    page = ask(request, "ProductList", first=PAGE, after=after, **narrow)["products"]
    facets = ask(request, "Facets", **narrow)["facets"]
    path = reverse("home")
    older = with_query(path, kind=kind, town=town, after=page["endCursor"])
    context = {
        "page": page,
        "kinds": chips(path, facets["categories"], kind, town=town),
        "towns": options("全部乡镇", facets["towns"]),
        "kind": kind,
        "town": town,
        "heading": heading(named(facets["towns"], town), named(facets["categories"], kind)),
        "first_page": not after,
        "newer_url": with_query(path, kind=kind, town=town) if after else "",
        "older_url": older if page["hasNext"] else "",
    }
    return show(request, "home", context)


@require_safe
@answered
def search(request: HttpRequest) -> HttpResponse:
    """Goods by characters, pinyin, initials or code, narrowed and ordered."""
    asked = {name: request.GET.get(name, "") for name in ("town", "kind", "right", "sort")}
    if asked["sort"] not in SORTS:
        asked["sort"] = ""
    query = request.GET.get("q", "").strip()[:LONGEST]
    after = request.GET.get("after")
    found = ask(
        request,
        "Search",
        text=query,
        first=PAGE,
        after=after,
        townCode=asked["town"] or None,
        category=asked["kind"] or None,
        right=asked["right"] or None,
        **({"sort": asked["sort"]} if asked["sort"] else {}),
    )["search"]
    return show(request, "search", found_context(request, query, asked, after, found))


def found_context(
    request: HttpRequest, query: str, asked: dict[str, str], after: str | None, found: Any
) -> dict[str, Any]:
    """Return what the page of results shows; where nothing was found, all kinds there are."""
    path, facets = reverse("search"), found["facets"]
    kept = {name: value for name, value in asked.items() if name != "kind"}
    older = with_query(path, q=query, **asked, after=found["endCursor"])
    offered = [] if found["total"] else ask(request, "Facets")["facets"]["categories"]
    return {
        "query": query,
        "page": found,
        "asked": asked,
        "narrowed": any(asked[name] for name in ("town", "kind", "right")),
        "kinds": chips(path, facets["categories"], asked["kind"], q=query, **kept),
        "towns": options("全部乡镇", facets["towns"]),
        "rights": options("有没有登记都行", facets["rights"]),
        "sorts": [{"value": value, "label": label} for value, label in SORTS.items()],
        "offered": chips(reverse("home"), offered, "-"),
        "plain_url": with_query(path, q=query),
        "newer_url": with_query(path, q=query, **asked) if after else "",
        "older_url": older if found["hasNext"] else "",
    }


@require_safe
@answered
def suggest(request: HttpRequest) -> HttpResponse:
    """What the search box offers while one types: an HTML list, or nothing at all."""
    typed = request.GET.get("q", "").strip()[:LONGEST]
    texts = ask(request, "Suggest", text=typed)["suggest"] if typed else []
    path = reverse("search")
    offers = [{"url": with_query(path, q=text), "text": text, "kind": "good"} for text in texts]
    # The box is drawn for anything, even for the end of a line.
    return HttpResponse(render_to_string("parts/suggestions.html", {"offers": offers}).strip())
