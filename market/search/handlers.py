"""The index follows the facts: changed goods, changed stock, changed rights, and the clock."""

from datetime import datetime

from django.conf import settings

from market.events.bus import periodic, subscribe
from market.kernel import days
from market.search import queries, services


@subscribe("product.changed", one_at_a_time="product")
def follow_product(*, product: str, now: datetime) -> None:
    """Index a product whose listing, price or pictures changed."""
    _follow([product], now)


@subscribe("stock.changed", one_at_a_time="product")
def follow_stock(*, product: str, now: datetime) -> None:
    """Index a product that sold out or came back."""
    _follow([product], now)


@subscribe("right.changed", one_at_a_time="right")
def follow_right(*, right: str, now: datetime) -> None:
    """Index every product that claims a right which changed."""
    _follow(queries.products_of_right(right, days.day(now)), now)


def _follow(ids: list[str], now: datetime) -> None:
    if settings.ELASTICSEARCH_URL and ids:
        services.index_products(ids, now=now)


@periodic("* * * * *")
def mend(*, now: datetime) -> None:
    """Find and repair differences each minute: an outage leaves none behind, and rights and lots
    that end with the day end in the index too.
    """
    if settings.ELASTICSEARCH_URL:
        services.repair(now=now)
