"""After the opening: half-yearly checks, suspension by two people, closing with notice, limits."""

from datetime import datetime

from django.db import transaction

from market.accounts.actors import Actor, Operator, System, require_county
from market.cases import services as cases
from market.cases.models import WAITING, Case, CaseKind, CaseState
from market.kernel import days, text
from market.kernel.errors import WrongState
from market.kernel.money import yuan_text
from market.merchants import changing, duties, services, states, telling
from market.merchants.models import Merchant, MerchantStatus

CLOCK = System("merchants.clock")
REASON_LENGTH = 1000
_OPENED = (MerchantStatus.APPROVED, MerchantStatus.SUSPENDED)
# So many sellers the clock takes in one transaction.
CHUNK = 100


@transaction.atomic
def ask_suspension(*, actor: Actor, merchant_id: str, reason: str, now: datetime) -> Merchant:
    """Say the first yes to a suspension; a second person's makes it. The shop stays open till then.

    Raises Forbidden, NotFound, WrongState (not open), Invalid("reason", "required"), SamePerson
    when this person asked before.
    """
    county = require_county(actor)
    merchant = services.visible(county, merchant_id)
    said = text.paragraphs(reason, field="reason", max_length=REASON_LENGTH, required=True)
    if merchant.status != MerchantStatus.APPROVED:
        raise WrongState(merchant.status, MerchantStatus.SUSPENDED.value)
    _open_suspension(merchant, said, now)
    return _decided(merchant, county, approve=True, reason=said, now=now)


@transaction.atomic
def decide_suspension(
    *, actor: Actor, merchant_id: str, approve: bool, reason: str, now: datetime
) -> Merchant:
    """Say the second word on a suspension: a yes takes the goods out of the shop at once.

    Parts of orders that are paid go on. Raises Forbidden, NotFound, SamePerson, Invalid("reason"),
    WrongState.
    """
    county = require_county(actor)
    merchant = services.visible(county, merchant_id)
    return _decided(merchant, county, approve=approve, reason=reason, now=now)


@transaction.atomic
def lift_suspension(*, actor: Actor, merchant_id: str, reason: str, now: datetime) -> Merchant:
    """Let a suspended seller sell again. Raises Forbidden, NotFound, WrongState, Invalid."""
    county = require_county(actor)
    merchant = services.visible(county, merchant_id)
    said = text.paragraphs(reason, field="reason", max_length=REASON_LENGTH, required=True)
    if merchant.status != MerchantStatus.SUSPENDED:
        raise WrongState(merchant.status, MerchantStatus.APPROVED.value)
    states.move(merchant, MerchantStatus.APPROVED, actor=county, reason=said, now=now)
    cause = f"{merchant.public_id}:{now:%Y%m%d%H%M%S}"
    telling.owner(merchant, "shop.resumed", cause=cause, now=now)
    return merchant


@transaction.atomic
def announce_closing(*, actor: Actor, now: datetime) -> Merchant:
    """Say on the shop's page that it closes in 30 days (电子商务法 art. 16). Repeated, no change.

    Raises Forbidden, WrongState for a shop that was never opened.
    """
    merchant = services.own(actor)
    if merchant.status not in _OPENED:
        raise WrongState(merchant.status, MerchantStatus.CLOSED.value)
    if merchant.closes_on is None:
        merchant.closes_on = days.day(now) + duties.CLOSING_DAYS
        merchant.save(update_fields=["closes_on", "updated_at"])
        states.tell(merchant)
        on = telling.day_text(merchant.closes_on)
        cause = f"{merchant.public_id}:{merchant.closes_on}"
        telling.owner(merchant, "shop.closing", cause=cause, now=now, closes_on=on)
    return merchant


@transaction.atomic
def withdraw_closing(*, actor: Actor, now: datetime) -> Merchant:
    """Keep the shop open after all. Raises Forbidden, WrongState after the day."""
    merchant = services.own(actor)
    if merchant.status not in _OPENED:
        raise WrongState(merchant.status, MerchantStatus.APPROVED.value)
    if merchant.closes_on is not None:
        merchant.closes_on = None
        merchant.save(update_fields=["closes_on", "updated_at"])
        states.tell(merchant)
    return merchant


@transaction.atomic
def close_due(*, now: datetime) -> int:
    """Close the shops whose last day is over; return how many."""
    due = Merchant.objects.select_for_update(of=("self",), no_key=True, skip_locked=True)
    found = list(due.filter(status__in=_OPENED, closes_on__lt=days.day(now)).order_by("pk")[:CHUNK])
    for merchant in found:
        states.move(merchant, MerchantStatus.CLOSED, actor=CLOCK, reason="", now=now)
        cases.withdraw(kind=CaseKind.SELLER, subject=merchant.public_id, now=now)
        cases.withdraw(kind=CaseKind.SUSPENSION, subject=merchant.public_id, now=now)
        changing.drop_waiting(merchant, now=now)
        telling.owner(merchant, "shop.closed", cause=merchant.public_id, now=now)
    return len(found)


