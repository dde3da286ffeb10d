"""Run deferred jobs in tests: in the test's own connection, or by a real worker."""

import contextlib
from collections.abc import Iterator
from datetime import datetime
from unittest.mock import patch

from django.db import connection, connections
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from market.events import bus

ROUNDS = 20


def waiting(task: str = "") -> list[ProcrastinateJob]:
    """Return the jobs that wait to be run, oldest first; `task` is part of their task's name."""
    jobs = ProcrastinateJob.objects.filter(status="todo", task_name__contains=task)
    return list(jobs.order_by("-priority", "pk"))


def run_jobs(now: datetime | None = None, *, task: str = "") -> list[str]:
    """Run what is due, and what that brings about, here and now; return the tasks' names.

    A handler that raises stops the test with its own error. `now` is the time that handlers see.
    """
    ran: list[str] = []
    with at(now) if now else contextlib.nullcontext():
        for _ in range(ROUNDS):
            jobs = [job for job in waiting(task) if _is_due(job, now)]
            if not jobs:
                return ran
            for job in jobs:
                app.tasks[job.task_name].func(**job.args)
                _finish(job)
                ran.append(job.task_name)
    raise AssertionError(f"jobs bring about jobs without end: {ran[-10:]}")


@contextlib.contextmanager
def at(now: datetime) -> Iterator[None]:
    """Let handlers see this time."""
    with patch.object(bus, "clock", lambda: now):
        yield


def run_worker() -> None:
    """Let a real worker do everything that was committed, then stop it.

    For tests with `transaction=True`: the worker has connections of its own, and they are closed.
    """
    database = connections["default"].settings_dict
    with patch.dict(database, {"CONN_MAX_AGE": 0}):
        with app.replace_connector(app.connector.get_worker_connector()):
            app.run_worker(wait=False, install_signal_handlers=False, listen_notify=False)


def _is_due(job: ProcrastinateJob, now: datetime | None) -> bool:
    return job.scheduled_at is None or job.scheduled_at <= (now or timezone.now())


def _finish(job: ProcrastinateJob) -> None:
    with connection.cursor() as cursor:
        for status in ("doing", "succeeded"):
            cursor.execute(
                "UPDATE procrastinate_jobs SET status = %s WHERE id = %s", [status, job.pk]
            )
