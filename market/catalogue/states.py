"""The states of a product, and the one way from one to another."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from market.catalogue import kinds
from market.catalogue.models import Product, ProductStatus
from market.kernel.errors import DomainError, Invalid, WrongState


@dataclass(eq=False)
class Incomplete(DomainError):
    """Shoppers would not see all that they must; `missing` names it as the label does."""

    code: ClassVar[str] = "INCOMPLETE"
    missing: str = ""


_S = ProductStatus
MOVES: dict[str, frozenset[str]] = {
    _S.DRAFT: frozenset({_S.IN_REVIEW, _S.LISTED}),
    _S.IN_REVIEW: frozenset({_S.LISTED, _S.REFUSED, _S.DRAFT}),
    _S.LISTED: frozenset({_S.PAUSED, _S.IN_REVIEW}),
    _S.PAUSED: frozenset({_S.LISTED, _S.IN_REVIEW}),
    _S.REFUSED: frozenset({_S.LISTED, _S.IN_REVIEW}),
}


def move(product: Product, to: str, *, now: datetime, reason: str = "") -> None:
    """Bring a locked product into a state; the caller saves it. To where it is does nothing.

    `reason` is what the seller reads of a refusal or a pause that others made. A product that
    goes into the shop stands there from now, or from its appointed time. Raises
    Invalid("status", "choice"), WrongState for a move that is not in the table, and
    Incomplete where something is missing that shoppers must see.
    """
    if to not in MOVES:
        raise Invalid("status", "choice")
    if product.status == to:
        return
    if to not in MOVES[product.status]:
        raise WrongState(product.status, to)
    if to in {_S.LISTED, _S.IN_REVIEW}:
        require_complete(product)
    product.status, product.reason, product.held_for = to, reason, ""
    if to == _S.LISTED and product.listed_at is None:
        appointed = product.scheduled_for
        product.listed_at = max(now, appointed) if appointed else now


def missing(product: Product) -> list[str]:
    """Return in words what a product lacks for being listed: picture, size, required facts."""
    lacks = []
    if not product.pictures.exists():
        lacks.append("图片")
    if not product.variants.filter(active=True).exists():
        lacks.append("规格")
    return lacks + kinds.missing(kinds.of(product.category.kind), product.attributes)


def require_complete(product: Product) -> None:
    """Raise Incomplete unless shoppers would see everything they must."""
    if lacks := missing(product):
        raise Incomplete("、".join(lacks))
