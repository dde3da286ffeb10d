"""The product in this process: SQL statements of a request, and what an order's jobs cost.

Import it only after the environment holds the product's settings.
"""

import logging
import os
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

import django

from bench.load import Void, cpu_seconds
from bench.scenarios import Scenario


def set_up(settings: Mapping[str, str]) -> None:
    """Load the product with these settings."""
    os.environ.update(settings)
    django.setup()
    import structlog

    # The worker tells of each notice that it sends.
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))


class Inside:
    """A Door without a network."""

    def __init__(self) -> None:
        from django.test import Client

        self._client = Client(SERVER_NAME="127.0.0.1")

    def get(self, path: str) -> bytes:
        return self._read(self._client.get(path))

    def post(self, path: str, body: bytes, headers: Mapping[str, str]) -> bytes:
        rest = {name: value for name, value in headers.items() if name != "Content-Type"}
        kind = headers.get("Content-Type", "application/octet-stream")
        return self._read(self._client.post(path, body, content_type=kind, headers=rest))

    @staticmethod
    def _read(response: object) -> bytes:
        status, content = response.status_code, response.content  # type: ignore[attr-defined]
        if status != 200:
            raise Void(f"HTTP {status}: {content[:300]!r}")
        return bytes(content)


def statements(scenarios: Iterable[Scenario], *, first: int) -> dict[str, int]:
    """Return by scenario how many statements its second and third run took: the greater number.

    BEGIN, COMMIT and savepoints count. The first run fills what a process keeps.
    """
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    door, found = Inside(), {}
    for scenario in scenarios:
        scenario.ask(door, first)
        counts = []
        for number in (first + 1, first + 2):
            with CaptureQueriesContext(connection) as seen:
                scenario.ask(door, number)
            counts.append(len(seen))
        found[scenario.name] = max(counts)
    return found


@dataclass(frozen=True, slots=True)
class Jobs:
    """What the jobs of one order cost a worker, in milliseconds of CPU by part."""

    per_order: float
    cpu_ms: dict[str, float]


def jobs_of_orders(
    scenario: Scenario, orders: int, *, first: int, parts: Mapping[str, Sequence[int]]
) -> Jobs:
    """Place orders, then let a real worker in this process run what they set off.

    Jobs that wait from before are forgotten. Raises Void when a job failed or is left.
    """
    from fixtures.build.jobs import clear_jobs, run_worker

    clear_jobs()
    door = Inside()
    for number in range(first, first + orders):
        scenario.ask(door, number)
    before = {part: cpu_seconds(pids) for part, pids in parts.items()}
    begun = time.process_time()
    run_worker()
    own = time.process_time() - begun
    cpu = {part: cpu_seconds(pids) - before[part] for part, pids in parts.items()}
    cpu["worker"] = own
    return Jobs(
        _check_jobs() / orders, {part: spent * 1000 / orders for part, spent in cpu.items()}
    )


def _check_jobs() -> int:
    """Return how many jobs were done, those that jobs set off among them."""
    from django.utils import timezone
    from procrastinate.contrib.django.models import ProcrastinateJob

    # Jobs for later, such as reconciling a payment, have their own time.
    soon = timezone.now() + timedelta(seconds=1)
    due = ProcrastinateJob.objects.exclude(scheduled_at__gt=soon)
    left = due.exclude(status="succeeded").values_list("task_name", "status")[:5]
    if left:
        raise Void(f"jobs were left: {list(left)}")
    return int(ProcrastinateJob.objects.filter(status="succeeded").count())


def check_paid(*, unpaid: int) -> int:
    """Return how many orders are paid. Raises Void when more than `unpaid` others were to be."""
    from django.db.models import F

    from market.orders.models import Order
    from market.payments.models import Payment

    paid = Order.objects.filter(state="PAID").count()
    others = Payment.objects.exclude(order__state="PAID").count()
    if others > unpaid:
        raise Void(f"{others} orders are not paid, {paid} are")
    wrong = Payment.objects.filter(state="PAID").exclude(amount_fen=F("order__total_fen")).count()
    if wrong:
        raise Void(f"{wrong} payments are not of their order's total")
    return paid
