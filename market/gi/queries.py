"""Badges for many goods at once. One statement, whatever their number."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, FilteredRelation, Q

from market.gi import areas
from market.gi.models import AuthorisedUser, Right, UserStatus
from market.gi.rules import Badge, BatchFacts, RightFacts, UserFacts, Verdict, may_claim

_RIGHT = (
    "public_id",
    "scheme",
    "status",
    "confidence",
    "number",
    "area_codes",
    "valid_from",
    "valid_to",
    "statuses",
    "varieties",
)
_USER = ("found__status", "found__from_on", "found__to_on")


@dataclass(frozen=True, slots=True)
class Claim:
    """A product under a right, its seller's credit code (or ""), and its batch's facts.

    `plot` is (longitude, latitude) where it was measured.
    """

    product_pk: int
    right_pk: int
    credit_code: str
    village_code: str
    variety: str = ""
    plot: tuple[float, float] | None = None


def badges_of(claims: Sequence[Claim], on: date) -> dict[int, Badge]:
    """Return the badge of each product whose claim holds on that day; others are left out.

    One statement, none without claims.
    """
    verdicts = verdicts_of(claims, on)
    return {pk: verdict.badge for pk, verdict in verdicts.items() if verdict.badge}


def verdicts_of(claims: Sequence[Claim], on: date) -> dict[int, Verdict]:
    """Return what the rule says of each claim on that day, with its reasons. One statement."""
    if not claims:
        return {}
    # Never empty: "" is no user's code, and an empty list would drop the rights themselves.
    codes = {"", *(claim.credit_code for claim in claims)}
    # An outline may be long: it is read only where a plot can be compared with it.
    more = ("outline",) if any(claim.plot for claim in claims) else ()
    rows = (
        Right.objects.filter(pk__in={claim.right_pk for claim in claims})
        .annotate(
            found=FilteredRelation(
                "authorised_users", condition=Q(authorised_users__credit_code__in=codes)
            )
        )
        .values_list("pk", "found__credit_code", *_USER, *_RIGHT, *more)
    )
    rights: dict[int, RightFacts] = {}
    users: dict[tuple[int, str], UserFacts] = {}
    for pk, code, status, from_on, to_on, *values in rows:
        if pk not in rights:
            rights[pk] = _right(*values)
        if code:
            users[pk, code] = UserFacts(status, from_on, to_on)
    return {
        claim.product_pk: may_claim(
            rights[claim.right_pk],
            users.get((claim.right_pk, claim.credit_code)),
            BatchFacts(claim.village_code, claim.variety, claim.plot),
            on,
        )
        for claim in claims
    }


def badges_for(pairs: Sequence[tuple[int, str]], on: date) -> dict[int, Badge]:
    """Return badges by product key for (product key, village code of its newest batch) pairs.

    Reads each product's right and seller, then `badges_of`: two statements.
    """
    villages = dict(pairs)
    rows = (
        Right.objects.filter(products__in=list(villages))
        .annotate(product_pk=F("products__pk"), credit_code=F("products__merchant__credit_code"))
        .values_list("product_pk", "pk", "credit_code")
    )
    claims = [Claim(product, right, code, villages[product]) for product, right, code in rows]
    return badges_of(claims, on)


def is_user(right_pk: int, credit_code: str, on: date) -> bool:
    """Tell whether a credit code may use the right that day, whatever the goods. One statement."""
    users = AuthorisedUser.objects.filter(
        right=right_pk, credit_code=credit_code, status=UserStatus.ACTIVE, from_on__lte=on
    )
    return users.filter(Q(to_on=None) | Q(to_on__gte=on)).exists()


def facts_of(right: Right) -> RightFacts:
    """Return what the rule asks of a right; without its outline."""
    return _right(*(getattr(right, name) for name in _RIGHT))


def register() -> list[Right]:
    """Return all entries by kind of right and name, with their users. Two statements."""
    return list(Right.objects.prefetch_related("authorised_users").order_by("scheme", "name", "pk"))


def entry(right_id: str) -> Right | None:
    """Return one entry with its users. Two statements."""
    return Right.objects.prefetch_related("authorised_users").filter(public_id=right_id).first()


def _right(
    public_id: str,
    scheme: str,
    status: str,
    confidence: str,
    number: str,
    area_codes: list[str],
    valid_from: date | None,
    valid_to: date | None,
    statuses: list[list[str]],
    varieties: list[str],
    outline: dict[str, Any] | None = None,
) -> RightFacts:
    return RightFacts(
        public_id=public_id,
        scheme=scheme,
        status=status,
        confidence=confidence,
        number=number,
        area_codes=tuple(area_codes),
        valid_from=valid_from,
        valid_to=valid_to,
        statuses=tuple((date.fromisoformat(first), later) for first, later in statuses),
        varieties=tuple(varieties),
        outline=areas.outline_of(outline),
    )
