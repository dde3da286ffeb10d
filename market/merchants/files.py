"""A seller's whole file, as its owner and the county read it, and the county's list of sellers."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Prefetch, Q, QuerySet

from market.accounts.actors import Actor, Operator, require, require_duty
from market.kernel import days, ids
from market.kernel.errors import Invalid, NotFound
from market.merchants import duties, onboarding, queries, staffing
from market.merchants.models import (
    ClassChange,
    FreightTemplate,
    FreightZone,
    Invitation,
    Merchant,
    MerchantStatus,
    MerchantStep,
    Paper,
    PaperState,
    PaperStep,
    SellerClass,
    ShopPicture,
    Staff,
)
from market.merchants.rules import LicenceLine

MOST_AT_ONCE = 100
LATEST_STEPS = 30
LATEST_CHANGES = 10


@dataclass(frozen=True, slots=True)
class SellerFile:
    """Everything that is kept of a seller; `missing` names what an application still needs.

    `may_become` are the classes that an open shop may ask for; `class_changes` come newest first.
    """

    merchant: Merchant
    place_name: str
    licence: tuple[LicenceLine, ...]
    papers: tuple[Paper, ...]
    class_changes: tuple[ClassChange, ...]
    may_become: tuple[str, ...]
    steps: tuple[MerchantStep, ...]
    staff: tuple[Staff, ...]
    invitations: tuple[Invitation, ...]
    pictures: tuple[ShopPicture, ...]
    freight: FreightTemplate
    zones: tuple[FreightZone, ...]
    missing: tuple[str, ...]

    @property
    def returned(self) -> str:
        """Why the last application came back, or nothing."""
        last = self.steps[0] if self.steps else None
        draft = MerchantStatus.DRAFT
        return last.reason if last and last.now == draft == self.merchant.status else ""

    @property
    def suspended_for(self) -> str:
        """Why the shop is suspended, or nothing."""
        last = self.steps[0] if self.steps else None
        return last.reason if last and last.now == MerchantStatus.SUSPENDED else ""


@dataclass(frozen=True, slots=True)
class SellerPage:
    """A page of sellers, those that wait longest first; `counts` by state over all pages."""

    nodes: tuple[Merchant, ...]
    end_cursor: str | None
    has_next: bool
    total: int
    counts: dict[str, int]


def own_file(*, actor: Actor, now: datetime) -> SellerFile:
    """Return the file of the actor's own shop. Raises Forbidden. Eleven statements."""
    staff = require_duty(actor, "SHOP")
    merchant = Merchant.objects.select_related("place__parent").get(pk=staff.merchant_id)
    return _file(merchant, now)


def file_of(*, actor: Actor, merchant_id: str, now: datetime) -> SellerFile:
    """Return the file of a seller whom an operator sees. Raises Forbidden, NotFound."""
    seen = Merchant.objects.visible_to(require(actor, Operator)).select_related("place__parent")
    merchant = seen.filter(public_id=merchant_id).first()
    if merchant is None:
        raise NotFound("merchant")
    return _file(merchant, now)


def sellers(
    *,
    actor: Actor,
    first: int,
    now: datetime,
    after: str | None = None,
    status: str | None = None,
    text: str = "",
    recheck: bool = False,
) -> SellerPage:
    """Return sellers, newest first: of a state, by name or code, or those due to be checked.

    Three statements. Raises Forbidden, Invalid (first, after, status).
    """
    seen = Merchant.objects.visible_to(require(actor, Operator))
    if not 1 <= first <= MOST_AT_ONCE:
        raise Invalid("first", "range")
    if status is not None and status not in MerchantStatus.values:
        raise Invalid("status", "choice")
    if after is not None and not ids.is_id(after, "mer"):
        raise Invalid("after", "cursor")
    found = dict(seen.values_list("status").annotate(count=Count("pk")))
    wanted = _narrowed(seen, status, text, days.day(now) if recheck else None)
    page = wanted.order_by("-public_id").select_related("place__parent")
    page = page.filter(public_id__lt=after) if after else page
    rows = list(page[: first + 1])
    shown = tuple(rows[:first])
    return SellerPage(
        nodes=shown,
        end_cursor=shown[-1].public_id if shown else None,
        has_next=len(rows) > first,
        total=wanted.count(),
        counts={state: found.get(state, 0) for state in MerchantStatus.values},
    )


def _narrowed(
    seen: QuerySet[Merchant], status: str | None, text: str, due: date | None
) -> QuerySet[Merchant]:
    if status is not None:
        seen = seen.filter(status=status)
    if text.strip():
        said = text.strip()
        seen = seen.filter(Q(name__icontains=said) | Q(credit_code__iexact=said))
    if due is not None:
        seen = seen.filter(status=MerchantStatus.APPROVED, recheck_on__lte=due)
    return seen


def _may_become(merchant: Merchant) -> tuple[str, ...]:
    if merchant.status not in {MerchantStatus.APPROVED, MerchantStatus.SUSPENDED}:
        return ()
    return tuple(to for to in SellerClass.values if duties.may_become(merchant.seller_class, to))


def _file(merchant: Merchant, now: datetime) -> SellerFile:
    turns = PaperStep.objects.order_by("pk")
    papers = tuple(
        merchant.papers.order_by("kind", "-pk").prefetch_related(Prefetch("steps", turns))
    )
    brought = [paper.kind for paper in papers if paper.state in onboarding.COUNTS]
    accepted = [
        duties.PaperFact(paper.kind, paper.number, tuple(paper.scope), paper.valid_to)
        for paper in papers
        if paper.state == PaperState.ACCEPTED
    ]
    on = days.day(now)
    return SellerFile(
        merchant=merchant,
        place_name=queries.place_name(merchant),
        licence=queries.lines_of(merchant.seller_class, merchant.credit_code, accepted, on),
        papers=papers,
        class_changes=tuple(
            merchant.class_changes.select_related("paper").order_by("-pk")[:LATEST_CHANGES]
        ),
        may_become=_may_become(merchant),
        steps=tuple(merchant.steps.order_by("-pk")[:LATEST_STEPS]),
        staff=tuple(merchant.staff.select_related("user").order_by("pk")),
        invitations=tuple(staffing.open_invitations(merchant, now)),
        pictures=tuple(merchant.pictures.select_related("picture").order_by("position")),
        freight=merchant.freight,
        zones=tuple(queries.zones_of(merchant.pk)),
        missing=tuple(onboarding.what_is_missing(merchant, brought)),
    )
