"""Children end as a whole, and tell how they ended."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from fixtures.servers import processes
from fixtures.servers.ports import HOST, free_port, free_ports, is_free
from fixtures.servers.postgres import forget_the_dead

FAMILY = """
import subprocess, sys, time, signal
signal.signal(signal.SIGTERM, signal.SIG_IGN if "stubborn" in sys.argv else signal.SIG_DFL)
if "apart" in sys.argv:
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"],
                             start_new_session=True)
else:
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
print("child", child.pid, flush=True)
time.sleep(60)
"""


def family(tmp_path: Path, *words: str) -> tuple[processes.Child, int]:
    """A process with a child of its own; both sleep."""
    child = processes.start("family", [sys.executable, "-c", FAMILY, *words], log=tmp_path / "log")
    processes.wait_until(lambda: b"child" in child.log.read_bytes(), child, seconds=10)
    return child, int(child.log.read_text().split()[1])


def gone(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def eventually(true: Callable[[], bool], seconds: float = 30) -> bool:
    until = time.monotonic() + seconds
    while not true() and time.monotonic() < until:
        time.sleep(0.02)
    return true()


@pytest.mark.parametrize("words", [(), ("apart",), ("stubborn",)])
def test_stop_ends_the_process_and_what_it_started(tmp_path: Path, words: tuple[str, ...]) -> None:
    parent, grandchild = family(tmp_path, *words)

    parent.stop(patience=0.5)

    assert not parent.alive()
    assert gone(parent.pid)
    assert gone(grandchild)


def test_a_child_whose_parent_was_killed_is_ended_too(tmp_path: Path) -> None:
    parent, grandchild = family(tmp_path)
    os.kill(parent.pid, signal.SIGKILL)
    assert eventually(lambda: not parent.alive())
    assert not gone(grandchild)

    parent.stop()

    assert gone(grandchild)
    assert parent.how_it_ended() == "killed by SIGKILL"


def test_a_server_that_ends_while_starting_shows_its_last_words(tmp_path: Path) -> None:
    code = "print('no such table: cabbages'); raise SystemExit(3)"
    child = processes.start("broken", [sys.executable, "-c", code], log=tmp_path / "log")

    with pytest.raises(processes.StartError) as caught:
        processes.wait_until(lambda: False, child, seconds=10)

    assert "broken ended while starting: exit code 3" in str(caught.value)
    assert "no such table: cabbages" in str(caught.value)


def test_a_server_that_never_answers_is_stopped(tmp_path: Path) -> None:
    child = processes.start(
        "silent", [sys.executable, "-c", "import time; time.sleep(60)"], log=tmp_path / "log"
    )

    with pytest.raises(processes.StartError, match="silent did not answer within 0 s"):
        processes.wait_until(lambda: False, child, seconds=0.2)

    assert gone(child.pid)


def test_processes_of_a_killed_run_are_found_by_their_mark(tmp_path: Path) -> None:
    mark = f"test of {tmp_path}"
    child = processes.start(
        "left over",
        [sys.executable, "-c", "import time; time.sleep(60)"],
        log=tmp_path / "log",
        env={processes.MARK: mark},
    )
    assert processes.end_marked("another mark") == []

    [words] = processes.end_marked(mark)

    assert "time.sleep(60)" in words
    assert not child.alive()


def test_free_ports_are_different_and_free() -> None:
    ports = free_ports(20)

    assert len(set(ports)) == 20
    assert all(is_free(port) for port in ports)


def test_a_stopped_server_gives_its_port_back(tmp_path: Path) -> None:
    port = free_port()
    command = [sys.executable, "-m", "http.server", "--bind", HOST, str(port)]
    child = processes.start("server", command, log=tmp_path / "log", cwd=tmp_path)
    processes.wait_until(lambda: processes.answers(f"http://{HOST}:{port}"), child, seconds=10)
    assert not is_free(port)

    child.stop()

    assert is_free(port)


def test_tail_says_when_there_is_nothing(tmp_path: Path) -> None:
    assert processes.tail(tmp_path / "absent") == "    (it wrote nothing)"


def test_lock_of_an_unburied_postgres_is_removed_and_of_a_running_one_kept(tmp_path: Path) -> None:
    lock = tmp_path / "postmaster.pid"
    forget_the_dead(tmp_path)  # there is none
    running = subprocess.Popen(["sleep", "60"])
    lock.write_text(f"{running.pid}\n/data\n")
    forget_the_dead(tmp_path)
    assert lock.exists()
    running.kill()
    assert eventually(lambda: gone(running.pid))
    forget_the_dead(tmp_path)
    assert not lock.exists()
    running.wait()
