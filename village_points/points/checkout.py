"""A shopper's way out of the cart: where to, and then the order.

The cart knows deliveries only as values; here a point or an address becomes one, with a promise
that is computed anew when the order is made.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import Max

from market.accounts.actors import Shopper
from market.cart import services as cart
from market.cart.models import Cart
from market.kernel import days
from market.kernel.errors import Invalid
from market.orders.delivery import Delivery
from market.orders.models import Order
from village_points.points import delivery


@transaction.atomic
def set_delivery(
    *,
    actor: Shopper,
    point_code: str | None = None,
    village_code: str | None = None,
    address: str | None = None,
    buyer_name: str,
    buyer_phone: str,
    now: datetime,
) -> Cart:
    """Say where the cart's goods go: a point, or a village and an address in it, and to whom.

    Raises Invalid ("pointCode": "required" without either; buyerName, buyerPhone, address),
    NotFound for an unknown point.
    """
    chosen = _chosen(point_code, village_code, address, now)
    return cart.set_delivery(
        actor=actor,
        delivery=chosen,
        buyer_name=buyer_name,
        buyer_phone=buyer_phone,
        address=address or "" if chosen.kind == "ADDRESS" else "",
        now=now,
    )


@transaction.atomic
def checkout(*, actor: Shopper, key: str, expected_total_fen: int, now: datetime) -> Order:
    """Order what is in the cart, to where the cart says. Same key, same order.

    Promised as of now, or of the first day on which a presale in it is sent.

    Raises what `cart.checkout` raises, and Invalid when the cart has no delivery yet.
    """
    carts = Cart.objects.visible_to(actor)
    present = carts.annotate(sent=Max("lines__variant__product__ships_from")).first()
    if present is None:
        raise Invalid("lines", "empty")
    first_day = present.sent  # type: ignore[attr-defined]
    leaves = max(now, days.begins(first_day)) if first_day else now
    chosen = _chosen(present.point_code, present.village_code, present.address, leaves)
    return cart.checkout(
        actor=actor, key=key, delivery=chosen, expected_total_fen=expected_total_fen, now=now
    )


def _chosen(
    point_code: str | None, village_code: str | None, address: str | None, now: datetime
) -> Delivery:
    if point_code:
        return delivery.to_point(point_code=point_code, now=now)
    if village_code and address:
        return delivery.to_address(village_code=village_code, address=address, now=now)
    raise Invalid("pointCode", "required")
