"""Timing every scenario: checked before and after, several rounds, medians."""

import statistics
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bench.load import Connection, Medians, Sample, Void, measure, medians
from bench.scenarios import Scenario

CHECKS = 20
WARM_SECONDS = 0.5
TRIES = 3
# Elasticsearch's JVM compiles its way through a query as it is asked: the first thousand times cost
# 20 ms of CPU each, after some four thousand it is 4 ms.
FIRST_SECONDS = {"search": 35.0}
WARM_CLIENTS = 8
# How many requests were asked before one was wrong is not known: more than any timing has.
SKIPPED = 100_000
# After a failure the product leaves Elasticsearch alone for 5 seconds.
PAUSE_SECONDS = 6.0


# On a busy machine a round takes longer; then there are fewer, and the report says how many.
LONGEST_SECONDS = 320.0


def room_for_another(done: int, spent: float) -> bool:
    """Tell whether after `done` rounds, which took so many seconds, there is time for one more."""
    return done == 0 or spent / done * (done + 1) <= LONGEST_SECONDS


@dataclass(slots=True)
class Timing:
    """How to measure, and where. `number` goes up from request to request, over all timings."""

    port: int
    parts: Mapping[str, Sequence[int]]
    seconds: float
    number: int = 0
    given_up: int = 0
    """How many orders may have been left in the middle, because a sample did not count."""
    samples: dict[tuple[str, int], list[Sample]] = field(default_factory=dict)

    def warm(self, scenarios: Sequence[Scenario]) -> None:
        """Ask each of them for a while, right or not: the first requests of all are like none."""
        for scenario in scenarios:
            until = time.monotonic() + FIRST_SECONDS.get(scenario.name, WARM_SECONDS)
            while (left := until - time.monotonic()) > 0:
                try:
                    self._measure(scenario, WARM_CLIENTS, left)
                except Void:
                    self._give_up(WARM_CLIENTS)
                    time.sleep(1)

    def round(self, scenarios: Sequence[Scenario], clients: int) -> None:
        """Time each of the scenarios once, in this order."""
        for scenario in scenarios:
            sample = self._valid(scenario, clients)
            self.samples.setdefault((scenario.name, clients), []).append(sample)

    def medians(self) -> dict[tuple[str, int], Medians]:
        """Return what was found, by scenario and number of connections."""
        return {key: medians(samples) for key, samples in self.samples.items()}

    def _valid(self, scenario: Scenario, clients: int) -> Sample:
        """Measure until a sample counts. Raises Void after the third that does not."""
        for left in range(TRIES - 1, -1, -1):
            try:
                return self._once(scenario, clients)
            except Void as reason:
                print(f"  {scenario.name}, {clients}: does not count: {reason}", flush=True)
                self._give_up(clients)
                if not left:
                    raise
                time.sleep(PAUSE_SECONDS)
        raise AssertionError("unreachable")

    def _give_up(self, clients: int) -> None:
        self.given_up += clients
        self.number += SKIPPED

    def _once(self, scenario: Scenario, clients: int) -> Sample:
        usual = self._check(scenario)
        self._measure(scenario, clients, WARM_SECONDS)
        sample = self._measure(scenario, clients, self.seconds)
        self._check(scenario)
        if sample.smallest * 2 < usual:
            raise Void(f"an answer of {sample.smallest} bytes, usual are {usual:.0f}")
        return sample

    def _measure(self, scenario: Scenario, clients: int, seconds: float) -> Sample:
        sample = measure(
            self.port,
            scenario.ask,
            clients=clients,
            seconds=seconds,
            parts=self.parts,
            first=self.number,
        )
        # Each of the loops takes a number before it sees that the time is over.
        self.number += sample.requests + clients
        return sample

    def _check(self, scenario: Scenario) -> float:
        """Compare 20 answers field by field; return their usual size."""
        door = Connection(self.port)
        try:
            sizes = [scenario.check(door, self.number + k) for k in range(CHECKS)]
        finally:
            door.close()
        self.number += CHECKS
        return statistics.median(sizes)
