"""What goods cost at this moment, with names: for the cart's page, the counter and the order."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from market.kernel import days
from market.kernel.errors import DomainError, Invalid
from market.kernel.money import Fen
from market.orders.offers import Offer, offers
from market.pricing import rules as pricing

MOST_LINES = 50
MOST_OF_ONE = 999


@dataclass(eq=False)
class NotForSale(DomainError):
    """The variant is not offered: unknown, paused, or its seller is not approved."""

    code: ClassVar[str] = "NOT_FOR_SALE"
    variant_id: str = ""


@dataclass(frozen=True, slots=True)
class OrderLine:
    """So many of a variant (public id). `seen_price_fen` is the price the buyer agreed to."""

    variant_id: str
    quantity: int
    seen_price_fen: int | None = None


@dataclass(frozen=True, slots=True)
class QuotedLine:
    """An offer, how many of it, and what that makes."""

    offer: Offer
    quantity: int
    total_fen: Fen
    gross_grams: int


@dataclass(frozen=True, slots=True)
class QuotedPart:
    """One merchant's part."""

    merchant_pk: int
    merchant_id: str
    merchant_name: str
    merchant_slug: str
    goods_fen: Fen
    freight_fen: Fen
    gross_grams: int
    lines: tuple[QuotedLine, ...]


@dataclass(frozen=True, slots=True)
class Quoted:
    """All parts; goods + freight = total."""

    parts: tuple[QuotedPart, ...]
    goods_fen: Fen
    freight_fen: Fen
    total_fen: Fen

    def lines(self) -> list[QuotedLine]:
        """Return every line, part by part."""
        return [line for part in self.parts for line in part.lines]


def quote_lines(*, lines: Sequence[OrderLine], now: datetime, destination: str = "") -> Quoted:
    """Price these lines as an order of now to a division code would be. One statement.

    The same variant twice is one line. Raises Invalid and NotForSale; stock is not looked at.
    """
    wanted = merge(lines)
    return price(wanted, offers(variant_ids=wanted, on=days.day(now)), destination)


def sent_from(offered: Iterable[Offer], now: datetime) -> datetime:
    """Return the moment from which goods can be on their way: now, or a presale's first day."""
    begins = [days.begins(offer.ships_from) for offer in offered if offer.ships_from]
    return max([now, *begins])


def merge(lines: Sequence[OrderLine]) -> dict[str, int]:
    """Return variant id -> quantity. Raises Invalid for none, too many or impossible ones."""
    wanted: dict[str, int] = {}
    for line in lines:
        if line.quantity < 1:
            raise Invalid("quantity", "range")
        wanted[line.variant_id] = wanted.get(line.variant_id, 0) + line.quantity
    if not wanted:
        raise Invalid("lines", "empty")
    if len(wanted) > MOST_LINES:
        raise Invalid("lines", "too_many")
    if max(wanted.values()) > MOST_OF_ONE:
        raise Invalid("quantity", "range")
    return wanted


def price(wanted: dict[str, int], offered: dict[str, Offer], destination: str = "") -> Quoted:
    """Price what is wanted from these offers. Raises NotForSale."""
    for variant_id in wanted:
        if variant_id not in offered or not offered[variant_id].for_sale:
            raise NotForSale(variant_id)
    own = {variant_id: offered[variant_id] for variant_id in wanted}
    quote = pricing.quote(
        [
            pricing.QuoteLine(
                key=variant_id,
                merchant_key=offer.merchant_pk,
                unit_price_fen=offer.price_fen,
                quantity=wanted[variant_id],
                gross_grams=offer.gross_grams,
                perishable=offer.perishable,
            )
            for variant_id, offer in own.items()
        ],
        {offer.merchant_pk: offer.freight for offer in own.values()},
        destination,
    )
    parts = tuple(_part(part, own) for part in quote.parts)
    return Quoted(parts, quote.goods_fen, quote.freight_fen, quote.total_fen)


def _part(part: pricing.Part, own: dict[str, Offer]) -> QuotedPart:
    seller = own[part.lines[0].key]
    return QuotedPart(
        merchant_pk=seller.merchant_pk,
        merchant_id=seller.merchant_id,
        merchant_name=seller.merchant_name,
        merchant_slug=seller.merchant_slug,
        goods_fen=part.goods_fen,
        freight_fen=part.freight_fen,
        gross_grams=part.gross_grams,
        lines=tuple(
            QuotedLine(own[line.key], line.quantity, line.total_fen, line.gross_grams)
            for line in part.lines
        ),
    )
