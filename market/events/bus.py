"""Facts going up, over procrastinate: at least once, in the caller's transaction.

`emit` defers one job a subscriber through Django's own connection, so the jobs commit or roll back
with the facts they tell of. They carry ids only; a handler reads the present state and calls a
service that only moves forward, so a second run does nothing.
"""

from collections import defaultdict
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from market.audit import context

Handler = Callable[..., None]

# Waits 2, 4, 8, ... seconds, at most 10 times: about half an hour.
RETRY = RetryStrategy(max_attempts=10, exponential_wait=2)

_subscribers: dict[str, list[tuple[Any, str | None]]] = defaultdict(list)


def subscribe(event: str, *, one_at_a_time: str | None = None) -> Callable[[Handler], Handler]:
    """Register `handler(now=..., **ids)` for an event.

    `one_at_a_time` names the id (say "order") of which only one job runs at once.
    """

    def register(handler: Handler) -> Handler:
        name = f"{handler.__module__}.{handler.__name__}"

        def run(**ids: str) -> None:
            now: datetime = timezone.now()
            with context.acting(f"system:{name}", through="worker"):
                handler(now=now, **ids)

        task = app.task(name=name, retry=RETRY, pass_context=False)(run)
        _subscribers[event].append((task, one_at_a_time))
        return handler

    return register


def emit(event: str, **ids: str) -> None:
    """Tell every subscriber of `event`, if and when the present transaction commits."""
    for task, key in _subscribers[event]:
        lock = f"{task.name}:{ids[key]}" if key else None
        task.configure(lock=lock).defer(**ids)


def periodic(cron: str) -> Callable[[Handler], Handler]:
    """Run `handler(now=...)` by the clock, one at a time; `cron` is a crontab line."""

    def register(handler: Handler) -> Handler:
        name = f"{handler.__module__}.{handler.__name__}"

        def run(timestamp: int) -> None:
            with context.acting(f"system:{name}", through="worker"):
                handler(now=timezone.now())

        task = app.task(name=name, queueing_lock=name, lock=name)(run)
        app.periodic(cron=cron)(task)
        return handler

    return register
