"""Changes of the register by people: one operator proposes, another one agrees.

The proposal is data until a second operator says yes; then its steps are done in the same
transaction. A status or a period that a step gives begins and ends by its days, without a button.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ClassVar

from django.conf import settings
from django.db import IntegrityError, transaction

from market.accounts.actors import Actor, require_county
from market.cases import services as cases
from market.cases.models import Case, CaseKind, CaseState
from market.gi import steps as s
from market.gi import writing
from market.gi.models import Monitoring, Proposal, Right, RightStatus, Scheme
from market.gi.steps import Step
from market.gi.writing import Note, Outcome
from market.kernel import text
from market.kernel.errors import Busy, DomainError, Forbidden, Invalid, NotFound
from market.media.services import accept_document
from market.places.models import Place

MOST_STEPS = 5_000


@dataclass(eq=False)
class NothingChanged(DomainError):
    """The register says already what was asked for."""

    code: ClassVar[str] = "NOTHING_CHANGED"


@dataclass(frozen=True, slots=True)
class Paper:
    """Why a change is asked for, and what it rests on: a source in words, a file, or both."""

    why: str
    source: str = ""
    data: bytes = b""
    file_name: str = ""


@dataclass(frozen=True, slots=True)
class NewUser:
    """Somebody who is to use a right; without an end, and without a ceiling of the own, null."""

    credit_code: str
    name: str
    from_on: date
    to_on: date | None = None
    ceiling_grams: int | None = None


@transaction.atomic
def propose(*, actor: Actor, steps: Sequence[Step], paper: Paper, now: datetime) -> Case:
    """Ask another operator to agree to these steps; the same wish twice is one case.

    Steps that would change nothing are left out. Raises Forbidden, NotFound (a right or user that
    has to be there), NothingChanged, DocumentRefused, Invalid (a step's field, areaCodes "unknown",
    why, paper "required" where neither words nor a file are given).
    """
    operator = require_county(actor)
    why = text.paragraphs(paper.why, field="why", max_length=1000, required=True)
    source = text.line(paper.source, field="paper", max_length=200, required=not paper.data)
    outcomes = [each for each in planned(steps) if each.is_change]
    if not outcomes:
        raise NothingChanged
    stored = [
        {"step": s.to_json(each.step), "before": each.before, "after": each.after}
        for each in outcomes
    ]
    rights = {each.right.pk for each in outcomes}
    document = None
    if paper.data:
        document = accept_document(data=paper.data, name=paper.file_name, owner="", now=now)
    proposal = Proposal(
        title=_title(outcomes),
        right_id=rights.pop() if len(rights) == 1 else None,
        steps=stored,
        digest=hashlib.sha256(json.dumps(stored, sort_keys=True).encode()).hexdigest(),
        why=why,
        source=source,
        document=document,
        proposed_by=operator.ref,
        proposed_at=now,
    )
    try:
        with transaction.atomic():
            proposal.save(force_insert=True)
    except IntegrityError:
        proposal = _waiting(proposal.digest)
    return cases.open_case(
        kind=CaseKind.RIGHT,
        subject=proposal.public_id,
        title=proposal.title,
        detail=proposal.why,
        opened_by=proposal.proposed_by,
        needs_second=True,
        opener_agrees=True,
        now=now,
    )


@transaction.atomic
def propose_right(
    *,
    actor: Actor,
    name: str,
    scheme: str,
    status: str,
    words: s.Words,
    paper: Paper,
    now: datetime,
) -> Case:
    """Ask to enter a right that is not there. Raises as `propose`, and Invalid("name", "taken")."""
    require_county(actor)
    here = Right.objects.filter(name=" ".join(name.split()), scheme=scheme)
    if here.exists():
        raise Invalid("name", "taken")
    step = s.PutRight(name, scheme, status, words)
    return propose(actor=actor, steps=[step], paper=paper, now=now)


@transaction.atomic
def propose_words(
    *, actor: Actor, right_id: str, words: s.Words, paper: Paper, now: datetime
) -> Case:
    """Ask to change what the register says of a right. Raises as `propose`."""
    right = _asked_about(actor, right_id)
    step = s.PutRight(right.name, right.scheme, right.status, words)
    return propose(actor=actor, steps=[step], paper=paper, now=now)


@transaction.atomic
def propose_status(
    *, actor: Actor, right_id: str, status: str, from_on: date, paper: Paper, now: datetime
) -> Case:
    """Ask for another status from a day on, past or to come. Raises as `propose`."""
    right = _asked_about(actor, right_id)
    step = s.PutStatus(right.name, right.scheme, status, from_on)
    return propose(actor=actor, steps=[step], paper=paper, now=now)


@transaction.atomic
def propose_user(
    *, actor: Actor, right_id: str, user: NewUser, paper: Paper, now: datetime
) -> Case:
    """Ask to enter a user of a right, or to renew the code's entry. Raises as `propose`."""
    right = _asked_about(actor, right_id)
    step = s.PutUser(
        right.name,
        right.scheme,
        credit_code=user.credit_code,
        user_name=user.name,
        from_on=user.from_on,
        to_on=user.to_on,
        ceiling_grams=user.ceiling_grams,
    )
    return propose(actor=actor, steps=[step], paper=paper, now=now)


