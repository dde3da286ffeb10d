"""Sellers ask for the use of a right; two people of the county decide, and the register keeps it.

What is approved becomes a row of the right's users through the register's own way of change, with
who, when, why and the paper (`writing.carry_out`). Villages and varieties are what the county looks
at; whether goods carry the badge is asked of every batch anew (`rules.may_claim`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar, cast

from django.db import IntegrityError, transaction

from market.accounts.actors import Actor, require_county, require_duty
from market.cases import services as cases
from market.cases.models import CaseKind, CaseState
from market.gi import queries, rules, writing
from market.gi.models import Application, AuthorisedUser, Right, UserStatus
from market.gi.steps import MOST_VARIETIES, PutUser, checked
from market.gi.writing import Note, Outdated
from market.kernel import days, text
from market.kernel.errors import DomainError, Invalid, NotFound
from market.media.services import accept_document
from market.places.models import Place

MOST_VILLAGES = 200


@dataclass(eq=False)
class NoCreditCode(DomainError):
    """The users of a right are known by their credit code, and this seller has none."""

    code: ClassVar[str] = "NO_CREDIT_CODE"


@dataclass(frozen=True, slots=True)
class Applicant:
    """The seller who asks: public id, and what the register would know it by."""

    merchant: str
    name: str
    credit_code: str


@dataclass(frozen=True, slots=True)
class Wish:
    """What a seller wants to use, for what goods, how much a season (null: no own ceiling).

    `paper` says in words what gives the use; `data` is that paper, a PDF or a picture.
    """

    right_id: str
    village_codes: Sequence[str]
    from_on: date
    paper: str
    data: bytes
    file_name: str
    varieties: Sequence[str] = ()
    to_on: date | None = None
    ceiling_grams: int | None = None


@transaction.atomic
def apply(*, actor: Actor, applicant: Applicant, wish: Wish, now: datetime) -> Application:
    """Ask the county for the use of a right; a case of kind CLAIM waits for two people.

    Raises Forbidden, NoCreditCode, DocumentRefused, Invalid: rightId (unknown, no_users,
    not_in_force, already, waiting), villageCodes (required, too_many, unknown, outside_area),
    varieties (required, not_announced, too_many, length), ceilingGrams (range, over_right), fromOn
    and toOn (order, past), paper (required, too_long), document (required).
    """
    staff = require_duty(actor, "GOODS")
    if not applicant.credit_code:
        raise NoCreditCode
    right = _right(wish.right_id, days.day(now))
    step = _step(right, applicant, wish)
    if wish.to_on is not None and wish.to_on < days.day(now):
        raise Invalid("toOn", "past")
    if _endless(right, applicant.credit_code):
        raise Invalid("rightId", "already")
    values = {
        "village_codes": _villages(right, wish.village_codes),
        "varieties": _varieties(right, wish.varieties),
        "ceiling_grams": step.ceiling_grams,
        "from_on": step.from_on,
        "to_on": step.to_on,
        "paper": text.line(wish.paper, field="paper", max_length=200),
    }
    if not wish.data:
        raise Invalid("document", "required")
    application = Application(
        right=right,
        merchant=applicant.merchant,
        merchant_name=step.user_name,
        credit_code=step.credit_code,
        document=accept_document(
            data=wish.data, name=wish.file_name, owner=applicant.merchant, now=now
        ),
        applied_by=staff.ref,
        applied_at=now,
        **values,
    )
    try:
        with transaction.atomic():
            application.save(force_insert=True)
    except IntegrityError:
        raise Invalid("rightId", "waiting") from None
    cases.open_case(
        kind=CaseKind.CLAIM,
        subject=application.public_id,
        title=f"{applicant.name}：{right.name}",
        detail=application.paper,
        merchant=applicant.merchant,
        opened_by=staff.ref,
        needs_second=True,
        now=now,
    )
    return application


@transaction.atomic
def withdraw(*, actor: Actor, merchant: str, application_id: str, now: datetime) -> Application:
    """Take a seller's own application back while it waits. Raises Forbidden, NotFound."""
    require_duty(actor, "GOODS")
    own = Application.objects.filter(merchant=merchant, public_id=application_id)
    if not own.exists():
        raise NotFound("application")
    cases.withdraw(kind=CaseKind.CLAIM, subject=application_id, now=now)
    application = own.select_related("right").filter(closed_at=None).first()
    if application is None:
        raise NotFound("application")
    return _closed(application, now)


