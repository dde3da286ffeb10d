"""Messages to whoever runs a shop, and to the township's officers."""

from datetime import date, datetime

from market.accounts.models import User
from market.merchants.models import Merchant
from market.notices import services as notices


def owner(merchant: Merchant, kind: str, *, cause: str, now: datetime, **params: str) -> None:
    """Tell the shop's phone something, once a (kind, cause)."""
    notices.send(
        kind=kind,
        cause=cause,
        phone=merchant.phone,
        params={"shop": merchant.name, **params},
        now=now,
    )


def officers(merchant: Merchant, kind: str, *, cause: str, now: datetime, **params: str) -> None:
    """Tell every officer of the seller's township something, once a (kind, cause, officer)."""
    town = merchant.place_id[:9]
    found = User.objects.filter(is_operator=True, is_active=True, town_code=town)
    for officer in found.exclude(town_code="").order_by("pk") if len(town) == 9 else ():
        notices.send(
            kind=kind,
            cause=f"{cause}:{officer.pk}",
            phone=officer.phone,
            params={"shop": merchant.name, **params},
            now=now,
        )


def day_text(on: date) -> str:
    """Return a day as messages say it."""
    return f"{on.month}月{on.day}日"
