"""From a draft to an open shop: the owner applies, the township recommends, the county decides."""

import hmac
from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.db import transaction

from market.accounts.actors import Actor, Operator, require, require_county
from market.accounts.rules import normal_phone
from market.cases import rules as clocks
from market.cases import services as cases
from market.cases.models import CaseKind, CaseState
from market.kernel import days, text
from market.kernel.errors import Invalid, WrongState
from market.merchants import duties, papers, rules, services, states, supervision, telling
from market.merchants.models import (
    Merchant,
    MerchantStatus,
    PaperState,
    SellerClass,
)

# The township's own promise: it recommends or sends back within so many working days.
TOWN_DAYS = 3
REASON_LENGTH = 1000
# Papers that an application may rest on.
COUNTS = frozenset({PaperState.WAITING, PaperState.ACCEPTED})


@transaction.atomic
def save_application(
    *,
    actor: Actor,
    now: datetime,
    name: str,
    seller_class: str,
    place_code: str,
    phone: str,
    address: str = "",
    contact_name: str = "",
    credit_code: str = "",
    resident_id: str = "",
    story: str = "",
) -> Merchant:
    """Write down an application as far as it goes; an empty resident id leaves the one that is.

    Only a draft changes. Raises Forbidden, WrongState, Invalid (the field's name; creditCode:
    credit_code, class; residentId: resident_id).
    """
    merchant = services.own(actor)
    if merchant.status != MerchantStatus.DRAFT:
        raise WrongState(merchant.status, MerchantStatus.DRAFT.value)
    merchant.name = services.shop_name(name)
    merchant.seller_class = services.seller_class_of(seller_class)
    merchant.place = services.place_of(place_code)
    merchant.phone = normal_phone(phone, field="phone")
    merchant.address = text.line(address, field="address", max_length=120, required=False)
    merchant.contact_name = text.line(
        contact_name, field="contactName", max_length=64, required=False
    )
    natural = duties.of(merchant.seller_class).natural
    given = "" if natural or not credit_code.strip() else credit_code
    merchant.credit_code = services.code_for(merchant.seller_class, given) if given else ""
    merchant.story = text.paragraphs(story, field="story", max_length=4000)
    _remember_person(merchant, resident_id if natural else "", natural)
    services.save(merchant)
    return merchant


@transaction.atomic
def submit(*, actor: Actor, now: datetime) -> Merchant:
    """Hand the application to the township.

    Raises Forbidden, WrongState, and Invalid for the first thing that is missing: contactName,
    address, creditCode (required, taken), residentId (required, taken) or papers (required).
    """
    merchant = services.own(actor)
    missing = what_is_missing(merchant, _brought(merchant))
    if missing:
        raise Invalid(missing[0], "required")
    _one_small_shop_a_person(merchant)
    merchant.applied_at = now
    merchant.town_due_at = clocks.working_days_on(now, TOWN_DAYS)
    if not states.allowed(merchant.status, MerchantStatus.APPLIED):
        raise WrongState(merchant.status, MerchantStatus.APPLIED.value)
    merchant.status = MerchantStatus.APPLIED
    services.save(merchant)  # another shop may hold the same code
    merchant.status = MerchantStatus.DRAFT
    states.move(merchant, MerchantStatus.APPLIED, actor=actor, reason="", now=now)
    due = telling.day_text(days.day(merchant.town_due_at))
    cause = f"{merchant.public_id}:{now:%Y%m%d%H%M%S}"
    telling.officers(merchant, "shop.applied", cause=cause, now=now, due_on=due)
    return merchant


@transaction.atomic
def withdraw(*, actor: Actor, now: datetime) -> Merchant:
    """Take an application back to change it. Raises Forbidden, WrongState."""
    merchant = services.own(actor)
    states.move(merchant, MerchantStatus.DRAFT, actor=actor, reason="", now=now)
    cases.withdraw(kind=CaseKind.SELLER, subject=merchant.public_id, now=now)
    return merchant


@transaction.atomic
def recommend(*, actor: Actor, merchant_id: str, reason: str, now: datetime) -> Merchant:
    """Say for the township that the seller is who they say; the county decides next.

    The county may do it too, where a township has no officer or lets the clock run out. Raises
    Forbidden, NotFound, WrongState, Invalid("reason").
    """
    officer = require(actor, Operator)
    merchant = services.visible(officer, merchant_id)
    said = text.paragraphs(reason, field="reason", max_length=REASON_LENGTH)
    states.move(merchant, MerchantStatus.RECOMMENDED, actor=actor, reason=said, now=now)
    label = str(SellerClass(merchant.seller_class).label)
    cases.open_case(
        kind=CaseKind.SELLER,
        subject=merchant.public_id,
        title=f"{merchant.name} 申请开店（{label}）",
        detail=said,
        opened_by=officer.ref,
        merchant=merchant.public_id,
        now=now,
    )
    telling.owner(merchant, "shop.recommended", cause=_cause(merchant, now), now=now)
    return merchant


