"""A closed loop over HTTP that waits for its last answers, and the CPU of the server's side."""

import http.client
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import psutil

Ask = Callable[["Connection", int], None]


class Connection:
    """One kept-open connection to the web server."""

    def __init__(self, port: int) -> None:
        self._http = http.client.HTTPConnection("127.0.0.1", port, timeout=30)

    def post(self, path: str, body: bytes, headers: dict[str, str]) -> bytes:
        """Send and return the answer's body; raises for every status but 200."""
        self._http.request("POST", path, body, headers)
        answer = self._http.getresponse()
        data = answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{path}: HTTP {answer.status}: {data[:300]!r}")
        return data

    def close(self) -> None:
        self._http.close()


@dataclass(frozen=True, slots=True)
class Sample:
    """What one timing gave; times in milliseconds."""

    requests: int
    seconds: float
    p50: float
    p95: float
    cpu_ms: dict[str, float]

    @property
    def per_second(self) -> float:
        return self.requests / self.seconds

    @property
    def cpu_total(self) -> float:
        return sum(self.cpu_ms.values())


@dataclass(slots=True)
class _Progress:
    next_number: int = 0
    taken_ms: list[float] = field(default_factory=list)
    failure: BaseException | None = None
    lock: threading.Lock = field(default_factory=threading.Lock)


def cpu_seconds(roots: Sequence[int]) -> float:
    """CPU time of these processes and all their living descendants."""
    seen: dict[int, float] = {}
    for root in roots:
        try:
            parent = psutil.Process(root)
            family = [parent, *parent.children(recursive=True)]
        except psutil.NoSuchProcess:
            continue
        for process in family:
            try:
                times = process.cpu_times()
            except psutil.NoSuchProcess:
                continue
            # Ended children (PostgreSQL closes back ends) are counted by their parent.
            seen[process.pid] = times.user + times.system
        ended = parent.cpu_times()
        seen[root] += ended.children_user + ended.children_system
    return sum(seen.values())


def _loop(port: int, ask: Ask, deadline: float, most: int, progress: _Progress) -> None:
    connection = Connection(port)
    try:
        while time.perf_counter() < deadline and progress.failure is None:
            with progress.lock:
                number = progress.next_number
                if number >= most:
                    return
                progress.next_number += 1
            begun = time.perf_counter()
            ask(connection, number)
            taken = (time.perf_counter() - begun) * 1000
            with progress.lock:
                progress.taken_ms.append(taken)
    except BaseException as failure:
        progress.failure = failure
    finally:
        connection.close()


def measure(
    port: int, ask: Ask, *, clients: int, seconds: float, most: int, parts: dict[str, list[int]]
) -> Sample:
    """Run `ask` in `clients` loops; an answer that is not right voids the sample by raising.

    `parts` names the server side's process trees, for example {"web": [pid], "postgres": [pid]}.
    """
    progress = _Progress()
    before = {part: cpu_seconds(pids) for part, pids in parts.items()}
    begun = time.perf_counter()
    threads = [
        threading.Thread(target=_loop, args=(port, ask, begun + seconds, most, progress))
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
    return Sample(done, took, ordered[done // 2], ordered[min(done - 1, done * 95 // 100)], cpu)
