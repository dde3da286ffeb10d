"""By the clock: goods whose appointed time has come. After facts of the modules below."""

from datetime import datetime

from market.catalogue import flagged, licensing, listing, pictures
from market.events.bus import periodic, subscribe


@periodic("* * * * *")
def go_live(*, now: datetime) -> None:
    listing.go_live(now=now)


@subscribe("picture.sized", one_at_a_time="picture")
def follow_picture(*, picture: str, now: datetime) -> None:
    """Let the index learn that a picture has more files to offer."""
    pictures.tell_of_new_sizes(picture_id=picture)


@subscribe("product.changed", one_at_a_time="product")
def check_texts(*, product: str, now: datetime) -> None:
    """Look for protected names in what was written."""
    flagged.check_texts(product_ids=[product], now=now)


@subscribe("right.changed", one_at_a_time="right")
def check_texts_of_right(*, right: str, now: datetime) -> None:
    """Look again at goods that may use the name of a right, or could until now."""
    flagged.check_texts(product_ids=flagged.products_of_right(right), now=now)


@subscribe("names.changed", one_at_a_time="name")
def check_texts_of_name(*, name: str, now: datetime) -> None:
    """Look at goods that use a name which the county begins or ceases to watch."""
    flagged.check_texts(product_ids=flagged.products_of_name(name), now=now)


@subscribe("merchant.changed", one_at_a_time="merchant")
def follow_papers(*, merchant: str, now: datetime) -> None:
    licensing.follow_papers(merchant_id=merchant, now=now)