@transaction.atomic
def open_rechecks(*, now: datetime) -> int:
    """Put every seller whose file is half a year old before the county, once; return how many.

    网络交易监督管理办法 (2021): at least every six months.
    """
    waiting = Case.objects.filter(kind=CaseKind.SELLER, state__in=WAITING)
    due = Merchant.objects.filter(
        status=MerchantStatus.APPROVED, recheck_on__lte=days.day(now)
    ).exclude(public_id__in=waiting.values("subject"))
    found = list(due.order_by("recheck_on", "pk")[:CHUNK])
    for merchant in found:
        case = cases.open_case(
            kind=CaseKind.SELLER,
            subject=merchant.public_id,
            title=f"{merchant.name} 半年复核",
            detail="核对身份、地址、联系方式、许可证件。",
            opened_by=CLOCK.ref,
            merchant=merchant.public_id,
            now=now,
        )
        on = telling.day_text(days.day(case.due_at))
        cause = f"{merchant.public_id}:{merchant.recheck_on}"
        telling.owner(merchant, "shop.recheck", cause=cause, now=now, due_on=on)
    return len(found)


@transaction.atomic
def remind_towns(*, now: datetime) -> int:
    """Remind officers of applications that wait longer than was promised; return how many."""
    late = list(
        Merchant.objects.filter(status=MerchantStatus.APPLIED, town_due_at__lt=now).order_by(
            "town_due_at", "pk"
        )
    )
    for merchant in late:
        on = telling.day_text(days.day(merchant.town_due_at or now))
        cause = f"{merchant.public_id}:{days.day(now)}"
        telling.officers(merchant, "shop.late", cause=cause, now=now, due_on=on)
    return len(late)


def ask_unless_asked(merchant: Merchant, *, actor: Operator, reason: str, now: datetime) -> None:
    """Say the first word for the suspension of a locked, open shop, where nobody did yet."""
    asked = Case.objects.filter(
        kind=CaseKind.SUSPENSION, subject=merchant.public_id, state__in=WAITING
    )
    if merchant.status == MerchantStatus.APPROVED and not asked.exists():
        _open_suspension(merchant, reason, now)
        _decided(merchant, actor, approve=True, reason=reason, now=now)


def checked_again(
    merchant: Merchant, *, actor: Operator, fine: bool, reason: str, now: datetime
) -> None:
    """Take the result of a half-yearly check: the next half year, or the way to a suspension."""
    merchant.recheck_on = duties.half_year_after(days.day(now))
    merchant.save(update_fields=["recheck_on", "updated_at"])
    if not fine:
        ask_suspension(actor=actor, merchant_id=merchant.public_id, reason=reason, now=now)


@transaction.atomic
def note_turnover(*, merchant_pk: int, year: int, fen: int, now: datetime) -> None:
    """Write down this year's sales of a small-sum person, and say what follows from them.

    At 80 % the seller is told; at 100,000 yuan the goods rest until the seller is registered
    (网络交易监督管理办法 (2021)). Told once a year each.
    """
    merchant = services.locked(pk=merchant_pk)
    limit = duties.of(merchant.seller_class).yearly_limit_fen
    if limit is None or (merchant.turnover_year, merchant.turnover_fen) == (year, fen):
        return
    merchant.turnover_year, merchant.turnover_fen = year, fen
    merchant.save(update_fields=["turnover_year", "turnover_fen", "updated_at"])
    cause = f"{merchant.public_id}:{year}"
    if fen >= limit:
        telling.owner(merchant, "shop.over_limit", cause=cause, now=now)
        states.tell(merchant)
    elif duties.near_limit(merchant.seller_class, fen):
        telling.owner(merchant, "shop.near_limit", cause=cause, now=now, sum=yuan_text(fen))


def _decided(
    merchant: Merchant, county: Operator, *, approve: bool, reason: str, now: datetime
) -> Merchant:
    """Give a word on a suspension; the second yes makes it."""
    case = cases.decide(
        actor=county,
        kind=CaseKind.SUSPENSION,
        subject=merchant.public_id,
        approve=approve,
        reason=reason,
        now=now,
    )
    if case.state == CaseState.APPROVED:
        why = case.reason or case.detail
        states.move(merchant, MerchantStatus.SUSPENDED, actor=county, reason=why, now=now)
        telling.owner(merchant, "shop.suspended", cause=case.public_id, now=now, reason=why)
    return merchant


def _open_suspension(merchant: Merchant, reason: str, now: datetime) -> None:
    cases.open_case(
        kind=CaseKind.SUSPENSION,
        subject=merchant.public_id,
        title=f"{merchant.name} 停业整改",
        detail=reason,
        opened_by=CLOCK.ref,
        merchant=merchant.public_id,
        needs_second=True,
        now=now,
    )
