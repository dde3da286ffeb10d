"""Parts start when what they need is there, are watched, and stop in reverse."""

import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest

from fixtures.servers.processes import Child, StartError, start
from fixtures.servers.runner import Part, Runner, Server, StopAsked
from fixtures.setup.progress import Progress


@pytest.fixture
def progress() -> Iterator[Progress]:
    with Progress(StringIO()) as one:
        yield one


class Recorder:
    """Servers that write down when they start and stop."""

    def __init__(self) -> None:
        self.seen: list[str] = []

    def part(self, name: str, *needs: str) -> Part:
        def begin() -> Server:
            self.seen.append(f"start {name}")
            return _Recorded(name, self.seen)

        return Part(name, begin, needs=needs)


class _Recorded:
    def __init__(self, name: str, seen: list[str]) -> None:
        self._name, self._seen = name, seen

    def alive(self) -> bool:
        return True

    def story(self) -> str:
        return "fine"

    def stop(self) -> None:
        self._seen.append(f"stop {self._name}")


def sleeper(log: Path) -> Child:
    code = "import time; print('I am up', flush=True); time.sleep(60)"
    return start("sleeper", [sys.executable, "-c", code], log=log)


def test_parts_start_after_their_needs_and_stop_before_them(progress: Progress) -> None:
    recorder = Recorder()
    parts = [
        recorder.part("web", "tables"),
        recorder.part("tables", "database"),
        recorder.part("database"),
    ]
    runner = Runner(parts, progress, mark="none")

    runner.start()
    runner.stop()

    up = ["start database", "start tables", "start web"]
    assert recorder.seen == [*up, "stop web", "stop tables", "stop database"]


def test_a_need_that_nobody_starts_counts_as_there(progress: Progress) -> None:
    recorder = Recorder()
    runner = Runner([recorder.part("web", "database")], progress, mark="none")

    runner.start()

    assert recorder.seen == ["start web"]


def test_independent_parts_start_side_by_side(progress: Progress) -> None:
    together = threading.Barrier(2)

    def begin() -> None:
        together.wait(5)

    runner = Runner([Part("a", begin), Part("b", begin)], progress, mark="none")

    runner.start()

    assert runner.waiting() == []


def test_a_part_that_fails_is_named_and_the_rest_is_stopped(progress: Progress) -> None:
    recorder = Recorder()

    def fail() -> None:
        raise StartError("the disk is full")

    runner = Runner(
        [recorder.part("database"), Part("search", fail, needs=("database",))],
        progress,
        mark="none",
    )

    with pytest.raises(StartError, match=r"search did not start\.\nthe disk is full"):
        runner.start()
    runner.stop()

    assert recorder.seen == ["start database", "stop database"]


def test_a_killed_server_is_reported_with_the_end_of_its_log(
    progress: Progress, tmp_path: Path
) -> None:
    child = sleeper(tmp_path / "log")
    runner = Runner([Part("sleeper", lambda: child)], progress, mark="none")
    runner.start()
    while b"I am up" not in child.log.read_bytes():
        time.sleep(0.02)

    os.kill(child.pid, signal.SIGKILL)
    told = runner.watch()
    runner.stop()

    assert told is not None
    assert told.startswith("sleeper stopped by itself: killed by SIGKILL")
    assert "I am up" in told


def test_a_server_that_dies_while_others_start_ends_the_start(
    progress: Progress, tmp_path: Path
) -> None:
    child = sleeper(tmp_path / "log")

    def slow() -> None:
        os.kill(child.pid, signal.SIGKILL)
        time.sleep(3)

    parts = [Part("sleeper", lambda: child), Part("slow", slow, needs=("sleeper",))]
    runner = Runner(parts, progress, mark="none")

    with pytest.raises(StartError, match="sleeper stopped by itself"):
        runner.start()
    runner.stop()


def test_asked_to_stop_in_the_middle_it_leaves_no_process(
    progress: Progress, tmp_path: Path
) -> None:
    children: list[Child] = []

    def slow() -> Server:
        children.append(sleeper(tmp_path / "slow"))
        children[0].wait()
        raise StartError("ended early")

    runner = Runner([Part("slow", slow)], progress, mark="none")
    threading.Timer(0.3, runner.stop_asked.set).start()

    with pytest.raises(StopAsked):
        runner.start()
    runner.stop()

    assert not children[0].alive()


def test_watch_ends_quietly_when_asked(progress: Progress) -> None:
    runner = Runner([], progress, mark="none")
    runner.start()
    threading.Timer(0.1, runner.stop_asked.set).start()

    assert runner.watch() is None


def test_only_slow_steps_are_spoken_of() -> None:
    out = StringIO()
    with Progress(out) as progress, progress.step("quick"):
        pass
    assert out.getvalue() == ""


def test_a_slow_step_is_spoken_of_while_it_runs_and_at_its_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("fixtures.setup.progress.QUIET_FOR", 0.1)
    out = StringIO()
    with Progress(out) as progress, progress.step("slow"):
        time.sleep(0.6)
        assert "… slow" in out.getvalue()
    assert out.getvalue().splitlines()[-1].startswith("  slow: ")
