"""Whether goods would still be good at a point or a door: asked before they are ordered.

What stands in a cart or a quote is judged together, as one order would be: it arrives when the last
of it can be sent.
"""

from collections.abc import Sequence
from datetime import datetime

from logistics.network import queries as network
from market.accounts.actors import Actor, Clerk, require
from market.cart.queries import CartView
from market.display.rows import Detail
from market.kernel import days
from market.kernel.errors import NotFound
from market.orders import quoting
from market.orders.quoting import Quoted
from market.stock import freshness
from market.stock.freshness import Stale, Wanted
from village_points.points import queries as points

POINT = "P-"


def of_cart(
    cart: CartView, *, now: datetime, point_code: str | None = None, village_code: str | None = None
) -> tuple[Stale, ...]:
    """Return what of a cart would be stale at a point, or at a door in a village.

    Without either it is where the cart goes; nothing while that is not known. One statement.
    """
    if not point_code and not village_code:
        at_point = cart.delivery_kind == "POINT"
        point_code, village_code = cart.point_code if at_point else "", cart.village_code
    lines = [line for part in cart.parts for line in part.lines if line.offer.for_sale]
    leaves = quoting.sent_from([line.offer for line in lines], now)
    wanted = [
        Wanted(line.offer.variant_pk, line.offer.variant_id, line.quantity, line.offer.available)
        for line in lines
    ]
    return _stale(wanted, point_code, village_code, leaves=leaves, now=now)


def of_quote(quoted: Quoted, *, actor: Actor, now: datetime) -> tuple[Stale, ...]:
    """Return what of a quote would be stale at the clerk's point. Two statements."""
    point_code = points.own_point(require(actor, Clerk)).code
    lines = quoted.lines()
    leaves = quoting.sent_from([line.offer for line in lines], now)
    wanted = [
        Wanted(line.offer.variant_pk, line.offer.variant_id, line.quantity, line.offer.available)
        for line in lines
    ]
    return _stale(wanted, point_code, None, leaves=leaves, now=now)


def of_product(
    detail: Detail,
    *,
    now: datetime,
    point_code: str | None = None,
    village_code: str | None = None,
) -> tuple[Stale, ...]:
    """Return of which sizes not even one would be fresh at a point, or at a door. One statement."""
    leaves = max(now, days.begins(detail.ships_from)) if detail.ships_from else now
    wanted = [Wanted(size.pk, size.id, 1, size.available) for size in detail.card.variants]
    return _stale(wanted, point_code, village_code, leaves=leaves, now=now)


def _stale(
    wanted: Sequence[Wanted],
    point_code: str | None,
    village_code: str | None,
    *,
    leaves: datetime,
    now: datetime,
) -> tuple[Stale, ...]:
    """A point goes before a village; where nothing is brought to, nothing can be said."""
    village = point_code.removeprefix(POINT) if point_code else village_code
    if not wanted or not village:
        return ()
    try:
        arrives = network.promised_at(village_code=village, to_door=not point_code, now=leaves)
    except NotFound:
        return ()
    return freshness.stale(
        wanted=wanted, arrive_on=days.day(arrives), at_point=bool(point_code), on=days.day(now)
    )
