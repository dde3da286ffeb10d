"""The moves that a seller's state may make, and the one function that makes them.

| from        | to          | who                                      |
| ----------- | ----------- | ---------------------------------------- |
| DRAFT       | APPLIED     | the owner                                |
| APPLIED     | RECOMMENDED | the town's officer, or the county for it |
| APPLIED     | DRAFT       | the same, with a reason; or the owner    |
| RECOMMENDED | APPROVED    | the county                               |
| RECOMMENDED | DRAFT       | the county, with a reason; or the owner  |
| APPROVED    | SUSPENDED   | two people of the county                 |
| SUSPENDED   | APPROVED    | the county                               |
| APPROVED    | CLOSED      | the clock, 30 days after it was announced |
| SUSPENDED   | CLOSED      | the clock, the same                      |
"""

from datetime import datetime

from django.db.models import F

from market.accounts.actors import Actor
from market.events.bus import emit, emit_all
from market.kernel.errors import WrongState
from market.merchants.models import Merchant, MerchantStatus, MerchantStep

_S = MerchantStatus
ALLOWED: frozenset[tuple[str, str]] = frozenset(
    (was.value, now.value)
    for was, now in (
        (_S.DRAFT, _S.APPLIED),
        (_S.APPLIED, _S.RECOMMENDED),
        (_S.APPLIED, _S.DRAFT),
        (_S.RECOMMENDED, _S.APPROVED),
        (_S.RECOMMENDED, _S.DRAFT),
        (_S.APPROVED, _S.SUSPENDED),
        (_S.SUSPENDED, _S.APPROVED),
        (_S.APPROVED, _S.CLOSED),
        (_S.SUSPENDED, _S.CLOSED),
    )
)


def allowed(was: str, now: str) -> bool:
    """Tell whether a state may become another."""
    return (was, now) in ALLOWED


def move(merchant: Merchant, to: str, *, actor: Actor, reason: str, now: datetime) -> None:
    """Move a locked merchant, keep the reason, tell of it. Raises WrongState.

    The caller holds the row's lock and saves the other fields that it changed.
    """
    if not allowed(merchant.status, to):
        raise WrongState(merchant.status, to)
    was, merchant.status = merchant.status, to
    merchant.save()
    MerchantStep.objects.create(
        merchant=merchant, was=was, now=to, reason=reason, actor=actor.ref, at=now
    )
    tell(merchant, goods=MerchantStatus.APPROVED in {was, to})


def tell(merchant: Merchant, *, goods: bool = False) -> None:
    """Say that a merchant changed; with `goods` that each of its products shows or hides now."""
    emit("merchant.changed", merchant=merchant.public_id)
    if goods:
        merchant.products.update(version=F("version") + 1)
        products = merchant.products.order_by("pk").values_list("public_id", flat=True)
        emit_all(("product.changed", {"product": product}) for product in products)
