"""Badges for many goods at once. One statement, whatever their number."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import F, FilteredRelation, Q

from market.gi.models import Right
from market.gi.rules import Badge, BatchFacts, RightFacts, UserFacts, may_claim

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
)
_USER = ("found__status", "found__from_on", "found__to_on")


@dataclass(frozen=True, slots=True)
class Claim:
    """A product under a right, its seller's credit code (or ""), and its batch's village."""

    product_pk: int
    right_pk: int
    credit_code: str
    village_code: str


def badges_of(claims: Sequence[Claim], on: date) -> dict[int, Badge]:
    """Return the badge of each product whose claim holds on that day; others are left out."""
    if not claims:
        return {}
    # Never empty: "" is no user's code, and an empty list would drop the rights themselves.
    codes = {"", *(claim.credit_code for claim in claims)}
    rows = (
        Right.objects.filter(pk__in={claim.right_pk for claim in claims})
        .annotate(
            found=FilteredRelation(
                "authorised_users", condition=Q(authorised_users__credit_code__in=codes)
            )
        )
        .values_list("pk", "found__credit_code", *_USER, *_RIGHT)
    )
    rights: dict[int, RightFacts] = {}
    users: dict[tuple[int, str], UserFacts] = {}
    for pk, code, status, from_on, to_on, *values in rows:
        rights.setdefault(pk, _right(*values))
        if code:
            users[pk, code] = UserFacts(status, from_on, to_on)
    verdicts = {
        claim.product_pk: may_claim(
            rights[claim.right_pk],
            users.get((claim.right_pk, claim.credit_code)),
            BatchFacts(claim.village_code),
            on,
        )
        for claim in claims
    }
    return {pk: verdict.badge for pk, verdict in verdicts.items() if verdict.badge}


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
) -> RightFacts:
    begun = tuple((date.fromisoformat(first), later) for first, later in statuses)
    codes = tuple(area_codes)
    return RightFacts(
        public_id, scheme, status, confidence, number, codes, valid_from, valid_to, begun
    )
