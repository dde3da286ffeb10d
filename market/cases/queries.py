"""The queues as operators read them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min, Q

from market.accounts.actors import Actor, Operator, require
from market.cases.models import WAITING, Case, CaseKind
from market.kernel import ids
from market.kernel.errors import Invalid

MOST_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class QueueCount:
    """How many cases of a kind wait, how many are late, and when the first one is due."""

    kind: str
    label: str
    waiting: int
    late: int
    first_due_at: datetime | None


@dataclass(frozen=True, slots=True)
class CasePage:
    """A page of waiting cases, the next due first."""

    nodes: tuple[Case, ...]
    end_cursor: str | None
    has_next: bool
    total: int


def counts(*, actor: Actor, now: datetime) -> list[QueueCount]:
    """Return all queues, empty ones too, in the order of the kinds. One statement."""
    require(actor, Operator)
    rows = (
        Case.objects.filter(state__in=WAITING)
        .values_list("kind")
        .annotate(
            waiting=Count("pk"), late=Count("pk", filter=Q(due_at__lt=now)), due=Min("due_at")
        )
    )
    found = {kind: rest for kind, *rest in rows}
    empty: list[object] = [0, 0, None]
    return [
        QueueCount(kind.value, str(kind.label), *found.get(kind.value, empty)) for kind in CaseKind
    ]


def queue(
    *, actor: Actor, first: int, kind: str | None = None, after: str | None = None
) -> CasePage:
    """Return waiting cases, the next due first. Three statements at most.

    `after` is the id of the last case of the page before. Raises Forbidden, Invalid (first, after,
    kind).
    """
    require(actor, Operator)
    if not 1 <= first <= MOST_AT_ONCE:
        raise Invalid("first", "range")
    if kind is not None and kind not in CaseKind.values:
        raise Invalid("kind", "choice")
    wanted = Case.objects.filter(state__in=WAITING)
    if kind is not None:
        wanted = wanted.filter(kind=kind)
    page = wanted.order_by("due_at", "pk")
    if after is not None:
        last = Case.objects.filter(public_id=after).first() if ids.is_id(after, "cas") else None
        if last is None:
            raise Invalid("after", "cursor")
        page = page.filter(Q(due_at__gt=last.due_at) | Q(due_at=last.due_at, pk__gt=last.pk))
    found = list(page[: first + 1])
    shown = tuple(found[:first])
    return CasePage(
        nodes=shown,
        end_cursor=shown[-1].public_id if shown else None,
        has_next=len(found) > first,
        total=wanted.count(),
    )


def latest(*, kind: str, subjects: Collection[str]) -> dict[str, Case]:
    """Return the newest case of each subject, for those who may see the subjects. One statement."""
    rows = (
        Case.objects.filter(kind=kind, subject__in=subjects)
        .order_by("subject", "-pk")
        .distinct("subject")
    )
    return {case.subject: case for case in rows}