@transaction.atomic
def decide(
    *, actor: Actor, application_id: str, approve: bool, reason: str, now: datetime
) -> Application:
    """Say yes or no for the county; the second yes enters the seller among the right's users.

    Raises Forbidden, NotFound("case"), SamePerson, Invalid("reason"), Outdated (the right is in
    force no more, or an entry without an end was made meanwhile).
    """
    operator = require_county(actor)
    case = cases.decide(
        actor=actor,
        kind=CaseKind.CLAIM,
        subject=application_id,
        approve=approve,
        reason=reason,
        now=now,
    )
    application = Application.objects.select_related("right", "document").get(
        public_id=application_id
    )
    if approve:
        _require_still(application, days.day(now))
    if case.state == CaseState.APPROVED:
        _enter(application, by=case.first_by, agreed_by=operator.ref, now=now)
    if case.state in {CaseState.APPROVED, CaseState.REFUSED}:
        _closed(application, now)
    return application


def _enter(application: Application, *, by: str, agreed_by: str, now: datetime) -> None:
    right = application.right
    step = PutUser(
        right.name,
        right.scheme,
        credit_code=application.credit_code,
        user_name=application.merchant_name,
        from_on=application.from_on,
        to_on=application.to_on,
        ceiling_grams=application.ceiling_grams,
    )
    note = Note(
        by=by,
        agreed_by=agreed_by,
        why="商家申请使用，县里两人核过",
        source=application.paper,
        at=now,
        document=application.document,
    )
    writing.carry_out([step], seen=None, note=note)


def _closed(application: Application, now: datetime) -> Application:
    application.closed_at = now
    application.save(update_fields=["closed_at", "updated_at"])
    return application


def _right(right_id: str, on: date) -> Right:
    right = Right.objects.filter(public_id=right_id).first()
    if right is None:
        raise Invalid("rightId", "unknown")
    if not rules.needs_user(right.scheme):
        raise Invalid("rightId", "no_users")
    if rules.against(queries.facts_of(right), on):
        raise Invalid("rightId", "not_in_force")
    return right


def _step(right: Right, applicant: Applicant, wish: Wish) -> PutUser:
    """Return the entry that is asked for, checked as those of the county are."""
    step = cast(
        PutUser,
        checked(
            PutUser(
                right.name,
                right.scheme,
                credit_code=applicant.credit_code,
                user_name=applicant.name,
                from_on=wish.from_on,
                to_on=wish.to_on,
                ceiling_grams=wish.ceiling_grams,
            )
        ),
    )
    over = right.ceiling_grams is not None and (step.ceiling_grams or 0) > right.ceiling_grams
    if over:
        raise Invalid("ceilingGrams", "over_right")
    return step


def _endless(right: Right, credit_code: str) -> bool:
    """Whoever may use the right without an end has nothing to ask for."""
    users = AuthorisedUser.objects.filter(right=right, credit_code=credit_code)
    return users.filter(status=UserStatus.ACTIVE, to_on=None).exists()


def _require_still(application: Application, on: date) -> None:
    right = application.right
    gone = rules.against(queries.facts_of(right), on)
    if gone or _endless(right, application.credit_code):
        raise Outdated(right.name)


def _villages(right: Right, codes: Sequence[str]) -> list[str]:
    said = list(dict.fromkeys(code.strip() for code in codes if code.strip()))
    if not said:
        raise Invalid("villageCodes", "required")
    if len(said) > MOST_VILLAGES:
        raise Invalid("villageCodes", "too_many")
    if Place.objects.villages().filter(code__in=said).count() != len(said):
        raise Invalid("villageCodes", "unknown")
    if not all(rules.in_area(right.area_codes, code) for code in said):
        raise Invalid("villageCodes", "outside_area")
    return said


def _varieties(right: Right, names: Sequence[str]) -> list[str]:
    said = [text.line(name, field="varieties", max_length=32) for name in names if name.strip()]
    said = list(dict.fromkeys(said))
    if len(said) > MOST_VARIETIES:
        raise Invalid("varieties", "too_many")
    announced = {text.plain(name) for name in right.varieties}
    if announced and not said:
        raise Invalid("varieties", "required")
    if announced and not all(text.plain(name) in announced for name in said):
        raise Invalid("varieties", "not_announced")
    return said
