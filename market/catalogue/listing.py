"""Into the shop and out of it: asked for, looked at by the county, by appointment, held back.

Errors of all services here: Forbidden, NotFound, and WrongState for a move that `states` does not
allow.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import ClassVar

from django.conf import settings
from django.db import transaction

from market.accounts.actors import Actor, require_county
from market.cases import services as cases
from market.cases.models import CaseKind, CaseState
from market.catalogue import allowed, finding, rules, states
from market.catalogue.changes import changed, difference, keep, texts
from market.catalogue.models import Product, ProductStatus
from market.kernel import days
from market.kernel.errors import DomainError, Invalid, NotFound, Stale, WrongState

# How far ahead an appointed time or the first day of sending may lie.
LONGEST_WAIT = timedelta(days=90)
LONGEST_PRESALE = timedelta(days=180)
AT_ONCE = 200


@dataclass(eq=False)
class Held(DomainError):
    """The product is held back, and not by its seller; `reason` is what the seller may read."""

    code: ClassVar[str] = "HELD"
    reason: str = ""


@transaction.atomic
def list_product(*, actor: Actor, product_id: str, now: datetime) -> Product:
    """Put a product into the shop, or before the county where one has to look first.

    One that is there, or waits already, stays untouched. Raises Incomplete, Held, Invalid.
    """
    product = finding.own(actor, product_id)
    if product.status not in {ProductStatus.LISTED, ProductStatus.IN_REVIEW}:
        submit(product, actor, now)
        changed(product)
    return product


@transaction.atomic
def pause(*, actor: Actor, product_id: str, now: datetime) -> Product:
    """Take a product out of the shop. Raises WrongState for one that never was there."""
    product = finding.own(actor, product_id)
    if product.status != ProductStatus.PAUSED:
        states.move(product, ProductStatus.PAUSED, now=now)
        changed(product)
    return product


@transaction.atomic
def withdraw(*, actor: Actor, product_id: str, now: datetime) -> Product:
    """Take a product back from the county; it is a draft again. Raises WrongState."""
    product = finding.own(actor, product_id)
    if product.status != ProductStatus.DRAFT:
        take_back(product, now)
        changed(product)
    return product


def submit(product: Product, actor: Actor, now: datetime) -> None:
    """Move a locked product to LISTED or IN_REVIEW; the caller saves it."""
    if product.held_for == "PAPER":
        raise Held(product.reason)
    allowed.require_allowed(product, now)
    listed_before = Product.objects.filter(
        merchant_id=product.merchant_id, listed_at__isnull=False
    ).exists()
    look = rules.needs_review(
        settings.GOODS_REVIEW,
        listed_before=listed_before,
        refused=product.status == ProductStatus.REFUSED,
        flagged=product.held_for == "TEXT",
    )
    states.move(product, ProductStatus.IN_REVIEW if look else ProductStatus.LISTED, now=now)
    if look:
        cases.open_case(
            kind=CaseKind.GOODS,
            subject=product.public_id,
            title=f"{product.name}（{product.merchant.name}）",
            detail=product.subtitle,
            merchant=product.merchant.public_id,
            opened_by=actor.ref,
            now=now,
        )


def take_back(product: Product, now: datetime) -> None:
    """Move a locked product from review to draft; the caller saves it."""
    states.move(product, ProductStatus.DRAFT, now=now)
    cases.withdraw(kind=CaseKind.GOODS, subject=product.public_id, now=now)


@transaction.atomic
def decide_goods(
    *, actor: Actor, product_id: str, version: int, approve: bool, reason: str, now: datetime
) -> Product:
    """Let a product into the shop for the county, or refuse it with a reason the seller reads.

    `version` is the one that was looked at: raises Stale when the seller changed it since.
    Raises NotFound, too, for a product that does not wait, and what `cases.decide` raises.
    """
    require_county(actor)
    product = _locked(product_id)
    if product.status != ProductStatus.IN_REVIEW:
        raise NotFound("case")
    if product.version != version:
        raise Stale(product.version)
    case = cases.decide(
        actor=actor,
        kind=CaseKind.GOODS,
        subject=product_id,
        approve=approve,
        reason=reason,
        now=now,
    )
    if case.state == CaseState.APPROVED:
        states.move(product, ProductStatus.LISTED, now=now)
    else:
        states.move(product, ProductStatus.REFUSED, now=now, reason=case.reason)
    changed(product)
    return product


@transaction.atomic
def plan_sale(
    *,
    actor: Actor,
    product_id: str,
    version: int,
    scheduled_for: datetime | None,
    ships_from: date | None,
    now: datetime,
) -> Product:
    """Say when a product goes into the shop, and from which day on it is sent (a presale).

    None: at once. Raises Stale, Invalid (scheduledFor, shipsFrom: range), and WrongState for an
    appointed time of a product that shoppers see now.
    """
    product = finding.own(actor, product_id)
    if product.version != version:
        raise Stale(product.version)
    if scheduled_for is not None and scheduled_for != product.scheduled_for:
        if not now < scheduled_for <= now + LONGEST_WAIT:
            raise Invalid("scheduledFor", "range")
        if product.status == ProductStatus.LISTED and not _waits(product, now):
            raise WrongState(product.status, "SCHEDULED")
    if ships_from is not None and ships_from != product.ships_from:
        _presale(ships_from, days.day(now))
    before = texts(product)
    product.scheduled_for, product.ships_from = scheduled_for, ships_from
    if product.status == ProductStatus.LISTED and product.listed_at:
        product.listed_at = scheduled_for or min(product.listed_at, now)
    changed(product)
    keep(product, finding.staff(actor), now=now, product_changes=difference(before, texts(product)))
    return product


@transaction.atomic
def go_live(*, now: datetime) -> int:
    """Tell those who follow a product that its appointed time has come; return how many.

    Shoppers see it from that time on without this; the search index needs to be told.
    """
    due = Product.objects.select_for_update(of=("self",), no_key=True, skip_locked=True).filter(
        scheduled_for__lte=now, status=ProductStatus.LISTED
    )
    products = list(due.order_by("pk")[:AT_ONCE])
    for product in products:
        product.scheduled_for = None
        changed(product)
    return len(products)


@transaction.atomic
def hold(*, product_ids: Sequence[str], cause: str, reason: str, now: datetime) -> int:
    """Take listed products out of the shop for a cause (TEXT, PAPER); return how many.

    For the county and its jobs: the caller has checked who asks. The seller reads the reason.
    """
    held = [product for product in _all_locked(product_ids) if product.status == "LISTED"]
    for product in held:
        states.move(product, ProductStatus.PAUSED, now=now, reason=reason)
        product.held_for = cause
        changed(product)
    return len(held)


@transaction.atomic
def release(*, product_ids: Sequence[str], cause: str, now: datetime) -> int:
    """Bring back what was held for this cause; what people paused stays. Return how many."""
    free = [product for product in _all_locked(product_ids) if product.held_for == cause]
    for product in free:
        states.move(product, ProductStatus.LISTED, now=now)
        changed(product)
    return len(free)


def _presale(ships_from: date, today: date) -> None:
    if not today < ships_from <= today + LONGEST_PRESALE:
        raise Invalid("shipsFrom", "range")


def _waits(product: Product, now: datetime) -> bool:
    return product.scheduled_for is not None and product.scheduled_for > now


def _locked(product_id: str) -> Product:
    for product in _all_locked([product_id]):
        return product
    raise NotFound("product")


def _all_locked(product_ids: Sequence[str]) -> list[Product]:
    products = Product.objects.select_for_update(of=("self",), no_key=True)
    return list(products.filter(public_id__in=product_ids).order_by("pk"))
