"""Pick-up codes: made, shown, tried.

The digits are never stored. A try is written down and committed before it is compared, so that
guesses made at the same time do not share one.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.db import transaction

from market.accounts.actors import Actor, Clerk, require
from market.kernel.errors import DomainError, Forbidden, NotFound, WrongState
from market.orders.models import Channel, Order, OrderState
from village_points.pickup import rules
from village_points.pickup.models import PickupCode


@dataclass(eq=False)
class WrongCode(DomainError):
    """The code is not this order's; after the last try `locked_until` says till when."""

    code: ClassVar[str] = "WRONG_CODE"
    tries_left: int
    locked_until: datetime | None = None

    @property
    def field(self) -> str | None:
        return "code"


@dataclass(eq=False)
class CodeLocked(DomainError):
    """Too many wrong codes: no try is taken before `locked_until`."""

    code: ClassVar[str] = "CODE_LOCKED"
    locked_until: datetime

    @property
    def field(self) -> str | None:
        return "code"


@transaction.atomic
def issue_code(*, order_id: str, now: datetime) -> PickupCode:
    """Return the code row of a paid order that goes to a point; the first call makes it.

    Raises NotFound, and WrongState for an order that is not paid.
    """
    order = Order.objects.filter(public_id=order_id).first()
    if order is None or order.point_id is None:
        raise NotFound("order")
    if order.state not in {OrderState.PAID, OrderState.COMPLETED}:
        raise WrongState(state=order.state, wanted=OrderState.PAID.value)
    code, _ = PickupCode.objects.get_or_create(
        order=order, defaults={"point_id": order.point_id, "nonce": secrets.token_hex(16)}
    )
    return code


@transaction.atomic
def reissue_code(*, actor: Actor, order_id: str, now: datetime) -> PickupCode:
    """Give new digits to a villager who lost the slip; the old ones open nothing any more.

    Only for an order that the counter of the clerk's own point took from somebody without a
    phone: everybody else has the code in a message. A lock stays. The history of the row tells
    who did it. Raises Forbidden, NotFound, WrongState (already fetched).
    """
    clerk = require(actor, Clerk)
    found = (
        PickupCode.objects.visible_to(clerk)
        .select_for_update(of=("self",), no_key=True)
        .select_related("order")
        .filter(order__public_id=order_id)
        .first()
    )
    if found is None:
        raise NotFound("order")
    if found.order.channel != Channel.COUNTER or found.order.buyer_phone:
        raise Forbidden
    if found.order.state != OrderState.PAID:
        raise WrongState(state=found.order.state, wanted=OrderState.PAID.value)
    found.nonce = secrets.token_hex(16)
    found.save(update_fields=["nonce", "updated_at"])
    return found


def code_digits(code: PickupCode) -> str:
    """Return the six digits, for whoever may see the order as its buyer or printed its slip."""
    return rules.digits(rules.key_from(settings.SECRET_KEY), code.public_id, code.nonce)


def try_code(*, order: Order, given: str, now: datetime) -> None:
    """Use up one try and compare. Returns for the right code, and then takes no lock.

    Must be called outside of a transaction: the try stays used whatever happens afterwards.
    Raises WrongCode and CodeLocked.
    """
    code, tries = _use_one(order.pk, now)
    if rules.same(given, code_digits(code)):
        return
    raise WrongCode(tries.left, tries.locked_until)


def forget_tries(*, order_pk: int) -> None:
    """Give all tries back after the right code. The caller's transaction hands over."""
    for code in PickupCode.objects.select_for_update(no_key=True).filter(order_id=order_pk):
        code.tries, code.locked_until = 0, None
        code.save(update_fields=["tries", "locked_until", "updated_at"])


@transaction.atomic(durable=True)
def _use_one(order_pk: int, now: datetime) -> tuple[PickupCode, rules.Tries]:
    code = PickupCode.objects.select_for_update(no_key=True).filter(order_id=order_pk).first()
    if code is None:
        raise NotFound("order")
    before = rules.Tries(code.tries, code.locked_until)
    if before.locked(now) and before.locked_until is not None:
        raise CodeLocked(before.locked_until)
    tries = before.after_one_more(now)
    code.tries, code.locked_until = tries.used, tries.locked_until
    code.save(update_fields=["tries", "locked_until", "updated_at"])
    return code, tries
