"""The buyer of a line says what it was like."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from django.db import IntegrityError, transaction

from market.accounts.actors import Actor, Shopper, require
from market.accounts.models import Customer
from market.kernel.errors import DomainError, Invalid, NotFound, WrongState
from market.kernel.names import masked_name
from market.media import services as media
from market.merchants.models import Merchant, Staff
from market.orders.models import ConsignmentState, Line, Order, Step
from market.trust import rules
from market.trust.models import Review, ReviewPicture
from market.trust.words import said


@dataclass(eq=False)
class NotDelivered(DomainError):
    """The goods are not in the buyer's hands yet."""

    code: ClassVar[str] = "NOT_DELIVERED"


@dataclass(eq=False)
class ReviewTimeOver(DomainError):
    """The goods were handed over too long ago."""

    code: ClassVar[str] = "REVIEW_TIME_OVER"


@dataclass(eq=False)
class AlreadyReviewed(DomainError):
    """This line has its review; that one can be changed."""

    code: ClassVar[str] = "ALREADY_REVIEWED"
    review_id: str = ""


@dataclass(eq=False)
class OwnGoods(DomainError):
    """Who sells it, or works there, does not review it (电子商务法 art. 17)."""

    code: ClassVar[str] = "OWN_GOODS"


@dataclass(frozen=True, slots=True)
class NewPicture:
    """A file that was sent with a review."""

    data: bytes
    name: str


@transaction.atomic
def write_review(
    *,
    actor: Actor,
    line_id: str,
    stars: int,
    text: str,
    now: datetime,
    pictures: Sequence[NewPicture] = (),
) -> Review:
    """Review one line of an own order: once, handed over at most 180 days ago.

    The text may be empty, stars may not. Raises Forbidden (no shopper), NotFound("line"),
    NotDelivered, ReviewTimeOver, AlreadyReviewed, OwnGoods, PictureRefused, Invalid: stars
    (range), text (too_long, characters, personal), pictures (too_many).
    """
    shopper = require(actor, Shopper)
    line = _own_line(shopper, line_id)
    part = line.consignment
    _require_time(delivered_at(part.pk), now)
    _require_stranger(part.order, part.merchant)
    review = Review(
        line=line,
        product=line.variant.product,
        merchant=part.merchant,
        customer_id=shopper.customer_id,
        author=masked_name(part.order.buyer_name),
        bought=line.snapshot["variant"]["name"],
        stars=_stars(stars),
        text=said(text, field="text", required=False),
        said_at=now,
    )
    try:
        with transaction.atomic():
            review.save(force_insert=True)
    except IntegrityError:
        raise AlreadyReviewed(Review.objects.get(line=line.pk).public_id) from None
    _add_pictures(review, pictures, now)
    return review


@transaction.atomic
def change_review(
    *,
    actor: Actor,
    review_id: str,
    stars: int,
    text: str,
    now: datetime,
    pictures: Sequence[NewPicture] = (),
    drop: Sequence[str] = (),
) -> Review:
    """Change an own review while a new one could be written; every version is kept.

    `drop` are keys of pictures to take out. Raises as `write_review`, NotFound("review"), and
    WrongState for one that is hidden: its words are under the county's decision.
    """
    shopper = require(actor, Shopper)
    review: Review | None = (
        Review.objects.select_for_update(of=("self",), no_key=True)
        .select_related("line")
        .filter(public_id=review_id, customer_id=shopper.customer_id)
        .first()
    )
    if review is None:
        raise NotFound("review")
    if review.hidden_at is not None:
        raise WrongState("HIDDEN", "CHANGED")
    _require_time(delivered_at(review.line.consignment_id), now)
    was = (review.stars, review.text)
    review.stars, review.text = _stars(stars), said(text, field="text", required=False)
    dropped = ReviewPicture.objects.filter(
        review=review, taken_out_at=None, picture__key__in=list(drop)
    ).update(taken_out_at=now)
    _add_pictures(review, pictures, now)
    if dropped or pictures or was != (review.stars, review.text):
        review.changed_at = now
        review.save(update_fields=["stars", "text", "changed_at", "updated_at"])
    return review


def delivered_at(consignment_pk: int) -> datetime | None:
    """Return when a consignment was handed over; None: not yet. One statement."""
    return (
        Step.objects.filter(consignment=consignment_pk, now=ConsignmentState.DELIVERED)
        .values_list("at", flat=True)
        .first()
    )


def _own_line(shopper: Shopper, line_id: str) -> Line:
    orders = Order.objects.visible_to(shopper)
    line = (
        Line.objects.select_related("consignment__order", "consignment__merchant")
        .select_related("variant__product")
        .filter(public_id=line_id, consignment__order__in=orders)
        .first()
    )
    if line is None:
        raise NotFound("line")
    return line


def _require_time(delivered: datetime | None, now: datetime) -> None:
    if delivered is None:
        raise NotDelivered
    if now > rules.review_until(delivered):
        raise ReviewTimeOver


def _require_stranger(order: Order, merchant: Merchant) -> None:
    """Refuse who works for the seller, known by the account or by a phone."""
    people = Staff.objects.filter(merchant=merchant)
    users = Customer.objects.filter(pk=order.customer_id).values("user_id")
    phones = {merchant.phone, *people.values_list("user__phone", flat=True)} - {""}
    if order.buyer_phone in phones or people.filter(user__in=users).exists():
        raise OwnGoods


def _stars(stars: int) -> int:
    if stars not in rules.STARS:
        raise Invalid("stars", "range")
    return stars


def _add_pictures(review: Review, new: Sequence[NewPicture], now: datetime) -> None:
    """Accept pictures; the same one twice is one. Raises Invalid("pictures", "too_many")."""
    if not new:
        return
    shown = set(review.pictures.filter(taken_out_at=None).values_list("picture_id", flat=True))
    if len(shown) + len(new) > rules.MOST_PICTURES:
        raise Invalid("pictures", "too_many")
    accepted = [media.accept_picture(data=each.data, name=each.name, now=now).pk for each in new]
    ReviewPicture.objects.bulk_create(
        ReviewPicture(review=review, picture_id=pk)
        for pk in dict.fromkeys(accepted)
        if pk not in shown
    )
