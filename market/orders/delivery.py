"""Where an order goes: a value, because an order does not know how it travels."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

Kind = Literal["POINT", "ADDRESS"]


@dataclass(frozen=True, slots=True)
class Delivery:
    """A village point (its key and code as village_points knows them) or an address.

    `deliver_to` is what people read; `promised_on` the day it arrives at worst.
    """

    kind: Kind
    point_id: int | None
    point_code: str
    village_code: str
    deliver_to: str
    promised_on: date
