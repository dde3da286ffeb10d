"""What a drawer holds and took."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, QuerySet, Sum
from django.db.models.functions import Coalesce

from logistics.network.rules import midnight
from market.accounts.actors import Clerk
from market.kernel import days
from market.ledger import queries as balances
from market.ledger.models import AccountKind
from village_points.cash.models import Shift, Taking


@dataclass(frozen=True, slots=True)
class ShiftSummary:
    """One shift. `recorded_fen` is the ledger's balance: now, or at closing.

    `variance_fen` = counted - recorded, None while the shift is open.
    """

    id: str
    clerk_user_id: int
    clerk_name: str
    opened_at: datetime
    closed_at: datetime | None
    business_day: date
    float_fen: int
    takings: int
    taken_fen: int
    recorded_fen: int
    counted_fen: int | None

    @property
    def variance_fen(self) -> int | None:
        return None if self.counted_fen is None else self.counted_fen - self.recorded_fen


@dataclass(frozen=True, slots=True)
class DayTotals:
    """Cash taken at a point on one business day, whichever shift it was in."""

    on: date
    takings: int
    taken_fen: int


def open_shift(actor: Clerk) -> ShiftSummary | None:
    """Return the shift that is open at the clerk's point, own or a colleague's."""
    found = _shifts(actor).filter(closed_at=None).first()
    return None if found is None else _summary(found)


def last_shifts(actor: Clerk, *, first: int) -> list[ShiftSummary]:
    """Return the latest shifts of the clerk's point, newest first."""
    return [_summary(shift) for shift in _shifts(actor).order_by("-opened_at", "-id")[:first]]


def summary(shift: Shift) -> ShiftSummary:
    """Return one shift's sums."""
    return _summary(_annotated(Shift.objects.filter(pk=shift.pk)).get())


def day_totals(*, point_id: int, on: date) -> DayTotals:
    """Return what a point took between midnight and midnight in Beijing. One statement."""
    found = Taking.objects.filter(
        shift__point_id=point_id, at__gte=midnight(on), at__lt=midnight(on + timedelta(days=1))
    ).aggregate(takings=Count("pk"), taken=Coalesce(Sum("amount_fen"), 0))
    return DayTotals(on, found["takings"], found["taken"])


def _shifts(actor: Clerk) -> QuerySet[Shift]:
    return _annotated(Shift.objects.filter(point_id=actor.point_id))


def _annotated(shifts: QuerySet[Shift]) -> QuerySet[Shift]:
    return shifts.select_related("clerk", "point").annotate(
        taking_count=Count("takings"), taken_fen=Coalesce(Sum("takings__amount_fen"), 0)
    )


def _summary(shift: Shift) -> ShiftSummary:
    row = vars(shift)
    recorded = shift.recorded_fen
    if recorded is None:
        recorded = balances.balance(kind=AccountKind.DRAWER, owner=shift.point.public_id)
    return ShiftSummary(
        id=shift.public_id,
        clerk_user_id=shift.clerk_id,
        clerk_name=shift.clerk.name,
        opened_at=shift.opened_at,
        closed_at=shift.closed_at,
        business_day=days.day(shift.opened_at),
        float_fen=shift.float_fen,
        takings=row["taking_count"],
        taken_fen=row["taken_fen"],
        recorded_fen=recorded,
        counted_fen=shift.counted_fen,
    )
