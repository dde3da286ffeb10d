"""By the clock: goods whose appointed time has come. After facts of the modules below."""

from datetime import datetime

from market.catalogue import listing, pictures
from market.events.bus import periodic, subscribe


@periodic("* * * * *")
def go_live(*, now: datetime) -> None:
    listing.go_live(now=now)


@subscribe("picture.sized", one_at_a_time="picture")
def follow_picture(*, picture: str, now: datetime) -> None:
    """Let the index learn that a picture has more files to offer."""
    pictures.tell_of_new_sizes(picture_id=picture)
