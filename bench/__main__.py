"""`python -m bench`: what a request costs, in CPU milliseconds of the whole server's side."""

import argparse
import json
import os
import signal
import sys
import threading
import time
import urllib.request
from datetime import UTC, datetime
from pathlib import Path

import psycopg

from bench import imports, inside, report, servers
from bench.load import Void, memory_mib
from bench.look import all_scenarios
from bench.report import Facts, Row
from bench.run import Timing, room_for_another
from bench.scenarios import Scenario
from bench.servers import Running
from fixtures.servers.parent import watch_make
from fixtures.servers.processes import StartError
from fixtures.setup.places import ROOT

HERE = Path(__file__).parent
FEWEST_PRODUCTS = 500
ORDERS_FOR_JOBS = 50


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--products", type=int, default=1000, help=f"{FEWEST_PRODUCTS} or more")
    parser.add_argument("--seconds", type=float, default=5.0, help="of each timing")
    parser.add_argument("--rounds", type=int, default=3, help="timings of which medians are taken")
    parser.add_argument("--clients", default="1,8", help="numbers of connections")
    parser.add_argument("--record", action="store_true", help="write bench/RESULTS.md too")
    asked = parser.parse_args()
    words = asked.clients.split(",")
    if not all(word.isdigit() and int(word) > 0 for word in words):
        parser.error("--clients takes numbers with commas between, say 1,8")
    if asked.products < FEWEST_PRODUCTS or asked.seconds <= 0 or asked.rounds < 1:
        parser.error(f"at least {FEWEST_PRODUCTS} products, one round and some time are needed")
    asked.clients = [int(word) for word in words]
    return asked


def stop_when_asked() -> None:
    """Let every wish to end this be a Ctrl-C: also SIGTERM, and an interrupt of make alone."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.default_int_handler)
    make_ended = threading.Event()
    watch_make(make_ended)

    def interrupt() -> None:
        make_ended.wait()
        os.kill(os.getpid(), signal.SIGINT)

    threading.Thread(target=interrupt, daemon=True).start()


def main() -> int:
    asked = arguments()
    stop_when_asked()
    begun, load = time.monotonic(), os.getloadavg()[0]
    try:
        print(f"Starting servers, filling {asked.products:,} products", flush=True)
        with servers.running(asked.products) as run:
            print(f"[{time.monotonic() - begun:4.0f} s] everything answers", flush=True)
            found, goods = measured(asked, run, load)
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
        return 1
    except (StartError, Void) as error:
        print(f"\n{error}", file=sys.stderr)
        return 1
    print(f"[{time.monotonic() - begun:4.0f} s] done\n\n{found}")
    keep(found, record=asked.record)
    return 0 if goods.is_within else 1


def measured(asked: argparse.Namespace, run: Running, load: float) -> tuple[str, imports.Import]:
    """Measure on running servers; return the report, and the import that has bounds to keep."""
    scenarios = all_scenarios(run, asked.products)
    floor, order = scenarios[1], scenarios[-1]
    timing = Timing(run.port, run.parts, asked.seconds)
    timing.warm(scenarios)
    begun = time.monotonic()
    for turn in range(asked.rounds):
        if not room_for_another(turn, time.monotonic() - begun):
            break
        for clients in asked.clients:
            print(f"round {turn + 1}, {clients} connections", flush=True)
            # There and back again: what grows with time hurts none of them more than others.
            timing.round(scenarios if turn % 2 == 0 else scenarios[::-1], clients)
    memory = memory_mib(run.parts["web"][0])
    inside.set_up(run.settings)
    print("statements and jobs", flush=True)
    counts = inside.statements(scenarios, first=timing.number)
    behind = {part: pids for part, pids in run.parts.items() if part != "web"}
    later = timing.number + 10
    jobs = inside.jobs_of_orders(order, ORDERS_FOR_JOBS, first=later, parts=behind)
    print(f"an import of {imports.ROWS:,} rows", flush=True)
    goods = imports.measure(behind, run.logs)
    facts = Facts(
        at=datetime.now(UTC),
        products=asked.products,
        seconds=asked.seconds,
        rounds=len(timing.samples[floor.name, asked.clients[0]]),
        machine=report.machine(),
        software=report.software(_postgres(run), _elasticsearch(run), str(ROOT)),
        load=load,
        memory_mib=memory,
        # The sample session, from which the notices are made, is never paid.
        orders=inside.check_paid(unpaid=1 + timing.given_up),
        goods=goods,
    )
    return report.text(rows(scenarios, timing, counts, floor.name), jobs, facts), goods


def rows(
    scenarios: list[Scenario], timing: Timing, counts: dict[str, int], floor: str
) -> list[Row]:
    """Return the table's rows: each scenario with each number of connections."""
    found = timing.medians()
    numbers = sorted({clients for _, clients in found})
    return [
        Row(
            scenario=scenario.name,
            clients=clients,
            medians=found[scenario.name, clients],
            floor=found[floor, clients].cpu_total,
            statements=counts[scenario.name],
        )
        for scenario in scenarios
        for clients in numbers
    ]


def keep(found: str, *, record: bool) -> None:
    """Write the report beside those of earlier runs; as the one that is committed, if asked."""
    folder = HERE / "results"
    folder.mkdir(exist_ok=True)
    (folder / f"{datetime.now(UTC):%Y%m%d-%H%M%S}.md").write_text(found, encoding="utf-8")
    if record:
        (HERE / "RESULTS.md").write_text(f"# Results\n\n{found}", encoding="utf-8")


def _postgres(run: Running) -> str:
    with psycopg.connect(run.settings["DATABASE_URL"]) as connection:
        row = connection.execute("show server_version").fetchone()
    return str(row[0]) if row else ""


def _elasticsearch(run: Running) -> str:
    with urllib.request.urlopen(run.settings["ELASTICSEARCH_URL"], timeout=10) as answer:
        return str(json.load(answer)["version"]["number"])


if __name__ == "__main__":
    sys.exit(main())
