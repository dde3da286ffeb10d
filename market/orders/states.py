"""What an order and its consignments may become, and the one way to get there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from market.accounts.actors import Actor
from market.events import bus
from market.kernel.errors import WrongState
from market.orders.models import Consignment, ConsignmentState, Order, OrderState, Step

ORDER_MOVES: Mapping[str, frozenset[str]] = {
    OrderState.PLACED: frozenset({OrderState.PAID, OrderState.CANCELLED}),
    OrderState.PAID: frozenset({OrderState.COMPLETED}),
    # Money that came just too late for an order whose goods are still there.
    OrderState.CANCELLED: frozenset({OrderState.PAID}),
    OrderState.COMPLETED: frozenset(),
}

CONSIGNMENT_MOVES: Mapping[str, frozenset[str]] = {
    ConsignmentState.WAITING: frozenset({ConsignmentState.TO_PACK, ConsignmentState.CANCELLED}),
    ConsignmentState.TO_PACK: frozenset({ConsignmentState.PACKED}),
    ConsignmentState.PACKED: frozenset({ConsignmentState.ON_THE_WAY, ConsignmentState.READY}),
    ConsignmentState.ON_THE_WAY: frozenset({ConsignmentState.READY, ConsignmentState.DELIVERED}),
    ConsignmentState.READY: frozenset({ConsignmentState.DELIVERED}),
    ConsignmentState.DELIVERED: frozenset(),
    ConsignmentState.CANCELLED: frozenset({ConsignmentState.TO_PACK}),
}

EVENTS: Mapping[str, str] = {
    OrderState.PAID: "order.paid",
    OrderState.CANCELLED: "order.cancelled",
    OrderState.COMPLETED: "order.completed",
}


@dataclass(frozen=True, slots=True)
class Move:
    """An order or a consignment, and what it becomes."""

    thing: Order | Consignment
    to: str


def move(moves: Sequence[Move], *, actor: Actor, now: datetime, reason: str = "") -> None:
    """Make these moves, write the history and tell the events; few statements however many.

    The caller holds the lock on every order concerned. Raises WrongState for a move that the
    tables do not have; then nothing was written.
    """
    for each in moves:
        _check(each)
    steps = [_step(each, actor, now, reason) for each in moves]
    for model, table in ((Order, ORDER_MOVES), (Consignment, CONSIGNMENT_MOVES)):
        own = [each for each in moves if isinstance(each.thing, model)]
        for to in dict.fromkeys(each.to for each in own):
            _write([each.thing for each in own if each.to == to], to, table, now)
    Step.objects.bulk_create(steps)
    bus.emit_all(_facts(moves))


def _check(each: Move) -> None:
    table = ORDER_MOVES if isinstance(each.thing, Order) else CONSIGNMENT_MOVES
    if each.to not in table[each.thing.state]:
        raise WrongState(str(each.thing.state), str(each.to))


def _step(each: Move, actor: Actor, now: datetime, reason: str) -> Step:
    thing = each.thing
    consignment = thing if isinstance(thing, Consignment) else None
    return Step(
        order_id=thing.order_id if isinstance(thing, Consignment) else thing.pk,
        consignment=consignment,
        was=thing.state,
        now=each.to,
        at=now,
        actor=actor.ref,
        reason=reason,
    )


def _write(
    things: Sequence[Any], to: str, table: Mapping[str, frozenset[str]], now: datetime
) -> None:
    changes: dict[str, Any] = {"state": to, "updated_at": now}
    if isinstance(things[0], Order):
        changes |= _times(to, now)
    may = [was for was, after in table.items() if to in after]
    rows = type(things[0]).objects.filter(pk__in=[thing.pk for thing in things], state__in=may)
    if rows.update(**changes) != len(things):
        raise RuntimeError("a state changed under the lock of its order")
    for thing in things:
        for name, value in changes.items():
            setattr(thing, name, value)


def _times(to: str, now: datetime) -> dict[str, datetime | None]:
    if to == OrderState.PAID:
        return {"paid_at": now, "closed_at": None}
    return {"closed_at": now}


def _facts(moves: Sequence[Move]) -> list[tuple[str, dict[str, str]]]:
    facts = []
    for each in moves:
        if isinstance(each.thing, Order) and each.to in EVENTS:
            facts.append((EVENTS[each.to], {"order": each.thing.public_id}))
        elif each.to == ConsignmentState.PACKED:
            facts.append(("consignment.packed", {"consignment": each.thing.public_id}))
    return facts
