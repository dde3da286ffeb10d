"""The shop's own rooms at the desk: application and page, papers, people, freight."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from storefront_graphql.pages import typed
from storefront_graphql.pages.desk.door import DESK, show
from storefront_graphql.pages.shop.asking import see, wrongs
from storefront_graphql.pages.staff import REFUSED
from storefront_graphql.pages.villages import destinations, villages

APPLICATION = {
    "name": "name",
    "sellerClass": "sellerClass",
    "placeCode": "placeCode",
    "phone": "phone",
    "address": "address",
    "contactName": "contactName",
    "creditCode": "creditCode",
    "story": "story",
}
MISSING = {
    "contactName": "负责人姓名",
    "address": "经营地址",
    "creditCode": "统一社会信用代码",
    "residentId": "身份证号码",
    "papers": "证件或证明",
}
# What a button on the shop's page does, and what is said then.
MOVES = {
    "submit": ("SubmitApplication", "交上去了。乡镇 3 个工作日内会看。"),
    "withdraw": ("WithdrawApplication", "撤回来了，可以接着改。"),
    "close": ("AnnounceClosing", "关店的日子写在店铺页上了。"),
    "stay": ("WithdrawClosing", "好，接着开店。"),
}
ZONE_ROWS = 5


@require_safe
@DESK.page
def shop(request: HttpRequest) -> HttpResponse:
    """Show the application while it is one, then the shop's page, licence and papers."""
    return _shop(request)


@require_POST
@DESK.page
def save(request: HttpRequest) -> HttpResponse:
    """Save the application, or what shoppers read of an open shop."""
    form = request.POST
    if "sellerClass" in form:
        said = {name: form.get(name, "").replace("\r\n", "\n") for name in APPLICATION}
        given = {**said, "residentId": form.get("residentId", "")}
        payload = DESK.do(request, "SaveApplication", **given)
    else:
        said = {name: form.get(name, "").replace("\r\n", "\n") for name in ("story", "phone")}
        payload = DESK.do(request, "UpdateShop", **said)
    if payload["errors"]:
        return _shop(request, said=said, wrong=wrongs(payload), status=REFUSED)
    messages.success(request, "存好了。")
    return see(reverse("desk_shop"))


@require_POST
@DESK.page
def move(request: HttpRequest, to: str) -> HttpResponse:
    """Hand in, take back, announce the closing or call it off."""
    if to not in MOVES:
        raise Http404
    operation, done = MOVES[to]
    payload = DESK.do(request, operation, sure=True)
    if payload["errors"]:
        return _shop(request, wrong={"form": payload["errors"][0]["message"]}, status=REFUSED)
    messages.success(request, done)
    return see(reverse("desk_shop"))


@require_POST
@DESK.page
def paper(request: HttpRequest) -> HttpResponse:
    """Bring a paper with its document, or take one back."""
    form, file = request.POST, request.FILES.get("document")
    if form.get("remove"):
        payload = DESK.do(request, "RemovePaper", paperId=form["remove"])
    elif file is None:
        return _shop(request, wrong={"document": "先选一份文件或照片。"}, status=REFUSED)
    else:
        payload = DESK.do(
            request,
            "AddPaper",
            kind=form.get("kind", ""),
            number=form.get("number", ""),
            validTo=form.get("validTo") or None,
            scope=form.getlist("scope"),
            document=file,
        )
    if payload["errors"]:
        said = {**form.dict(), "scope": form.getlist("scope")}
        return _shop(request, said=said, wrong=wrongs(payload), status=REFUSED)
    messages.success(request, "证件清单改好了。")
    return see(reverse("desk_shop") + "#papers")


@require_POST
@DESK.page
def picture(request: HttpRequest) -> HttpResponse:
    """Add a picture to the shop's page, or take one off."""
    form, file = request.POST, request.FILES.get("picture")
    if form.get("remove"):
        payload = DESK.do(request, "RemoveShopPicture", pictureId=form["remove"])
    elif file is None:
        return _shop(request, wrong={"picture": "先选一张图片。"}, status=REFUSED)
    else:
        payload = DESK.do(request, "AddShopPicture", picture=file, alt=form.get("alt", ""))
    if payload["errors"]:
        return _shop(request, said=form.dict(), wrong=wrongs(payload), status=REFUSED)
    messages.success(request, "店铺页的图改好了。")
    return see(reverse("desk_shop") + "#pictures")


