"""Applications for the use of a right, as sellers and the county read them."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Sum

from market.accounts.actors import Actor, require_county
from market.cases import queries as cases
from market.cases.models import Case, CaseKind
from market.gi import history
from market.gi.models import Application, AuthorisedUser, UserStatus
from market.places import queries as places

MOST = 50


@dataclass(frozen=True, slots=True)
class Applied:
    """An application, its case, and the villages by name."""

    application: Application
    case: Case
    villages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ToDecide:
    """One for the county: who said yes first and who ended it, and what is licensed already.

    `granted_grams` are the ceilings of the right's other active users together, in a season.
    """

    applied: Applied
    first_by_name: str
    decided_by_name: str
    granted_grams: int


def of_merchant(merchant: str) -> list[Applied]:
    """Return a seller's applications (by public id), newest first. Three statements."""
    rows = Application.objects.select_related("right", "document").filter(merchant=merchant)
    return _applied(list(rows.order_by("-pk")[:MOST]))


def one(application: Application) -> Applied:
    """Return one as the seller's list has it. Two statements."""
    return _applied([application])[0]


def to_decide(*, actor: Actor, application_id: str) -> ToDecide | None:
    """Return one, decided or not, or None. Five statements. Raises Forbidden."""
    require_county(actor)
    rows = Application.objects.select_related("right", "document")
    row = rows.filter(public_id=application_id).first()
    if row is None:
        return None
    applied = one(row)
    names = history.people({applied.case.first_by, applied.case.decided_by})
    others = AuthorisedUser.objects.filter(right=row.right_id, status=UserStatus.ACTIVE)
    granted = others.exclude(credit_code=row.credit_code).aggregate(sum=Sum("ceiling_grams"))
    return ToDecide(
        applied=applied,
        first_by_name=names.get(applied.case.first_by, ""),
        decided_by_name=names.get(applied.case.decided_by, ""),
        granted_grams=granted["sum"] or 0,
    )


def _applied(rows: Sequence[Application]) -> list[Applied]:
    if not rows:
        return []
    latest = cases.latest(kind=CaseKind.CLAIM, subjects=[row.public_id for row in rows])
    names = places.full_names(code for row in rows for code in row.village_codes)
    return [
        Applied(row, latest[row.public_id], tuple(names.get(c, c) for c in row.village_codes))
        for row in rows
    ]
