"""A file of 40,000 goods from sending to done, by a worker of its own as in production.

`python -m bench` measures it at its end; `python -m bench.imports` measures nothing else. The
product is imported only after `inside.set_up`.
"""

import argparse
import csv
import io
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from bench import inside, servers
from bench.load import Void, cpu_seconds
from fixtures.demo.parts import MANAGE, PYTHON
from fixtures.servers import processes
from fixtures.servers.processes import Child, StartError
from fixtures.setup.places import ROOT

ROWS = 40_000
MOST_SECONDS, MOST_MB = 300, 300
SIZES = 4
CHECKED = 200
# Before a worker that never ends is given up.
PATIENCE = 900.0
LOOK_EVERY = 0.1


@dataclass(frozen=True, slots=True)
class Step:
    """What one step took: seconds, and seconds of CPU by part."""

    name: str
    seconds: float
    cpu: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Import:
    """An import of so many rows, and the highest memory of the worker at its end (10**6 bytes)."""

    rows: int
    steps: tuple[Step, ...]
    peak_mb: float

    @property
    def seconds(self) -> float:
        """Return what somebody waits who sends a file once."""
        return sum(step.seconds for step in self.steps if step.name != AGAIN)

    @property
    def is_within(self) -> bool:
        """Tell whether it kept both bounds."""
        return self.seconds < MOST_SECONDS and self.peak_mb < MOST_MB


SEND, CHECK, APPLY, AGAIN = "send", "check", "import", "the same again"


def row_of(number: int, day: date) -> list[object]:
    """Return the cells of one size: four a product, counted from one harvest a product."""
    product, size = divmod(number, SIZES)
    return [
        f"B-{number}", f"云雾茶 {product} 号", "茶叶", "永和乡龙凤村", "槠叶齐",
        "茶类：绿茶；等级：一级", f"{100 * (size + 1)}克", 100 * (size + 1), 100 * (size + 2),
        f"{68 + size}.5", 30 + size, day.isoformat(),
    ]  # fmt: skip


def file_of(rows: int, day: date) -> io.BytesIO:
    """Return a CSV of so many sizes."""
    from market.imports.columns import BY_KEY

    keys = ("sku", "name", "category", "origin", "variety", "attributes", "variant", "net_grams",
            "gross_grams", "price_fen", "on_hand", "harvested_on")  # fmt: skip
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([BY_KEY[key].head for key in keys])
    writer.writerows(row_of(number, day) for number in range(rows))
    return io.BytesIO(out.getvalue().encode())


def measure(parts: Mapping[str, Sequence[int]], logs: Path, *, rows: int = ROWS) -> Import:
    """Send a file, have it checked and imported by a worker, and send it once more.

    The answers are compared with the file. Jobs that wait from before are forgotten, and so are
    those that the import sets off. Raises Void for an answer that is not right.
    """
    from fixtures.build.jobs import clear_jobs

    sending = _Sending(parts, rows)
    for step in (sending.first, sending.again):
        clear_jobs()
        worker = _worker(logs)
        try:
            step(worker)
        finally:
            worker.stop(patience=60)
    clear_jobs()
    return Import(rows, tuple(sending.steps), sending.peak_mb)


def _worker(logs: Path) -> Child:
    """Start what `docs/operations.md` says: a worker that does everything, with its own memory."""
    command: list[str | Path] = [PYTHON, MANAGE, "procrastinate", "worker"]
    return processes.start("imports worker", command, log=logs / "imports-worker.log", cwd=ROOT)


