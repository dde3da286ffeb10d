"""The integrity card (诚信卡) of a seller: computed every day, kept, never typed."""

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from market.accounts.actors import MerchantStaff
from market.batches.rules import must_certify
from market.kernel import days
from market.merchants.models import Merchant
from market.trust import figures, rules
from market.trust.models import CardDay
from market.trust.rules import Figures, Line, Rating, Share


@dataclass(frozen=True, slots=True)
class Card:
    """A seller's card: when it was counted, its lines and the average of its reviews."""

    on: date
    lines: tuple[Line, ...]
    rating: Rating


@transaction.atomic
def take(*, now: datetime, merchants: Collection[int] | None = None) -> int:
    """Count the cards of these sellers, or of all, and keep them as today's; return how many.

    Counted again on the same day, the newer figures stand. Six statements.
    """
    pks = list(Merchant.objects.values_list("pk", flat=True)) if merchants is None else merchants
    counted = figures.count(merchants=pks, now=now)
    CardDay.objects.bulk_create(
        [
            CardDay(merchant_id=pk, on=days.day(now), taken_at=now, figures=_stored(found))
            for pk, found in counted.items()
        ],
        update_conflicts=True,
        unique_fields=["merchant", "on"],
        update_fields=["taken_at", "figures"],
    )
    return len(counted)


def newest(*, merchant_id: str) -> Card | None:
    """Return the newest card of a seller by public id; None: not counted yet. One statement."""
    return _newest(CardDay.objects.filter(merchant__public_id=merchant_id))


def own(*, actor: MerchantStaff) -> Card | None:
    """Return the newest card of the own shop. One statement."""
    return _newest(CardDay.objects.filter(merchant=actor.merchant_id))


def _newest(kept: Any) -> Card | None:
    row = kept.select_related("merchant").order_by("-on").first()
    if row is None:
        return None
    found = read(row.figures)
    must = must_certify(row.merchant.seller_class)
    return Card(row.on, rules.lines(found, must_certify=must), rules.rating(found.stars))


def _stored(found: Figures) -> dict[str, Any]:
    return {
        name: list(value.values()) if isinstance(value, dict) else list(value)
        for name, value in asdict(found).items()
    }


def read(stored: dict[str, Any]) -> Figures:
    """Return figures as they were kept."""
    shares = {name: Share(*value) for name, value in stored.items() if name != "stars"}
    one, two, three, four, five = stored["stars"]
    return Figures(**shares, stars=(one, two, three, four, five))
