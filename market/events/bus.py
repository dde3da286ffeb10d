"""Facts going up, over procrastinate: at least once, in the caller's transaction.

`emit` defers one job a subscriber through Django's own connection, so the jobs commit or roll back
with the facts they tell of. They carry ids only; a handler reads the present state and calls a
service that only moves forward, so a second run does nothing.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.timezone import now as clock
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.jobs import Job
from procrastinate.manager import JobManager

from market.audit import context

Handler = Callable[..., None]

# Waits 2, 4, 8, ... seconds, at most 10 times: about half an hour.
RETRY = RetryStrategy(max_attempts=10, exponential_wait=2)


@dataclass(frozen=True, slots=True)
class Subscriber:
    """A handler's task and the id of which only one of its jobs runs at once."""

    task: str
    queue: str
    one_at_a_time: str | None


_subscribers: dict[str, list[Subscriber]] = defaultdict(list)

# Always Django's connection. Inside a worker `app.job_manager` has a pool of its own: a job put in
# through that would be seen before the handler's transaction commits, and stay if it rolls back.
_jobs = JobManager(DjangoConnector())


def subscribe(event: str, *, one_at_a_time: str | None = None) -> Callable[[Handler], Handler]:
    """Register `handler(now=..., **ids)` for an event.

    `one_at_a_time` names the id (say "order") of which only one job of this handler runs at once,
    in the order in which they were emitted.
    """

    def register(handler: Handler) -> Handler:
        name = f"{handler.__module__}.{handler.__name__}"

        def run(**ids: str) -> None:
            with context.acting(f"system:{name}", through="worker"):
                handler(now=clock(), **ids)

        task = app.task(name=name, retry=RETRY)(run)
        _subscribers[event].append(Subscriber(name, task.queue, one_at_a_time))
        return handler

    return register


def emit(event: str, **ids: str) -> None:
    """Tell every subscriber of `event`, if and when the present transaction commits.

    One statement, however many subscribers there are; none without any.
    """
    emit_all([(event, ids)])


def emit_all(facts: Iterable[tuple[str, Mapping[str, str]]]) -> None:
    """Tell several facts, in this order, with one statement."""
    jobs = [_job(subscriber, ids) for event, ids in facts for subscriber in _subscribers[event]]
    if jobs:
        _jobs.batch_defer_jobs(jobs)


def _job(subscriber: Subscriber, ids: Mapping[str, str]) -> Job:
    key = subscriber.one_at_a_time
    return Job(
        queue=subscriber.queue,
        task_name=subscriber.task,
        task_kwargs=dict(ids),
        lock=f"{subscriber.task}:{ids[key]}" if key else None,
        queueing_lock=None,
    )


def periodic(cron: str) -> Callable[[Handler], Handler]:
    """Run `handler(now=...)` by the clock, one at a time; `cron` is a crontab line."""

    def register(handler: Handler) -> Handler:
        name = f"{handler.__module__}.{handler.__name__}"

        def run(timestamp: int) -> None:
            with context.acting(f"system:{name}", through="worker"):
                handler(now=clock())

        task: Any = app.task(name=name, queueing_lock=name, lock=name)(run)
        app.periodic(cron=cron)(task)
        return handler

    return register
