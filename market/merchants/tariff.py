"""What delivery costs, as plain values in fen. Pure."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Zone:
    """Other prices for destinations whose division code begins with `prefix`.

    `name` is the place's, where people read it.
    """

    prefix: str
    first_kg_fen: int
    next_kg_fen: int
    free_from_fen: int | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class Freight:
    """A merchant's template: first kilogram, each further started one; free from a goods sum.

    `cold_fen` is added once for a parcel with perishable goods, free delivery or not. `zones`
    change the other prices by destination; the longest prefix that fits counts.
    """

    first_kg_fen: int
    next_kg_fen: int
    free_from_fen: int | None = None
    cold_fen: int = 0
    zones: tuple[Zone, ...] = ()
