"""Jobs and their rows, as the merchant's staff see them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from market.accounts.actors import Actor, MerchantStaff, require_duty
from market.imports.columns import COLUMNS
from market.imports.models import ImportJob, Outcome, StagedRow
from market.imports.parsing import Problem
from market.kernel import ids
from market.kernel.errors import Invalid, NotFound

MOST_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class RowView:
    """A row as it was read: cells by column key, what becomes of it, what is wrong."""

    number: int
    cells: Mapping[str, str]
    outcome: str
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class JobPage:
    """A page of jobs, newest first."""

    nodes: tuple[ImportJob, ...]
    end_cursor: str | None
    has_next: bool
    total: int


@dataclass(frozen=True, slots=True)
class RowPage:
    """A page of a job's rows, in the order of the file."""

    nodes: tuple[RowView, ...]
    end_cursor: str | None
    has_next: bool
    total: int


def own_jobs(*, actor: Actor, first: int, after: str | None = None) -> JobPage:
    """Return the merchant's jobs. Two statements. Raises Forbidden, Invalid (first, after)."""
    wanted = ImportJob.objects.visible_to(require_duty(actor, "GOODS"))
    _check_first(first)
    page = wanted.order_by("-public_id")
    if after is not None:
        if not ids.is_id(after, "imp"):
            raise Invalid("after", "cursor")
        page = page.filter(public_id__lt=after)
    found = list(page[: first + 1])
    shown = tuple(found[:first])
    last = shown[-1].public_id if shown else None
    return JobPage(shown, last, len(found) > first, wanted.count())


def own_job(*, actor: Actor, job_id: str) -> ImportJob:
    """Return one of the merchant's jobs. Raises Forbidden, NotFound("import")."""
    staff: MerchantStaff = require_duty(actor, "GOODS")
    job = ImportJob.objects.visible_to(staff).filter(public_id=job_id).first()
    if job is None:
        raise NotFound("import")
    return job


def rows(
    *,
    actor: Actor,
    job_id: str,
    first: int,
    after: str | None = None,
    outcome: str | None = None,
) -> RowPage:
    """Return a page of a job's rows, of one outcome or of all. Three statements.

    `after` is the number of the last row of the page before. Raises Forbidden,
    NotFound("import"), Invalid (first, after, outcome).
    """
    job = own_job(actor=actor, job_id=job_id)
    _check_first(first)
    if outcome is not None and outcome not in Outcome.values:
        raise Invalid("outcome", "choice")
    wanted = StagedRow.objects.filter(job=job)
    if outcome is not None:
        wanted = wanted.filter(outcome=outcome)
    page = wanted.order_by("number")
    if after is not None:
        if not (after.isascii() and after.isdigit() and len(after) < 9):
            raise Invalid("after", "cursor")
        page = page.filter(number__gt=int(after))
    found: Any = list(page.values_list("number", "raw", "outcome", "problems")[: first + 1])
    shown = tuple(_view(*row) for row in found[:first])
    last = str(shown[-1].number) if shown else None
    return RowPage(shown, last, len(found) > first, wanted.count())


def _check_first(first: int) -> None:
    if not 1 <= first <= MOST_AT_ONCE:
        raise Invalid("first", "range")


def _view(number: int, raw: list[str], outcome: str, problems: list[list[str]]) -> RowView:
    cells = {column.key: cell for column, cell in zip(COLUMNS, raw, strict=False)}
    return RowView(number, cells, outcome, tuple(Problem(*problem) for problem in problems))
