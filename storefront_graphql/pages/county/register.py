"""The county's register: look up, ask for a change, agree to one. Two people make a change."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from storefront_graphql.pages.county import register_forms as forms
from storefront_graphql.pages.county.register_forms import PAPER, USER, WORDS, Asked
from storefront_graphql.pages.county.views import COUNTY, show
from storefront_graphql.pages.shop.asking import say_refusals, see, with_query, wrongs
from storefront_graphql.pages.staff import REFUSED

PAGE = 50
page_of_form = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@COUNTY.page
def register(request: HttpRequest) -> HttpResponse:
    """All entries, this county's first, and what waits for a second person."""
    text, scheme = request.GET.get("q", "").strip(), request.GET.get("scheme", "")
    after = request.GET.get("after", "")
    found = COUNTY.ask(
        request, "RegisterRoom", first=PAGE, after=after or None, text=text, scheme=scheme or None
    )
    page = found["rights"]
    older = with_query(request.path, q=text, scheme=scheme, after=page["endCursor"])
    context = {
        "entries": page["nodes"],
        "total": page["total"],
        "text": text,
        "scheme": scheme,
        "schemes": [{"value": "", "label": "全部"}, *found["rightSchemes"]],
        "wishes": found["rightProposals"],
        "newer_url": with_query(request.path, q=text, scheme=scheme) if after else "",
        "older_url": older if page["hasNext"] else "",
    }
    return show(request, "register", found["me"], context)


@require_safe
@COUNTY.page
def right(request: HttpRequest, right_id: str) -> HttpResponse:
    """One entry with its users and its history, and the ways to change it."""
    found = _record(request, right_id)
    return show(request, "right", found["me"], {"right": found["rightRecord"]})


@page_of_form
@COUNTY.page
def new(request: HttpRequest) -> HttpResponse:
    """Ask for a right that is not in the register yet."""
    found = COUNTY.ask(request, "NewRightRoom")
    schemes = [one for one in found["rightSchemes"] if one["value"] != "NONE"]
    statuses = {each["value"]: each for one in schemes for each in one["statuses"]}
    questions = (
        Asked("name", "名称", optional=False, maxlength=64),
        Asked("scheme", "种类", kind="select", optional=False, options=schemes),
        Asked("status", "状态", kind="select", optional=False, options=list(statuses.values())),
        *WORDS,
    )
    values = {"confidence": "MEDIUM", "monitoring": "UNKNOWN", "seasonStarts": "01-01"}
    return _form(request, found["me"], "ProposeRight", "新登记", questions, values)


@page_of_form
@COUNTY.page
def words(request: HttpRequest, right_id: str) -> HttpResponse:
    """Ask to change what an entry says."""
    found = _record(request, right_id)
    record = found["rightRecord"]
    return _form(
        request,
        found["me"],
        "ProposeWords",
        "改登记内容",
        WORDS,
        forms.stored(record),
        record=record,
    )


@page_of_form
@COUNTY.page
def status(request: HttpRequest, right_id: str) -> HttpResponse:
    """Ask for another status from a day on."""
    found = _record(request, right_id)
    record = found["rightRecord"]
    choices = record["statusChoices"]
    questions = (
        Asked("status", "状态", kind="select", optional=False, options=choices),
        Asked(
            "fromOn",
            "从哪天起",
            how="day",
            kind="date",
            why="可以是过去，也可以是将来；到那天自己生效。",
            optional=False,
        ),
    )
    today = request.now.date().isoformat()  # type: ignore[attr-defined]
    values = {"status": record["status"], "fromOn": today}
    return _form(request, found["me"], "ProposeStatus", "改状态", questions, values, record=record)


@page_of_form
@COUNTY.page
def user(request: HttpRequest, right_id: str) -> HttpResponse:
    """Ask to let somebody use a right, or to renew an entry."""
    found = _record(request, right_id)
    record = found["rightRecord"]
    code = request.GET.get("code", "")
    known = next((each for each in record["allUsers"] if each["creditCode"] == code), None)
    values: dict[str, Any] = {"fromOn": request.now.date().isoformat()}  # type: ignore[attr-defined]
    if known is not None:
        grams = known["ceilingGrams"]
        values = {**known, "userName": known["name"], "ceilingGrams": grams and grams / 1000}
    return _form(request, found["me"], "ProposeUser", "授权", USER, values, record=record)


@page_of_form
@COUNTY.page
def strike(request: HttpRequest, right_id: str, code: str) -> HttpResponse:
    """Ask to take a user's right away."""
    found = _record(request, right_id)
    record = found["rightRecord"]
    known = next((each for each in record["allUsers"] if each["creditCode"] == code), None)
    if known is None:
        raise Http404
    title = f"取消{known['name']}的授权"
    return _form(
        request,
        found["me"],
        "ProposeStrikeOff",
        title,
        (),
        {},
        record=record,
        more={"creditCode": code},
    )


