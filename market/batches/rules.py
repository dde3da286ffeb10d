"""When goods of a batch may still be sold, and who must promise for it. Pure."""

from datetime import date, timedelta

# 农产品质量安全法 art. 39: firms and cooperatives issue a 承诺达标合格证 for each batch; for
# farmers it is encouraged, not demanded.
_MUST_CERTIFY = frozenset({"FIRM", "COOPERATIVE"})


def must_certify(seller_class: str) -> bool:
    """Tell whether a seller of this class may only enter a batch with its certificate."""
    return seller_class in _MUST_CERTIFY


def expires_on(harvested_on: date, shelf_days: int) -> date:
    """Return the first day on which goods harvested then are no longer sold."""
    return harvested_on + timedelta(days=shelf_days)


def sellable(expires: date, on: date) -> bool:
    """Tell whether goods may be sold on that day (食品安全法 art. 34: never past shelf life)."""
    return on < expires
