"""Sending a file, having it imported, stopping it."""

from datetime import datetime, timedelta
from typing import IO

from django.db import transaction

from market.accounts.actors import Actor, MerchantStaff, require_duty
from market.events.bus import emit
from market.imports import archives, sources, staging
from market.imports.models import ImportJob, JobState, Piece, StagedPicture, StagedRow
from market.kernel import text
from market.kernel.errors import Invalid, NotFound, WrongState

MAX_ARCHIVE_BYTES = 50 << 20
PICTURES = archives.Bounds(
    field="pictures", entries=2_000, entry_bytes=10 << 20, all_bytes=200 << 20, ratio=30
)
# What was read is kept this long, so that a list of errors can still be fetched.
KEEP_ROWS = timedelta(days=30)
_OPEN = (JobState.UPLOADED, JobState.CHECKED, JobState.RUNNING)


@transaction.atomic
def send(
    *,
    actor: Actor,
    file: IO[bytes],
    name: str,
    promised: bool,
    now: datetime,
    pictures: IO[bytes] | None = None,
) -> ImportJob:
    """Take in a file of goods (XLSX or CSV, 10 MB) and an archive of pictures (ZIP, 50 MB).

    Only its beginning is read here; a job checks all of it and changes nothing. `promised`: the
    seller issues a 承诺达标合格证 for each batch that the file brings. Raises Forbidden, and
    Invalid: file (what `sources.rows` raises, size, empty), pictures (what `archives` raises,
    size, type).
    """
    staff = require_duty(actor, "GOODS")
    kind = sources.look(file)
    if pictures is not None:
        _look_at_pictures(pictures)
    job = ImportJob.objects.create(
        merchant_id=staff.merchant_id,
        user_id=staff.user_id,
        name=text.line(name, field="file", max_length=128, required=False) or "goods",
        kind=kind,
        promised=promised,
        uploaded_at=now,
    )
    staging.keep(job, "GOODS", file)
    if pictures is not None:
        staging.keep(job, "PICTURES", pictures)
    emit("import.sent", job=job.public_id, merchant=str(staff.merchant_id))
    return job


@transaction.atomic
def start(*, actor: Actor, job_id: str, now: datetime) -> ImportJob:
    """Have the good rows of a checked file imported; again is harmless while it runs.

    Raises Forbidden, NotFound("import"), WrongState for a job that is not checked, or without a
    row that changes something.
    """
    job = _own(require_duty(actor, "GOODS"), job_id)
    if job.state in (JobState.RUNNING, JobState.DONE):
        return job
    if job.state != JobState.CHECKED or not job.new_rows + job.changed_rows:
        raise WrongState(job.state, JobState.RUNNING)
    _move(job, JobState.RUNNING, started_at=now, done=0, total=job.new_rows + job.changed_rows)
    emit("import.started", job=job.public_id, merchant=str(job.merchant_id))
    return job


@transaction.atomic
def cancel(*, actor: Actor, job_id: str, now: datetime) -> ImportJob:
    """Stop a job, whatever it is doing; no goods are changed by it then. Again is harmless.

    Whoever is first, this or the end of the import, decides: raises WrongState when it is done.
    Raises Forbidden, NotFound("import").
    """
    job = _own(require_duty(actor, "GOODS"), job_id)
    if job.state == JobState.CANCELLED:
        return job
    if job.state not in _OPEN:
        raise WrongState(job.state, JobState.CANCELLED)
    _move(job, JobState.CANCELLED, ended_at=now)
    Piece.objects.filter(job=job).delete()
    return job


@transaction.atomic
def forget_old(*, now: datetime) -> int:
    """Delete the rows of jobs that ended long ago, and stop those nobody went on with."""
    before = now - KEEP_ROWS
    old = ImportJob.objects.filter(uploaded_at__lt=before)
    old.filter(state=JobState.CHECKED).update(state=JobState.CANCELLED, ended_at=now)
    ended = old.exclude(state__in=_OPEN)
    Piece.objects.filter(job__in=ended).delete()
    StagedPicture.objects.filter(job__in=ended).delete()
    return StagedRow.objects.filter(job__in=ended).delete()[0]


def _own(staff: MerchantStaff, job_id: str) -> ImportJob:
    jobs = ImportJob.objects.visible_to(staff).select_for_update(no_key=True)
    job = jobs.filter(public_id=job_id).first()
    if job is None:
        raise NotFound("import")
    return job


def _move(job: ImportJob, to: JobState, **changes: object) -> None:
    job.state = to
    for name, value in changes.items():
        setattr(job, name, value)
    job.save(update_fields=["state", "updated_at", *changes])


def _look_at_pictures(file: IO[bytes]) -> None:
    if file.seek(0, 2) > MAX_ARCHIVE_BYTES:
        raise Invalid("pictures", "size")
    file.seek(0)
    if not file.read(4).startswith(b"PK"):
        raise Invalid("pictures", "type")
    archives.plain_files(archives.opened(file, PICTURES), PICTURES)
