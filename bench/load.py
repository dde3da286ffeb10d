"""A closed loop over HTTP that waits for its last answers, and the CPU of the server's side."""

import http.client
import statistics
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import psutil


class Door(Protocol):
    """A way to the product: over HTTP, or in the same process. Raises Void for every status but
    200."""

    def get(self, path: str) -> bytes: ...
    def post(self, path: str, body: bytes, headers: Mapping[str, str]) -> bytes: ...


Ask = Callable[[Door, int], int]
"""Does one request, the `number`-th, and returns how many bytes were answered. Raises Void."""


class Void(Exception):
    """What was measured does not count: an answer was not right."""


class Connection:
    """One kept-open connection to the web server."""

    def __init__(self, port: int) -> None:
        self._http = http.client.HTTPConnection("127.0.0.1", port, timeout=30)

    def get(self, path: str) -> bytes:
        return self._once("GET", path, None, {})

    def post(self, path: str, body: bytes, headers: Mapping[str, str]) -> bytes:
        return self._once("POST", path, body, headers)

    def close(self) -> None:
        self._http.close()

    def _once(
        self, method: str, path: str, body: bytes | None, headers: Mapping[str, str]
    ) -> bytes:
        self._http.request(method, path, body, dict(headers))
        answer = self._http.getresponse()
        data = answer.read()
        if answer.status != 200:
            raise Void(f"{path}: HTTP {answer.status}: {data[:300]!r}")
        return data


@dataclass(frozen=True, slots=True)
class Sample:
    """What one timing gave; times in milliseconds, CPU in milliseconds a request by part."""

    requests: int
    seconds: float
    p50: float
    p95: float
    cpu_ms: dict[str, float]
    smallest: int

    @property
    def per_second(self) -> float:
        return self.requests / self.seconds

    @property
    def cpu_total(self) -> float:
        return sum(self.cpu_ms.values())


@dataclass(frozen=True, slots=True)
class Medians:
    """The medians of several samples of one thing, each figure for itself."""

    per_second: float
    p50: float
    p95: float
    cpu_ms: dict[str, float]
    cpu_total: float


def medians(samples: Sequence[Sample]) -> Medians:
    """Return the medians of at least one sample."""
    middle = statistics.median
    return Medians(
        per_second=middle(sample.per_second for sample in samples),
        p50=middle(sample.p50 for sample in samples),
        p95=middle(sample.p95 for sample in samples),
        cpu_ms={
            part: middle(sample.cpu_ms[part] for sample in samples) for part in samples[0].cpu_ms
        },
        cpu_total=middle(sample.cpu_total for sample in samples),
    )


def percentile(ordered: Sequence[float], percent: int) -> float:
    """Return the smallest of the ascending values that `percent` of all do not exceed."""
    return ordered[max(0, -(-len(ordered) * percent // 100) - 1)]


def cpu_seconds(roots: Sequence[int]) -> float:
    """Return the CPU time of these processes, their living descendants and the ended children.

    A child that ended goes on being counted through its parent, so the sum never falls while the
    roots live. Raises psutil.NoSuchProcess when a root is gone: then nothing was measured.
    """
    total = 0.0
    for root in roots:
        parent = psutil.Process(root)
        family = [parent, *parent.children(recursive=True)]
        own = parent.cpu_times()
        # PostgreSQL closes back ends: their time moves to the postmaster.
        total += own.children_user + own.children_system
        for process in family:
            try:
                times = process.cpu_times()
            except psutil.NoSuchProcess:
                continue
            total += times.user + times.system
    return total


def memory_mib(root: int) -> float:
    """Return the proportional share of memory (PSS) of a process and its descendants, in MiB."""
    parent = psutil.Process(root)
    family = [parent, *parent.children(recursive=True)]
    return float(sum(process.memory_full_info().pss for process in family)) / (1 << 20)


@dataclass(slots=True)
class _Progress:
    next_number: int
    taken_ms: list[float] = field(default_factory=list)
    smallest: int = 1 << 62
    failure: BaseException | None = None
    lock: threading.Lock = field(default_factory=threading.Lock)


def _loop(port: int, ask: Ask, deadline: float, progress: _Progress) -> None:
    connection = Connection(port)
    try:
        while True:
            with progress.lock:
                number = progress.next_number
                progress.next_number += 1
            begun = time.perf_counter()
            size = ask(connection, number)
            taken = (time.perf_counter() - begun) * 1000
            with progress.lock:
                progress.taken_ms.append(taken)
                progress.smallest = min(progress.smallest, size)
            if time.perf_counter() >= deadline or progress.failure is not None:
                return
    except BaseException as failure:  # handed to the thread that waits
        progress.failure = failure
    finally:
        connection.close()


def measure(
    port: int,
    ask: Ask,
    *,
    clients: int,
    seconds: float,
    parts: Mapping[str, Sequence[int]],
    first: int = 0,
) -> Sample:
    """Run `ask` in `clients` loops for so long, each at least once; wait for the last answers.

    `parts` names the server side's process trees, for example {"web": [pid], "postgres": [pid]};
    `first` is the number of the first request. Whatever `ask` raises is raised here.
    """
    progress = _Progress(next_number=first)
    before = {part: cpu_seconds(pids) for part, pids in parts.items()}
    begun = time.perf_counter()
    threads = [
        threading.Thread(target=_loop, args=(port, ask, begun + seconds, progress), daemon=True)
        for _ in range(clients)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took = time.perf_counter() - begun
    if progress.failure is not None:
        raise progress.failure
    done = len(progress.taken_ms)
    cpu = {part: (cpu_seconds(pids) - before[part]) * 1000 / done for part, pids in parts.items()}
    ordered = sorted(progress.taken_ms)
    return Sample(
        requests=done,
        seconds=took,
        p50=percentile(ordered, 50),
        p95=percentile(ordered, 95),
        cpu_ms=cpu,
        smallest=progress.smallest,
    )
