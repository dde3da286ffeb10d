"""Business days: Asia/Shanghai, whatever the server's clock shows."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


def day(now: datetime) -> date:
    """Return the business day of an aware time."""
    if now.tzinfo is None:
        raise ValueError("a time without a zone has no day")
    return now.astimezone(SHANGHAI).date()


def begins(on: date) -> datetime:
    """Return the moment at which a business day begins."""
    return datetime.combine(on, time(), SHANGHAI)
