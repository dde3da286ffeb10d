"""How far a job is, told while its own transaction is still open, and whether it was stopped."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from market.imports.models import ImportJob, JobState


class Stopped(Exception):
    """Somebody stopped the job; what it did in this transaction is rolled back."""


class Progress:
    """Writes down how much is done, through a connection of its own.

    The row of the job is never locked by the import until its very end, so neither this nor a
    wish to stop has to wait.
    """

    def __init__(self, job: ImportJob, state: JobState, line: BaseDatabaseWrapper) -> None:
        self._job, self._state, self._line = job, state, line

    def tell(self, done: int, total: int) -> None:
        """Say that so much is done."""
        with self._line.cursor() as cursor:
            cursor.execute(
                "UPDATE imports_importjob SET done = %s, total = %s WHERE id = %s AND state = %s",
                [done, total, self._job.pk, self._state],
            )
        self.ask()

    def ask(self) -> None:
        """Raise Stopped if the job is not in its state any more."""
        jobs = ImportJob.objects.filter(pk=self._job.pk)
        if jobs.values_list("state", flat=True).first() != self._state:
            raise Stopped


@contextmanager
def progress(job: ImportJob, state: JobState) -> Iterator[Progress]:
    """Open a line for telling progress, and close it."""
    line = connections["default"].copy()
    try:
        yield Progress(job, state, line)
    finally:
        line.close()
