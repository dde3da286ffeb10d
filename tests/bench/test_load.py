"""The closed loop, percentiles, and CPU that is charged to whoever spent it."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import psutil
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench import load
from bench.load import Door, Sample, Void

BURN = "import time\nend = time.process_time() + 0.3\nwhile time.process_time() < end: pass\n"


class Slow(BaseHTTPRequestHandler):
    """Answers after 50 ms; what begins and what ends is counted."""

    protocol_version = "HTTP/1.1"
    begun = ended = 0
    lock = threading.Lock()

    def do_GET(self) -> None:
        self._answer(404 if self.path == "/missing" else 200)

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self._answer(200)

    def _answer(self, status: int) -> None:
        with self.lock:
            Slow.begun += 1
        time.sleep(0.05)
        self.send_response(status)
        self.send_header("Content-Length", "5")
        self.end_headers()
        self.wfile.write(b"12345")
        with self.lock:
            Slow.ended += 1

    def log_message(self, *words: object) -> None:
        pass


@pytest.fixture
def port() -> Iterator[int]:
    Slow.begun = Slow.ended = 0
    server = ThreadingHTTPServer(("127.0.0.1", 0), Slow)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_port
    server.shutdown()
    server.server_close()


def spend(seconds: float) -> None:
    """Burn so much CPU in this thread."""
    until = time.thread_time() + seconds
    while time.thread_time() < until:
        pass


def test_percentiles_by_hand() -> None:
    assert load.percentile([7.0], 50) == 7.0
    assert load.percentile([1.0, 2.0, 3.0, 4.0], 50) == 2.0
    assert load.percentile([1.0, 2.0, 3.0], 50) == 2.0
    hundred = [float(n) for n in range(1, 101)]
    assert (load.percentile(hundred, 50), load.percentile(hundred, 95)) == (50.0, 95.0)
    assert load.percentile(hundred[:10], 95) == 10.0


@given(st.lists(st.floats(0, 1000), min_size=1), st.integers(1, 100))
def test_a_percentile_is_the_smallest_that_suffices(values: list[float], percent: int) -> None:
    values.sort()
    found = load.percentile(values, percent)
    assert sum(value <= found for value in values) * 100 >= percent * len(values)
    assert sum(value < found for value in values) * 100 < percent * len(values)


def test_medians_are_taken_figure_by_figure() -> None:
    samples = [
        Sample(100, 1.0, p50, p95, {"web": web, "PostgreSQL": 1.0}, smallest=5)
        for p50, p95, web in ((1.0, 9.0, 3.0), (2.0, 7.0, 1.0), (3.0, 8.0, 2.0))
    ]
    found = load.medians(samples)
    assert (found.p50, found.p95, found.per_second) == (2.0, 8.0, 100.0)
    assert (found.cpu_ms, found.cpu_total) == ({"web": 2.0, "PostgreSQL": 1.0}, 3.0)


def test_each_connection_waits_for_its_last_answer(port: int) -> None:
    numbers = []

    def ask(door: Door, number: int) -> int:
        numbers.append(number)
        spend(0.02)
        return len(door.post("/", b"{}", {"Content-Type": "application/json"}))

    sample = load.measure(port, ask, clients=3, seconds=0.2, parts={"web": [os.getpid()]}, first=10)
    assert Slow.begun == Slow.ended == sample.requests == len(numbers) >= 3
    assert sorted(numbers) == list(range(10, 10 + len(numbers)))
    assert 50 <= sample.p50 <= sample.p95
    assert sample.smallest == 5
    # The kernel counts in steps of 10 ms.
    assert sample.cpu_ms["web"] >= 15


def test_without_any_time_each_connection_asks_once(port: int) -> None:
    ask = lambda door, _: len(door.get("/"))  # noqa: E731
    assert load.measure(port, ask, clients=4, seconds=0, parts={}).requests == 4


def test_another_status_makes_the_sample_void(port: int) -> None:
    with pytest.raises(Void, match="HTTP 404"):
        load.measure(
            port, lambda door, _: len(door.get("/missing")), clients=2, seconds=5, parts={}
        )
    assert Slow.begun < 10


def test_what_an_ended_child_spent_stays_with_its_parent() -> None:
    code = f"import subprocess, sys\nsubprocess.run([sys.executable, '-c', {BURN!r}])\n"
    code += "print('ended', flush=True)\ninput()"
    parent = subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        assert parent.stdout is not None
        assert parent.stdout.readline() == "ended\n"
        process = psutil.Process(parent.pid)
        own = process.cpu_times()
        assert process.children() == []
        assert load.cpu_seconds([parent.pid]) >= own.user + own.system + 0.25
    finally:
        parent.communicate("\n")


def test_a_process_that_is_gone_is_no_measurement() -> None:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    with pytest.raises(psutil.NoSuchProcess):
        load.cpu_seconds([ended.pid])
