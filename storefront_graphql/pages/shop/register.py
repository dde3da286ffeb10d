"""The public register: what each badge rests on."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from storefront_graphql.pages.shop.asking import answered, ask, show, with_query

# The code of the badge that a kind of right gives, for its colour.
BADGES = {
    "GI_PRODUCT": "gi_product",
    "GI_MARK": "gi_mark",
    "AGRI_GI": "legacy",
    "VILLAGE_PRODUCT": "village",
}
# A right in one of these states is nothing that a badge could rest on.
WITHOUT_FORCE = {"SUPERSEDED", "REVOKED", "NONE", "UNKNOWN"}


PAGE = 60


@require_safe
@answered
def register(request: HttpRequest) -> HttpResponse:
    """A page of the entries: this county's first, then the neighbours'."""
    text, after = request.GET.get("q", "").strip()[:60], request.GET.get("after", "")
    page = ask(request, "RegisterPage", first=PAGE, after=after or None, text=text)["registerPage"]
    entries = [told(entry) for entry in page["nodes"]]
    older = with_query(request.path, q=text, after=page["endCursor"])
    context = {
        "local": [entry for entry in entries if entry["local"]],
        "others": [entry for entry in entries if not entry["local"]],
        "text": text,
        "newer_url": with_query(request.path, q=text) if after else "",
        "older_url": older if page["hasNext"] else "",
    }
    return show(request, "register", context)


@require_safe
@answered
def right(request: HttpRequest, right_id: str) -> HttpResponse:
    """One entry: its area, who may use it, which goods do, and what became of it."""
    entry = ask(request, "RegisterEntry", id=right_id)["right"]
    if entry is None:
        raise Http404
    return show(request, "right", {"entry": told(entry)})


def told(entry: dict[str, Any]) -> dict[str, Any]:
    """Return an entry with the badge it may give, and its day in words."""
    force = entry["status"] not in WITHOUT_FORCE
    return {
        **entry,
        "badge": BADGES.get(entry["scheme"]) if force else None,
        "day": spoken_day(entry["announced"]),
    }


def spoken_day(announced: str) -> str:
    """Return 2019年6月24日 for 2019-06-24, and less where less is known."""
    parts = [str(int(part)) for part in announced.split("-") if part.isdigit()]
    return "".join(number + unit for number, unit in zip(parts, "年月日", strict=False))
