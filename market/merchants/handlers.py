"""By the clock: papers that end, checks that are due, shops that close."""

from datetime import datetime

from market.events.bus import periodic
from market.merchants import papers, supervision


@periodic("*/10 * * * *")
def close_due(*, now: datetime) -> None:
    supervision.close_due(now=now)


# 0:01 in Shanghai, when a day has just ended, and again in case that was missed.
@periodic("1,31 16,17 * * *")
def tell_expired(*, now: datetime) -> None:
    papers.tell_expired(now=now)


# 9:00 in Shanghai: a message that somebody should read by day.
@periodic("0 1 * * *")
def warn_of_expiry(*, now: datetime) -> None:
    papers.warn_of_expiry(now=now)


@periodic("5 1 * * *")
def open_rechecks(*, now: datetime) -> None:
    supervision.open_rechecks(now=now)


@periodic("10 1 * * *")
def remind_towns(*, now: datetime) -> None:
    supervision.remind_towns(now=now)
