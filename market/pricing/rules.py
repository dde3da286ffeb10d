"""From lines and freight templates to a total in which every fen has its place. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from market.kernel.money import Fen
from market.merchants.tariff import Freight as Freight
from market.merchants.tariff import Zone as Zone

KILOGRAM = 1_000


@dataclass(frozen=True, slots=True)
class QuoteLine:
    """So many units of something; `key` is the caller's own, `gross_grams` of one unit."""

    key: str
    merchant_key: int
    unit_price_fen: int
    quantity: int
    gross_grams: int
    perishable: bool = False


@dataclass(frozen=True, slots=True)
class PricedLine:
    """A line with its sum and weight."""

    key: str
    quantity: int
    unit_price_fen: int
    total_fen: Fen
    gross_grams: int


@dataclass(frozen=True, slots=True)
class Part:
    """One merchant's part: its lines, and the freight for all of them in one parcel."""

    merchant_key: int
    goods_fen: Fen
    freight_fen: Fen
    gross_grams: int
    lines: tuple[PricedLine, ...]


@dataclass(frozen=True, slots=True)
class Quote:
    """All parts; goods + freight = total, each the sum over the parts."""

    parts: tuple[Part, ...]
    goods_fen: Fen
    freight_fen: Fen
    total_fen: Fen


def zone_for(template: Freight, destination: str) -> Zone:
    """Return the prices for a destination (division code): of the zone that names it closest.

    No zone, or no destination yet: the template's own prices, under an empty prefix.
    """
    fitting = (zone for zone in template.zones if destination.startswith(zone.prefix))
    usual = Zone("", template.first_kg_fen, template.next_kg_fen, template.free_from_fen)
    return max(fitting, key=lambda zone: len(zone.prefix), default=usual)


def freight_fen(
    template: Freight,
    *,
    goods_fen: int,
    gross_grams: int,
    destination: str = "",
    perishable: bool = False,
) -> Fen:
    """Return what the parcel costs: 1,000 g the first kilogram, 1,001 g one further."""
    cold = template.cold_fen if perishable else 0
    zone = zone_for(template, destination)
    if zone.free_from_fen is not None and goods_fen >= zone.free_from_fen:
        return Fen(cold)
    started = max(1, -(-gross_grams // KILOGRAM))
    return Fen(zone.first_kg_fen + (started - 1) * zone.next_kg_fen + cold)


def quote(
    lines: Sequence[QuoteLine], freight: Mapping[int, Freight], destination: str = ""
) -> Quote:
    """Price the lines as they go to a destination (division code; empty: not known yet).

    Parts come in the order in which merchants first appear. Every merchant needs a template.
    Raises ValueError for a quantity, price or weight that cannot be.
    """
    by_merchant: dict[int, list[QuoteLine]] = {}
    for line in lines:
        if line.quantity < 1 or line.unit_price_fen < 0 or line.gross_grams < 0:
            raise ValueError(f"line {line.key} cannot be priced")
        by_merchant.setdefault(line.merchant_key, []).append(line)
    parts = tuple(_part(key, own, freight[key], destination) for key, own in by_merchant.items())
    goods = Fen(sum(part.goods_fen for part in parts))
    carriage = Fen(sum(part.freight_fen for part in parts))
    return Quote(parts, goods, carriage, Fen(goods + carriage))


def _part(
    merchant_key: int, lines: Sequence[QuoteLine], template: Freight, destination: str
) -> Part:
    priced = tuple(
        PricedLine(
            key=line.key,
            quantity=line.quantity,
            unit_price_fen=line.unit_price_fen,
            total_fen=Fen(line.unit_price_fen * line.quantity),
            gross_grams=line.gross_grams * line.quantity,
        )
        for line in lines
    )
    goods = Fen(sum(line.total_fen for line in priced))
    grams = sum(line.gross_grams for line in priced)
    carriage = freight_fen(
        template,
        goods_fen=goods,
        gross_grams=grams,
        destination=destination,
        perishable=any(line.perishable for line in lines),
    )
    return Part(merchant_key, goods, carriage, grams, priced)
