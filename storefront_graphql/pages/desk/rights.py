"""Protected names at the desk: what the shop may use, what it asked for, and asking for more."""

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from storefront_graphql.pages import typed as reading
from storefront_graphql.pages.desk.batches import today
from storefront_graphql.pages.desk.door import DESK, show
from storefront_graphql.pages.shop.asking import say_refusals, see, wrongs
from storefront_graphql.pages.staff import REFUSED

# So many villages are all shown; of more, each town opens by itself.
FEW = 12
_NOT_A_WEIGHT = "写成千克数，比如 5000。"


@require_safe
@DESK.page
def rights(request: HttpRequest) -> HttpResponse:
    """Show the rights of the shop with what is sold under them, its applications, and the rest."""
    found = DESK.ask(request, "RightsRoom")
    own = found["standing"]
    today_is = today(request)
    taken = {each["right"]["id"] for each in own["rights"] if _lasts(each)}
    taken |= {each["rightId"] for each in own["applications"] if each["waits"]}
    context = {
        "rights": [{**each, "label": _label(each, today_is)} for each in own["rights"]],
        "applications": own["applications"],
        "has_code": own["hasCode"],
        "choices": [each for each in found["rightChoices"] if each["id"] not in taken],
    }
    return show(request, "rights", found["me"], context)


@require_http_methods(["GET", "HEAD", "POST"])
@DESK.page
def ask(request: HttpRequest, right_id: str) -> HttpResponse:
    """Ask for the use of a right: where the goods come from, how much, until when, which paper."""
    found = DESK.ask(request, "AskRightRoom", id=right_id)
    choice = found["rightChoice"]
    if choice is None:
        raise Http404
    wrong: dict[str, str] = {}
    form: Mapping[str, Any] = {"fromOn": today(request)}
    chosen: Sequence[str] = ()
    varieties: Sequence[str] = choice["right"]["varieties"][:1]
    if request.method == "POST":
        form, chosen = request.POST, request.POST.getlist("villageCodes")
        varieties = request.POST.getlist("varieties")
        given, wrong = _given(request.POST)
        if not wrong:
            file = request.FILES.get("document")
            paper = {"document": file} if file is not None else {}
            payload = DESK.do(request, "AskForRight", rightId=right_id, **given, **paper)
            if not payload["errors"]:
                messages.success(request, "交上去了。县里两个人看过以后告诉你。")
                return see(reverse("desk_rights"))
            wrong = wrongs(payload)
    context = {
        "right": choice["right"],
        "towns": _towns(choice["villages"], set(chosen)),
        "few": len(choice["villages"]) <= FEW,
        "varieties": varieties,
        "form": form,
        "wrong": wrong,
    }
    return show(request, "right_ask", found["me"], context, status=REFUSED if wrong else 200)


@require_POST
@DESK.page
def withdraw(request: HttpRequest, application_id: str) -> HttpResponse:
    """Take an application back while it waits."""
    payload = DESK.do(request, "WithdrawClaim", applicationId=application_id)
    if not say_refusals(request, payload):
        messages.success(request, "收回了。想用的时候再申请。")
    return see(reverse("desk_rights"))


def _lasts(own: Mapping[str, Any]) -> bool:
    """Whoever may use a right without an end has nothing to ask for."""
    return own["status"] == "ACTIVE" and own["toOn"] is None


def _label(own: Mapping[str, Any], on: str) -> tuple[str, str]:
    """Return where the use of a right stands, and in which tone."""
    if own["status"] != "ACTIVE":
        return "被取消了", "bad"
    if own["fromOn"] > on:
        return "还没开始", "info"
    if own["toOn"] and own["toOn"] < on:
        return "到期了", "bad"
    return ("能用", "done") if own["holds"] else ("这项权利现在停用", "warn")


def _given(form: QueryDict) -> tuple[dict[str, Any], dict[str, str]]:
    given: dict[str, Any] = {
        "villageCodes": form.getlist("villageCodes"),
        "varieties": [name for name in form.getlist("varieties") if name.strip()],
        "paper": form.get("paper", ""),
        "fromOn": form.get("fromOn", ""),
        "toOn": form.get("toOn") or None,
    }
    wrong = {} if given["fromOn"] else {"fromOn": "这一项要填。"}
    said = form.get("ceilingGrams", "").strip()
    if said:
        given["ceilingGrams"] = reading.grams(said)
        wrong |= {"ceilingGrams": _NOT_A_WEIGHT} if given["ceilingGrams"] is None else {}
    return given, wrong


def _towns(villages: Sequence[Mapping[str, str]], chosen: set[str]) -> list[dict[str, Any]]:
    """Return the villages by town, each with whether it is ticked."""
    towns = []
    for (_, name), own in groupby(villages, key=lambda row: (row["code"][:9], row["town"])):
        rows = list(own)
        marked = [{**row, "chosen": row["code"] in chosen} for row in rows]
        ticked = any(row["code"] in chosen for row in rows)
        towns.append({"name": name, "villages": marked, "ticked": ticked})
    return towns