@transaction.atomic
def propose_strike_off(
    *, actor: Actor, right_id: str, credit_code: str, paper: Paper, now: datetime
) -> Case:
    """Ask to take a user's right away. Raises as `propose`."""
    right = _asked_about(actor, right_id)
    step = s.StrikeOff(right.name, right.scheme, credit_code)
    return propose(actor=actor, steps=[step], paper=paper, now=now)


@transaction.atomic
def decide(*, actor: Actor, case_id: str, approve: bool, reason: str, now: datetime) -> Case:
    """Agree to a proposal, which does its steps, or refuse it with a reason.

    Of two who decide at once one is first and the other finds nothing that waits. Raises
    Forbidden, NotFound("case"), SamePerson, Outdated (the register changed meanwhile: refuse it and
    propose anew), Invalid("reason").
    """
    operator = require_county(actor)
    proposal = _of_case(case_id)
    case = cases.decide(
        actor=actor,
        kind=CaseKind.RIGHT,
        subject=proposal.public_id,
        approve=approve,
        reason=reason,
        now=now,
    )
    if case.state == CaseState.APPROVED:
        note = Note(
            by=proposal.proposed_by,
            agreed_by=operator.ref,
            why=proposal.why,
            source=proposal.source,
            document=proposal.document,
            at=now,
            proposal=proposal,
        )
        steps = [s.from_json(each["step"]) for each in proposal.steps]
        seen = [each["before"] for each in proposal.steps]
        writing.carry_out(steps, seen=seen, note=note)
    _close(proposal, now)
    return case


@transaction.atomic
def withdraw(*, actor: Actor, case_id: str, now: datetime) -> Case:
    """Take an own proposal back; one that was decided stays. Raises Forbidden, NotFound."""
    operator = require_county(actor)
    proposal = _of_case(case_id)
    if proposal.proposed_by != operator.ref:
        raise Forbidden
    cases.withdraw(kind=CaseKind.RIGHT, subject=proposal.public_id, now=now)
    case = Case.objects.get(public_id=case_id)
    if case.state == CaseState.WITHDRAWN:
        _close(proposal, now)
    return case


def planned(steps: Sequence[Step]) -> list[Outcome]:
    """Return what the steps would do; nothing is written. Raises as `propose` does."""
    if len(steps) > MOST_STEPS:
        raise Invalid("steps", "too_many")
    good = [s.checked(step) for step in steps]
    unknown = unknown_codes([step.words for step in good if isinstance(step, s.PutRight)])
    if unknown:
        raise Invalid("areaCodes", "unknown")
    return writing.plan(with_lapses(good))


def with_lapses(steps: Sequence[Step]) -> list[Step]:
    """Add what follows by itself: an honour that did not pass its monitoring is over that day."""
    found: list[Step] = []
    for step in steps:
        found.append(step)
        if isinstance(step, s.PutRight) and step.words.monitoring == Monitoring.LAPSED:
            lapsed_on = step.words.monitored_on
            if step.scheme == Scheme.VILLAGE_PRODUCT and lapsed_on is not None:
                found.append(s.PutStatus(step.name, step.scheme, RightStatus.REVOKED, lapsed_on))
    return found


def unknown_codes(words: Sequence[s.Words]) -> set[str]:
    """Return the codes of this county's places that there are not. One statement at most."""
    county: str = settings.COUNTY_CODE
    codes = {code for each in words for code in each.area_codes if code.startswith(county)}
    known = Place.objects.filter(code__in=codes).values_list("code", flat=True)
    return codes - set(known) if codes else set()


def _asked_about(actor: Actor, right_id: str) -> Right:
    require_county(actor)
    right = Right.objects.filter(public_id=right_id).first()
    if right is None:
        raise NotFound("right")
    return right


def _waiting(digest: str) -> Proposal:
    found = Proposal.objects.filter(digest=digest, closed_at=None).first()
    if found is None:
        # It was decided at this very moment.
        raise Busy
    return found


def _of_case(case_id: str) -> Proposal:
    subjects = Case.objects.filter(public_id=case_id, kind=CaseKind.RIGHT).values("subject")
    proposal = Proposal.objects.filter(public_id__in=subjects).first()
    if proposal is None:
        raise NotFound("case")
    return proposal


def _close(proposal: Proposal, now: datetime) -> None:
    proposal.closed_at = now
    proposal.save(update_fields=["closed_at", "updated_at"])


def _title(outcomes: Sequence[Outcome]) -> str:
    """Return what is to be done, for the queue: 衡山红脆桃：授权龙凤果业合作社."""
    names = {each.step.name for each in outcomes}
    if len(names) > 1:
        return f"成批登记：{len(names)} 个名字，{len(outcomes)} 处"
    said = [_said(each) for each in outcomes]
    more = f"等 {len(said)} 处" if len(said) > 2 else ""
    return f"{names.pop()}：{'，'.join(said[:2])}{more}"[:120]


def _said(outcome: Outcome) -> str:
    step, user = outcome.step, outcome.user
    if isinstance(step, s.PutRight):
        return "改登记内容" if outcome.before else "新登记"
    if isinstance(step, s.PutStatus):
        return "改状态"
    name: Any = user.name if user else ""
    if isinstance(step, s.StrikeOff):
        return f"取消{name}的授权"
    return f"{'改授权' if outcome.before else '授权'}{name}"