class _Sending:
    """One file on its way."""

    def __init__(self, parts: Mapping[str, Sequence[int]], rows: int) -> None:
        from django.utils import timezone

        from fixtures.build import supply
        from market.catalogue import services as catalogue
        from market.kernel import days
        from market.merchants.models import Merchant

        self.parts, self.rows = parts, rows
        self.peak_mb = 0.0
        self.now = timezone.now()
        self.day = days.day(self.now)
        seller = Merchant.objects.order_by("pk")[0]
        self.actor = supply.staff(seller, "Importer", now=self.now)
        catalogue.put_category(code="bench-tea", name="茶叶", position=99, kind="TEA")
        self.file = file_of(rows, self.day)
        self.steps: list[Step] = []

    def first(self, worker: Child) -> None:
        """Send the file, have it checked and imported; compare what is stored with it."""
        from market.imports import services
        from market.imports.models import JobState

        self._take(worker)
        job = self._timed(SEND, self._send)
        self._timed(CHECK, lambda: self._wait(job, JobState.CHECKED))
        services.start(actor=self.actor, job_id=job.public_id, now=self.now)
        self._timed(APPLY, lambda: self._wait(job, JobState.DONE))
        self.peak_mb = peak_mb(worker.pid)
        self._check(job)

    def again(self, worker: Child) -> None:
        """Send the file once more: nothing is to be changed."""
        from market.imports.models import JobState

        self._take(worker)
        again = self._send()
        self._timed(AGAIN, lambda: self._wait(again, JobState.CHECKED))
        if again.same_rows != self.rows:
            raise Void(f"{again.same_rows} of {self.rows} rows are the same the second time")

    def _send(self) -> Any:
        from market.imports import services

        return services.send(
            actor=self.actor, file=self.file, name="bench.csv", promised=True, now=self.now
        )

    def _timed(self, name: str, step: Any) -> Any:
        before = {part: cpu_seconds(pids) for part, pids in self.parts.items()}
        begun = time.monotonic()
        result = step()
        seconds = time.monotonic() - begun
        cpu = {part: cpu_seconds(pids) - before[part] for part, pids in self.parts.items()}
        self.steps.append(Step(name, seconds, cpu))
        return result

    def _take(self, worker: Child) -> None:
        """Go on with this worker, once it has done a job: its start is not meant."""
        from procrastinate.contrib.django.models import ProcrastinateJob

        from market.events.bus import emit

        self.worker = worker
        self.parts = {**self.parts, "worker": [worker.pid]}
        emit("import.sent", job="imp_none", merchant="0")
        self._until(lambda: ProcrastinateJob.objects.filter(status="succeeded").exists())

    def _wait(self, job: Any, wanted: str) -> None:
        def there() -> bool:
            job.refresh_from_db()
            if job.state in ("FAILED", "CANCELLED"):
                raise Void(f"the import is {job.state}: {job.refusal}")
            return bool(job.state == wanted)

        self._until(there)

    def _until(self, there: Any) -> None:
        given_up = time.monotonic() + PATIENCE
        while not there():
            if not self.worker.alive():
                raise Void(f"the worker ended: {self.worker.story()}")
            if time.monotonic() > given_up:
                raise Void("the worker does not come to an end")
            time.sleep(LOOK_EVERY)

    def _check(self, job: Any) -> None:
        """Compare what is stored with the file: all counted, some looked at cell by cell."""
        from market.catalogue.models import PriceRecord, Variant
        from market.stock.models import Lot

        own: Any = Variant.objects.filter(sku__startswith="B-", product__category="bench-tea")
        counts = (
            job.new_rows,
            own.count(),
            PriceRecord.objects.filter(variant__in=own).count(),
            Lot.objects.filter(variant__in=own).count(),
        )
        if counts != (self.rows,) * 4:
            raise Void(f"of {self.rows} rows: new, sizes, prices, lots {counts}")
        for number in range(0, self.rows, max(1, self.rows // CHECKED)):
            sku, name, _, _, variety, _, size, net, gross, price, on_hand, day = row_of(
                number, self.day
            )
            stored = own.filter(sku=sku).values_list(
                "product__name", "product__variety", "name", "net_grams", "gross_grams",
                "price_fen", "lots__on_hand", "lots__batch__harvested_on",
            ).get()  # fmt: skip
            fen = round(float(str(price)) * 100)
            told = (name, variety, size, net, gross, fen, on_hand, date.fromisoformat(str(day)))
            if stored != told:
                raise Void(f"row {number} is {stored}, not {told}")


def peak_mb(pid: int) -> float:
    """Return the highest memory that a process ever had resident, in 10**6 bytes."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii", errors="replace")
    (line,) = (line for line in status.splitlines() if line.startswith("VmHWM:"))
    return int(line.split()[1]) * 1024 / 10**6


def text(found: Import) -> str:
    """Return the figures in a few lines of Markdown."""
    lines = [
        "| import | seconds | CPU s | worker | PostgreSQL |",
        "| --- | ---: | ---: | ---: | ---: |",
    ]
    for step in found.steps:
        cpu = [step.cpu["worker"], step.cpu["PostgreSQL"]]
        cells = [step.seconds, sum(cpu), *cpu]
        lines.append(f"| {step.name} | {' | '.join(f'{cell:.1f}' for cell in cells)} |")
    lines.append("")
    lines.append(
        f"A file of {found.rows:,} sizes of goods, sent, checked and imported in"
        f" {found.seconds:.0f} s; highest memory of the worker {found.peak_mb:.0f} MB."
        f" Wanted: below {MOST_SECONDS} s and {MOST_MB} MB{'' if found.is_within else ': MISSED'}."
    )
    return "\n".join(lines)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.imports", description=__doc__)
    parser.add_argument("--rows", type=int, default=ROWS)
    asked = parser.parse_args()
    try:
        with servers.running(500) as run:
            inside.set_up(run.settings)
            behind = {part: pids for part, pids in run.parts.items() if part != "web"}
            found = measure(behind, run.logs, rows=asked.rows)
    except (StartError, Void) as error:
        print(f"\n{error}", file=sys.stderr)
        return 1
    print(text(found))
    return 0 if found.is_within else 1


if __name__ == "__main__":
    sys.exit(main())
