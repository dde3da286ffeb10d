"""The public register: what each badge rests on."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from storefront_graphql.pages.shop.asking import answered, ask, show

# The code of the badge that a kind of right gives, for its colour.
BADGES = {
    "GI_PRODUCT": "gi_product",
    "GI_MARK": "gi_mark",
    "AGRI_GI": "legacy",
    "VILLAGE_PRODUCT": "village",
}
# A right in one of these states is nothing that a badge could rest on.
WITHOUT_FORCE = {"SUPERSEDED", "REVOKED", "NONE", "UNKNOWN"}


@require_safe
@answered
def register(request: HttpRequest) -> HttpResponse:
    """All entries: this county's first, then the neighbours'."""
    entries = ask(request, "Register")["register"]
    local = [told(entry) for entry in entries if entry["local"]]
    others = [told(entry) for entry in entries if not entry["local"]]
    return show(request, "register", {"local": local, "others": others})


@require_safe
@answered
def right(request: HttpRequest, right_id: str) -> HttpResponse:
    """One entry, word for word, with who may use it."""
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
