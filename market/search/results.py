"""What a search gives, whichever engine answered: plain frozen values. And the paging cursor."""

import base64
import binascii
import json
from dataclasses import dataclass
from enum import Enum

from market.display.rows import Card, FacetCount
from market.kernel.errors import Invalid

MAX_PAGE = 100


class Sort(Enum):
    """Orders of a result. Sold-out goods come last in each of them."""

    RELEVANCE = "RELEVANCE"
    PRICE_ASC = "PRICE_ASC"
    PRICE_DESC = "PRICE_DESC"
    NEWEST = "NEWEST"


@dataclass(frozen=True, slots=True)
class Asked:
    """A cleaned question: words to be found, filters, order and the place to go on from."""

    words: tuple[str, ...]
    town_code: str | None
    category: str | None
    right: str | None
    sort: Sort
    first: int
    after: tuple[int, ...] | None


@dataclass(frozen=True, slots=True)
class Facets:
    """Counts by town code, category code and badge code, most first.

    Each list disregards its own filter, so that another of its values can be chosen.
    """

    towns: tuple[FacetCount, ...]
    categories: tuple[FacetCount, ...]
    rights: tuple[FacetCount, ...]


@dataclass(frozen=True, slots=True)
class SearchPage:
    """One page of a result. `degraded`: the database answered, by plain comparison of letters."""

    hits: tuple[Card, ...]
    total: int
    facets: Facets
    degraded: bool
    end_cursor: str | None
    has_next: bool


def pack_cursor(sort: Sort, place: tuple[int, ...]) -> str:
    """Return a place in a result as opaque text, safe in an address."""
    data = json.dumps([sort.value, *place], separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def read_cursor(text: str) -> tuple[Sort, tuple[int, ...]]:
    """Return the order and the place that a cursor names. Raises Invalid("after", "cursor")."""
    try:
        data = json.loads(base64.urlsafe_b64decode(text[:400] + "=" * (-len(text) % 4)))
        sort, place = Sort(data[0]), tuple(data[1:])
    except (binascii.Error, ValueError, TypeError, LookupError):
        raise Invalid(name="after", rule="cursor") from None
    if len(place) != 4 or not all(type(part) is int and abs(part) < 1 << 62 for part in place):
        raise Invalid(name="after", rule="cursor")
    return sort, place
