"""Business days: Asia/Shanghai, whatever the server's clock shows."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


def day(now: datetime) -> date:
    """Return the business day of an aware time."""
    if now.tzinfo is None:
        raise ValueError("a time without a zone has no day")
    return now.astimezone(SHANGHAI).date()
