"""What both jobs of an import need: for whom they act, how they end."""

from datetime import datetime

from django.db import transaction
from django.db.models import Count

from market.accounts.actors import MerchantStaff, require_duty
from market.imports.models import ImportJob, JobState, Outcome, Piece, StagedPicture, StagedRow
from market.imports.progress import Stopped
from market.kernel.errors import Forbidden, Invalid
from market.merchants.queries import staff_actor


def actor(job: ImportJob) -> MerchantStaff:
    """Return whoever sent the file. Raises Invalid("file", "left") if they may not any more."""
    found = staff_actor(job.user_id)
    try:
        staff = require_duty(found, "GOODS")
    except Forbidden:
        raise Invalid("file", "left") from None
    if staff.merchant_id != job.merchant_id:
        raise Invalid("file", "left")
    return staff


def move(job: ImportJob, was: JobState, to: JobState, **times: datetime) -> None:
    """Write down what the rows have come to, and the next state.

    Raises Stopped when somebody stopped the job: the row of the job is locked only here, so
    whoever is first decides.
    """
    rows = StagedRow.objects.filter(job=job).values_list("outcome").annotate(many=Count("pk"))
    found = dict(rows)
    moved = ImportJob.objects.filter(pk=job.pk, state=was).update(
        state=to,
        new_rows=found.get(Outcome.NEW, 0),
        changed_rows=found.get(Outcome.CHANGED, 0),
        same_rows=found.get(Outcome.SAME, 0),
        wrong_rows=found.get(Outcome.WRONG, 0),
        done=sum(found.values()),
        total=sum(found.values()),
        **times,
    )
    if not moved:
        raise Stopped


@transaction.atomic
def fail(job: ImportJob, rule: str, now: datetime) -> None:
    """End a job that cannot go on, unless it was stopped meanwhile; nothing was changed by it."""
    going = ImportJob.objects.filter(pk=job.pk, state__in=(JobState.UPLOADED, JobState.RUNNING))
    going.update(state=JobState.FAILED, refusal=rule[:32], ended_at=now, updated_at=now)
    Piece.objects.filter(job=job).delete()


@transaction.atomic
def forget(job: ImportJob) -> None:
    """Forget what a stopped job had read."""
    StagedRow.objects.filter(job=job).delete()
    StagedPicture.objects.filter(job=job).delete()
    Piece.objects.filter(job=job).delete()
