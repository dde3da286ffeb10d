"""The job that reads a file: rows are staged, pictures taken in, nothing of the goods changed."""

import zipfile
import zlib
from datetime import datetime

from django.db import transaction

from market.imports import archives, parsing, planning, sources, staging, stored, workers
from market.imports.models import ImportJob, JobState, StagedPicture, StagedRow
from market.imports.progress import Progress, Stopped, progress
from market.imports.services import PICTURES
from market.kernel import days
from market.kernel.errors import Invalid
from market.media.services import PictureRefused, accept_picture


def check(*, job_id: str, now: datetime) -> None:
    """Read a file that was sent, and say what its rows would change. Run again, it begins anew.

    A file that cannot be read to its end fails as a whole; a stopped job is left as it is.
    """
    job = ImportJob.objects.filter(public_id=job_id, state=JobState.UPLOADED).first()
    if job is None:
        return
    StagedRow.objects.filter(job=job).delete()
    StagedPicture.objects.filter(job=job).delete()
    try:
        with progress(job, JobState.UPLOADED) as line:
            many = _stage(job, line)
            _take_pictures(job, line, many, now)
            _compare(job, now)
    except Invalid as refused:
        workers.fail(job, refused.rule, now)
    except Stopped:
        workers.forget(job)


def _stage(job: ImportJob, line: Progress) -> int:
    """Stage every row of the file, a thousand at a time; return how many there are."""
    many = 0
    waiting = []
    with staging.kept(job, "GOODS") as file:
        for row in sources.rows(file):
            goods, problems = parsing.parse(row.cells)
            waiting.append((row.number, parsing.raw(row.cells), goods, problems))
            if len(waiting) == staging.CHUNK:
                many += len(waiting)
                staging.put(job, waiting)
                waiting = []
                line.tell(many, 0)
    staging.put(job, waiting)
    many += len(waiting)
    if not many:
        raise Invalid("file", "empty")
    return many


def _take_pictures(job: ImportJob, line: Progress, many: int, now: datetime) -> None:
    """Take in the pictures that rows name. They are nobody's yet; goods get them at the end."""
    if not job.pieces.filter(kind="PICTURES").exists():
        return
    wanted = sorted({name for _, row in staging.readable(job) for name in row.pictures or ()})
    with staging.kept(job, "PICTURES") as file:
        archive = archives.opened(file, PICTURES)
        there = archives.plain_files(archive, PICTURES)
        for done, name in enumerate(name for name in wanted if name in there):
            _take(job, archive, there[name], name, now)
            line.tell(many + done, many + len(wanted))


def _take(
    job: ImportJob, archive: zipfile.ZipFile, entry: zipfile.ZipInfo, name: str, now: datetime
) -> None:
    taken, rule = None, ""
    try:
        taken = accept_picture(data=archive.read(entry), name=name, now=now)
    except PictureRefused as refused:
        rule = refused.rule
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError):
        # What `zipfile` raises for an entry that is not what the directory says.
        rule = "broken"
    StagedPicture.objects.create(job=job, name=name, picture=taken, rule=rule[:16])


@transaction.atomic
def _compare(job: ImportJob, now: datetime) -> None:
    """Write down what each row would change, and that the job is checked."""
    rows = staging.readable(job)
    actor = workers.actor(job)
    made = planning.plan(
        rows, stored.read(actor, rows, job), today=days.day(now), promised=job.promised
    )
    staging.write_outcomes(job, made.outcomes, made.problems)
    workers.move(job, JobState.UPLOADED, JobState.CHECKED, checked_at=now)
