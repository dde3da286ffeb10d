"""How long a decision may take, and who may make it. Pure."""

from datetime import datetime, time, timedelta

from market.kernel.days import SHANGHAI, day

# Working days to decide. The platform's own promise; the law's clocks on complaints are longer
# (市场监管投诉举报办法 art. 14: 7 working days).
WORKING_DAYS = {
    "SELLER": 5,
    "GOODS": 2,
    "CLAIM": 5,
    "TEXT": 2,
    "RIGHT": 3,
    "SUSPENSION": 1,
    "REVIEW": 3,
}
_DAY_ENDS = time(18)
_SATURDAY = 5


def due_at(kind: str, opened_at: datetime) -> datetime:
    """Return when a case of this kind must be decided: 18:00 in Shanghai, so many working days on.

    Monday to Friday count; public holidays are not known here and only make the clock stricter.
    """
    return working_days_on(opened_at, WORKING_DAYS[kind])


def working_days_on(at: datetime, count: int) -> datetime:
    """Return 18:00 in Shanghai, `count` working days after a moment."""
    left, due = count, day(at)
    while left:
        due += timedelta(days=1)
        left -= due.weekday() < _SATURDAY
    return datetime.combine(due, _DAY_ENDS, SHANGHAI)


def is_final(*, approve: bool, needs_second: bool, first_by: str) -> bool:
    """Tell whether a decision ends the case: every no does, a yes may need another person's."""
    return not approve or not needs_second or first_by != ""
