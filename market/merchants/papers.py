"""Licences, permits and proofs: brought by the owner, looked at by the county, good till a day."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import transaction

from market.accounts.actors import Actor, require_county
from market.cases import services as cases
from market.cases.models import CaseKind, CaseState
from market.kernel import days
from market.kernel.errors import Invalid, NotFound, WrongState
from market.media.services import accept_document
from market.merchants import duties, services, states, telling
from market.merchants.duties import PaperFact
from market.merchants.models import (
    Merchant,
    MerchantStatus,
    Paper,
    PaperKind,
    PaperState,
    PaperStep,
)

MOST_PAPERS = 20
LONGEST_YEARS = 30


@transaction.atomic
def add_paper(
    *,
    actor: Actor,
    kind: str,
    number: str,
    valid_to: date | None,
    data: bytes,
    file_name: str,
    now: datetime,
    scope: Sequence[str] = (),
) -> Paper:
    """Bring a paper with its document; an older one of the kind stays good till its own end.

    With an application it is looked at together with it; of an open shop it waits for the county by
    itself. `scope`: the categories of goods that it names, none for all. Raises Forbidden, media's
    DocumentRefused, Invalid: kind, number (required, permit), validTo (required, expired, range),
    scope (choice, food_only), papers (too_many).
    """
    merchant = services.own(actor)
    paper = take(
        merchant,
        actor=actor,
        kind=kind,
        number=number,
        valid_to=valid_to,
        data=data,
        file_name=file_name,
        now=now,
        scope=scope,
    )
    if merchant.status in {MerchantStatus.APPROVED, MerchantStatus.SUSPENDED}:
        _ask(merchant, paper, actor, now)
    return paper


def take(
    merchant: Merchant,
    *,
    actor: Actor,
    kind: str,
    number: str,
    valid_to: date | None,
    data: bytes,
    file_name: str,
    now: datetime,
    scope: Sequence[str] = (),
) -> Paper:
    """Keep a paper of a locked merchant, for whoever asks for the decision. Raises as add_paper."""
    if kind not in PaperKind.values:
        raise Invalid("kind", "choice")
    if merchant.papers.count() >= MOST_PAPERS:
        raise Invalid("papers", "too_many")
    paper = Paper(
        merchant=merchant,
        kind=kind,
        number=duties.paper_number(kind, number),
        scope=duties.paper_scope(kind, scope),
        valid_to=_last_day(kind, valid_to, days.day(now)),
    )
    document = accept_document(data=data, name=file_name, owner=merchant.public_id, now=now)
    paper.document = document.public_id
    paper.save(force_insert=True)
    _note(paper, actor, "", now)
    return paper


def turn(paper: Paper, state: str, *, actor: Actor, reason: str, now: datetime) -> None:
    """Give a locked paper another state, and write down who did and why."""
    paper.state, paper.reason = state, reason
    paper.decided_by, paper.decided_at = actor.ref, now
    paper.save()
    _note(paper, actor, reason, now)


@transaction.atomic
def remove_paper(*, actor: Actor, paper_id: str, now: datetime) -> None:
    """Take back a paper that was not looked at yet, or not accepted.

    Raises Forbidden, NotFound, WrongState for one that is or was in force, or that belongs to a
    change of class: those stay in the file.
    """
    merchant = services.own(actor)
    paper = merchant.papers.filter(public_id=paper_id).first()
    if paper is None:
        raise NotFound("paper")
    kept = {PaperState.ACCEPTED, PaperState.REVOKED}
    if paper.state in kept or hasattr(paper, "class_change"):
        raise WrongState(paper.state, "REMOVED")
    cases.withdraw(kind=CaseKind.SELLER, subject=paper.public_id, now=now)
    paper.delete()


@transaction.atomic
def decide_paper(
    *, actor: Actor, paper_id: str, approve: bool, reason: str, now: datetime
) -> Paper:
    """Accept or refuse a paper of an open shop; the goods that need it follow at once.

    Raises Forbidden, NotFound (paper, case), Invalid("reason").
    """
    require_county(actor)
    merchant, paper = locked(actor, paper_id)
    case = cases.decide(
        actor=actor,
        kind=CaseKind.SELLER,
        subject=paper_id,
        approve=approve,
        reason=reason,
        now=now,
    )
    yes = case.state == CaseState.APPROVED
    decided = PaperState.ACCEPTED if yes else PaperState.REFUSED
    turn(paper, decided, actor=actor, reason=case.reason, now=now)
    states.tell(merchant)
    label = duties.PAPERS[paper.kind].label
    said = {"paper": label} | ({} if yes else {"reason": case.reason})
    telling.owner(merchant, f"paper.{paper.state.lower()}", cause=paper.public_id, now=now, **said)
    return paper


@transaction.atomic
def warn_of_expiry(*, now: datetime) -> int:
    """Tell who holds a paper that ends in 30 or in 7 days, once each; return how many were told.

    A paper for which a later one is in force already is left alone. A day that the clock missed is
    made up for the next day.
    """
    today = days.day(now)
    told = 0
    for paper in _ending(today, today + timedelta(days=max(duties.WARN_DAYS))):
        ends = paper.valid_to or date.max
        left = (ends - today).days
        step = min(step for step in duties.WARN_DAYS if left <= step)
        telling.owner(
            paper.merchant,
            "paper.expiring",
            cause=f"{paper.public_id}:{step}",
            now=now,
            paper=duties.PAPERS[paper.kind].label,
            valid_to=telling.day_text(ends),
            days=str(left),
        )
        told += 1
    return told


@transaction.atomic
def tell_expired(*, now: datetime) -> int:
    """Tell the merchants, and whoever listens, of papers that ended yesterday or just before.

    Returns how many papers that were. Repeated, the message is said once; listeners compute anew.
    """
    today = days.day(now)
    ended = _ending(today - timedelta(days=3), today - timedelta(days=1))
    for paper in ended:
        telling.owner(
            paper.merchant,
            "paper.expired",
            cause=paper.public_id,
            now=now,
            paper=duties.PAPERS[paper.kind].label,
        )
        states.tell(paper.merchant)
    return len(ended)


def _ending(first: date, last: date) -> list[Paper]:
    """Return accepted papers of open shops that end in a span, without those that were renewed."""
    found = Paper.objects.filter(
        state=PaperState.ACCEPTED,
        valid_to__range=(first, last),
        merchant__status=MerchantStatus.APPROVED,
    ).select_related("merchant")
    ending = list(found.order_by("valid_to", "pk"))
    accepted = Paper.objects.filter(
        state=PaperState.ACCEPTED, merchant__in={paper.merchant_id for paper in ending}
    )
    there: dict[int, list[PaperFact]] = defaultdict(list)
    for paper in accepted:
        there[paper.merchant_id].append(_fact(paper))
    return [p for p in ending if not duties.renewed(_fact(p), there[p.merchant_id])]


def _fact(paper: Paper) -> PaperFact:
    return PaperFact(paper.kind, paper.number, tuple(paper.scope), paper.valid_to)


def locked(actor: Actor, paper_id: str) -> tuple[Merchant, Paper]:
    """Return a paper that the actor sees and its merchant, both locked. Raises NotFound."""
    found = Paper.objects.visible_to(actor).filter(public_id=paper_id).first()
    if found is None:
        raise NotFound("paper")
    merchant = services.locked(pk=found.merchant_id)
    return merchant, Paper.objects.select_for_update(no_key=True).get(pk=found.pk)


def _note(paper: Paper, actor: Actor, reason: str, now: datetime) -> None:
    PaperStep.objects.create(paper=paper, state=paper.state, reason=reason, actor=actor.ref, at=now)


def _last_day(kind: str, valid_to: date | None, today: date) -> date | None:
    if valid_to is None:
        if duties.PAPERS[kind].ends:
            raise Invalid("validTo", "required")
        return None
    if valid_to < today:
        raise Invalid("validTo", "expired")
    if valid_to.year > today.year + LONGEST_YEARS:
        raise Invalid("validTo", "range")
    return valid_to


def _ask(merchant: Merchant, paper: Paper, actor: Actor, now: datetime) -> None:
    label = duties.PAPERS[paper.kind].label
    cases.open_case(
        kind=CaseKind.SELLER,
        subject=paper.public_id,
        title=f"{merchant.name} 换证：{label}",
        detail=paper.number,
        opened_by=actor.ref,
        merchant=merchant.public_id,
        now=now,
    )