def _shop(
    request: HttpRequest,
    *,
    said: Mapping[str, Any] | None = None,
    wrong: Mapping[str, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    found = DESK.ask(request, "ShopRoom")
    file, choices = found["shop"], found["shopChoices"]
    stored = {name: file[key] for name, key in APPLICATION.items()}
    context = {
        "shop": file,
        "form": {**stored, **(said or {})},
        "wrong": wrong or {},
        "draft": file["status"] == "DRAFT",
        "missing": "、".join(MISSING[name] for name in file["missing"]),
        "classes": choices["classes"],
        "villages": villages(request, file["placeCode"]) if file["status"] == "DRAFT" else [],
        "papers": choices["papers"],
        "scopes": choices["scopes"],
        "change": next((c for c in file["classChanges"] if c["state"] == "WAITING"), None),
        "bound": [change["paperId"] for change in file["classChanges"]],
    }
    return show(request, "shop", found["me"], context, status)


@require_safe
@DESK.page
def people(request: HttpRequest) -> HttpResponse:
    """Show who works for the shop and who was invited."""
    return _people(request)


@require_POST
@DESK.page
def change_people(request: HttpRequest) -> HttpResponse:
    """Invite by phone, call off, give another role, let go."""
    form = request.POST
    if form.get("withdraw"):
        payload = DESK.do(request, "WithdrawInvitation", invitationId=form["withdraw"])
    elif form.get("remove"):
        payload = DESK.do(request, "RemoveStaff", userId=form["remove"])
    elif form.get("user"):
        payload = DESK.do(request, "SetStaffRole", userId=form["user"], role=form.get("role", ""))
    else:
        said = {"phone": form.get("phone", ""), "role": form.get("role", "")}
        payload = DESK.do(request, "InviteStaff", **said)
    if payload["errors"]:
        return _people(request, said=form.dict(), wrong=wrongs(payload), status=REFUSED)
    messages.success(request, "办好了。")
    return see(reverse("desk_staff"))


def _people(
    request: HttpRequest,
    *,
    said: Mapping[str, Any] | None = None,
    wrong: Mapping[str, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    found = DESK.ask(request, "ShopRoom")
    context = {
        "shop": found["shop"],
        "roles": found["shopChoices"]["roles"],
        "said": said or {},
        "wrong": wrong or {},
    }
    return show(request, "staff", found["me"], context, status)


@require_safe
@DESK.page
def freight(request: HttpRequest) -> HttpResponse:
    """Show what delivery costs, with the zones."""
    return _freight(request, None, {})


@require_POST
@DESK.page
def save_freight(request: HttpRequest) -> HttpResponse:
    """Store what delivery costs; an empty zone is no zone."""
    form = request.POST
    usual = {name: form.get(name, "") for name in ("first", "next", "free", "cold")}
    columns = ("prefix", "zone_first", "zone_next", "zone_free")
    zones = [row for row in zip(*(form.getlist(name) for name in columns), strict=False) if row[0]]
    rows = [dict(zip(("prefix", "first", "next", "free"), row, strict=True)) for row in zones]
    given = {**_prices(usual), "coldFen": typed.fen(usual["cold"] or "0")}
    wrong = {"form": "钱写成数字，像 6 或者 6.5。"}
    if not _read(usual, given) or not all(_read(row, _prices(row)) for row in rows):
        return _freight(request, (usual, rows), wrong, REFUSED)
    priced = [{"prefix": row["prefix"], **_prices(row)} for row in rows]
    payload = DESK.do(request, "SetFreight", **given, zones=priced)
    if payload["errors"]:
        said = {"form": payload["errors"][0]["message"]}
        return _freight(request, (usual, rows), said, REFUSED)
    messages.success(request, "运费存好了，从下一单起算。")
    return see(reverse("desk_freight"))


def _prices(row: Mapping[str, str]) -> dict[str, int | None]:
    return {
        "firstKgFen": typed.fen(row["first"]),
        "nextKgFen": typed.fen(row["next"]),
        "freeFromFen": typed.fen(row["free"]) if row["free"].strip() else None,
    }


def _read(row: Mapping[str, str], prices: Mapping[str, int | None]) -> bool:
    """Tell whether everything that was typed could be read."""
    free = prices["freeFromFen"] is not None or not row["free"].strip()
    others = (value for name, value in prices.items() if name != "freeFromFen")
    return free and None not in set(others)


def _freight(
    request: HttpRequest,
    said: tuple[Mapping[str, str], list[dict[str, str]]] | None,
    wrong: Mapping[str, str],
    status: int = 200,
) -> HttpResponse:
    found = DESK.ask(request, "ShopRoom")
    terms, zones = found["shop"]["freight"], found["shop"]["zones"]
    usual, rows = said or (
        {**_typed(terms), "cold": _yuan(terms["coldFen"])},
        [{"prefix": zone["prefix"], **_typed(zone)} for zone in zones],
    )
    empty = [{"prefix": "", "first": "", "next": "", "free": ""}] * max(1, ZONE_ROWS - len(rows))
    context = {
        "usual": usual,
        "rows": [*rows, *empty],
        "places": destinations(request),
        "wrong": wrong,
    }
    return show(request, "freight", found["me"], context, status)


def _typed(row: Mapping[str, Any]) -> dict[str, str]:
    free = row["freeFromFen"]
    return {
        "first": _yuan(row["firstKgFen"]),
        "next": _yuan(row["nextKgFen"]),
        "free": "" if free is None else _yuan(free),
    }


def _yuan(fen: int) -> str:
    return f"{fen / 100:.2f}".rstrip("0").rstrip(".")
