"""Two people change the register: one asks, another one agrees, and everything is kept."""

import dataclasses
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import ProgrammingError, transaction

from fixtures.build import supply
from market.accounts.actors import MerchantStaff, Operator, Shopper, System
from market.cases.models import Case, CaseState
from market.cases.services import SamePerson
from market.gi import proposals, services, writing
from market.gi.models import AuthorisedUser, Proposal, Right, RightChange
from market.gi.proposals import NothingChanged, Paper
from market.gi.steps import PutRight, PutStatus, PutUser, Step, StrikeOff, Words
from market.gi.writing import Outdated
from market.kernel import days
from market.kernel.errors import Forbidden, Invalid, NotFound

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
ON = days.day(NOW)
SUN, WU, HE = Operator(1), Operator(2), Operator(3)
PAPER = Paper(why="国家知识产权局认定了", source="公告第625号")
CODE = supply.credit_code("93430423MA4T00001")
PEACH = Words(
    authority="CNIPA",
    number="公告第625号",
    announced="2026-11",
    holder="衡山县特色种养协会",
    area="衡山县",
    area_codes=("430423",),
    category="fruit",
    confidence="HIGH",
    source="S-test",
)
ENTER = PutRight("衡山红脆桃", "GI_PRODUCT", "ACTIVE", PEACH)
USER = PutUser("衡山红脆桃", "GI_PRODUCT", CODE, "龙凤果业合作社", ON, None, 5_000_000)


@pytest.fixture(autouse=True)
def _places() -> None:
    supply.places()


def propose(*steps: Step, actor: Operator = SUN, paper: Paper = PAPER) -> Case:
    return proposals.propose(actor=actor, steps=steps, paper=paper, now=NOW)


def agree(case: Case, actor: Operator = WU) -> Case:
    return proposals.decide(actor=actor, case_id=case.public_id, approve=True, reason="", now=NOW)


def entered(*steps: Step) -> Right:
    agree(propose(ENTER, *steps))
    return Right.objects.get()


def test_a_proposal_changes_nothing_until_another_one_agrees() -> None:
    case = propose(ENTER, USER)
    assert (case.kind, case.state, case.first_by) == ("RIGHT", CaseState.SECOND, SUN.ref)
    assert case.title == "衡山红脆桃：新登记，授权龙凤果业合作社"
    assert not Right.objects.exists()
    with pytest.raises(SamePerson):
        agree(case, SUN)
    assert not Right.objects.exists()
    assert agree(case).state == CaseState.APPROVED
    right = Right.objects.get()
    assert (right.name, right.status, right.area_codes) == ("衡山红脆桃", "ACTIVE", ["430423"])
    user = AuthorisedUser.objects.get()
    assert (user.right, user.credit_code, user.ceiling_grams) == (right, CODE, 5_000_000)
    with pytest.raises(NotFound):
        agree(case, HE)
    assert AuthorisedUser.objects.count() == 1


def test_who_when_why_and_on_what_paper_is_kept() -> None:
    right = entered(USER)
    first, second = RightChange.objects.order_by("pk")
    assert (first.what, first.before, first.after["holder"]) == ("RIGHT", None, PEACH.holder)
    assert (second.what, second.about, second.after["name"]) == ("USER", CODE, "龙凤果业合作社")
    for change in (first, second):
        assert (change.by, change.agreed_by, change.at) == (SUN.ref, WU.ref, NOW)
        assert (change.why, change.source) == (PAPER.why, PAPER.source)
    agree(propose(StrikeOff(right.name, right.scheme, CODE)))
    last = RightChange.objects.latest("pk")
    assert (last.before["status"], last.after["status"]) == ("ACTIVE", "STRUCK_OFF")
    assert AuthorisedUser.objects.get().status == "STRUCK_OFF"


@pytest.mark.parametrize("verb", ["update", "delete"])
def test_the_history_cannot_be_rewritten(verb: str) -> None:
    entered()
    rows = RightChange.objects.all()
    with pytest.raises(ProgrammingError), transaction.atomic():
        rows.update(why="") if verb == "update" else rows.delete()
    assert RightChange.objects.get().why == PAPER.why


