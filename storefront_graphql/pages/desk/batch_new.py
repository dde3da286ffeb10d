"""A new batch: of a harvest with its certificate in the same form, or mixed from several."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from storefront_graphql.pages import typed as reading
from storefront_graphql.pages.desk.batches import PROMISE_ERRORS, today
from storefront_graphql.pages.desk.door import DESK, show
from storefront_graphql.pages.shop.asking import see, whole, with_query, wrongs
from storefront_graphql.pages.staff import REFUSED

LOTS, GOODS = 50, 50
UNITS, PART = "units-", "part-"
PLAIN = ("villageCode", "plot", "household", "storage", "gtin", "notes")
DAYS = ("packedOn", "expiresOn")
PROMISE = ("place", "promisedBy", "contact", "issuedOn")
STORAGE = (("AMBIENT", "常温"), ("COOL", "冷藏"), ("FROZEN", "冷冻"))
FILL = "这一项要填。"


@require_http_methods(["GET", "HEAD", "POST"])
@DESK.page
def new(request: HttpRequest) -> HttpResponse:
    """Choose the product, then enter what was harvested: a day, the units, who promises."""
    product_id = request.GET.get("product", "")
    if not product_id:
        return _choose(request, "batch_choose", reverse("desk_batch_new"))
    found = _room(request, product_id)
    draft = found["batchDraft"]
    if request.method != "POST":
        return show(request, "batch_new", found["me"], _context(request, found, _begin(draft), {}))
    form = request.POST
    given, wrong = _given(form, found["product"]["variants"])
    if not wrong:
        payload = DESK.do(request, "EnterBatch", productId=product_id, **given)
        wrong = {PROMISE_ERRORS.get(name, name): text for name, text in wrongs(payload).items()}
    if wrong:
        context = _context(request, found, form, wrong)
        return show(request, "batch_new", found["me"], context, REFUSED)
    messages.success(request, "这一批记好了。")
    return see(reverse("desk_batch", args=[payload["batch"]["id"]]))


@require_http_methods(["GET", "HEAD", "POST"])
@DESK.page
def mix(request: HttpRequest) -> HttpResponse:
    """Mix lots of one product into a new batch, which needs a certificate of its own."""
    product_id = request.GET.get("product", "")
    if not product_id:
        return _choose(request, "batch_choose", reverse("desk_mix"), mixing=True)
    found = _room(request, product_id)
    form: Mapping[str, Any] = request.POST
    wrong: dict[str, str] = {}
    if request.method != "POST":
        form = _begin(found["batchDraft"])
    else:
        given, wrong = _mixed(form)
        if not wrong:
            payload = DESK.do(request, "MixLots", **given)
            wrong = {PROMISE_ERRORS.get(name, name): text for name, text in wrongs(payload).items()}
            if not wrong:
                messages.success(request, "混成新的一批了，合格证也开好了。")
                return see(reverse("desk_batch", args=[payload["batch"]["id"]]))
    context = _context(request, found, form, wrong)
    context["parts"] = [
        {"lot": lot, "value": form.get(f"{PART}{lot['id']}", "")} for lot in found["lots"]
    ]
    status = REFUSED if wrong else 200
    return show(request, "batch_mix", found["me"], context, status)


def _choose(request: HttpRequest, template: str, path: str, mixing: bool = False) -> HttpResponse:
    after = request.GET.get("after", "")
    found = DESK.ask(request, "ChooseGoodsRoom", first=GOODS, after=after or None)
    page = found["products"]
    older = with_query(path, after=page["endCursor"]) if page["hasNext"] else ""
    goods = [{**row, "url": with_query(path, product=row["id"])} for row in page["nodes"]]
    context = {"goods": goods, "mixing": mixing, "older_url": older}
    context["newer_url"] = path if after else ""
    return show(request, template, found["me"], context)


def _room(request: HttpRequest, product_id: str) -> dict[str, Any]:
    found = DESK.ask(request, "NewBatchRoom", productId=product_id, lots=LOTS)
    if found["batchDraft"] is None or found["product"] is None:
        raise Http404
    return found


def _begin(draft: Mapping[str, Any]) -> dict[str, Any]:
    """Return what stands in the form before anything was typed."""
    kept = (*PLAIN[:4], "place", "promisedBy", "contact")
    return {**{name: draft[name] for name in kept}, "certify": "1"}


def _context(
    request: HttpRequest,
    found: Mapping[str, Any],
    form: Mapping[str, Any],
    wrong: Mapping[str, str],
) -> dict[str, Any]:
    draft, on = found["batchDraft"], today(request)
    villages = [{"value": row["code"], "label": row["name"]} for row in found["villages"]]
    if all(row["value"] != draft["villageCode"] for row in villages):
        villages.insert(0, {"value": draft["villageCode"], "label": draft["villageName"]})
    hidden = ("gtin", "notes", "plot", "household", "packedOn", "expiresOn", "grams", "place")
    return {
        "draft": draft,
        "form": {"harvestedOn": on, "issuedOn": on, **{name: form[name] for name in form}},
        "wrong": wrong,
        "today": on,
        "villages": villages,
        "storages": [{"value": value, "label": label} for value, label in STORAGE],
        "sorts": [
            {**sort, "field": f"{UNITS}{sort['id']}", "typed": form.get(f"{UNITS}{sort['id']}", "")}
            for sort in found["product"]["variants"]
            if sort["active"]
        ],
        "open": any(name in wrong for name in (*hidden, "villageCode", "storage", "plotLat")),
    }


def _given(
    form: Mapping[str, str], variants: list[dict[str, Any]]
) -> tuple[dict[str, Any], dict[str, str]]:
    """Return the mutation's input, and what cannot be read."""
    wrong: dict[str, str] = {}
    given: dict[str, Any] = {name: form.get(name, "").strip() for name in PLAIN}
    given |= {name: form[name] for name in DAYS if form.get(name)}
    given["harvestedOn"] = form.get("harvestedOn", "")
    if not given["harvestedOn"]:
        wrong["harvestedOn"] = FILL
    units = []
    for sort in variants:
        text = form.get(f"{UNITS}{sort['id']}", "").strip()
        count = whole(text or "0")
        if count is None:
            wrong["units"] = "份数写成整数，像 18。"
        elif count:
            units.append({"variantId": sort["id"], "units": count})
    given["units"] = units
    if form.get("kilograms", "").strip():
        given["grams"] = reading.grams(form["kilograms"])
        if given["grams"] is None:
            wrong["grams"] = "写成千克数，像 250 或 12.5。"
    if form.get("certify"):
        given["certificate"] = _promise(form, wrong)
    return given, wrong


def _promise(form: Mapping[str, str], wrong: dict[str, str]) -> dict[str, str]:
    promise = {name: form.get(name, "").strip() for name in PROMISE}
    wrong |= {name: FILL for name, text in promise.items() if not text}
    return promise


def _mixed(form: Mapping[str, str]) -> tuple[dict[str, Any], dict[str, str]]:
    wrong: dict[str, str] = {}
    parts = []
    for name in form:
        if name.startswith(PART) and form[name].strip():
            count = whole(form[name])
            if count is None:
                wrong["parts"] = "份数写成整数，像 18。"
            elif count:
                parts.append({"lotId": name.removeprefix(PART), "quantity": count})
    units = whole(form.get("units"))
    if units is None:
        wrong["units"] = "份数写成整数，像 18。"
    given = {"parts": parts, "variantId": form.get("variantId", ""), "units": units}
    return {**given, "certificate": _promise(form, wrong)}, wrong
