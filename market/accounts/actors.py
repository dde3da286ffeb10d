"""Who is asking. Frozen, ids only; the first argument wherever it matters.

The edge makes actors from a session or a token. Services check the role with `require`; objects
are reached only through `Model.objects.visible_to(actor)`.
"""

from dataclasses import dataclass
from typing import Literal, TypeVar

from market.kernel.errors import Forbidden


@dataclass(frozen=True, slots=True)
class Anonymous:
    """Nobody in particular."""

    ref: str = "anonymous"


@dataclass(frozen=True, slots=True)
class Shopper:
    """A customer, signed in or a guest who holds the customer's token."""

    customer_id: int

    @property
    def ref(self) -> str:
        return f"shopper:{self.customer_id}"


@dataclass(frozen=True, slots=True)
class Clerk:
    """A clerk at one village point."""

    user_id: int
    point_id: int

    @property
    def ref(self) -> str:
        return f"clerk:{self.user_id}"


Role = Literal["OWNER", "EDITOR", "PACKER"]
Duty = Literal["GOODS", "ORDERS", "SHOP"]
# What a role is allowed: SHOP is the seller's own page, papers, freight and people.
_DUTIES: dict[Role, frozenset[Duty]] = {
    "OWNER": frozenset({"GOODS", "ORDERS", "SHOP"}),
    "EDITOR": frozenset({"GOODS"}),
    "PACKER": frozenset({"ORDERS"}),
}


@dataclass(frozen=True, slots=True)
class MerchantStaff:
    """Somebody who works for one merchant."""

    user_id: int
    merchant_id: int
    role: Role = "OWNER"

    @property
    def ref(self) -> str:
        return f"staff:{self.user_id}"

    @property
    def duties(self) -> frozenset[Duty]:
        """What the role allows."""
        return _DUTIES[self.role]


@dataclass(frozen=True, slots=True)
class Operator:
    """A county operator; with a town code, one township's officer, who only recommends."""

    user_id: int
    town_code: str = ""

    @property
    def ref(self) -> str:
        return f"operator:{self.user_id}"


@dataclass(frozen=True, slots=True)
class System:
    """A job: a webhook, a handler or the clock."""

    name: str

    @property
    def ref(self) -> str:
        return f"system:{self.name}"


Actor = Anonymous | Shopper | Clerk | MerchantStaff | Operator | System

A = TypeVar("A")


def require(actor: object, role: type[A]) -> A:
    """Return the actor as that role, or raise Forbidden."""
    if not isinstance(actor, role):
        raise Forbidden
    return actor


def require_duty(actor: object, duty: Duty) -> MerchantStaff:
    """Return the actor as staff whose role allows this, or raise Forbidden."""
    staff = require(actor, MerchantStaff)
    if duty not in staff.duties:
        raise Forbidden
    return staff


def require_county(actor: object) -> Operator:
    """Return the actor as an operator of the whole county, or raise Forbidden."""
    operator = require(actor, Operator)
    if operator.town_code:
        raise Forbidden
    return operator