def test_a_no_needs_a_reason_and_changes_nothing() -> None:
    case = propose(ENTER)
    with pytest.raises(Invalid):
        proposals.decide(actor=WU, case_id=case.public_id, approve=False, reason="", now=NOW)
    done = proposals.decide(
        actor=WU, case_id=case.public_id, approve=False, reason="公告里没有", now=NOW
    )
    assert done.state == CaseState.REFUSED
    assert not Right.objects.exists()
    assert Proposal.objects.get().closed_at == NOW
    # The same wish may be asked for again.
    assert propose(ENTER).pk != case.pk


def test_the_same_wish_twice_is_one_case() -> None:
    assert propose(ENTER).pk == propose(ENTER, actor=WU).pk
    assert Case.objects.get().opened_by == SUN.ref
    assert Proposal.objects.count() == 1


def test_who_asked_may_take_it_back() -> None:
    case = propose(ENTER)
    with pytest.raises(Forbidden):
        proposals.withdraw(actor=WU, case_id=case.public_id, now=NOW)
    proposals.withdraw(actor=SUN, case_id=case.public_id, now=NOW)
    with pytest.raises(NotFound):
        agree(case)
    assert not Right.objects.exists()


def test_what_was_seen_must_still_be_so() -> None:
    right = entered(USER)
    renewed = propose(dataclasses.replace(USER, to_on=date(2027, 12, 31)))
    agree(propose(StrikeOff(right.name, right.scheme, CODE)))
    with pytest.raises(Outdated), transaction.atomic():
        agree(renewed)
    assert AuthorisedUser.objects.get().status == "STRUCK_OFF"
    # The case still waits, and can be refused.
    proposals.decide(actor=WU, case_id=renewed.public_id, approve=False, reason="过时", now=NOW)


def test_the_other_changes_do_not_stand_in_the_way() -> None:
    right = entered(USER)
    status = propose(PutStatus(right.name, right.scheme, "REVOKED", ON))
    agree(propose(StrikeOff(right.name, right.scheme, CODE)))
    agree(status)
    assert Right.objects.get().status_on(ON) == "REVOKED"


def test_nothing_to_change_is_no_proposal() -> None:
    entered(USER)
    with pytest.raises(NothingChanged):
        propose(ENTER, USER)
    assert Case.objects.count() == 1


def test_a_status_begins_and_ends_by_its_days() -> None:
    right = entered()
    for status, after in [("REVOKED", 10), ("SUPERSEDED", 20), ("ACTIVE", 10)]:
        agree(propose(PutStatus(right.name, right.scheme, status, ON + timedelta(days=after))))
    right.refresh_from_db()
    # The last one said that it stays as it was: what came from that day on is gone.
    assert right.statuses == []
    agree(propose(PutStatus(right.name, right.scheme, "REVOKED", ON + timedelta(days=1))))
    right.refresh_from_db()
    assert (right.status_on(ON), right.status_on(ON + timedelta(days=1))) == ("ACTIVE", "REVOKED")
    assert (right.status_on(ON + timedelta(days=9)), right.status) == ("REVOKED", "ACTIVE")


def test_an_honour_that_lapsed_is_over_that_day() -> None:
    words = dataclasses.replace(PEACH, number="第10批", area_codes=(supply.LONGFENG,))
    honour = PutRight("龙凤村 沃柑", "VILLAGE_PRODUCT", "RECOGNISED", words)
    agree(propose(honour))
    lapsed = dataclasses.replace(words, monitoring="LAPSED", monitored_on=date(2026, 12, 1))
    agree(propose(dataclasses.replace(honour, words=lapsed)))
    right = Right.objects.get()
    assert right.statuses == [["2026-12-01", "REVOKED"]]
    assert [change.what for change in right.changes.order_by("pk")] == ["RIGHT", "RIGHT", "STATUS"]


def test_the_agricultural_register_is_a_legacy() -> None:
    old = dataclasses.replace(ENTER, scheme="AGRI_GI")
    with pytest.raises(Invalid) as refused:
        propose(old)
    assert (refused.value.name, refused.value.rule) == ("status", "status")
    agree(propose(dataclasses.replace(old, status="LEGACY")))
    assert Right.objects.get().status == "LEGACY"


def test_every_effective_change_is_told_once() -> None:
    seen: list[str] = []
    original = writing.emit_all
    try:
        writing.emit_all = lambda facts: seen.extend(name for name, _ in facts)  # type: ignore[assignment]
        case = propose(ENTER, USER)
        assert seen == []
        agree(case)
        assert seen == ["right.changed"]
    finally:
        writing.emit_all = original


