"""Sends what was queued."""

from datetime import datetime

from market.events.bus import subscribe
from market.notices import services


@subscribe("notice.queued", one_at_a_time="notice")
def deliver(*, notice: str, now: datetime) -> None:
    services.deliver(notice_id=notice, now=now)
