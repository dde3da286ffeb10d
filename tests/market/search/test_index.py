"""The index follows the database: stored, taken out, never put back by a late write, rebuilt."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from market.accounts.actors import MerchantStaff, System
from market.accounts.models import User
from market.catalogue import services as catalogue
from market.catalogue.models import Product, ProductStatus, Variant
from market.gi import expiry
from market.gi import services as gi
from market.gi.models import AuthorisedUser, UserStatus
from market.kernel import ids
from market.merchants.models import MerchantStatus
from market.search import documents, engine, handlers, indexing, queries, reading, services
from market.search.results import Sort
from market.search.services import Drift, Indexed
from market.stock import services as stock
from market.stock.models import Lot
from tests.jobs import run_jobs
from tests.market.search.conftest import NOW, TODAY, Market

pytestmark = [pytest.mark.elastic, pytest.mark.django_db]


def found(text: str = "") -> set[str]:
    services.refresh()
    page = queries.search_products(text=text, first=100, now=NOW)
    assert not page.degraded
    return {hit.name for hit in page.hits}


def touch(product: Product, **values: Any) -> None:
    Product.objects.filter(pk=product.pk).update(version=product.version + 1, **values)
    product.refresh_from_db()


def test_a_listed_product_comes_in_and_a_paused_one_goes(
    market: Market, indexed: Callable[[], None]
) -> None:
    indexed()
    assert found() == set()
    peach = market.product("红脆桃")
    done = services.index_products([peach.public_id], now=NOW)
    assert done == Indexed(stored=1)
    assert found() == {"红脆桃"}
    touch(peach, status=ProductStatus.PAUSED)
    handlers.follow_product(product=peach.public_id, now=NOW)
    assert found() == set()
    touch(peach, status=ProductStatus.LISTED, name="脆桃")
    handlers.follow_product(product=peach.public_id, now=NOW)
    assert found() == {"脆桃"}


def test_what_a_merchant_and_buyers_do_is_found_by_way_of_jobs(
    market: Market, indexed: Callable[[], None]
) -> None:
    peach = market.product("红脆桃", price=1980)
    indexed()
    user = User.objects.create(username="chen")
    chen = MerchantStaff(user_id=user.pk, merchant_id=market.chen.pk)
    variant = peach.variants.get()
    catalogue.set_price(actor=chen, variant_id=variant.public_id, price_fen=990, now=NOW)
    market.product("脆桃", price=1500)
    plum = Product.objects.get(name="脆桃")
    catalogue.pause(actor=chen, product_id=plum.public_id, now=NOW)
    catalogue.list_product(actor=chen, product_id=plum.public_id, now=NOW)
    assert len(run_jobs(NOW, task="market.search")) == 3
    services.refresh()
    page = queries.search_products(text="桃", sort=Sort.PRICE_ASC, first=5, now=NOW)
    assert [hit.name for hit in page.hits] == ["红脆桃", "脆桃"]
    wants = [stock.Want(variant_pk=variant.pk, quantity=10)]
    until = NOW + timedelta(minutes=30)
    stock.reserve(holder="ord_1", wants=wants, arrive_on=TODAY, until=until, now=NOW)
    assert run_jobs(NOW, task="market.search")
    services.refresh()
    page = queries.search_products(text="桃", sort=Sort.PRICE_ASC, first=5, now=NOW)
    assert [(hit.name, hit.in_stock) for hit in page.hits] == [("脆桃", True), ("红脆桃", False)]


def test_the_first_product_makes_the_index(market: Market, index: str) -> None:
    peach, tea = market.product("桃"), market.product("茶")
    handlers.follow_product(product=peach.public_id, now=NOW)
    assert found() == {peach.name, tea.name}


def test_a_product_that_nobody_knows_changes_nothing(
    market: Market, indexed: Callable[[], None]
) -> None:
    market.product("桃")
    indexed()
    assert services.index_products([ids.new("prd"), "x"], now=NOW) == Indexed()
    assert found() == {"桃"}


def test_a_product_without_an_active_variant_is_not_for_sale(
    market: Market, indexed: Callable[[], None]
) -> None:
    peach = market.product("桃")
    indexed()
    Variant.objects.filter(product=peach).update(active=False)
    handlers.follow_product(product=peach.public_id, now=NOW)
    assert found() == set()


def test_selling_out_shows(market: Market, indexed: Callable[[], None]) -> None:
    peach = market.product("桃")
    indexed()
    Lot.objects.update(on_hand=0)
    handlers.follow_stock(product=peach.public_id, now=NOW)
    services.refresh()
    (hit,) = queries.search_products(text="桃", first=1, now=NOW).hits
    assert not hit.in_stock
    assert queries.search_products(text="", first=1, now=NOW).hits == (hit,)


def test_a_right_that_ends_is_gone_at_once_and_then_from_the_counts(
    market: Market, indexed: Callable[[], None]
) -> None:
    market.product("红脆桃", right=market.right)
    indexed()
    AuthorisedUser.objects.update(status=UserStatus.STRUCK_OFF)
    page = queries.search_products(text="红脆桃", first=5, now=NOW)
    assert [hit.badge for hit in page.hits] == [None]
    assert [facet.code for facet in page.facets.rights] == ["legacy"]
    handlers.follow_right(right=market.right.public_id, now=NOW)
    services.refresh()
    assert queries.search_products(text="红脆桃", first=5, now=NOW).facets.rights == ()
    assert queries.search_products(text="", right="legacy", first=5, now=NOW).total == 0


def rights_found() -> list[str]:
    services.refresh()
    page = queries.search_products(text="红脆桃", first=5, now=NOW)
    assert not page.degraded
    return [facet.code for facet in page.facets.rights]


def test_a_right_that_is_revoked_is_out_of_the_index_by_way_of_jobs(
    market: Market, indexed: Callable[[], None]
) -> None:
    market.product("红脆桃", right=market.right)
    indexed()
    assert rights_found() == ["legacy"]
    gi.set_status(actor=System("test"), right_id=market.right.public_id, status="REVOKED", now=NOW)
    assert run_jobs(NOW, task="market.search")
    assert rights_found() == []
    assert queries.search_products(text="", right="legacy", first=5, now=NOW).total == 0


def test_a_right_that_ends_by_its_date_needs_nobody(
    market: Market, indexed: Callable[[], None]
) -> None:
    market.right.valid_to = TODAY - timedelta(days=1)
    market.right.save()
    market.product("红脆桃", right=market.right)
    services.rebuild(now=NOW - timedelta(days=1))
    assert rights_found() == ["legacy"]
    expiry.tell_changes(now=NOW)
    assert run_jobs(NOW, task="market.search")
    assert rights_found() == []


def test_a_late_write_never_wins(
    market: Market, indexed: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The slow job read first and writes last: an older version is turned away."""
    peach = market.product("旧名桃")
    indexed()
    name = indexing.present_index(engine.for_writing()) or ""
    before, present = reading.snapshot_number(), reading.snapshot_number() + 10
    monkeypatch.setattr(reading, "snapshot_number", lambda: present)
    touch(peach, name="新名桃")
    assert services.index_products([peach.public_id], now=NOW) == Indexed(stored=1)
    monkeypatch.setattr(reading, "snapshot_number", lambda: before)
    touch(peach, name="旧名桃")
    late = indexing.store(engine.for_writing(), [name], [peach.public_id], now=NOW)
    assert late == Indexed(overtaken=1)
    assert found() == {"新名桃"}
    touch(peach, status=ProductStatus.PAUSED)
    late = indexing.store(engine.for_writing(), [name], [peach.public_id], now=NOW)
    assert late == Indexed(overtaken=1)
    # No longer found, as the database is asked what is on sale; but the index keeps its newer row.
    assert found() == set()
    assert engine.for_writing().exists(index=name, id=peach.public_id)


