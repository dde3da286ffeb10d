"""Lists of what a seller should look at, where no other page lists them. A few statements each."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q, QuerySet

from market.accounts.actors import Actor, require_duty
from market.display.claims import OutputOf
from market.gi import rules as gi_rules
from market.gi.models import AuthorisedUser, FlagState, Output, TextFlag, UserStatus
from market.merchants import duties
from market.merchants.duties import PaperFact
from market.merchants.models import Merchant, Paper, PaperState


@dataclass(frozen=True, slots=True)
class EndingPaper:
    """An accepted paper that ended or ends within 30 days and was not `duties.renewed`."""

    label: str
    number: str
    valid_to: date
    days_left: int


@dataclass(frozen=True, slots=True)
class NearCeiling:
    """A right of which four fifths of this season's licensed output are sold, or more."""

    right_id: str
    right_name: str
    output: OutputOf


def flagged(actor: Actor) -> QuerySet[TextFlag]:
    """Return flagged texts of the seller's goods that wait for the county or were refused.

    The latest first; `subject` is the product's public id. Raises Forbidden.
    """
    staff = require_duty(actor, "GOODS")
    merchant = Merchant.objects.filter(pk=staff.merchant_id).values("public_id")
    return TextFlag.objects.filter(
        merchant__in=merchant, state__in=(FlagState.WAITING, FlagState.REFUSED)
    ).order_by("-flagged_at", "-pk")


def ending_papers(actor: Actor, on: date) -> list[EndingPaper]:
    """Return the papers that need another one soon, what ends first at the top. One statement.

    Raises Forbidden (owners only).
    """
    staff = require_duty(actor, "SHOP")
    accepted = Paper.objects.visible_to(staff).filter(state=PaperState.ACCEPTED)
    held = [
        PaperFact(kind, number, tuple(scope), valid_to)
        for kind, number, scope, valid_to in accepted.order_by("valid_to", "pk").values_list(
            "kind", "number", "scope", "valid_to"
        )
    ]
    soon = on + timedelta(days=max(duties.WARN_DAYS))
    return [
        EndingPaper(duties.PAPERS[one.kind].label, one.number, end, (end - on).days)
        for one in held
        if (end := one.valid_to) and end <= soon and not duties.renewed(one, held)
    ]


def near_ceilings(actor: Actor, on: date) -> list[NearCeiling]:
    """Return the outputs near their ceiling of the rights that the seller may use on that day.

    Of the seller, and of all users together; the fullest first. Two statements. Raises Forbidden.
    """
    staff = require_duty(actor, "GOODS")
    codes = Merchant.objects.filter(pk=staff.merchant_id).exclude(credit_code="")
    users = list(
        AuthorisedUser.objects.filter(
            Q(to_on=None) | Q(to_on__gte=on),
            credit_code__in=codes.values("credit_code"),
            status=UserStatus.ACTIVE,
            from_on__lte=on,
        ).select_related("right")
    )
    taken = _taken(users, on)
    near = [
        NearCeiling(user.right.public_id, user.right.name, output)
        for user in users
        for output in (
            OutputOf(False, taken.get((user.right_id, user.credit_code), 0), user.ceiling_grams),
            OutputOf(True, taken.get((user.right_id, ""), 0), user.right.ceiling_grams),
        )
        if output.near
    ]
    return sorted(near, key=lambda row: (-(row.output.percent or 0), row.right_id))


def _taken(users: list[AuthorisedUser], on: date) -> dict[tuple[int, str], int]:
    """Return the grams of the present season by right and user; "" are all users. One statement."""
    seasons = {user.right_id: gi_rules.season_of(on, user.right.season_starts) for user in users}
    rows = Output.objects.filter(
        right__in=list(seasons), credit_code__in={"", *(user.credit_code for user in users)}
    ).values_list("right_id", "credit_code", "season_on", "taken_grams")
    return {(right, code): grams for right, code, season, grams in rows if season == seasons[right]}
