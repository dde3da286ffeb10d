"""What shoppers see, as plain slotted values. Money in fen, weights in grams."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from market.batches.queries import BatchRow
from market.catalogue.rules import Comparison, UnitPrice
from market.gi.rules import Badge
from market.merchants.rules import LicenceLine
from market.merchants.tariff import Freight


@dataclass(frozen=True, slots=True)
class Pic:
    """A picture: `/media/<key>/<w>.webp`, `width` being the largest size that exists.

    With `avif` there is `<w>.avif` too. The focus, in percent from left and top, stays in sight
    where a page cuts the picture to its shape.
    """

    key: str
    width: int
    height: int
    alt: str
    focus_x: int = 50
    focus_y: int = 50
    avif: bool = False


@dataclass(frozen=True, slots=True)
class CardVariant:
    """A variant with its unit price and how many can be sold today."""

    pk: int
    id: str
    sku: str
    name: str
    price_fen: int
    net_grams: int
    pieces: int
    unit: UnitPrice
    available: int


@dataclass(frozen=True, slots=True)
class Card:
    """A product in a list. `origin_name` is read without context: 永和乡龙凤村."""

    pk: int
    id: str
    slug: str
    name: str
    subtitle: str
    category: str
    origin_code: str
    origin_name: str
    merchant_id: str
    merchant_name: str
    merchant_slug: str
    picture: Pic | None
    variants: tuple[CardVariant, ...]
    badge: Badge | None
    in_stock: bool
    perishable: bool
    version: int


@dataclass(frozen=True, slots=True)
class Listing:
    """A page of cards; `total` counts all pages; `end_cursor` is where the next one begins."""

    cards: tuple[Card, ...]
    end_cursor: str | None
    has_next: bool
    total: int


@dataclass(frozen=True, slots=True)
class Seller:
    """Who sells, with what must always be shown of the registration (电子商务法 art. 15)."""

    id: str
    slug: str
    name: str
    seller_class: str
    class_label: str
    credit_code: str
    # Why no licence is shown; empty for registered sellers.
    exemption: str
    licence: tuple[LicenceLine, ...]
    place_name: str
    story: str


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of the label (食品安全法 art. 67)."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Detail:
    """A product's own page."""

    card: Card
    category_name: str
    story: str
    pictures: tuple[Pic, ...]
    facts: tuple[Fact, ...]
    batch: BatchRow | None
    seller: Seller
    # A presale is sent from this day on; None: it is at hand.
    ships_from: date | None
    # By the variant's key: former prices that may be told (明码标价和禁止价格欺诈规定 art. 16).
    comparisons: Mapping[int, Comparison]
    freight: Freight


@dataclass(frozen=True, slots=True)
class FacetCount:
    """How many goods narrowing a list by `code` would leave."""

    code: str
    name: str
    count: int


@dataclass(frozen=True, slots=True)
class Facets:
    """Choices to narrow a list by; kinds in their order, towns by code, empty ones left out."""

    categories: tuple[FacetCount, ...]
    towns: tuple[FacetCount, ...]