@page_of_form
@COUNTY.page
def imported(request: HttpRequest) -> HttpResponse:
    """Try a file: what each row would do or what is wrong; then ask for it as a whole."""
    me = COUNTY.ask(request, "Me")["me"]
    check: Any = None
    wrong: dict[str, str] = {}
    values = forms.typed(request, PAPER)
    if request.method == "POST":
        paper, wrong = forms.read(request, PAPER)
        file, text = request.FILES.get("file"), request.POST.get("text", "")
        given = {"file": file} if file is not None else {"text": text}
        if "problems" in request.POST and file is None:
            payload = COUNTY.do(request, "RegisterProblems", text=text)
            if payload["check"] is not None:
                return _csv(payload["check"]["problemsFile"], "register-problems")
        if "propose" in request.POST and file is None:
            payload = COUNTY.do(request, "ProposeRegisterFile", **given, **paper)
            if not payload["errors"]:
                return _asked(request, payload)
            wrong = wrongs(payload)
        answer = COUNTY.do(request, "CheckRegisterFile", **given)
        check, wrong = answer["check"], {**wrongs(answer), **wrong}
    context = {
        "check": check,
        "fields": forms.drawn(PAPER, values, wrong),
        "wrong": wrong,
    }
    return show(request, "register_import", me, context, status=REFUSED if wrong else 200)


@require_safe
@COUNTY.page
def template(request: HttpRequest) -> HttpResponse:
    """An empty file with the headings, which spreadsheets read as UTF-8."""
    said = COUNTY.ask(request, "RegisterTemplate")["registerTemplate"]
    return _csv(said, "register")


@require_safe
@COUNTY.page
def proposal(request: HttpRequest, case_id: str) -> HttpResponse:
    """One proposal: what it would change, why, on what paper, and the decision."""
    found = COUNTY.ask(request, "ProposalRoom", caseId=case_id)
    if found["rightProposal"] is None:
        raise Http404
    return show(request, "register_proposal", found["me"], {"wish": found["rightProposal"]})


@require_POST
@COUNTY.page
def decide(request: HttpRequest, case_id: str) -> HttpResponse:
    """Agree, refuse or take back; then show what became of it."""
    what = request.POST.get("what", "")
    if what == "withdraw":
        payload = COUNTY.do(request, "WithdrawRight", caseId=case_id)
    else:
        reason = request.POST.get("reason", "")
        payload = COUNTY.do(
            request, "DecideRight", caseId=case_id, approve=what == "agree", reason=reason
        )
    if not say_refusals(request, payload):
        said = {"agree": "已同意，登记簿改好了。", "withdraw": "已撤回。"}
        messages.success(request, said.get(what, "已退回。"))
    return see(reverse("county_register_change", args=[case_id]))


def _csv(said: str, name: str) -> HttpResponse:
    """Return a file to keep; the byte order mark tells spreadsheets that it is UTF-8."""
    response = HttpResponse("\ufeff" + said, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def _record(request: HttpRequest, right_id: str) -> dict[str, Any]:
    found = COUNTY.ask(request, "RightRoom", id=right_id)
    if found["rightRecord"] is None:
        raise Http404
    return found


def _form(
    request: HttpRequest,
    me: Mapping[str, Any],
    operation: str,
    title: str,
    questions: Sequence[Asked],
    values: Mapping[str, Any],
    *,
    record: Mapping[str, Any] | None = None,
    more: Mapping[str, Any] | None = None,
) -> HttpResponse:
    """Show a form of the register, or send it on and lead to the proposal."""
    wrong: dict[str, str] = {}
    if request.method == "POST":
        given, wrong = forms.read(request, (*questions, *PAPER))
        about = {"rightId": record["id"]} if record else {}
        if not wrong:
            payload = COUNTY.do(request, operation, **about, **(more or {}), **given)
            if not payload["errors"]:
                return _asked(request, payload)
            wrong = wrongs(payload)
        values = forms.typed(request, (*questions, *PAPER))
    context = {
        "title": title,
        "right": record,
        "fields": forms.drawn(questions, values, wrong),
        "paper": forms.drawn(PAPER, values, wrong),
        "wrong": wrong,
    }
    return show(request, "register_form", me, context, status=REFUSED if wrong else 200)


def _asked(request: HttpRequest, payload: Mapping[str, Any]) -> HttpResponse:
    messages.success(request, "已提交，要另一位同事同意才生效。")
    return see(reverse("county_register_change", args=[payload["proposal"]["caseId"]]))
