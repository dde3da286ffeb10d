"""What stands on a parcel's label: no more of the receiver than the carrier needs.

快递暂行条例 art. 22: name, address and phone only; name and phone are masked here, because every
clerk and driver on the way reads the label.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

import segno

from logistics.parcels.models import Parcel, ParcelState
from logistics.parcels.rules import masked_name
from logistics.parcels.tracing import LineTrace, of_lines
from market.accounts.actors import Actor, require_duty
from market.accounts.rules import mask
from market.kernel.errors import NotFound, WrongState

# Modules of white around the code, as the standard wants.
QUIET = 4


@dataclass(frozen=True, slots=True)
class QrCode:
    """A QR code to draw: an SVG path in a square of `size` units, white border included."""

    size: int
    path: str


@dataclass(frozen=True, slots=True)
class LabelLine:
    """What is inside, for whoever packs."""

    name: str
    variant: str
    quantity: int
    batch_codes: tuple[str, ...]
    # The badge of the day of the order, word for word; or empty.
    badge: str
    traces: tuple[LineTrace, ...]


@dataclass(frozen=True, slots=True)
class Label:
    """One label of 100 x 150 mm."""

    waybill: str
    qr: QrCode
    receiver: str
    receiver_phone: str
    deliver_to: str
    route: tuple[str, ...]
    sender: str
    gross_grams: int
    promised_on: date
    order_number: str
    lines: tuple[LabelLine, ...]


def qr_code(text: str) -> QrCode:
    """Return a QR code (error level M) of a short text as one path, a rectangle a run."""
    code = segno.make(text, error="m", micro=False)
    parts = []
    for y, row in enumerate(code.matrix):
        x = 0
        while x < len(row):
            run = x
            while run < len(row) and row[run]:
                run += 1
            if run > x:
                parts.append(f"M{x + QUIET} {y + QUIET}h{run - x}v1H{x + QUIET}z")
            x = run + 1
    return QrCode(len(code.matrix) + 2 * QUIET, "".join(parts))


def label(*, actor: Actor, consignment_id: str) -> Label:
    """Return the label of a packed consignment of the actor's merchant, to be printed again too.

    Raises Forbidden, NotFound and WrongState (not packed yet). Six statements.
    """
    staff = require_duty(actor, "ORDERS")
    parcel = (
        Parcel.objects.visible_to(staff)
        .select_related("consignment__order", "consignment__merchant")
        .filter(consignment__public_id=consignment_id)
        .first()
    )
    if parcel is None:
        raise NotFound("consignment")
    if parcel.state in {ParcelState.PLANNED, ParcelState.CANCELLED}:
        raise WrongState(state=parcel.state, wanted=ParcelState.PACKED.value)
    consignment = parcel.consignment
    order = consignment.order
    lines = list(consignment.lines.order_by("id"))
    traces = of_lines(line.public_id for line in lines)
    legs = parcel.legs.select_related("target").order_by("seq")
    return Label(
        waybill=parcel.waybill,
        qr=qr_code(parcel.waybill),
        receiver=masked_name(order.buyer_name),
        receiver_phone=mask(order.buyer_phone),
        deliver_to=order.deliver_to,
        route=tuple(leg.target.name for leg in legs if leg.target),
        sender=consignment.merchant.name,
        gross_grams=parcel.gross_grams,
        promised_on=parcel.promised_on,
        order_number=order.number,
        lines=tuple(_line(line, traces.get(line.public_id, ())) for line in lines),
    )


def _line(line: Any, traces: Iterable[LineTrace]) -> LabelLine:
    snapshot = line.snapshot
    return LabelLine(
        name=snapshot["product"]["name"],
        variant=snapshot["variant"]["name"],
        quantity=line.quantity,
        batch_codes=tuple(batch["code"] for batch in snapshot["batches"]),
        badge=snapshot["badge"]["text"] if snapshot["badge"] else "",
        traces=tuple(traces),
    )
