"""The demo as a person runs it: it opens, tells where it is, and leaves nothing behind.

The search server and stripe-mock are the tests' own and the database stays empty, so that this
takes seconds; the rest (database, tables, Alipay's gateway, worker, web) is started for real.
"""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import psycopg
import pytest

from fixtures.demo import __main__ as demo_program
from fixtures.demo.parts import Demo
from fixtures.servers.ports import free_port, is_free
from fixtures.servers.processes import MARK
from fixtures.servers.runner import Part
from fixtures.setup.places import ROOT, remove_state

DEMO = (sys.executable, "-m", "fixtures.demo")


class Run:
    """One demo in a folder of its own."""

    def __init__(self, state: Path, env: dict[str, str]) -> None:
        self.state = state
        self.port = free_port()
        self.output = state.parent / "output"
        self._env = {**os.environ, "PORT": str(self.port), **env}
        for name in ("DATABASE_URL", "DJANGO_SETTINGS_MODULE", "SECRET_KEY", "STATE_DIR", MARK):
            self._env.pop(name, None)

    def start(self) -> None:
        self.process = subprocess.Popen(
            [*DEMO, "--empty", "--workers", "1", "--state", str(self.state)],
            cwd=ROOT,
            env=self._env,
            stdin=subprocess.DEVNULL,
            stdout=self.output.open("w"),
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )

    def told(self) -> dict[str, object]:
        """What demo.json says, once it is there."""
        file = self.state / "demo.json"
        wait(lambda: file.exists() or self.process.poll() is not None, seconds=180)
        assert file.exists(), self.output.read_text()
        told: dict[str, object] = json.loads(file.read_text())
        return told

    def end(self, number: signal.Signals) -> int:
        self.process.send_signal(number)
        return self.process.wait(40)

    def left(self) -> list[str]:
        """Command lines of processes that carry this run's mark."""
        found = []
        for process in psutil.process_iter():
            try:
                if process.environ().get(MARK) == f"demo {self.state}":
                    found.append(" ".join(process.cmdline()))
            except psutil.Error:
                continue
        return found


def wait(true: Callable[[], bool], *, seconds: float) -> None:
    until = time.monotonic() + seconds
    while not true() and time.monotonic() < until:
        time.sleep(0.1)


@pytest.fixture
def run(tmp_path: Path, elasticsearch_server: str, stripe_mock_url: str) -> Iterator[Run]:
    state = tmp_path / "state"
    state.mkdir()
    env = {"ELASTICSEARCH_URL": elasticsearch_server, "STRIPE_API_BASE": stripe_mock_url}
    one = Run(state, {**env, "ELASTICSEARCH_PREFIX": "test-demo"})
    yield one
    if one.process.poll() is None:
        one.end(signal.SIGTERM)
    remove_state(state)


@pytest.mark.elastic
@pytest.mark.stripe_mock
def test_it_opens_comes_back_after_a_kill_and_stops(run: Run) -> None:
    """One test, as each start takes seconds."""
    run.start()
    told = run.told()
    assert told["accounts"] == []
    with urllib.request.urlopen(f"{told['web']}/", timeout=10) as page:
        assert page.status == 200
    with psycopg.connect(str(told["database"])) as connection:
        assert connection.execute("show fsync").fetchone() == ("on",)
        connection.execute("create table kept (one int)")
    run.end(signal.SIGKILL)
    assert run.left() != []

    run.start()
    wait(lambda: not (run.state / "demo.json").exists(), seconds=10)
    with psycopg.connect(str(run.told()["database"])) as connection:
        assert connection.execute("select count(*) from kept").fetchone() == (0,)
    assert run.end(signal.SIGINT) == 0

    assert "All of it has stopped." in run.output.read_text()
    assert not (run.state / "demo.json").exists()
    assert run.left() == []
    assert is_free(run.port)


@pytest.fixture
def signals() -> Iterator[None]:
    """The demo sets handlers; the tests' own come back afterwards."""
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = [signal.getsignal(number) for number in numbers]
    yield
    for number, handler in zip(numbers, before, strict=True):
        signal.signal(number, handler)


class _DatabaseOnly(Demo):
    def parts(self) -> list[Part]:
        return [part for part in super().parts() if part.name == "PostgreSQL"]

    def kill_it(self, **_: object) -> None:
        assert self._postgres is not None
        os.kill(self._postgres.child.pid, signal.SIGKILL)


def test_a_killed_part_is_named_and_ends_the_rest(
    tmp_path: Path,
    signals: None,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for name in ("DATABASE_URL", "DJANGO_SETTINGS_MODULE"):
        monkeypatch.delenv(name, raising=False)
    demo = _DatabaseOnly(state=tmp_path, port=free_port())
    monkeypatch.setattr("fixtures.demo.asking.everything", demo.kill_it)

    code = demo_program.run(demo, mark=f"test {tmp_path}")
    remove_state(tmp_path)

    said = capsys.readouterr()
    assert code == 1
    assert "PostgreSQL stopped by itself: killed by SIGKILL" in said.err
    assert "database system is ready" in said.err
    assert "All of it has stopped." in said.out