@transaction.atomic
def send_back(*, actor: Actor, merchant_id: str, reason: str, now: datetime) -> Merchant:
    """Give an application that waits for the township back, with what is to be mended.

    Raises Forbidden, NotFound, WrongState, Invalid("reason", "required").
    """
    officer = require(actor, Operator)
    merchant = services.visible(officer, merchant_id)
    said = text.paragraphs(reason, field="reason", max_length=REASON_LENGTH, required=True)
    if merchant.status != MerchantStatus.APPLIED:
        raise WrongState(merchant.status, MerchantStatus.DRAFT.value)
    _return(merchant, officer, said, now)
    return merchant


@transaction.atomic
def decide_seller(
    *, actor: Actor, merchant_id: str, approve: bool, reason: str, now: datetime
) -> Merchant:
    """Decide for the county: on an application, or on the half-yearly check of an open shop.

    A yes opens the shop, or starts the next half year; a no gives the application back with its
    reason, or asks a second person for a suspension. Raises Forbidden, NotFound (merchant, case),
    Invalid("reason"), WrongState.
    """
    county = require_county(actor)
    merchant = services.visible(county, merchant_id)
    case = cases.decide(
        actor=actor,
        kind=CaseKind.SELLER,
        subject=merchant_id,
        approve=approve,
        reason=reason,
        now=now,
    )
    yes = case.state == CaseState.APPROVED
    if merchant.status == MerchantStatus.APPROVED:
        supervision.checked_again(merchant, actor=county, fine=yes, reason=case.reason, now=now)
    elif yes:
        _open(merchant, county, case.reason, now)
    else:
        _return(merchant, county, case.reason, now)
    return merchant


def what_is_missing(merchant: Merchant, brought: Sequence[str]) -> list[str]:
    """Return the fields that an application still needs, in the order of the form.

    `brought` are the kinds of paper that are there, neither refused nor revoked.
    """
    duty = duties.of(merchant.seller_class)
    missing = [
        name
        for name, there in (
            ("contactName", merchant.contact_name),
            ("address", merchant.address),
            ("creditCode", merchant.credit_code or not duty.code_prefixes),
            ("residentId", merchant.resident_last4 or not duty.natural),
        )
        if not there
    ]
    return missing + ["papers"] * bool(set(duty.needs) - set(brought))


def _brought(merchant: Merchant) -> list[str]:
    kept = merchant.papers.filter(state__in=COUNTS)
    return list(kept.values_list("kind", flat=True))


def _open(merchant: Merchant, county: Operator, reason: str, now: datetime) -> None:
    merchant.approved_at = now
    merchant.recheck_on = duties.half_year_after(days.day(now))
    for paper in merchant.papers.filter(state=PaperState.WAITING).order_by("pk"):
        papers.turn(paper, PaperState.ACCEPTED, actor=county, reason="", now=now)
    states.move(merchant, MerchantStatus.APPROVED, actor=county, reason=reason, now=now)
    telling.owner(merchant, "shop.approved", cause=_cause(merchant, now), now=now)


def _return(merchant: Merchant, officer: Operator, reason: str, now: datetime) -> None:
    states.move(merchant, MerchantStatus.DRAFT, actor=officer, reason=reason, now=now)
    telling.owner(merchant, "shop.returned", cause=_cause(merchant, now), now=now, reason=reason)


def _cause(merchant: Merchant, now: datetime) -> str:
    return f"{merchant.public_id}:{now:%Y%m%d%H%M%S}"


def _remember_person(merchant: Merchant, resident_id: str, natural: bool) -> None:
    """Keep of a resident id only what tells the same person again, and four digits."""
    if resident_id.strip():
        number = rules.resident_id(resident_id)
        key = settings.SECRET_KEY.encode()
        digest = hmac.new(key, f"resident:{number}".encode(), "sha256").hexdigest()
        merchant.resident_hash, merchant.resident_last4 = digest, number[-4:]
    elif not natural:
        merchant.resident_hash = merchant.resident_last4 = ""


def _one_small_shop_a_person(merchant: Merchant) -> None:
    """The sum that needs no registration counts for a person, not for a shop."""
    if merchant.seller_class != SellerClass.SMALL:
        return
    others = Merchant.objects.filter(
        seller_class=SellerClass.SMALL, resident_hash=merchant.resident_hash
    ).exclude(status__in=[MerchantStatus.DRAFT, MerchantStatus.CLOSED])
    if others.exclude(pk=merchant.pk).exists():
        raise Invalid("residentId", "taken")
