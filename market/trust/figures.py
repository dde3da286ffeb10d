"""What sellers did in the last 180 days, counted from the records. Five statements for all."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from django.db.models import Count, F, Min, Q, QuerySet

from market.kernel import days
from market.orders.models import Consignment, ConsignmentState
from market.stock.models import Movement
from market.trust import rules
from market.trust.models import Question, Review
from market.trust.rules import Figures, Share

Counted = Mapping[int, Share]


def count(*, merchants: Collection[int], now: datetime) -> dict[int, Figures]:
    """Return the figures of these sellers (keys) as they stand at `now`; later facts are not
    looked at. Five statements.
    """
    since = now - rules.CARD_DAYS
    certificates = _certificates(merchants, since, now)
    packed = _packed(merchants, since, now)
    answered = _replied(Question.objects.all(), merchants, since, now)
    poor = Review.objects.filter(stars__lte=rules.POOR)
    replied = _replied(poor, merchants, since, now)
    stars = _stars(merchants, since, now)
    return {
        pk: Figures(
            certificates=certificates.get(pk, Share()),
            packed=packed.get(pk, Share()),
            answered=answered.get(pk, Share()),
            replied=replied.get(pk, Share()),
            stars=stars.get(pk, (0, 0, 0, 0, 0)),
        )
        for pk in merchants
    }


def _certificates(merchants: Collection[int], since: datetime, now: datetime) -> Counted:
    """Of the batches first sold in the time, those with a certificate by that day."""
    rows = (
        Movement.objects.filter(
            kind="SALE", at__lte=now, lot__batch__product__merchant__in=merchants
        )
        .values("lot__batch")
        # The first one issued, should it have been replaced since.
        .annotate(first=Min("at"), issued_on=Min("lot__batch__certificates__issued_on"))
        .filter(first__gt=since)
        .values_list("lot__batch__product__merchant", "issued_on", "first")
    )
    return _shares(
        (merchant, issued_on is not None and issued_on <= days.day(first))
        for merchant, issued_on, first in rows
    )


def _packed(merchants: Collection[int], since: datetime, now: datetime) -> Counted:
    """Of the consignments whose last day to pack came, or that are packed: those packed by it."""
    packed_at = Min("steps__at", filter=Q(steps__now=ConsignmentState.PACKED, steps__at__lte=now))
    rows = (
        Consignment.objects.filter(
            merchant__in=merchants, order__paid_at__gt=since, order__paid_at__lte=now
        )
        .exclude(state__in=(ConsignmentState.WAITING, ConsignmentState.CANCELLED))
        .annotate(packed_at=packed_at)
        .values_list("merchant", "order__paid_at", "order__promised_on", "packed_at")
    )
    today = days.day(now)
    found = []
    for merchant, paid_at, promised_on, packed in rows.iterator():
        assert paid_at is not None  # noqa: S101  filtered above
        last = rules.pack_by(paid_at=paid_at, promised_on=promised_on)
        if packed is not None or today > last:
            found.append((merchant, packed is not None and days.day(packed) <= last))
    return _shares(found)


def _replied(
    posts: "QuerySet[Question] | QuerySet[Review]",
    merchants: Collection[int],
    since: datetime,
    now: datetime,
) -> Counted:
    """Of the posts that had 48 hours for a reply, those that got it within them."""
    in_time = Q(replied_at__lte=F("said_at") + rules.ANSWER_WITHIN)
    rows = (
        posts.filter(
            merchant__in=merchants, said_at__gt=since, said_at__lte=now - rules.ANSWER_WITHIN
        )
        .filter(hidden_at=None)
        .values("merchant")
        .annotate(done=Count("pk", filter=in_time), of=Count("pk"))
        .values_list("merchant", "done", "of")
    )
    return {merchant: Share(done, of) for merchant, done, of in rows}


def _stars(
    merchants: Collection[int], since: datetime, now: datetime
) -> dict[int, tuple[int, int, int, int, int]]:
    rows = (
        Review.objects.filter(merchant__in=merchants, said_at__gt=since, said_at__lte=now)
        .values("merchant")
        .annotate(**{f"n{star}": Count("pk", filter=Q(stars=star)) for star in rules.STARS})
        .values_list("merchant", *(f"n{star}" for star in rules.STARS))
    )
    return {
        merchant: (one, two, three, four, five) for merchant, one, two, three, four, five in rows
    }


def _shares(cases: Iterable[tuple[int, bool]]) -> Counted:
    """Return done and of by seller."""
    done: dict[int, int] = defaultdict(int)
    of: dict[int, int] = defaultdict(int)
    for merchant, good in cases:
        of[merchant] += 1
        done[merchant] += good
    return {merchant: Share(done[merchant], total) for merchant, total in of.items()}
