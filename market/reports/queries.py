"""What a seller sold in a period, and what waits today: sums made by the database.

Sold is what was paid and not cancelled, on the Shanghai day of the payment. A paid order is never
cancelled and refunds are only of money that came twice or too late (`payments.RefundState`), which
no order's goods are in; so there is nothing to subtract.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import BigIntegerField, Case, Count, F, Max, Q, QuerySet, Sum, Value, When
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Coalesce, TruncDate

from market.accounts.actors import Actor, MerchantStaff, require, require_duty
from market.display import own
from market.kernel import days
from market.kernel.errors import Invalid
from market.orders.models import Consignment, ConsignmentState, Line
from market.orders.turnover import SOLD
from market.reports import rules, waiting
from market.reports.rules import DOOR, By, SalesRow
from market.stock import queries as stock
from market.trust import queries as trust

WEEK = 7

_AMOUNTS: dict[str, Any] = {
    "fen": Coalesce(Sum("total_fen"), 0),
    "parts": Count("consignment", distinct=True),
    "units": Coalesce(Sum("quantity"), 0),
    # Net, as it was agreed: the variant may weigh something else today.
    "grams": Coalesce(Sum(F("quantity") * Cast(KT("snapshot__net_grams"), BigIntegerField())), 0),
}


@dataclass(frozen=True, slots=True)
class Sales:
    """A report: `total` counts each order once, however many rows it is in."""

    first: date
    last: date
    by: By
    rows: tuple[SalesRow, ...]
    total: SalesRow


@dataclass(frozen=True, slots=True)
class Figures:
    """What waits today; None: not the asker's duty. `week`: fen of the last 7 days, oldest first.

    `late` of `to_pack` were promised for today or earlier.
    """

    to_pack: int | None = None
    late: int | None = None
    low_stock: int | None = None
    expiring: int | None = None
    refused: int | None = None
    in_review: int | None = None
    unanswered: int | None = None
    flagged: int | None = None
    near_ceilings: int | None = None
    ending_papers: int | None = None
    week: tuple[int, ...] | None = None


def sales(actor: Actor, first: date, last: date, by: By = By.DAY, most: int | None = None) -> Sales:
    """Return what the seller sold from `first` to `last`, both included. Two statements.

    By day: every day, oldest first. By product or point: the most money first; beyond `most` rows
    the others are one. Raises Forbidden (owners only), Invalid: most, and as `check_period`.
    """
    staff = require_duty(actor, "SHOP")
    rules.check_period(first, last)
    if most is not None and most < 1:
        raise Invalid("most", "range")
    lines = _sold(staff, first, last)
    if by == By.DAY:
        rows = rules.every_day(_by_day(lines), first, last)
    elif by == By.PRODUCT:
        rows = rules.best_first(_by_product(lines), most)
    else:
        rows = rules.best_first(_by_point(lines), most)
    return Sales(first, last, by, tuple(rows), _row("", "", lines.aggregate(**_AMOUNTS)))


def today(actor: Actor, on: date) -> Figures:
    """Return how much waits today, by the asker's duties. 12 statements at most.

    Each number is that of the list it leads to. Raises Forbidden.
    """
    staff = require(actor, MerchantStaff)
    found: dict[str, Any] = {}
    if "ORDERS" in staff.duties:
        found |= _of_orders(staff, on)
    if "GOODS" in staff.duties:
        found |= _of_goods(staff, on)
    if "SHOP" in staff.duties:
        week = sales(staff, on - timedelta(days=WEEK - 1), on)
        found["week"] = tuple(row.fen for row in week.rows)
        found["ending_papers"] = len(waiting.ending_papers(staff, on))
    return Figures(**found)


def _of_orders(staff: MerchantStaff, on: date) -> dict[str, int]:
    to_pack = Consignment.objects.visible_to(staff).filter(state=ConsignmentState.TO_PACK)
    return to_pack.aggregate(
        to_pack=Count("pk"), late=Count("pk", filter=Q(order__promised_on__lte=on))
    )


def _of_goods(staff: MerchantStaff, on: date) -> dict[str, int]:
    states = own.status_counts(actor=staff)
    return {
        "low_stock": stock.low_count(staff, on),
        "expiring": len(stock.near_expiry(staff, on, first=stock.MOST_LOOKED_AT)),
        "refused": states["REFUSED"],
        "in_review": states["IN_REVIEW"],
        "unanswered": trust.unanswered(staff),
        "flagged": waiting.flagged(staff).count(),
        "near_ceilings": len(waiting.near_ceilings(staff, on)),
    }


def _sold(staff: MerchantStaff, first: date, last: date) -> QuerySet[Line]:
    parts = Consignment.objects.visible_to(staff).exclude(state=ConsignmentState.CANCELLED)
    return Line.objects.filter(
        consignment__in=parts,
        consignment__order__state__in=SOLD,
        consignment__order__paid_at__gte=days.begins(first),
        consignment__order__paid_at__lt=days.begins(last + timedelta(days=1)),
    )


def _by_day(lines: QuerySet[Line]) -> list[SalesRow]:
    on = TruncDate("consignment__order__paid_at", tzinfo=days.SHANGHAI)
    rows = lines.annotate(on=on).values("on").annotate(**_AMOUNTS)
    return [_row(row["on"].isoformat(), row["on"].isoformat(), row) for row in rows]


def _by_product(lines: QuerySet[Line]) -> list[SalesRow]:
    rows = lines.values(
        key=F("variant__product__public_id"), name=F("variant__product__name")
    ).annotate(**_AMOUNTS)
    return [_row(row["key"], row["name"], row) for row in rows]


def _by_point(lines: QuerySet[Line]) -> list[SalesRow]:
    """A point may have been called otherwise: the rows come as they were last sold to."""
    order = "consignment__order__"
    at_point = Q(**{f"{order}delivery_kind": "POINT"})
    rows = (
        lines.annotate(
            # An address is somebody's home: all of them are one row.
            key=Case(When(at_point, then=f"{order}point_code"), default=Value(DOOR)),
            name=Case(When(at_point, then=f"{order}deliver_to"), default=Value("")),
        )
        .values("key", "name")
        .annotate(**_AMOUNTS, latest=Max(f"{order}paid_at"))
        .order_by("latest", "name")
    )
    return rules.by_key([_row(row["key"], row["name"], row) for row in rows])


def _row(key: str, name: str, sums: Mapping[str, Any]) -> SalesRow:
    return SalesRow(key, name, sums["fen"], sums["parts"], sums["units"], sums["grams"])