def words(**changes: Any) -> PutRight:
    return dataclasses.replace(ENTER, words=dataclasses.replace(PEACH, **changes))


@pytest.mark.parametrize(
    ("step", "field", "rule"),
    [
        (dataclasses.replace(ENTER, name=" "), "name", "required"),
        (dataclasses.replace(ENTER, name="红\u202e桃"), "name", "characters"),
        (dataclasses.replace(ENTER, scheme="ORGANIC"), "scheme", "scheme"),
        (dataclasses.replace(ENTER, status="RECOGNISED"), "status", "status"),
        (words(area=""), "area", "required"),
        (words(area_codes=()), "areaCodes", "required"),
        (words(area_codes=("4304232",)), "areaCodes", "division"),
        (words(area_codes=("430423999",)), "areaCodes", "unknown"),
        (words(area_codes=tuple(f"{number}" for number in range(1000, 1501))), "areaCodes",
         "too_many"),
        (words(announced="2026-13"), "announced", "day"),
        (words(announced="去年"), "announced", "day"),
        (words(season_starts="02-29"), "seasonStarts", "season"),
        (words(ceiling_grams=-1), "ceilingGrams", "range"),
        (words(confidence="SURE"), "confidence", "confidence"),
        (words(varieties=tuple("一二三四五六七八九十甲乙丙丁戊己庚辛壬癸子")), "varieties",
         "too_many"),
        (words(valid_from=ON, valid_to=ON - timedelta(days=1)), "validTo", "order"),
        (words(monitoring="CONFIRMED", monitored_on=ON), "monitoring", "honours_only"),
        (words(monitoring="FINE"), "monitoring", "choice"),
        (words(monitored_on=ON), "monitoredOn", "both"),
        (words(source=""), "source", "required"),
        (words(note="字" * 2001), "note", "too_long"),
        (dataclasses.replace(USER, credit_code="91430423MA4L00017X"), "creditCode", "credit_code"),
        (dataclasses.replace(USER, to_on=ON - timedelta(days=1)), "toOn", "order"),
        (dataclasses.replace(USER, user_name=""), "userName", "required"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused(step: Step, field: str, rule: str) -> None:
    with pytest.raises(Invalid) as refused:
        propose(ENTER, step)
    assert (refused.value.name, refused.value.rule) == (field, rule)
    assert not Proposal.objects.exists()


@pytest.mark.parametrize(
    ("paper", "field"), [(Paper("", "公告"), "why"), (Paper("认定了", " "), "paper")]
)
def test_no_change_without_a_reason_and_a_paper(paper: Paper, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        propose(ENTER, paper=paper)
    assert (refused.value.name, refused.value.rule) == (field, "required")


@pytest.mark.parametrize(
    "step",
    [
        USER,
        StrikeOff("衡山红脆桃", "GI_PRODUCT", CODE),
        PutStatus("衡山红脆桃", "GI_PRODUCT", "REVOKED", ON),
    ],
)
def test_what_is_not_there_cannot_be_changed(step: Step) -> None:
    with pytest.raises(NotFound):
        propose(step)
    assert not Case.objects.exists()


@pytest.mark.parametrize(
    "actor", [Shopper(1), MerchantStaff(1, 1), Operator(4, "430423201"), System("job")]
)
def test_only_the_county_asks_and_agrees(actor: Any) -> None:
    with pytest.raises(Forbidden):
        propose(ENTER, actor=actor)
    case = propose(ENTER)
    for act in (
        lambda: agree(case, actor),
        lambda: proposals.withdraw(actor=actor, case_id=case.public_id, now=NOW),
    ):
        with pytest.raises(Forbidden):
            act()
    assert not Right.objects.exists()


def test_a_case_of_another_kind_is_no_proposal() -> None:
    with pytest.raises(NotFound):
        proposals.decide(actor=WU, case_id="cas_none", approve=True, reason="", now=NOW)


def test_the_seed_s_entries_are_kept_in_the_history_too() -> None:
    right = supply.right("衡山红脆桃", now=NOW)
    services.authorise(
        actor=supply.SEED, right_id=right.public_id, credit_code=CODE, name="龙凤果业合作社",
        from_on=ON, to_on=None, now=NOW,
    )  # fmt: skip
    assert [(c.what, c.by) for c in right.changes.order_by("pk")] == [
        ("RIGHT", "system:list"),
        ("USER", "system:seed"),
    ]
