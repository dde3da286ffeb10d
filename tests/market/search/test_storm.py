"""Many writers at once, with connections of their own: the last state wins, without repair."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.db.models import F

from market.catalogue.models import Product, ProductStatus
from market.kernel import days
from market.search import queries, reading, services
from market.search.services import Drift
from tests.market.search.conftest import NOW, Market

WRITERS, ROUNDS = 4, 12


def write(writer: int, public_ids: list[str]) -> None:
    """Change goods and index them, as a job does that runs beside others."""
    try:
        for turn in range(ROUNDS):
            public_id = public_ids[(writer + turn) % len(public_ids)]
            paused = (writer + turn) % 5 == 0
            Product.objects.filter(public_id=public_id).update(
                name=f"桃 {writer} {turn}",
                status=ProductStatus.PAUSED if paused else ProductStatus.LISTED,
                version=F("version") + 1,
            )
            services.index_products([public_id], now=NOW)
    finally:
        connection.close()


@pytest.mark.elastic
@pytest.mark.django_db(transaction=True)
def test_after_a_storm_of_writes_nothing_differs(index: str) -> None:
    market = Market()
    first = reading.snapshot_number()
    # Not equal: the other workers' databases are on the same server, and commits there count too.
    assert reading.snapshot_number() >= first
    made = [market.product(f"桃 {number}").public_id for number in range(3)]
    assert reading.snapshot_number() > first
    services.rebuild(now=NOW)
    with ThreadPoolExecutor(WRITERS + 1) as pool:
        writers = [pool.submit(write, writer, made) for writer in range(WRITERS)]
        again = pool.submit(rebuild)
        for future in (*writers, again):
            future.result()
    assert services.drift(now=NOW) == Drift()
    page = queries.search_products(text="", first=5, now=NOW)
    assert not page.degraded
    listed = Product.objects.listed(days.day(NOW)).values_list("name", flat=True)
    assert {hit.name for hit in page.hits} == set(listed)


def rebuild() -> None:
    try:
        services.rebuild(now=NOW)
    finally:
        connection.close()
