"""`python -m bench.fill --products N`: write the catalogue into the database that is named."""

import argparse
import os

import django


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--products", type=int, required=True)
    asked = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "market.settings")
    django.setup()

    from django.db import connection
    from django.utils import timezone

    from bench import rows

    rows.fill(asked.products, now=timezone.now())
    # What autovacuum would do in its own time, in the middle of a measurement.
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
        cursor.execute("CHECKPOINT")


if __name__ == "__main__":
    main()
