"""An open shop becomes a seller of another class: asked with its paper, decided by the county.

Shop, goods, orders and history stay; what the seller owes, shows and may sell follows the class.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from market.accounts.actors import Actor, require_county
from market.cases import services as cases
from market.cases.models import CaseKind, CaseState
from market.kernel.errors import Invalid, NotFound, WrongState
from market.merchants import duties, papers, services, states, telling
from market.merchants.models import (
    ChangeState,
    ClassChange,
    Merchant,
    MerchantStatus,
    PaperState,
    SellerClass,
)

_OPENED = (MerchantStatus.APPROVED, MerchantStatus.SUSPENDED)


@dataclass(frozen=True, slots=True)
class Proof:
    """The document behind a wish, as it came."""

    data: bytes
    file_name: str


@transaction.atomic
def ask_change(
    *, actor: Actor, seller_class: str, credit_code: str, proof: Proof, now: datetime
) -> ClassChange:
    """Ask to be a seller of another class, with the licence or proof that it needs.

    The shop goes on as it is until the county decides. Raises Forbidden, media's DocumentRefused,
    WrongState (not open, or a wish waits already), Invalid: sellerClass (choice, may_become),
    creditCode (required, credit_code, class, taken), papers (too_many).
    """
    merchant = services.own(actor)
    if merchant.status not in _OPENED:
        raise WrongState(merchant.status, "CLASS_CHANGE")
    if waiting_of(merchant) is not None:
        raise WrongState(ChangeState.WAITING, ChangeState.WAITING)
    to = services.seller_class_of(seller_class)
    if not duties.may_become(merchant.seller_class, to):
        raise Invalid("sellerClass", "may_become")
    code = services.code_for(to, credit_code) if duties.of(to).code_prefixes else ""
    _code_is_free(merchant, code)
    (needed,) = duties.of(to).needs
    paper = papers.take(
        merchant,
        actor=actor,
        kind=needed,
        number=code,
        valid_to=None,
        data=proof.data,
        file_name=proof.file_name,
        now=now,
    )
    change = ClassChange.objects.create(
        merchant=merchant,
        was=merchant.seller_class,
        to=to,
        credit_code=code,
        paper=paper,
        asked_by=actor.ref,
        asked_at=now,
    )
    cases.open_case(
        kind=CaseKind.SELLER,
        subject=change.public_id,
        title=f"{merchant.name} 换类型：{_label(change.was)}改成{_label(to)}",
        detail=code,
        opened_by=actor.ref,
        merchant=merchant.public_id,
        now=now,
    )
    return change


@transaction.atomic
def withdraw_change(*, actor: Actor, now: datetime) -> None:
    """Take the wish that waits back, with its paper. Raises Forbidden, NotFound("change")."""
    merchant = services.own(actor)
    if not drop_waiting(merchant, now=now):
        raise NotFound("change")


@transaction.atomic
def decide_change(
    *, actor: Actor, change_id: str, approve: bool, reason: str, now: datetime
) -> ClassChange:
    """Decide for the county. A yes makes the seller one of the new class, from now on.

    The paper counts with it, goods that rested for the old class alone come back, and the resident
    id of somebody who is registered now is forgotten (个人信息保护法 art. 19). Raises Forbidden,
    NotFound (change, case), Invalid: reason, creditCode (taken meanwhile).
    """
    county = require_county(actor)
    found = ClassChange.objects.visible_to(county).filter(public_id=change_id).first()
    if found is None:
        raise NotFound("change")
    merchant = services.locked(pk=found.merchant_id)
    case = cases.decide(
        actor=actor,
        kind=CaseKind.SELLER,
        subject=change_id,
        approve=approve,
        reason=reason,
        now=now,
    )
    change = ClassChange.objects.select_for_update(of=("self",), no_key=True).get(pk=found.pk)
    yes = case.state == CaseState.APPROVED
    change.state = ChangeState.APPROVED if yes else ChangeState.REFUSED
    change.reason, change.decided_by, change.decided_at = case.reason, county.ref, now
    change.save()
    if change.paper is not None:
        decided = PaperState.ACCEPTED if yes else PaperState.REFUSED
        papers.turn(change.paper, decided, actor=actor, reason=case.reason, now=now)
    if yes:
        _become(merchant, change)
    said = {} if yes else {"reason": case.reason}
    kind = "class.approved" if yes else "class.refused"
    label = _label(change.to)
    telling.owner(merchant, kind, cause=change.public_id, now=now, to=label, **said)
    return change


def waiting_of(merchant: Merchant) -> ClassChange | None:
    """Return the wish of a merchant that waits, or None."""
    return merchant.class_changes.filter(state=ChangeState.WAITING).first()


def drop_waiting(merchant: Merchant, *, now: datetime) -> bool:
    """End the wish of a locked merchant that waits, and its paper; tell whether there was one."""
    change = waiting_of(merchant)
    if change is None:
        return False
    cases.withdraw(kind=CaseKind.SELLER, subject=change.public_id, now=now)
    paper, change.paper = change.paper, None
    change.state, change.decided_at = ChangeState.WITHDRAWN, now
    change.save()
    if paper is not None:
        paper.delete()
    return True


def _become(merchant: Merchant, change: ClassChange) -> None:
    merchant.seller_class = change.to
    merchant.credit_code = change.credit_code
    if not duties.of(change.to).natural:
        merchant.resident_hash = merchant.resident_last4 = ""
    services.save(merchant)
    states.tell(merchant, goods=True)


def _code_is_free(merchant: Merchant, code: str) -> None:
    others = Merchant.objects.filter(credit_code=code).exclude(
        status__in=[MerchantStatus.DRAFT, MerchantStatus.CLOSED]
    )
    if code and others.exclude(pk=merchant.pk).exists():
        raise Invalid("creditCode", "taken")


def _label(seller_class: str) -> str:
    return str(SellerClass(seller_class).label)
