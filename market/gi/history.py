"""What became of rights, and who wanted what: for the register's pages."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from market.accounts.actors import Actor, require_county
from market.accounts.models import User
from market.cases.models import WAITING, Case, CaseKind
from market.gi.models import Proposal, Right, RightChange

MOST = 100


@dataclass(frozen=True, slots=True)
class Asked:
    """A proposal with its case and the names of the people."""

    proposal: Proposal
    case: Case
    by_name: str
    decided_by_name: str


def changes(right: Right) -> list[RightChange]:
    """Return a right's changes with their papers, the newest first, `MOST` at most. One statement.

    Who made them is for the county alone: `people`.
    """
    return list(right.changes.select_related("document").order_by("-pk")[:MOST])


def people(refs: Collection[str]) -> dict[str, str]:
    """Return operators' names by reference; of others there are none. One statement."""
    pks = {int(ref.removeprefix("operator:")): ref for ref in refs if ref.startswith("operator:")}
    names = User.objects.filter(pk__in=pks).values_list("pk", "name")
    return {pks[pk]: name for pk, name in names}


def waiting(*, actor: Actor) -> list[Asked]:
    """Return the proposals that wait, the next due first, `MOST` at most. Three statements."""
    require_county(actor)
    cases = Case.objects.filter(kind=CaseKind.RIGHT, state__in=WAITING)
    return _asked(list(cases.order_by("due_at", "pk")[:MOST]))


def asked(*, actor: Actor, case_id: str) -> Asked | None:
    """Return one proposal by its case's id or its own, decided or not. Three statements."""
    require_county(actor)
    named = Q(public_id=case_id) | Q(subject=case_id)
    found = _asked(list(Case.objects.filter(named, kind=CaseKind.RIGHT)[:1]))
    return found[0] if found else None


def waiting_about(right: Right) -> list[Proposal]:
    """Return what is asked for about a right alone and not decided, oldest first. One statement."""
    return list(right.proposals.filter(closed_at=None).order_by("pk")[:MOST])


def _asked(cases: Sequence[Case]) -> list[Asked]:
    proposals: dict[str, Any] = {
        proposal.public_id: proposal
        for proposal in Proposal.objects.filter(
            public_id__in=[case.subject for case in cases]
        ).select_related("right", "document")
    }
    names = people({ref for case in cases for ref in (case.opened_by, case.decided_by)})
    return [
        Asked(
            proposals[case.subject],
            case,
            names.get(case.opened_by, ""),
            names.get(case.decided_by, ""),
        )
        for case in cases
        if case.subject in proposals
    ]
