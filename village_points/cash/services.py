"""The drawer: a shift opens with counted change money, takes cash and closes with a count.

Balances live in the ledger. Lock order here: the shift's row, then ledger accounts.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from django.db import transaction
from django.db.models import QuerySet

from market.accounts.actors import Actor, Clerk, require
from market.kernel.errors import DomainError, Invalid, NotFound
from market.ledger import queries as balances
from market.ledger import services as ledger
from market.ledger.models import AccountKind
from market.orders.models import Order
from market.payments import services as payments
from village_points.cash import rules
from village_points.cash.models import Shift, Taking
from village_points.points.models import Point


@dataclass(eq=False)
class NoOpenShift(DomainError):
    """The clerk has no open shift at this drawer."""

    code: ClassVar[str] = "NO_OPEN_SHIFT"


@dataclass(eq=False)
class ShiftOpen(DomainError):
    """The drawer has an open shift; `clerk_name` has to close it first."""

    code: ClassVar[str] = "SHIFT_OPEN"
    clerk_name: str = ""


@dataclass(eq=False)
class TooLittleCash(DomainError):
    """What was given does not cover what is due; the order was not placed."""

    code: ClassVar[str] = "TOO_LITTLE_CASH"
    due_fen: int

    @property
    def field(self) -> str | None:
        return "tenderedFen"


@transaction.atomic
def open_shift(*, actor: Actor, float_fen: int, now: datetime) -> Shift:
    """Open the drawer of the clerk's point with so much change money, counted.

    The first float of a drawer comes from the county; later a count that differs from the
    ledger's balance is a variance. Raises Forbidden, Invalid("floatFen"), ShiftOpen.
    """
    clerk = require(actor, Clerk)
    _require_plausible(float_fen, "floatFen")
    point = Point.objects.select_for_update(no_key=True).get(pk=clerk.point_id)
    present = _open_shift_of(clerk.point_id)
    if present is not None:
        raise ShiftOpen(present.clerk.name)
    first = not Shift.objects.filter(point=point).exists()
    shift = Shift.objects.create(
        point=point, clerk_id=clerk.user_id, opened_at=now, float_fen=float_fen
    )
    against = AccountKind.FLOAT if first else AccountKind.VARIANCE
    _settle("shift.open", shift, point, against, float_fen, now)
    return shift


@transaction.atomic
def take(*, actor: Actor, order: Order, tendered_fen: int, now: datetime) -> Taking:
    """Take cash for an order in the clerk's open shift; the order is paid then.

    Raises Forbidden, Invalid("tenderedFen"), NotFound (an order for another point), NoOpenShift,
    TooLittleCash, and what paying raises.
    """
    clerk = require(actor, Clerk)
    _require_plausible(tendered_fen, "tenderedFen")
    if order.point_id != clerk.point_id:
        raise NotFound("order")
    shift = _lock_own_shift(clerk)
    if rules.change(due_fen=order.total_fen, tendered_fen=tendered_fen) < 0:
        raise TooLittleCash(order.total_fen)
    payments.record_cash(order_id=order.public_id, account_owner=shift.point.public_id, now=now)
    return Taking.objects.create(
        shift=shift,
        order=order,
        amount_fen=order.total_fen,
        tendered_fen=tendered_fen,
        at=now,
    )


def require_open_shift(actor: Clerk) -> None:
    """Lock the drawer before the goods, as `docs/locks.md` has it. Raises NoOpenShift."""
    _lock_own_shift(actor)


@transaction.atomic
def close_shift(*, actor: Actor, counted_fen: int, now: datetime) -> Shift:
    """Close the clerk's shift: counted against recorded cash, the difference to the ledger.

    Afterwards the drawer's balance is what was counted. Raises Forbidden, Invalid("countedFen"),
    NoOpenShift.
    """
    clerk = require(actor, Clerk)
    _require_plausible(counted_fen, "countedFen")
    shift = _lock_own_shift(clerk)
    recorded = _settle("shift.close", shift, shift.point, AccountKind.VARIANCE, counted_fen, now)
    shift.recorded_fen, shift.counted_fen, shift.closed_at = recorded, counted_fen, now
    shift.save(update_fields=["recorded_fen", "counted_fen", "closed_at", "updated_at"])
    return shift


def _require_plausible(fen: int, field: str) -> None:
    if not rules.plausible(fen):
        raise Invalid(field, "range")


def _open_shift_of(point_id: int) -> Shift | None:
    return Shift.objects.select_related("clerk").filter(point_id=point_id, closed_at=None).first()


def _own_shifts(clerk: Clerk) -> QuerySet[Shift]:
    return Shift.objects.filter(point_id=clerk.point_id, clerk_id=clerk.user_id, closed_at=None)


def _lock_own_shift(clerk: Clerk) -> Shift:
    """Only who opened a drawer answers for it: another clerk opens a shift of their own."""
    own = _own_shifts(clerk)
    shift = own.select_for_update(of=("self",), no_key=True).select_related("point").first()
    if shift is None:
        raise NoOpenShift
    return shift


def _settle(
    kind: str, shift: Shift, point: Point, against: AccountKind, counted_fen: int, now: datetime
) -> int:
    """Bring the drawer's balance to what was counted; return what it was."""
    drawer = ledger.account(kind=AccountKind.DRAWER, owner=point.public_id)
    recorded = balances.balance(kind=AccountKind.DRAWER, owner=point.public_id)
    if counted_fen != recorded:
        other = ledger.account(kind=against, owner=point.public_id)
        difference = counted_fen - recorded
        ledger.post(
            kind=kind,
            cause=shift.public_id,
            at=now,
            postings=[
                ledger.Post(drawer, difference, shift.public_id),
                ledger.Post(other, -difference, shift.public_id),
            ],
        )
    return recorded
