"""Asking for a decision, and giving it."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from django.db import IntegrityError, transaction

from market.accounts.actors import Actor, require_county
from market.cases import rules
from market.cases.models import WAITING, Case, CaseKind, CaseState
from market.kernel import text
from market.kernel.errors import DomainError, Invalid, NotFound


@dataclass(eq=False)
class SamePerson(DomainError):
    """A second person has to agree; the one who asks already did, or opened the case."""

    code: ClassVar[str] = "SAME_PERSON"


@transaction.atomic
def open_case(
    *,
    kind: str,
    subject: str,
    title: str,
    opened_by: str,
    now: datetime,
    detail: str = "",
    merchant: str = "",
    needs_second: bool = False,
    opener_agrees: bool = False,
) -> Case:
    """Ask for a decision about `subject` (a public id); the same question twice is one case.

    `opened_by` is an actor's `ref`. A case that waits already is returned with its new title and
    detail; its clock runs on. With `opener_agrees` whoever opens it is the first of the two that
    have to agree. Raises ValueError for a kind that there is not.
    """
    values = {
        "title": title[:120],
        "detail": detail,
        "merchant": merchant,
        "needs_second": needs_second,
    }
    case = Case(
        kind=CaseKind(kind),
        subject=subject,
        opened_by=opened_by,
        opened_at=now,
        due_at=rules.due_at(kind, now),
        **values,
    )
    if opener_agrees:
        case.state, case.first_by, case.first_at = CaseState.SECOND, opened_by, now
    try:
        with transaction.atomic():
            case.save(force_insert=True)
    except IntegrityError:
        case = _waiting(kind, subject)
        for name, value in values.items():
            setattr(case, name, value)
        case.save(update_fields=[*values, "updated_at"])
    return case


@transaction.atomic
def decide(
    *, actor: Actor, kind: str, subject: str, approve: bool, reason: str, now: datetime
) -> Case:
    """Say yes or no for the county; the caller acts when the state is APPROVED or REFUSED.

    Where a second person is needed, the first yes leaves the state SECOND, and only another
    operator than the first and the one who opened the case ends it; every no ends it. A no needs
    a reason. Raises Forbidden, NotFound("case"), SamePerson, Invalid("reason").
    """
    operator = require_county(actor)
    said = text.paragraphs(reason, field="reason", max_length=1000, required=not approve)
    case = _waiting(kind, subject)
    final = rules.is_final(approve=approve, needs_second=case.needs_second, first_by=case.first_by)
    if approve and case.needs_second and operator.ref in {case.first_by, case.opened_by}:
        raise SamePerson
    if final:
        case.state = CaseState.APPROVED if approve else CaseState.REFUSED
        case.decided_by, case.decided_at = operator.ref, now
    else:
        case.state, case.first_by, case.first_at = CaseState.SECOND, operator.ref, now
    case.reason = said
    case.save()
    return case


@transaction.atomic
def withdraw(*, kind: str, subject: str, now: datetime) -> None:
    """The question is off, because whoever asked took it back; without a case nothing happens."""
    try:
        case = _waiting(kind, subject)
    except NotFound:
        return
    case.state, case.decided_at = CaseState.WITHDRAWN, now
    case.save(update_fields=["state", "decided_at", "updated_at"])


def _waiting(kind: str, subject: str) -> Case:
    if kind not in CaseKind.values:
        raise Invalid("kind", "choice")
    case = (
        Case.objects.select_for_update(no_key=True)
        .filter(kind=kind, subject=subject, state__in=WAITING)
        .first()
    )
    if case is None:
        raise NotFound("case")
    return case
