"""`python -m bench.look SCENARIO`: where the time of one scenario goes, in this process.

Prints the SQL statements of one request with their times, then the profile of many.
"""

import argparse
import cProfile
import pstats
import sys

from bench import inside, servers
from bench.load import Connection, Void
from bench.order import WholeOrder
from bench.scenarios import (
    CartAdd,
    Categories,
    Health,
    ProductDetail,
    ProductList,
    Scenario,
    Search,
    choices,
)
from bench.servers import Running
from fixtures.servers.processes import StartError

WARM = 20
SHOWN = 45


def all_scenarios(run: Running, products: int) -> list[Scenario]:
    """Return every scenario, the two floors first."""
    door = Connection(run.port)
    buys = choices(door, products)
    return [
        Health(),
        Categories(),
        ProductList(products),
        ProductDetail(products),
        Search(products),
        CartAdd(buys),
        WholeOrder(door, buys, run.settings),
    ]


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.look", description=__doc__)
    parser.add_argument("scenario", nargs="+", help="product_list, cart_add, ...")
    parser.add_argument("--products", type=int, default=1000)
    parser.add_argument("--requests", type=int, default=200)
    asked = parser.parse_args()
    try:
        with servers.running(asked.products) as run:
            found = {one.name: one for one in all_scenarios(run, asked.products)}
            unknown = set(asked.scenario) - found.keys()
            if unknown:
                parser.error(f"{', '.join(unknown)}: choose from {', '.join(found)}")
            inside.set_up(run.settings)
            for name in asked.scenario:
                look(found[name], asked.requests)
    except (StartError, Void) as error:
        print(f"\n{error}", file=sys.stderr)
        return 1
    return 0


def look(scenario: Scenario, requests: int) -> None:
    """Print the statements of one request, then the functions in which most time is spent."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    door = inside.Inside()
    for number in range(WARM):
        scenario.ask(door, number)
    with CaptureQueriesContext(connection) as seen:
        scenario.ask(door, WARM)
    print(f"\n## {scenario.name}: {len(seen)} statements\n")
    for query in seen.captured_queries:
        print(f"{query['time']:>6} s  {' '.join(query['sql'].split())[:400]}")
    profile = cProfile.Profile()
    with profile:
        for number in range(WARM + 1, WARM + 1 + requests):
            scenario.ask(door, number)
    for order in ("tottime", "cumulative"):
        pstats.Stats(profile).sort_stats(order).print_stats(SHOWN)


if __name__ == "__main__":
    sys.exit(main())
