"""Put goods in the cart, say where they go, order them."""

from datetime import datetime
from typing import Any

from django.db import connection, transaction

from market.accounts.actors import Shopper, require
from market.accounts.rules import normal_phone
from market.cart.badges import badges
from market.cart.models import Cart, CartLine
from market.idempotency import services as idempotency
from market.kernel import days, ids, text
from market.kernel.errors import Invalid, NotFound
from market.orders import placing
from market.orders.delivery import Delivery
from market.orders.models import Order
from market.orders.offers import offers
from market.orders.placing import NAME_LENGTH, Channel, NotForSale, OrderLine, OutOfStock
from market.orders.quoting import MOST_LINES, MOST_OF_ONE

ADDRESS_LENGTH = 120

# One statement makes the cart or finds it, and locks it: adding, changing and ordering take turns.
CART = """
    INSERT INTO cart_cart (public_id, customer_id, delivery_kind, point_code, village_code,
                           address, buyer_name, buyer_phone, created_at, updated_at)
    VALUES (%s, %s, '', '', '', '', '', '', %s, %s)
    ON CONFLICT (customer_id) DO UPDATE SET updated_at = EXCLUDED.updated_at
    RETURNING *
"""

# Nothing comes back when the cart is full or the quantity would be too large.
LINE = """
    INSERT INTO cart_cartline (public_id, cart_id, variant_id, quantity, seen_price_fen,
                               seen_right_id, created_at, updated_at)
    SELECT %(public_id)s, %(cart)s, %(variant)s, %(quantity)s, %(price)s, %(right)s, %(now)s,
           %(now)s
     WHERE (SELECT count(*) FROM cart_cartline
             WHERE cart_id = %(cart)s AND variant_id <> %(variant)s) < %(most_lines)s
    ON CONFLICT (cart_id, variant_id) DO UPDATE
       SET quantity = cart_cartline.quantity + EXCLUDED.quantity,
           seen_price_fen = EXCLUDED.seen_price_fen,
           seen_right_id = EXCLUDED.seen_right_id,
           updated_at = EXCLUDED.updated_at
     WHERE cart_cartline.quantity + EXCLUDED.quantity <= %(most)s
    RETURNING id
"""


@transaction.atomic
def add(*, actor: Shopper, variant_id: str, quantity: int, now: datetime) -> Cart:
    """Put units of a variant (public id) in the cart, on top of what is there.

    At most six statements, two of them the transaction's. Raises NotForSale, OutOfStock (fewer
    are there than asked for now), Invalid (quantity: 1 to 999 of one; lines: at most 50).
    """
    shopper = require(actor, Shopper)
    if not 1 <= quantity <= MOST_OF_ONE:
        raise Invalid("quantity", "range")
    today = days.day(now)
    offer = offers(variant_ids=[variant_id], on=today).get(variant_id)
    if offer is None or not offer.for_sale:
        raise NotForSale(variant_id)
    if offer.available < quantity:
        raise OutOfStock(variant_id, offer.available)
    badge = badges([offer], on=today).get(offer.variant_pk)
    cart = _own_cart(shopper, now)
    line: dict[str, Any] = {
        "public_id": ids.new("cln"),
        "cart": cart.pk,
        "variant": offer.variant_pk,
        "quantity": quantity,
        "price": offer.price_fen,
        "right": badge.right_id if badge else "",
        "now": now,
        "most_lines": MOST_LINES,
        "most": MOST_OF_ONE,
    }
    with connection.cursor() as cursor:
        cursor.execute(LINE, line)
        if cursor.fetchone() is None:
            full = not CartLine.objects.filter(cart=cart, variant=offer.variant_pk).exists()
            raise Invalid("lines", "too_many") if full else Invalid("quantity", "range")
    return cart


@transaction.atomic
def set_quantity(*, actor: Shopper, line_id: str, quantity: int, now: datetime) -> Cart:
    """Set a line's quantity; 0 takes it out. Raises NotFound (not the actor's), Invalid."""
    cart = _own_cart(require(actor, Shopper), now)
    if not 0 <= quantity <= MOST_OF_ONE:
        raise Invalid("quantity", "range")
    lines = CartLine.objects.filter(cart=cart, public_id=line_id)
    if quantity == 0:
        found, _ = lines.delete()
    else:
        found = lines.update(quantity=quantity, updated_at=now)
    if not found:
        raise NotFound("line")
    return cart


@transaction.atomic
def set_delivery(
    *,
    actor: Shopper,
    delivery: Delivery,
    buyer_name: str,
    buyer_phone: str,
    now: datetime,
    address: str = "",
) -> Cart:
    """Say where everything in the cart goes and who buys. `address` as typed, for an address.

    Raises Invalid (buyerName, buyerPhone, address).
    """
    cart = _own_cart(require(actor, Shopper), now)
    cart.delivery_kind = delivery.kind
    cart.point_id = delivery.point_id
    cart.point_code = delivery.point_code
    cart.village_code = delivery.village_code
    cart.address = text.line(
        address,
        field="address",
        max_length=ADDRESS_LENGTH,
        required=delivery.kind == "ADDRESS",
    )
    cart.buyer_name = text.line(buyer_name, field="buyerName", max_length=NAME_LENGTH)
    cart.buyer_phone = normal_phone(buyer_phone)
    cart.save()
    return cart


@transaction.atomic
def checkout(
    *, actor: Shopper, key: str, delivery: Delivery, expected_total_fen: int, now: datetime
) -> Order:
    """Order what is in the cart and empty it; the same key again gives the same order.

    Raises what claiming a key and placing an order raise; then the cart is as it was.
    """
    shopper = require(actor, Shopper)
    claim = idempotency.claim(
        actor=shopper.ref,
        key=key,
        content={
            "use": "cart.checkout",
            "delivery": [delivery.kind, delivery.point_code, delivery.village_code],
            "deliver_to": delivery.deliver_to,
            "expected_total_fen": expected_total_fen,
        },
        now=now,
    )
    if claim.result is not None:
        return Order.objects.visible_to(shopper).get(public_id=claim.result["order"])
    cart = _own_cart(shopper, now)
    lines = cart.lines.select_related("variant").order_by("pk")
    order = placing.place_order(
        actor=shopper,
        customer_id=shopper.customer_id,
        channel=Channel.SHOP,
        lines=[
            OrderLine(line.variant.public_id, line.quantity, line.seen_price_fen) for line in lines
        ],
        delivery=delivery,
        buyer_name=cart.buyer_name,
        buyer_phone=cart.buyer_phone,
        expected_total_fen=expected_total_fen,
        now=now,
    )
    CartLine.objects.filter(cart=cart).delete()
    claim.settle({"order": order.public_id})
    return order


def _own_cart(shopper: Shopper, now: datetime) -> Cart:
    return Cart.objects.raw(CART, [ids.new("crt"), shopper.customer_id, now, now])[0]
