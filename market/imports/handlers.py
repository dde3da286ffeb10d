"""What the worker does with files that were sent."""

from datetime import datetime

from market.events.bus import periodic, subscribe
from market.imports import applying, checking, services


@subscribe("import.sent", one_at_a_time="merchant")
def check(*, job: str, merchant: str, now: datetime) -> None:
    checking.check(job_id=job, now=now)


@subscribe("import.started", one_at_a_time="merchant")
def apply(*, job: str, merchant: str, now: datetime) -> None:
    applying.apply(job_id=job, now=now)


@periodic("23 3 * * *")
def forget_old(*, now: datetime) -> None:
    services.forget_old(now=now)
