"""Goods follow their seller's papers: held back when one is missing, brought back when it is there.

What people paused stays paused.
"""

from datetime import datetime

from market.catalogue import allowed, listing
from market.catalogue.models import Product, ProductStatus
from market.kernel import days
from market.merchants import queries as merchants
from market.merchants.models import Merchant

CAUSE = "PAPER"


def follow_papers(*, merchant_id: str, now: datetime) -> tuple[int, int]:
    """Hold back and bring back a seller's goods as its papers are now; return how many of each.

    Repeated, it does nothing. About six statements, and those of the goods that change.
    """
    merchant = Merchant.objects.filter(public_id=merchant_id).first()
    if merchant is None:
        return 0, 0
    on = days.day(now)
    papers = merchants.papers_of([merchant.pk]).get(merchant.pk, [])
    goods = Product.objects.filter(merchant=merchant).select_related("merchant")
    held_back: dict[str, list[str]] = {}
    for product in goods.filter(status=ProductStatus.LISTED).order_by("pk"):
        against = allowed.refusal(product, papers, on)
        if against:
            held_back.setdefault(against, []).append(product.public_id)
    free = [
        product.public_id
        for product in goods.filter(held_for=CAUSE).order_by("pk")
        if not allowed.refusal(product, papers, on)
    ]
    count = sum(
        listing.hold(product_ids=held, cause=CAUSE, reason=allowed.REASONS[against], now=now)
        for against, held in held_back.items()
    )
    return count, listing.release(product_ids=free, cause=CAUSE, now=now)
