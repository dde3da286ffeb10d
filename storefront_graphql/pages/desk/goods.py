"""One product at the desk: what shoppers read, its facts, pictures, prices and counts."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from storefront_graphql.pages import words
from storefront_graphql.pages.desk import facts
from storefront_graphql.pages.desk.door import DESK, show
from storefront_graphql.pages.desk.product import product_of
from storefront_graphql.pages.shop.asking import see, whole, wrongs
from storefront_graphql.pages.staff import REFUSED

# Fields of the form and what the API calls them.
READ = {
    "name": "name",
    "subtitle": "subtitle",
    "story": "story",
    "variety": "variety",
    "storage": "storage",
    "shelf_days": "shelfDays",
    "perishable": "perishable",
    "origin_code": "originCode",
    "right_id": "rightId",
    "status": "status",
}
# Fields that are chosen from a list, with what stands for nothing in it.
FRESH = [
    {"value": "1", "label": "是，坏得快，不能无理由退"},
    {"value": "0", "label": "不是，7 天可以退"},
]
NO_RIGHT = {"value": "", "label": "没有"}
NAMES = {
    "name": "名称",
    "subtitle": "一句话",
    "story": "来历",
    "variety": "品种",
    "storage": "怎么存",
    "shelf_days": "保质期",
    "status": "卖不卖",
    "attributes": "标签上的",
    "price_fen": "价钱",
    "active": "卖不卖",
    "ships_from": "预售",
    "perishable": "鲜活易腐",
    "origin_code": "哪个村的",
    "origin_id": "哪个村的",
    "right_id": "用哪个产地标识",
}
SIZE_NAMES = {"name": "叫什么", "net_grams": "净重", "gross_grams": "毛重", "pieces": "几个"}
STATUSES = {
    "LISTED": "在卖",
    "PAUSED": "先不卖",
    "DRAFT": "草稿，顾客看不到",
    "IN_REVIEW": "等县里看",
    "REFUSED": "没通过",
}
# What may be chosen from each state, and how it is said there.
OFFERED = {
    "DRAFT": (("DRAFT", "草稿，顾客看不到"), ("LISTED", "上架")),
    "IN_REVIEW": (("IN_REVIEW", "等县里看"), ("DRAFT", "收回来，先当草稿")),
    "LISTED": (("LISTED", "在卖"), ("PAUSED", "先不卖")),
    "PAUSED": (("PAUSED", "先不卖"), ("LISTED", "上架")),
    "REFUSED": (("REFUSED", "先留着"), ("LISTED", "改好了，再交一次")),
}


@require_http_methods(["GET", "HEAD", "POST"])
@DESK.page
def listing(request: HttpRequest, product_id: str) -> HttpResponse:
    """Show the editor; save what shoppers read, unless somebody else changed it meanwhile."""
    if request.method != "POST":
        return editor(request, product_id)
    typed = {name: _lines(request.POST[name]) for name in READ if name in request.POST}
    given: dict[str, Any] = {READ[name]: text for name, text in typed.items()}
    if "shelfDays" in given:
        given["shelfDays"] = whole(given["shelfDays"])
    if "perishable" in given:
        given["perishable"] = given["perishable"] == "1"
    if facts.typed_in(request.POST):
        typed |= facts.typed_in(request.POST)
        given["attributes"] = facts.given(request.POST)
    if given.get("shelfDays", 0) is None:
        wrong = {"shelfDays": "写成整数，像 30。"}
        return editor(request, product_id, given=typed, wrong=wrong, status=REFUSED)
    payload = DESK.do(
        request,
        "UpdateListing",
        productId=product_id,
        version=whole(request.POST.get("version")) or 0,
        **given,
    )
    if payload["errors"]:
        stale = any(error["code"] == "STALE" for error in payload["errors"])
        wrong = {} if stale else wrongs(payload)
        return editor(request, product_id, given=typed, wrong=wrong, stale=stale, status=REFUSED)
    waits = payload["product"]["status"] == "IN_REVIEW" and typed.get("status") == "LISTED"
    messages.success(request, "存好了，县里看过就上架。" if waits else "存好了。")
    return see(reverse("desk_product", args=[product_id]))


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n")


@require_POST
@DESK.page
def picture(request: HttpRequest, product_id: str) -> HttpResponse:
    """Add a picture after the last one; the first is the main one."""
    alt, file = request.POST.get("alt", ""), request.FILES.get("picture")
    if file is None:
        wrong = {"picture": "先选一张图片。"}
        return editor(request, product_id, alt=alt, wrong=wrong, status=REFUSED)
    payload = DESK.do(request, "AddPicture", productId=product_id, alt=alt, picture=file)
    if payload["errors"]:
        wrong = wrongs(payload)
        return editor(request, product_id, alt=alt, wrong=wrong, status=REFUSED)
    messages.success(request, "图片加上了。")
    return see(reverse("desk_product", args=[product_id]) + "#pictures")


def editor(
    request: HttpRequest,
    product_id: str,
    *,
    given: Mapping[str, str] | None = None,
    stale: bool = False,
    wrong: Mapping[str, str] | None = None,
    typed_row: Mapping[str, Any] | None = None,
    alt: str = "",
    status: int = 200,
) -> HttpResponse:
    """Answer with the editor: what was typed stays; when `stale`, what is stored is told too.

    What was typed before and not saved comes back, with the version it was begun with: if
    somebody else saved meanwhile, the two are shown side by side before one wins.
    """
    found = product_of(request, product_id)
    stored, draft = found["product"], found["productDraft"] if given is None else None
    typed = dict(given or {})
    if draft:
        typed = {field["name"]: field["value"] for field in draft["fields"]}
    kept = _kept(stored)
    choices = _choices(found)
    context = {
        "product": stored,
        "form": {**kept, **typed},
        "facts": facts.fields(stored["facts"], typed, wrong),
        "version": draft["version"] if draft else stored["version"],
        "draft": draft,
        "stale": stale,
        "choices": choices,
        "theirs": _theirs(stored, typed, choices) if stale else [],
        "state": STATUSES[stored["status"]],
        "statuses": [{"value": to, "label": said} for to, said in OFFERED[stored["status"]]],
        "changes": [_change(each, stored) for each in found["productChanges"]],
        "lots": found["lots"],
        "wrong": wrong or {},
        "typed": typed_row or {},
        "alt": alt,
        "back": reverse("desk_product", args=[product_id]),
    }
    return show(request, "product", found["me"], context, status)


def _kept(stored: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is stored, as the form's fields hold it."""
    kept = {name: stored[field] for name, field in READ.items()}
    fresh = "1" if stored["perishable"] else "0"
    return {**kept, "perishable": fresh, "right_id": stored["rightId"] or ""}


