"""`python -m bench.imports`: a file of 40,000 rows from sending to done, in time and memory.

On the database of `DATABASE_URL`, in a database of its own that is made and dropped; the worker's
jobs run in this process, so that its highest memory is what a worker needs.
"""

import argparse
import csv
import io
import resource
import sys
import time
from datetime import UTC, datetime
from typing import Any

MOST_SECONDS, MOST_MIB = 300, 300
SIZES = 4


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.imports", description=__doc__)
    parser.add_argument("--rows", type=int, default=40_000)
    return parser.parse_args()


def file_of(rows: int) -> io.BytesIO:
    """Return a CSV of so many sizes, four a product, each counted from one harvest a product."""
    from market.imports.columns import BY_KEY

    keys = ("sku", "name", "category", "origin", "variety", "attributes", "variant", "net_grams",
            "gross_grams", "price_fen", "on_hand", "harvested_on")  # fmt: skip
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([BY_KEY[key].head for key in keys])
    for number in range(rows):
        product, size = divmod(number, SIZES)
        writer.writerow(
            [f"B-{number}", f"云雾茶 {product} 号", "茶叶", "永和乡龙凤村", "槠叶齐",
             "茶类：绿茶；等级：一级", f"{100 * (size + 1)}克", 100 * (size + 1), 100 * (size + 2),
             f"{68 + size}.5", 30 + size, "2026-11-20"]
        )  # fmt: skip
    return io.BytesIO(out.getvalue().encode())


def mib() -> float:
    """Return the highest memory that this process has had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measure(rows: int) -> list[tuple[str, float]]:
    """Send, check and import a file; return the seconds of each step."""
    from fixtures.build import supply
    from market.catalogue import services as catalogue
    from market.catalogue.models import Variant
    from market.imports import applying, checking, services
    from market.imports.models import ImportJob

    now = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
    actor = supply.staff(supply.merchant(now=now), now=now)
    catalogue.put_category(code="tea", name="茶叶", position=1, kind="TEA")
    file = file_of(rows)
    found: list[tuple[str, float]] = []

    def timed(label: str, step: Any, /, **given: Any) -> Any:
        begun = time.monotonic()
        result = step(now=now, **given)
        found.append((label, time.monotonic() - begun))
        return result

    job = timed("send", services.send, actor=actor, file=file, name="b.csv", promised=True)
    timed("check", checking.check, job_id=job.public_id)
    timed("start", services.start, actor=actor, job_id=job.public_id)
    timed("import", applying.apply, job_id=job.public_id)
    done = ImportJob.objects.get()
    if (done.state, done.new_rows, Variant.objects.count()) != ("DONE", rows, rows):
        raise SystemExit(f"{done.state}, {done.new_rows} of {rows} rows; {done.refusal}")
    again = timed("send again", services.send, actor=actor, file=file, name="b.csv", promised=True)
    timed("check again", checking.check, job_id=again.public_id)
    again.refresh_from_db()
    if again.same_rows != rows:
        raise SystemExit(f"{again.same_rows} of {rows} rows are the same the second time")
    return found


def main() -> int:
    asked = arguments()
    import django

    django.setup()
    from django.test.utils import setup_databases, teardown_databases

    made: Any = setup_databases(verbosity=0, interactive=False)
    try:
        before = mib()
        steps = measure(asked.rows)
    finally:
        teardown_databases(made, verbosity=0)
    whole = sum(seconds for name, seconds in steps if "again" not in name)
    for name, seconds in steps:
        print(f"{name:12} {seconds:7.1f} s")
    print(
        f"{asked.rows:,} rows: {whole:.0f} s, {mib():.0f} MiB at most ({before:.0f} at the start)"
    )
    return 0 if whole < MOST_SECONDS and mib() < MOST_MIB else 1


if __name__ == "__main__":
    sys.exit(main())
