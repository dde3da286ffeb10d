"""Former prices beside present ones: reckoned from what was paid, never typed."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Min, OuterRef, Subquery

from market.catalogue import rules
from market.catalogue.models import PriceRecord, Sold, Variant
from market.catalogue.rules import Comparison


@dataclass(frozen=True, slots=True)
class SoldLine:
    """A line of a paid order (its public id), its variant (database key), the price of one unit."""

    line_id: str
    variant_pk: int
    price_fen: int


def record_sold(*, lines: Iterable[SoldLine], now: datetime) -> None:
    """Keep what was paid, in the caller's transaction; a line that is kept already stays as it is.

    One statement.
    """
    Sold.objects.bulk_create(
        [
            Sold(variant_id=each.variant_pk, price_fen=each.price_fen, at=now, cause=each.line_id)
            for each in lines
        ],
        ignore_conflicts=True,
    )


def comparisons(*, variant_pks: Collection[int], now: datetime) -> dict[int, Comparison]:
    """Return, by variant, the former price that may be told at this moment. One statement."""
    if not variant_pks:
        return {}
    begun = PriceRecord.objects.filter(variant=OuterRef("pk")).order_by("-at", "-pk").values("at")
    paid = Sold.objects.filter(variant=OuterRef("pk"), at__lt=OuterRef("since"))
    week = paid.filter(at__gte=OuterRef("since") - rules.WINDOW).order_by().values("variant")
    rows = (
        Variant.objects.filter(pk__in=variant_pks)
        .annotate(since=Subquery(begun[:1]))
        .filter(since__gt=now - rules.SHOWN_FOR)
        .annotate(
            lowest=Subquery(week.annotate(least=Min("price_fen")).values("least")),
            last=Subquery(paid.order_by("-at", "-pk").values("price_fen")[:1]),
            price=F("price_fen"),
        )
        .values_list("pk", "price", "since", "lowest", "last")
    )
    found = {
        pk: rules.comparison(price, since=since, lowest_fen=lowest, last_fen=last, now=now)
        for pk, price, since, lowest, last in rows
    }
    return {pk: former for pk, former in found.items() if former is not None}
