"""Posts that somebody complains of, and what the county decides about them.

A post is hidden, never deleted, and only with a reason that everybody can read in its place. The
stars of a hidden review still count: hiding words must not be a way to a better average.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from django.db import IntegrityError, transaction

from market.accounts.actors import (
    Actor,
    MerchantStaff,
    Operator,
    Shopper,
    require_county,
    require_duty,
)
from market.cases import services as cases
from market.cases.models import CaseKind, CaseState
from market.kernel import text as texts
from market.kernel.errors import DomainError, Forbidden, WrongState
from market.trust import rules
from market.trust.asking import locked
from market.trust.models import Question, Report, Review
from market.trust.words import said

MOST_REASON = 200


@dataclass(eq=False)
class TooManyReports(DomainError):
    """This session complained of enough posts for a day."""

    code: ClassVar[str] = "TOO_MANY_REPORTS"


@transaction.atomic
def report(*, actor: Actor, post_id: str, reason: str, now: datetime) -> Review | Question:
    """Ask the county to look at a post: shoppers and operators any, staff those of their goods.

    Each person once; again changes nothing, so a post that was kept is not brought up for ever by
    the same seller. Raises Forbidden, NotFound("post"), WrongState (hidden already),
    TooManyReports, Invalid("reason").
    """
    if isinstance(actor, MerchantStaff):
        require_duty(actor, "GOODS")
    elif not isinstance(actor, Shopper | Operator):
        raise Forbidden
    words = texts.paragraphs(reason, field="reason", max_length=MOST_REASON, required=True)
    post = locked(actor, post_id)
    by = _reporter(actor)
    if Report.objects.filter(post=post.public_id, by=by).exists():
        return post
    if post.hidden_at is not None:
        raise WrongState("HIDDEN", "REPORTED")
    _require_few(actor, by, now)
    try:
        with transaction.atomic():
            Report.objects.create(post=post.public_id, by=by, reason=words, at=now)
    except IntegrityError:
        return post
    reasons = Report.objects.filter(post=post.public_id).order_by("pk")
    what = "评价" if isinstance(post, Review) else "问答"
    cases.open_case(
        kind=CaseKind.REVIEW,
        subject=post.public_id,
        title=f"{what}：{post.product.name}",
        detail="\n".join(reasons.values_list("reason", flat=True)),
        merchant=post.merchant.public_id,
        opened_by=actor.ref,
        now=now,
    )
    return post


@transaction.atomic
def decide_review(
    *, actor: Actor, subject: str, approve: bool, reason: str, now: datetime
) -> Review | Question:
    """Decide about a reported post for the county: yes hides it, no keeps it. Either has a reason;
    that of hiding is public.

    Raises Forbidden, NotFound ("post", "case"), Invalid("reason").
    """
    operator = require_county(actor)
    post = locked(operator, subject)
    words = said(reason, field="reason")
    case = cases.decide(
        actor=operator,
        kind=CaseKind.REVIEW,
        subject=post.public_id,
        approve=approve,
        reason=words,
        now=now,
    )
    if case.state == CaseState.APPROVED:
        post.hidden_at, post.hidden_by, post.hidden_reason = now, operator.ref, words
        post.save(update_fields=["hidden_at", "hidden_by", "hidden_reason", "updated_at"])
    return post


@transaction.atomic
def show_again(*, actor: Actor, post_id: str, now: datetime) -> Review | Question:
    """Take a hiding back that was a mistake; the history keeps it. Nothing hidden: no change.

    Raises Forbidden, NotFound("post").
    """
    post = locked(require_county(actor), post_id)
    if post.hidden_at is not None:
        post.hidden_at, post.hidden_by, post.hidden_reason = None, "", ""
        post.save(update_fields=["hidden_at", "hidden_by", "hidden_reason", "updated_at"])
    return post


def _reporter(actor: Shopper | MerchantStaff | Operator) -> str:
    """A seller is one reporter, whoever of its people writes."""
    return f"merchant:{actor.merchant_id}" if isinstance(actor, MerchantStaff) else actor.ref


def _require_few(actor: Actor, by: str, now: datetime) -> None:
    if isinstance(actor, Operator):
        return
    today = Report.objects.filter(by=by, at__gt=now - rules.A_DAY)
    if today.count() >= rules.REPORTS_A_DAY:
        raise TooManyReports
