"""Averages, deadlines and what a card shows. Pure: whole numbers and aware times."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import phonenumbers
from stdnum.cn import ric

from market.kernel import days

# A review may be written, and changed, for so long after its goods were handed over.
REVIEW_FOR = timedelta(days=180)
# A reply may be changed for so long; then it stands.
REPLY_CHANGES_FOR = timedelta(hours=24)
MOST_PICTURES = 3
MOST_TEXT = 1000

# 3 real reviews at least, and 5 imagined ones of 4 stars beside them: one angry or one friendly
# voice moves the average of a new product by a few tenths, not by whole stars.
STARS = (1, 2, 3, 4, 5)
FEWEST_FOR_AVERAGE = 3
PRIOR_REVIEWS, PRIOR_STARS = 5, 4

# A session asks so much a day, a product is asked so much a day by all together.
QUESTIONS_A_DAY, QUESTIONS_OF_A_PRODUCT_A_DAY, REPORTS_A_DAY = 5, 40, 10
A_DAY = timedelta(days=1)

# The card looks back so far, and says nothing of fewer cases than this.
CARD_DAYS = timedelta(days=180)
FEWEST_FOR_SHARE = 5
ANSWER_WITHIN = timedelta(hours=48)
POOR, GOOD = 2, 4

_RESIDENT_ID = re.compile(r"(?<![0-9])[0-9]{17}[0-9Xx](?![0-9])")


@dataclass(frozen=True, slots=True)
class Rating:
    """How many reviews, and the average in tenths of a star; None: too few to say."""

    count: int
    tenths: int | None


def rating(counts: Sequence[int]) -> Rating:
    """Return the average of so many reviews of 1, 2, 3, 4 and 5 stars, towards the prior."""
    count = sum(counts)
    if count < FEWEST_FOR_AVERAGE:
        return Rating(count, None)
    stars = sum(star * number for star, number in zip(STARS, counts, strict=True))
    weight = count + PRIOR_REVIEWS
    return Rating(count, (20 * (stars + PRIOR_REVIEWS * PRIOR_STARS) + weight) // (2 * weight))


def names_somebody(text: str) -> bool:
    """Tell whether a text holds a phone number or a resident's id, full-width digits too."""
    plain = unicodedata.normalize("NFKC", text)
    if phonenumbers.PhoneNumberMatcher(plain, "CN").has_next():
        return True
    return any(ric.is_valid(found.upper()) for found in _RESIDENT_ID.findall(plain))


def review_until(delivered_at: datetime) -> datetime:
    """Return the end of the time for a review."""
    return delivered_at + REVIEW_FOR


def pack_by(*, paid_at: datetime, promised_on: date) -> date:
    """Return the last day to pack: the one before the promised day, or the one after payment
    where that is later (a pre-sale is promised for much later).
    """
    a_day = timedelta(days=1)
    return max(days.day(paid_at) + a_day, promised_on - a_day)


@dataclass(frozen=True, slots=True)
class Share:
    """Of so many cases so many were as promised."""

    done: int = 0
    of: int = 0

    @property
    def percent(self) -> int | None:
        """Whole percent, rounded down so that 100 means all; None: too few to say."""
        return None if self.of < FEWEST_FOR_SHARE else 100 * self.done // self.of


# The lines of a card, in their order.
LINES = ("CERTIFICATES", "PACKED", "ANSWERED", "REPLIED", "PRAISED")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a card."""

    code: str
    share: Share


@dataclass(frozen=True, slots=True)
class Figures:
    """All that a card is made of; stars are how many reviews of 1 to 5."""

    certificates: Share = Share()
    packed: Share = Share()
    answered: Share = Share()
    replied: Share = Share()
    stars: tuple[int, int, int, int, int] = (0, 0, 0, 0, 0)


def lines(figures: Figures, *, must_certify: bool) -> tuple[Line, ...]:
    """Return the lines of a card. Who need not certify a harvest is not measured by it."""
    praised = Share(sum(figures.stars[GOOD - 1 :]), sum(figures.stars))
    shares = (
        figures.certificates,
        figures.packed,
        figures.answered,
        figures.replied,
        praised,
    )
    found = (Line(code, share) for code, share in zip(LINES, shares, strict=True))
    return tuple(line for line in found if must_certify or line.code != "CERTIFICATES")
