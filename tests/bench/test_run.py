"""Timings that do not count are done again, and at last given up."""

from collections.abc import Iterator
from http.server import ThreadingHTTPServer
from threading import Thread

import pytest

from bench import run
from bench.load import Door, Void
from bench.run import Timing
from tests.bench.test_load import Slow


class Doubtful:
    """Gives `wrong` void answers before the right ones; `short` right ones are too small."""

    name = "doubtful"

    def __init__(self, *, wrong: int = 0, short: bool = False) -> None:
        self.wrong, self.short = wrong, short
        self.numbers: list[int] = []

    def ask(self, door: Door, number: int) -> int:
        self.numbers.append(number)
        if self.wrong:
            self.wrong -= 1
            raise Void("not right")
        return len(door.get("/")) // (3 if self.short else 1)

    def check(self, door: Door, number: int) -> int:
        return 5


@pytest.fixture
def timing(monkeypatch: pytest.MonkeyPatch) -> Iterator[Timing]:
    monkeypatch.setattr(run, "PAUSE_SECONDS", 0.0)
    monkeypatch.setattr(run, "WARM_SECONDS", 0.05)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Slow)
    Thread(target=server.serve_forever, daemon=True).start()
    yield Timing(server.server_port, {}, 0.1)
    server.shutdown()
    server.server_close()


def test_a_sample_of_each_round_is_kept(timing: Timing) -> None:
    scenario = Doubtful()
    for _ in range(2):
        timing.round([scenario], 1)
    assert len(timing.samples["doubtful", 1]) == 2
    assert timing.medians()["doubtful", 1].p50 >= 50
    assert len(scenario.numbers) == len(set(scenario.numbers))
    assert timing.given_up == 0


def test_a_void_sample_is_repeated(timing: Timing) -> None:
    timing.round([Doubtful(wrong=2)], 1)
    assert len(timing.samples["doubtful", 1]) == 1
    assert timing.given_up == 2


def test_the_third_void_sample_is_the_last(timing: Timing) -> None:
    with pytest.raises(Void, match="not right"):
        timing.round([Doubtful(wrong=3)], 1)
    assert timing.samples == {}


def test_small_answers_are_not_right(timing: Timing) -> None:
    with pytest.raises(Void, match="1 bytes, usual are 5"):
        timing.round([Doubtful(short=True)], 1)


def test_warming_up_forgives(timing: Timing, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run.time, "sleep", lambda seconds: None)
    timing.warm([Doubtful(wrong=1)])
    assert timing.samples == {}
    assert timing.number >= run.SKIPPED


def test_rounds_as_there_is_time() -> None:
    assert run.room_for_another(0, 0.001)
    assert run.room_for_another(1, 160.0)
    assert not run.room_for_another(1, 161.0)
    assert run.room_for_another(2, 210.0)
    assert not run.room_for_another(2, 220.0)
