"""After a picture was accepted: its smaller files; by the clock: what nothing shows any more."""

from datetime import datetime

from market.events.bus import periodic, subscribe
from market.media import cleaning, services


@subscribe("picture.accepted", one_at_a_time="picture")
def add_avif(*, picture: str, now: datetime) -> None:
    services.add_avif(picture_id=picture)


@periodic("23 4 * * *")
def clean(*, now: datetime) -> None:
    cleaning.clean(now=now)
