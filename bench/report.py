"""The table of a run, and the machine that it was made on. Pure but for `machine`."""

import os
import platform
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version

import psutil

from bench import imports
from bench.imports import Import
from bench.inside import Jobs
from bench.load import Medians

PARTS = ("web", "PostgreSQL", "Elasticsearch")
HEAD = (
    "scenario", "connections", "requests/s", "p50 ms", "p95 ms", "CPU ms", "web", "PostgreSQL",
    "Elasticsearch", "÷ floor", "statements",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """One scenario with so many connections; `floor` is the CPU of the least operation."""

    scenario: str
    clients: int
    medians: Medians
    floor: float
    statements: int | None


@dataclass(frozen=True, slots=True)
class Facts:
    """What was measured, when and where."""

    at: datetime
    products: int
    seconds: float
    rounds: int
    machine: str
    software: str
    load: float
    memory_mib: float
    orders: int
    goods: Import


def table(rows: Sequence[Row]) -> str:
    """Return the rows as Markdown."""
    lines = [_line(HEAD), _line(["---"] + ["---:"] * (len(HEAD) - 1))]
    lines += [_line(_cells(row)) for row in rows]
    return "\n".join(lines)


def _cells(row: Row) -> list[str]:
    found = row.medians
    parts = [short(found.cpu_ms[part]) for part in PARTS]
    return [
        row.scenario,
        str(row.clients),
        short(found.per_second),
        short(found.p50),
        short(found.p95),
        f"**{short(found.cpu_total)}**",
        *parts,
        short(found.cpu_total / row.floor),
        "" if row.statements is None else str(row.statements),
    ]


def short(value: float) -> str:
    """Return a number with as many digits as it deserves: 0.42, 4.2, 42."""
    if value < 1:
        return f"{value:.2f}"
    return f"{value:.1f}" if value < 20 else f"{value:.0f}"


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def text(rows: Sequence[Row], jobs: Jobs, facts: Facts) -> str:
    """Return the whole report as Markdown."""
    cpu = ", ".join(f"{part} {short(spent)}" for part, spent in _sorted(jobs.cpu_ms))
    return "\n".join(
        (
            f"Measured {facts.at:%Y-%m-%d %H:%M} UTC. {facts.machine}. {facts.software}.",
            f"{facts.products:,} products; two web processes, production settings, durable"
            f" PostgreSQL; medians of {facts.rounds} timings of {facts.seconds:g} s each. Load of"
            f" the machine before the start: {facts.load:.1f}.",
            "",
            table(rows),
            "",
            f"Jobs of one order, run afterwards and not in the figures above: "
            f"{jobs.per_order:.1f} jobs, CPU ms {short(sum(jobs.cpu_ms.values()))} ({cpu}).",
            f"Memory of the web server (PSS): {facts.memory_mib:.0f} MiB. Orders placed and found"
            f" paid: {facts.orders:,}.",
            "",
            imports.text(facts.goods),
            "",
        )
    )


def _sorted(cpu_ms: Mapping[str, float]) -> list[tuple[str, float]]:
    return sorted(cpu_ms.items(), key=lambda item: -item[1])


def machine() -> str:
    """Return what this machine is, in a few words."""
    names = [line for line in _read("/proc/cpuinfo").splitlines() if line.startswith("model name")]
    name = names[0].partition(":")[2].strip() if names else platform.machine()
    memory = psutil.virtual_memory().total / (1 << 30)
    return f"{os.cpu_count()} × {name}, {memory:.0f} GiB, Linux {platform.release()}"


def software(postgres: str, elasticsearch: str, root: str) -> str:
    """Return the versions that count."""
    asked = ["git", "-C", root, "rev-parse", "--short", "HEAD"]
    commit = subprocess.run(asked, capture_output=True, text=True, check=False).stdout.strip()
    parts = [
        f"Python {platform.python_version()}",
        f"Django {version('django')}",
        f"granian {version('granian')}",
        f"PostgreSQL {postgres}",
        f"Elasticsearch {elasticsearch}",
    ]
    return ", ".join([*parts, *([f"commit {commit}"] if commit else [])])


def _read(path: str) -> str:
    with open(path, encoding="utf-8") as file:
        return file.read()