def _choices(found: Mapping[str, Any]) -> dict[str, list[dict[str, str]]]:
    """Return what the lists of the form offer; where the goods come from now is among it."""
    stored = found["product"]
    villages = {each["code"]: each["name"] for each in found["villages"]}
    villages.setdefault(stored["originCode"], stored["originName"])
    rights = [
        {"value": each["id"], "label": f"{each['name']}（{each['scheme']}）"}
        for each in found["rights"]
    ]
    return {
        "perishable": FRESH,
        "origin_code": [{"value": code, "label": name} for code, name in villages.items()],
        "right_id": [NO_RIGHT, *rights],
    }


def _theirs(
    stored: Mapping[str, Any],
    given: Mapping[str, str],
    choices: Mapping[str, list[dict[str, str]]],
) -> list[dict[str, str]]:
    """Return what is stored now where it is not what was typed, with what was typed."""
    pairs = []
    for name, kept in _kept(stored).items():
        labels = {each["value"]: each["label"] for each in choices.get(name, ())}
        yours = given.get(name)
        yours = yours if yours is None else labels.get(yours, yours)
        pairs.append((NAMES[name], labels.get(kept, str(kept)), yours))
    pairs += [
        (fact["label"], fact["value"], given.get(facts.PREFIX + fact["name"]))
        for fact in stored["facts"]
    ]
    return [
        {
            "name": name,
            "text": STATUSES.get(theirs, theirs) or "空着",
            "yours": STATUSES.get(yours, yours) or "空着",
        }
        for name, theirs, yours in pairs
        if yours is not None and theirs != yours
    ]


def _change(change: Mapping[str, Any], stored: Mapping[str, Any]) -> dict[str, Any]:
    """Return one change in words: who, when, what from, what to."""
    sizes = {sort["id"]: sort["name"] for sort in stored["variants"]}
    return {
        "at": change["at"],
        "by": change["by"] or "有人",
        "undo": change["undo"],
        "columns": [
            {
                "name": _named(one, sizes),
                "before": _said(one["column"], one["before"]),
                "after": _said(one["column"], one["after"]),
            }
            for one in change["columns"]
        ],
    }


def _named(column: Mapping[str, str], sizes: Mapping[str, str]) -> str:
    """Return what changed, in words; of a size with the size's name."""
    own = NAMES if not column["variantId"] else {**NAMES, **SIZE_NAMES}
    return f"{sizes.get(column['variantId'], '')}{own[column['column']]}"


def _said(column: str, text: str) -> str:
    if column == "price_fen":
        return words.yuan(text)
    if column == "active":
        return "在卖" if text == "true" else "停卖"
    if column == "perishable":
        return "是" if text == "true" else "不是"
    if column in ("net_grams", "gross_grams"):
        return words.weight(int(text))
    if column == "attributes":
        return ""
    return text or "空着"
