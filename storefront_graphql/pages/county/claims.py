"""Protected names: who may use one, which texts may keep one, which are watched besides."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from storefront_graphql.pages.county.reasons import REASONS
from storefront_graphql.pages.county.views import COUNTY, show
from storefront_graphql.pages.shop.asking import say_refusals, see, wrongs
from storefront_graphql.pages.staff import REFUSED

FIELDS = {
    "name": "名称",
    "subtitle": "一句话",
    "story": "来历",
    "variants": "规格",
    "shop": "店名",
}
# So many rights are offered, this county's first.
RIGHTS = 100
looked_at = require_http_methods(["GET", "HEAD", "POST"])


@looked_at
@COUNTY.page
def claim(request: HttpRequest, application_id: str) -> HttpResponse:
    """One application for the use of a right, and the decision: two people have to say yes."""
    wrong: dict[str, str] = {}
    if request.method == "POST":
        yes, reason = _said(request)
        payload = COUNTY.do(
            request, "DecideClaim", applicationId=application_id, approve=yes, reason=reason
        )
        if not payload["errors"]:
            done = payload["claim"]["application"]["state"]
            said = {"SECOND": "记下了，还要另一位同事同意。", "APPROVED": "准许了，登记簿记好了。"}
            messages.success(request, said.get(done, REASONS["CLAIM"]["no"][1]))
            return see(reverse("county_claim", args=[application_id]))
        wrong = wrongs(payload)
    found = COUNTY.ask(request, "ClaimRoom", id=application_id)
    if found["claimToDecide"] is None:
        raise Http404
    context = {"claim": found["claimToDecide"], **_form(request, "CLAIM", wrong)}
    return show(request, "claim", found["me"], context, status=REFUSED if wrong else 200)


@looked_at
@COUNTY.page
def text(request: HttpRequest, product_id: str) -> HttpResponse:
    """Goods whose words use a protected name: what is written where, and whether it may stand."""
    wrong: dict[str, str] = {}
    if request.method == "POST":
        yes, reason = _said(request)
        payload = COUNTY.do(request, "DecideText", subject=product_id, approve=yes, reason=reason)
        if not payload["errors"]:
            messages.success(request, REASONS["TEXT"]["yes" if yes else "no"][1])
            return see(reverse("county_text", args=[product_id]))
        wrong = wrongs(payload)
    found = COUNTY.ask(request, "TextRoom", productId=product_id)
    asked = found["textQuestion"]
    if asked is None:
        raise Http404
    context = {
        "asked": asked,
        "texts": _marked(asked["texts"], asked["flag"]["hits"]),
        **_form(request, "TEXT", wrong),
    }
    return show(request, "text", found["me"], context, status=REFUSED if wrong else 200)


@looked_at
@COUNTY.page
def names(request: HttpRequest) -> HttpResponse:
    """The watched names, and one more."""
    wrong: dict[str, str] = {}
    if request.method == "POST":
        given = {name: request.POST.get(name, "") for name in ("name", "why")}
        right = request.POST.get("rightId", "").strip()
        payload = COUNTY.do(request, "WatchName", **given, **({"rightId": right} if right else {}))
        if not payload["errors"]:
            messages.success(request, "记下了。用了它的商品马上会看一遍。")
            return see(reverse("county_names"))
        wrong = wrongs(payload)
    found = COUNTY.ask(request, "NamesRoom", first=RIGHTS)
    rows = found["watchedNames"]
    rights = [
        {"value": row["id"], "label": f"{row['name']}（{row['schemeLabel']}）"}
        for row in found["rights"]["nodes"]
        if row["scheme"] != "NONE"
    ]
    context = {
        "rights": [{"value": "", "label": "谁都要先问"}, *rights],
        "watched": [row for row in rows if not row["removedAt"]],
        "past": [row for row in rows if row["removedAt"]],
        "form": request.POST,
        "wrong": wrong,
    }
    return show(request, "names", found["me"], context, status=REFUSED if wrong else 200)


@require_POST
@COUNTY.page
def unwatch(request: HttpRequest, name_id: str) -> HttpResponse:
    """Watch a name no longer; a reason is kept."""
    payload = COUNTY.do(request, "UnwatchName", nameId=name_id, why=request.POST.get("why", ""))
    if not say_refusals(request, payload):
        messages.success(request, "不再留意了。")
    return see(reverse("county_names"))


def _said(request: HttpRequest) -> tuple[bool, str]:
    """Return yes or no, and the reason: written anew, or for a no the one that was picked."""
    yes = request.POST.get("say") == "yes"
    typed = request.POST.get("reason", "").strip()
    return yes, typed or ("" if yes else request.POST.get("picked", ""))


def _form(request: HttpRequest, kind: str, wrong: Mapping[str, str]) -> dict[str, Any]:
    reasons = [{"value": each, "label": each} for each in REASONS[kind]["reasons"]]
    return {
        "words": REASONS[kind],
        "reasons": [{"value": "", "label": "不选，自己写"}, *reasons],
        "picked": request.POST.get("picked", ""),
        "reason": request.POST.get("reason", ""),
        "wrong": wrong,
    }


def _marked(
    texts: Sequence[Mapping[str, str]], hits: Sequence[Mapping[str, str]]
) -> list[dict[str, Any]]:
    """Return the texts with a field's name, in parts: what was found stands out."""
    shown = []
    for each in texts:
        found = [hit["found"] for hit in hits if hit["field"] == each["field"] and hit["found"]]
        pattern = "|".join(map(re.escape, sorted(found, key=len, reverse=True)))
        parts = re.split(f"({pattern})", each["text"]) if found else [each["text"]]
        label = FIELDS.get(each["field"], each["field"])
        spans = [{"text": part, "found": number % 2 == 1} for number, part in enumerate(parts)]
        shown.append({"label": label, "parts": spans, "found": bool(found)})
    return sorted(shown, key=lambda one: not one["found"])
