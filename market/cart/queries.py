"""The cart as it is worth now, and what changed since goods were put in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from market.accounts.actors import Shopper
from market.cart.badges import badges
from market.cart.models import Cart, CartLine
from market.gi.rules import Badge
from market.kernel import days
from market.kernel.money import Fen
from market.orders.offers import Offer, offers_by_key
from market.orders.quoting import price


class Change(StrEnum):
    """What is no longer as it was."""

    PRICE_UP = "PRICE_UP"
    PRICE_DOWN = "PRICE_DOWN"
    NOT_FOR_SALE = "NOT_FOR_SALE"
    SOLD_OUT = "SOLD_OUT"
    TOO_FEW = "TOO_FEW"
    RIGHT_LOST = "RIGHT_LOST"


# With one of these nothing can be ordered until the line is changed or taken out.
BLOCKING = frozenset({Change.NOT_FOR_SALE, Change.SOLD_OUT, Change.TOO_FEW})
# Lines that cannot be had at all are in no sum.
OUT = frozenset({Change.NOT_FOR_SALE, Change.SOLD_OUT})


@dataclass(frozen=True, slots=True)
class CartLineView:
    """One line at today's price."""

    id: str
    offer: Offer
    quantity: int
    seen_price_fen: int
    total_fen: int
    badge: Badge | None
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class CartPart:
    """One merchant's lines in the cart; goods and freight of those that can be had."""

    merchant_id: str
    merchant_name: str
    merchant_slug: str
    goods_fen: int
    freight_fen: int
    gross_grams: int
    lines: tuple[CartLineView, ...]


@dataclass(frozen=True, slots=True)
class CartView:
    """The whole cart. `orderable`: something is in it and nothing stands in the way."""

    id: str
    parts: tuple[CartPart, ...]
    goods_fen: int
    freight_fen: int
    total_fen: int
    units: int
    orderable: bool
    delivery_kind: str
    point_id: int | None
    point_code: str
    village_code: str
    address: str
    buyer_name: str
    buyer_phone: str


EMPTY = CartView("", (), 0, 0, 0, 0, False, "", None, "", "", "", "", "")


def cart_view(actor: Shopper, now: datetime) -> CartView:
    """Return the actor's cart, merchants in the order in which they came in. Four statements."""
    cart = Cart.objects.visible_to(actor).first()
    if cart is None:
        return EMPTY
    rows = list(CartLine.objects.filter(cart=cart).order_by("pk"))
    today = days.day(now)
    offered = offers_by_key(variant_pks=[row.variant_id for row in rows], on=today) if rows else {}
    worn = badges(offered.values(), on=today)
    lines = [_line(row, offered[row.variant_id], worn.get(row.variant_id)) for row in rows]
    parts = _parts(lines, cart.village_code)
    goods = sum(part.goods_fen for part in parts)
    freight = sum(part.freight_fen for part in parts)
    return CartView(
        id=cart.public_id,
        parts=parts,
        goods_fen=goods,
        freight_fen=freight,
        total_fen=goods + freight,
        units=sum(line.quantity for line in lines),
        orderable=bool(lines) and not any(BLOCKING & set(line.changes) for line in lines),
        delivery_kind=cart.delivery_kind,
        point_id=cart.point_id,
        point_code=cart.point_code,
        village_code=cart.village_code,
        address=cart.address,
        buyer_name=cart.buyer_name,
        buyer_phone=cart.buyer_phone,
    )


def units_in_cart(actor: Shopper) -> int:
    """Return how many units are in the cart, for the badge of the cart's button."""
    rows = CartLine.objects.filter(cart__customer=actor.customer_id)
    return sum(rows.values_list("quantity", flat=True))


def _line(row: CartLine, offer: Offer, badge: Badge | None) -> CartLineView:
    return CartLineView(
        id=row.public_id,
        offer=offer,
        quantity=row.quantity,
        seen_price_fen=row.seen_price_fen,
        total_fen=Fen(offer.price_fen * row.quantity),
        badge=badge,
        changes=tuple(_changes(row, offer, badge)),
    )


def _changes(row: CartLine, offer: Offer, badge: Badge | None) -> list[Change]:
    changes: list[Change] = []
    if not offer.for_sale:
        return [Change.NOT_FOR_SALE]
    if offer.available < 1:
        changes.append(Change.SOLD_OUT)
    elif offer.available < row.quantity:
        changes.append(Change.TOO_FEW)
    if offer.price_fen != row.seen_price_fen:
        up = offer.price_fen > row.seen_price_fen
        changes.append(Change.PRICE_UP if up else Change.PRICE_DOWN)
    # A badge is judged by a batch with units; of sold out goods nothing can be said.
    worn = badge.right_id if badge else ""
    if row.seen_right_id and offer.grown is not None and worn != row.seen_right_id:
        changes.append(Change.RIGHT_LOST)
    return changes


def _parts(lines: Sequence[CartLineView], destination: str) -> tuple[CartPart, ...]:
    by_merchant: dict[int, list[CartLineView]] = {}
    for line in lines:
        by_merchant.setdefault(line.offer.merchant_pk, []).append(line)
    return tuple(_part(own, destination) for own in by_merchant.values())


def _part(lines: Sequence[CartLineView], destination: str) -> CartPart:
    seller = lines[0].offer
    had = [line for line in lines if not OUT & set(line.changes)]
    goods = freight = grams = 0
    if had:
        quoted = price(
            {line.offer.variant_id: line.quantity for line in had},
            {line.offer.variant_id: line.offer for line in had},
            destination,
        )
        goods, freight = quoted.goods_fen, quoted.freight_fen
        grams = quoted.parts[0].gross_grams
    return CartPart(
        merchant_id=seller.merchant_id,
        merchant_name=seller.merchant_name,
        merchant_slug=seller.merchant_slug,
        goods_fen=goods,
        freight_fen=freight,
        gross_grams=grams,
        lines=tuple(lines),
    )
