"""Questions before buying, and the one reply that a seller gives to a question or a review."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from django.db import transaction

from market.accounts.actors import Actor, Shopper, require, require_duty
from market.accounts.models import Customer
from market.accounts.rules import normal_phone
from market.catalogue.models import Product
from market.kernel import days, ids
from market.kernel.errors import DomainError, NotFound, WrongState
from market.notices import services as notices
from market.trust import rules
from market.trust.models import PostQuerySet, Question, Review
from market.trust.words import said


@dataclass(eq=False)
class TooManyQuestions(DomainError):
    """This session, or everybody together about this product, asked enough for a day."""

    code: ClassVar[str] = "TOO_MANY_QUESTIONS"


@dataclass(eq=False)
class ReplyStands(DomainError):
    """The reply is a day old and can no longer be changed."""

    code: ClassVar[str] = "REPLY_STANDS"


@transaction.atomic
def ask(*, actor: Actor, product_id: str, text: str, now: datetime, phone: str = "") -> Question:
    """Ask the seller of a listed product something, for everybody to read.

    With a phone the asker is told of the answer there; it is shown to nobody and forgotten then.
    The same open question of the same session is one. Raises Forbidden (no session),
    NotFound("product"), TooManyQuestions, Invalid: text (required, too_long, characters,
    personal), phone.
    """
    shopper = require(actor, Shopper)
    words = said(text, field="text")
    tell = normal_phone(phone, field="phone") if phone.strip() else ""
    product = Product.objects.listed(days.day(now)).filter(public_id=product_id).first()
    if product is None:
        raise NotFound("product")
    # One question of a session at a time, so that its count is exact.
    Customer.objects.select_for_update(no_key=True).get(pk=shopper.customer_id)
    own = Question.objects.filter(customer_id=shopper.customer_id)
    same: Question | None = own.filter(
        product=product, text=words, replied_at=None, hidden_at=None
    ).first()
    if same is not None:
        return same
    since = now - rules.A_DAY
    about_it = Question.objects.filter(product=product, said_at__gt=since)
    if (
        own.filter(said_at__gt=since).count() >= rules.QUESTIONS_A_DAY
        or about_it.count() >= rules.QUESTIONS_OF_A_PRODUCT_A_DAY
    ):
        raise TooManyQuestions
    question = Question(
        product=product,
        merchant_id=product.merchant_id,
        customer_id=shopper.customer_id,
        text=words,
        said_at=now,
        tell_phone=tell,
    )
    question.save(force_insert=True)
    return question


@transaction.atomic
def reply(*, actor: Actor, post_id: str, text: str, now: datetime) -> Review | Question:
    """Answer a question or a review of the own goods: once, changed for 24 hours at most.

    Who asked is told once. Raises Forbidden, NotFound("post"), ReplyStands, WrongState (hidden),
    Invalid("text").
    """
    staff = require_duty(actor, "GOODS")
    post = locked(staff, post_id)
    words = said(text, field="text")
    if post.hidden_at is not None:
        raise WrongState("HIDDEN", "REPLIED")
    if post.replied_at is None:
        post.replied_at, post.replied_by = now, staff.ref
    elif words == post.reply:
        return post
    elif now - post.replied_at > rules.REPLY_CHANGES_FOR:
        raise ReplyStands
    else:
        post.reply_changed_at = now
    post.reply = words
    if isinstance(post, Question) and post.tell_phone:
        _tell(post, now)
    post.save()
    return post


def posts(post_id: str) -> PostQuerySet:
    """Return the reviews or the questions, as the id says; of neither: no rows."""
    if ids.is_id(post_id, "rev"):
        return Review.objects.filter(public_id=post_id)
    return Question.objects.filter(public_id=post_id)


def locked(actor: Actor, post_id: str) -> Review | Question:
    """Return a post that the actor may see, its row locked. Raises NotFound("post")."""
    post: Review | Question | None = (
        posts(post_id)
        .visible_to(actor)
        .select_for_update(of=("self",), no_key=True)
        .select_related("product", "merchant")
        .first()
    )
    if post is None:
        raise NotFound("post")
    return post


def _tell(question: Question, now: datetime) -> None:
    notices.send(
        kind="question.answered",
        cause=question.public_id,
        phone=question.tell_phone,
        params={"product": question.product.name},
        now=now,
    )
    question.tell_phone = ""