def test_rebuilding_has_no_empty_moment(market: Market, indexed: Callable[[], None]) -> None:
    for number in range(12):
        market.product(f"桃 {number}")
    indexed()
    client, alias = engine.for_writing(), documents.alias()
    before = indexing.present_index(client)
    counts: list[int] = []
    over = threading.Event()

    def look() -> None:
        while not over.is_set():
            counts.append(client.count(index=alias)["count"])

    watcher = threading.Thread(target=look)
    watcher.start()
    try:
        for _ in range(3):
            assert services.rebuild(now=NOW) == Indexed(stored=12)
    finally:
        over.set()
        watcher.join()
    assert set(counts) == {12}
    assert len(counts) > 10
    handlers.mend(now=NOW)
    assert indexing.all_indexes(client) == [indexing.present_index(client)] != [before]


def test_a_change_during_a_rebuild_is_in_the_new_index(
    market: Market, indexed: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    peach = market.product("旧名桃")
    indexed()
    take_place = services._take_place

    def change_first(*args: Any) -> None:
        touch(peach, name="新名桃")
        handlers.follow_product(product=peach.public_id, now=NOW)
        take_place(*args)

    monkeypatch.setattr(services, "_take_place", change_first)
    services.rebuild(now=NOW)
    assert found() == {"新名桃"}
    assert services.drift(now=NOW) == Drift()


def test_a_rebuild_that_fails_leaves_the_old_index(
    market: Market, indexed: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    market.product("桃")
    indexed()

    def fail(*args: Any, **named: Any) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(indexing, "store", fail)
    with pytest.raises(OSError, match="disk full"):
        services.rebuild(now=NOW)
    assert found() == {"桃"}
    assert len(indexing.all_indexes(engine.for_writing())) == 1


def test_one_process_rebuilds_at_a_time(market: Market, indexed: Callable[[], None]) -> None:
    market.product("桃")
    indexed()
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("select pg_advisory_lock(hashtext(%s))", [documents.alias()])
            assert services.rebuild(now=NOW) is None
            cursor.execute("select pg_advisory_unlock(hashtext(%s))", [documents.alias()])
    finally:
        other.close()
    assert services.rebuild(now=NOW) == Indexed(stored=1)


def test_drift_is_found_and_repaired(market: Market, indexed: Callable[[], None]) -> None:
    peach, tea, rice = (market.product(name) for name in ("桃", "茶", "米"))
    indexed()
    assert services.drift(now=NOW) == Drift()
    touch(peach, name="脆桃")
    touch(tea, status=ProductStatus.PAUSED)
    plum = market.product("李")
    differs = Drift(missing=(plum.public_id,), behind=(peach.public_id,), surplus=(tea.public_id,))
    assert services.drift(now=NOW) == differs
    assert services.repair(now=NOW) == differs
    assert services.drift(now=NOW) == Drift()
    assert found() == {"脆桃", "李", rice.name}


def test_drift_sees_what_has_no_version_of_its_own(
    market: Market, indexed: Callable[[], None]
) -> None:
    """Stock that ran out or away with the day, a right, a seller: no version tells of them."""
    peach = market.product("红脆桃", right=market.right)
    indexed()
    Lot.objects.update(expires_on=NOW.date())
    handlers.mend(now=NOW)
    services.refresh()
    (hit,) = queries.search_products(text="红脆桃", first=1, now=NOW).hits
    assert not hit.in_stock
    Lot.objects.update(expires_on=NOW.date().replace(day=28))
    handlers.mend(now=NOW)
    AuthorisedUser.objects.update(to_on=NOW.date().replace(day=23))
    assert services.drift(now=NOW).behind == (peach.public_id,)
    handlers.mend(now=NOW)
    assert services.drift(now=NOW) == Drift()
    market.chen.status = MerchantStatus.SUSPENDED
    market.chen.save()
    handlers.mend(now=NOW)
    assert found() == set()


def test_statements_do_not_grow_with_products(market: Market, indexed: Callable[[], None]) -> None:
    indexed()
    made = [market.product(f"桃 {n}", right=market.right).public_id for n in range(20)]
    counts = []
    for some in (made[:2], made):
        with CaptureQueriesContext(
            connection,
        ) as captured:
            services.index_products(some, now=NOW)
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 6
    with CaptureQueriesContext(connection) as captured:
        assert services.drift(now=NOW) == Drift()
    assert len(captured) <= 3


def test_an_index_of_another_shape_is_rebuilt(
    market: Market, indexed: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """After an upgrade: until the minute's repair the database answers."""
    market.product("桃")
    indexed()
    before = indexing.present_index(engine.for_writing())
    client = engine.for_writing()
    client.update(
        index=documents.alias(), id=Product.objects.get().public_id, doc={"card": {"new": 1}}
    )
    client.indices.put_mapping(index=documents.alias(), meta={"shape": 1})
    services.refresh()
    assert queries.search_products(text="桃", first=1, now=NOW).degraded
    assert services.drift(now=NOW).missing
    handlers.mend(now=NOW)
    assert found() == {"桃"}
    handlers.mend(now=NOW)
    assert indexing.all_indexes(client) == [indexing.present_index(client)] != [before]


def test_the_command_rebuilds(
    market: Market, index: str, capsys: pytest.CaptureFixture[str]
) -> None:
    market.product("桃")
    call_command("search_rebuild")
    assert capsys.readouterr().out == "1 products are in the index\n"
    assert found() == {"桃"}


def test_only_the_fields_of_the_mapping_can_be_stored(index: str, market: Market) -> None:
    services.rebuild(now=NOW)
    client = engine.for_writing()
    mapping = next(iter(client.indices.get_mapping(index=index).body.values()))["mappings"]
    assert mapping["dynamic"] == "strict"
    assert mapping["properties"]["card"] == {"type": "object", "enabled": False}
