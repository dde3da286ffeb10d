"""Facts going up: with the facts they tell of, once committed, at least once."""

from datetime import UTC, datetime
from typing import ClassVar

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from procrastinate.contrib.django.models import ProcrastinateJob

from market.events import bus
from market.idempotency.models import Key
from tests import jobs

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)


class Seen:
    """What the handlers below were told."""

    calls: ClassVar[list[tuple[str, str, datetime]]] = []
    fail: ClassVar[bool] = False


@bus.subscribe("bus_test.happened", one_at_a_time="thing")
def first(*, thing: str, now: datetime) -> None:
    Seen.calls.append(("first", thing, now))


@bus.subscribe("bus_test.happened")
def second(*, thing: str, now: datetime) -> None:
    Seen.calls.append(("second", thing, now))


@bus.subscribe("bus_test.chain")
def chain(*, thing: str, now: datetime) -> None:
    """Write and tell further in one transaction, which may fail."""
    with transaction.atomic():
        Key.objects.create(actor="bus-test", key=thing, content_hash="", result={}, at=now)
        bus.emit("bus_test.happened", thing=thing)
        if Seen.fail:
            raise RuntimeError("on purpose")


@pytest.fixture(autouse=True)
def _fresh() -> None:
    Seen.calls.clear()
    Seen.fail = False


@pytest.mark.django_db
def test_one_statement_tells_every_subscriber() -> None:
    with CaptureQueriesContext(connection) as statements:
        bus.emit("bus_test.happened", thing="a")
    assert len(statements) == 1
    with CaptureQueriesContext(connection) as statements:
        bus.emit_all(("bus_test.happened", {"thing": thing}) for thing in "bcd")
    assert len(statements) == 1
    assert len(jobs.waiting("test_bus")) == 8
    assert jobs.run_jobs(NOW, task="test_bus")[:2] == [
        "tests.market.events.test_bus.first",
        "tests.market.events.test_bus.second",
    ]
    assert [thing for _, thing, _ in Seen.calls] == ["a", "a", "b", "b", "c", "c", "d", "d"]
    assert {now for *_, now in Seen.calls} == {NOW}
    assert jobs.waiting("test_bus") == []


@pytest.mark.django_db
def test_nobody_listens_nothing_happens() -> None:
    with CaptureQueriesContext(connection) as statements:
        bus.emit("bus_test.unheard", thing="a")
    assert len(statements) == 0


@pytest.mark.django_db
def test_one_at_a_time_locks_by_handler_and_id() -> None:
    bus.emit("bus_test.happened", thing="a")
    locks = {job.task_name.rsplit(".")[-1]: job.lock for job in jobs.waiting("test_bus")}
    assert locks == {"first": "tests.market.events.test_bus.first:a", "second": None}


@pytest.mark.django_db
def test_events_roll_back_with_their_facts() -> None:
    class OnPurpose(Exception):
        pass

    def tell_and_fail() -> None:
        with transaction.atomic():
            bus.emit("bus_test.happened", thing="a")
            raise OnPurpose

    with pytest.raises(OnPurpose):
        tell_and_fail()
    assert jobs.waiting("test_bus") == []


@pytest.mark.django_db(transaction=True)
def test_a_real_worker_does_the_jobs() -> None:
    bus.emit("bus_test.chain", thing="a")
    jobs.run_worker()
    assert [call[:2] for call in Seen.calls] == [("first", "a"), ("second", "a")]
    assert Key.objects.filter(actor="bus-test").count() == 1
    states = ProcrastinateJob.objects.filter(task_name__contains="test_bus")
    assert set(states.values_list("status", flat=True)) == {"succeeded"}


@pytest.mark.django_db(transaction=True)
def test_in_a_worker_events_roll_back_too() -> None:
    """A worker has a pool of its own; a failed handler's facts must not slip out through it."""
    Seen.fail = True
    bus.emit("bus_test.chain", thing="a")
    jobs.run_worker()
    assert Seen.calls == []
    assert not Key.objects.filter(actor="bus-test").exists()
    rows = ProcrastinateJob.objects.filter(task_name__contains="test_bus")
    (job,) = rows
    assert (job.task_name.rsplit(".")[-1], job.status, job.attempts) == ("chain", "todo", 1)
    assert job.scheduled_at is not None
    Seen.fail = False
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET scheduled_at = NULL WHERE id = %s", [job.pk])
    jobs.run_worker()
    assert [call[:2] for call in Seen.calls] == [("first", "a"), ("second", "a")]


@pytest.mark.django_db(transaction=True)
def test_a_dead_workers_job_is_given_to_the_next() -> None:
    bus.emit("bus_test.happened", thing="a")
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat)"
            " VALUES (now() - interval '5 minutes') RETURNING id"
        )
        (worker,) = cursor.fetchone()
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s"
            " WHERE task_name LIKE '%%test_bus.second'",
            [worker],
        )
        cursor.execute(
            "INSERT INTO procrastinate_jobs (task_name, queue_name, args)"
            " VALUES ('market.events.handlers.rescue', 'default', '{\"timestamp\": 0}')"
        )
    jobs.run_worker()
    jobs.run_worker()
    assert sorted(call[:2] for call in Seen.calls) == [("first", "a"), ("second", "a")]
