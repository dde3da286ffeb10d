"""One server for several users: started once, stopped with the last, cleared up after a crash."""

import json
import os
import subprocess
import sys
from pathlib import Path

import psutil

from fixtures.servers.ports import HOST, free_port
from fixtures.servers.processes import answers, start, wait_until
from fixtures.servers.shared import shared


class Bench:
    """Starts small web servers and counts what happens to them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.record = folder / "server.json"
        self.started: list[int] = []
        self.stopped: list[int] = []

    def start(self) -> tuple[str, int]:
        url = f"http://{HOST}:{(port := free_port())}"
        command = [sys.executable, "-m", "http.server", "--bind", HOST, str(port)]
        child = start("server", command, log=self.folder / "log", cwd=self.folder)
        wait_until(lambda: answers(url), child, seconds=10)
        self.started.append(child.pid)
        return url, child.pid

    def stop(self, pid: int) -> None:
        self.stopped.append(pid)
        if psutil.pid_exists(pid):
            psutil.Process(pid).kill()

    def use(self):
        return shared(self.record, start=self.start, stop=self.stop)


def test_the_second_user_gets_the_first_ones_server(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    with bench.use() as first:
        with bench.use() as second:
            assert second == first
        assert bench.stopped == []
        assert answers(first)

    assert len(bench.started) == 1
    assert bench.stopped == bench.started
    assert not bench.record.exists()


def test_what_a_killed_user_left_is_replaced(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    url, pid = bench.start()
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    bench.record.write_text(json.dumps({"url": url, "pid": pid, "users": [ended.pid]}))

    with bench.use() as mine:
        assert mine != url
        assert bench.stopped == [pid]
        assert json.loads(bench.record.read_text())["users"] == [os.getpid()]


def test_a_server_that_died_is_started_again(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    with bench.use() as first:
        psutil.Process(bench.started[0]).kill()
        with bench.use() as second:
            assert second != first
            assert answers(second)
