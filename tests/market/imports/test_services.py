"""A file's way: sent, checked, imported; sent again; stopped; refused."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fixtures.build import supply
from market.accounts.actors import Anonymous, MerchantStaff, Operator
from market.batches.models import Batch, Certificate
from market.cases.models import Case
from market.catalogue import editing
from market.catalogue.models import PriceRecord, Product, Variant
from market.imports import applying, checking, services
from market.imports.models import ImportJob, Piece, StagedRow
from market.imports.progress import Progress
from market.kernel.errors import Forbidden, NotFound, WrongState
from market.merchants.models import Staff
from market.stock.models import Lot, Movement
from tests.jobs import run_jobs, waiting
from tests.market.imports.files import (
    NOW,
    TEA,
    counts,
    csv_file,
    imported,
    problems,
    seller,
    sent,
    xlsx_file,
    zip_file,
)

pytestmark = pytest.mark.django_db


def goods() -> dict[str, Any]:
    """Return everything that an import may change."""
    tables = (Product, Variant, PriceRecord, Batch, Certificate, Lot, Movement)
    return {model.__name__: list(model.objects.order_by("pk").values()) for model in tables}


def test_a_check_changes_nothing_and_an_import_all() -> None:
    actor = seller()
    before = goods()
    rows = [
        TEA | {"on_hand": "30", "harvested_on": "2026-11-20"},
        TEA | {"sku": "BG-02", "variant": "250克", "net_grams": "250克", "gross_grams": "0.4kg"},
    ]
    job = sent(actor, csv_file(rows))
    assert (job.state, counts(job), goods()) == ("CHECKED", (2, 0, 0, 0), before)
    services.start(actor=actor, job_id=job.public_id, now=NOW)
    services.start(actor=actor, job_id=job.public_id, now=NOW)
    run_jobs(NOW, task="market.imports")
    job.refresh_from_db()
    assert (job.state, counts(job), job.done, job.total) == ("DONE", (2, 0, 0, 0), 2, 2)
    product = Product.objects.get()
    assert (product.name, product.status, product.category_id) == ("白果云雾茶", "DRAFT", "tea")
    assert (product.pinyin, product.perishable) == ("baiguoyunwucha", False)
    first, second = product.variants.order_by("position")
    assert (first.sku, first.price_fen, first.net_grams) == ("BG-01", 6_800, 100)
    assert (second.net_grams, second.gross_grams) == (250, 400)
    assert [record.price_fen for record in first.prices.all()] == [6_800]
    lot = Lot.objects.get()
    assert (lot.variant_id, lot.on_hand, lot.batch.certificate.promised_by) == (
        first.pk,
        30,
        product.merchant.name,
    )
    assert [(m.kind, m.delta) for m in lot.movements.all()] == [("RECEIPT", 30)]
    assert not Piece.objects.filter(job=job).exists()


def test_the_same_file_again_changes_nothing() -> None:
    actor = seller()
    rows = [TEA | {"on_hand": "30", "harvested_on": "2026-11-20", "pieces": "0"}]
    imported(actor, csv_file(rows))
    before = goods()
    job = sent(actor, csv_file(rows))
    assert counts(job) == (0, 0, 1, 0)
    with pytest.raises(WrongState):
        services.start(actor=actor, job_id=job.public_id, now=NOW)
    assert goods() == before


def test_prices_and_counts_are_changed_by_a_file_of_these_columns_alone() -> None:
    actor = seller()
    imported(actor, csv_file([TEA | {"on_hand": "30", "harvested_on": "2026-11-20"}]))
    version = Product.objects.get().version
    job = imported(actor, xlsx_file([{"sku": "BG-01", "price_fen": 59.9, "on_hand": 28}]))
    assert (job.kind, counts(job)) == ("XLSX", (0, 1, 0, 0))
    variant = Variant.objects.get()
    assert variant.price_fen == 5_990
    assert [record.price_fen for record in variant.prices.order_by("pk")] == [6_800, 5_990]
    assert Product.objects.get().version == version + 1
    assert [(m.kind, m.delta) for m in Movement.objects.order_by("pk")] == [
        ("RECEIPT", 30),
        ("COUNT", -2),
    ]


def test_each_changed_product_is_told_once() -> None:
    actor = seller()
    rows = [
        TEA | {"sku": f"BG-{n}-{size}", "name": f"云雾茶 {n} 号", "variant": f"{size}克"}
        for n in range(3)
        for size in (100, 250)
    ]
    imported(actor, csv_file(rows))
    told = [job.args["product"] for job in waiting("search") if "product" in job.args]
    assert sorted(told) == sorted(Product.objects.values_list("public_id", flat=True))


def test_a_good_row_is_imported_beside_a_wrong_one() -> None:
    actor = seller()
    rows = [
        TEA,
        TEA | {"sku": "BG-02", "name": "荷叶茶", "price_fen": "便宜", "origin": "火星村"},
        TEA | {"sku": "BG-03", "name": "荷叶茶", "variant": "大罐"},
        TEA | {"sku": "BG-04", "name": "银针茶", "category": "轮胎"},
        TEA | {"sku": "BG-05", "name": "银针茶"},
    ]
    job = sent(actor, csv_file(rows))
    assert problems(job) == {
        3: [("price_fen", "decimal")],
        5: [("category", "unknown")],
        6: [("category", "differs")],
    }
    assert counts(job) == (2, 0, 0, 3)
    imported(actor, csv_file(rows))
    assert sorted(Variant.objects.values_list("sku", flat=True)) == ["BG-01", "BG-03"]


def test_a_seller_who_must_promise_and_does_not_brings_no_batch() -> None:
    rows = [TEA | {"on_hand": "30", "harvested_on": "2026-11-20"}]
    job = sent(seller(), csv_file(rows), promised=False)
    assert problems(job) == {2: [("harvested_on", "promise")]}
    farmer = seller(seller_class="FARMER", name="Tan")
    imported(farmer, csv_file([rows[0] | {"sku": "T-1"}]), promised=False)
    assert Lot.objects.get().on_hand == 30
    assert not Certificate.objects.exists()


def test_a_count_never_goes_below_what_orders_hold() -> None:
    actor = seller()
    row = TEA | {"on_hand": "30", "harvested_on": "2026-11-20"}
    imported(actor, csv_file([row]))
    Lot.objects.update(reserved=5)
    job = sent(actor, csv_file([row | {"on_hand": "4"}]))
    assert problems(job) == {2: [("on_hand", "reserved")]}
    checked = sent(actor, csv_file([row | {"on_hand": "5"}]))
    Lot.objects.update(reserved=6)
    services.start(actor=actor, job_id=checked.public_id, now=NOW)
    run_jobs(NOW, task="market.imports")
    checked.refresh_from_db()
    assert (checked.state, counts(checked)) == ("DONE", (0, 0, 0, 1))
    assert Lot.objects.get().on_hand == 30


def test_somebody_else_s_number_is_taken() -> None:
    imported(seller(), csv_file([TEA]))
    job = sent(seller(name="Deng"), csv_file([TEA | {"price_fen": "1"}]))
    assert problems(job) == {2: [("sku", "taken")]}
    assert Variant.objects.get().price_fen == 6_800


# Pictures


def test_pictures_come_by_their_file_names() -> None:
    actor = seller()
    rows = [
        TEA | {"pictures": "茶.png，背面.png", "status": "在卖"},
        TEA | {"sku": "BG-02", "name": "荷叶茶", "pictures": "没有的.png"},
        TEA | {"sku": "BG-03", "name": "银针茶", "pictures": "坏的.png"},
        TEA | {"sku": "BG-04", "name": "毛尖", "status": "在卖"},
    ]
    archive = {
        "图/茶.png": supply.picture(),
        "图/背面.png": supply.picture(colour=(20, 90, 40)),
        "坏的.png": b"not a picture",
        "__MACOSX/茶.png": b"x",
    }
    job = imported(actor, csv_file(rows), pictures=zip_file(archive))
    assert problems(job) == {
        3: [("pictures", "missing")],
        4: [("pictures", "refused")],
        5: [("status", "no_picture")],
    }
    product = Product.objects.get()
    assert product.status == "IN_REVIEW", "a new seller's first goods are looked at"
    assert Case.objects.get(subject=product.public_id).kind == "GOODS"
    assert [shown.alt for shown in product.pictures.order_by("position")] == ["白果云雾茶"] * 2
    again = sent(actor, csv_file(rows[:1]), pictures=zip_file(archive))
    assert counts(again) == (0, 0, 1, 0)
    turned = csv_file([rows[0] | {"pictures": "背面.png"}])
    assert counts(imported(actor, turned, pictures=zip_file(archive))) == (0, 1, 0, 0)
    assert product.pictures.count() == 1


def test_goods_go_into_the_shop_and_out_of_it_by_their_state(settings: Any) -> None:
    settings.GOODS_REVIEW = "none"
    actor = seller()
    row = TEA | {"pictures": "a.png"}
    archive = {"a.png": supply.picture()}

    def put(**changes: str) -> dict[int, list[tuple[str, str]]]:
        job = sent(actor, csv_file([row | changes]), pictures=zip_file(archive))
        if not job.wrong_rows:
            services.start(actor=actor, job_id=job.public_id, now=NOW)
            run_jobs(NOW, task="market.imports")
        return problems(job)

    assert put(status="先不卖", price_fen="1") == {2: [("status", "never_listed")]}
    assert not Product.objects.exists()
    assert put(status="在卖", attributes="") == {2: [("status", "no_facts")]}
    assert put(status="在卖") == {}
    product = Product.objects.get()
    assert (product.status, product.listed_at) == ("LISTED", NOW)
    assert put(status="草稿", price_fen="1") == {2: [("status", "draft_again")]}
    assert put(status="先不卖", price_fen="70") == {}
    product.refresh_from_db()
    assert (product.status, product.variants.get().price_fen) == ("PAUSED", 7_000)


def test_facts_of_the_kind_are_read_by_their_labels() -> None:
    actor = seller()
    imported(actor, csv_file([TEA]))
    product = Product.objects.get()
    assert product.attributes == {"tea": "GREEN", "grade": "FIRST"}
    imported(actor, csv_file([{"sku": "BG-01", "attributes": "采摘季:春茶；等级：特级"}]))
    product.refresh_from_db()
    assert product.attributes == {"tea": "GREEN", "grade": "SPECIAL", "season": "SPRING"}
    for wrong, rule in (("茶类", "pairs"), ("口味：好", "unknown"), ("茶类：咖啡", "facts")):
        job = sent(actor, csv_file([{"sku": "BG-01", "attributes": wrong}]))
        assert problems(job) == {2: [("attributes", rule)]}
    job = sent(actor, csv_file([{"sku": "BG-01", "category": "水果"}]))
    assert problems(job) == {2: [("category", "other_kind")]}


def test_an_import_is_a_change_that_can_be_undone() -> None:
    actor = seller()
    imported(actor, csv_file([TEA]))
    imported(actor, csv_file([TEA | {"name": "白果毛尖", "price_fen": "88"}]))
    product = Product.objects.get()
    assert product.name == "白果毛尖"
    editing.undo_last(actor=actor, product_id=product.public_id, version=product.version, now=NOW)
    product.refresh_from_db()
    assert (product.name, product.variants.get().price_fen) == ("白果云雾茶", 6_800)


# Stopping


def test_a_stopped_import_has_changed_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    actor = seller()
    job = sent(actor, csv_file([TEA | {"on_hand": "30", "harvested_on": "2026-11-20"}]))
    services.start(actor=actor, job_id=job.public_id, now=NOW)
    before = goods()
    # Somebody stops it when the goods are made and only the counts are missing.
    ask = Progress.ask
    calls = []

    def ask_late(self: Progress) -> None:
        calls.append(1)
        if len(calls) == 2:
            services.cancel(actor=actor, job_id=job.public_id, now=NOW)
        ask(self)

    monkeypatch.setattr(Progress, "ask", ask_late)
    run_jobs(NOW, task="market.imports")
    job.refresh_from_db()
    assert len(calls) == 2
    assert goods() == before
    assert not StagedRow.objects.filter(job=job).exists()


def test_stopping_is_possible_until_the_end_and_once() -> None:
    actor = seller()
    job = services.send(actor=actor, file=csv_file([TEA]), name="a", promised=True, now=NOW)
    assert services.cancel(actor=actor, job_id=job.public_id, now=NOW).state == "CANCELLED"
    assert services.cancel(actor=actor, job_id=job.public_id, now=NOW).state == "CANCELLED"
    run_jobs(NOW, task="market.imports")
    assert not StagedRow.objects.exists()
    with pytest.raises(WrongState):
        services.start(actor=actor, job_id=job.public_id, now=NOW)
    done = imported(actor, csv_file([TEA]))
    with pytest.raises(WrongState):
        services.cancel(actor=actor, job_id=done.public_id, now=NOW)


def test_a_job_that_died_ends_the_same_when_it_runs_again(monkeypatch: pytest.MonkeyPatch) -> None:
    actor = seller()
    rows = [TEA | {"on_hand": "30", "harvested_on": "2026-11-20"}]
    job = services.send(actor=actor, file=csv_file(rows), name="a", promised=True, now=NOW)
    checking.check(job_id=job.public_id, now=NOW)
    ImportJob.objects.update(state="UPLOADED")
    checking.check(job_id=job.public_id, now=NOW)
    assert StagedRow.objects.count() == 1
    services.start(actor=actor, job_id=job.public_id, now=NOW)
    before = goods()
    set_counts = applying.stock.set_counts

    def dies(**given: Any) -> None:
        raise ConnectionError("killed")

    monkeypatch.setattr(applying.stock, "set_counts", dies)
    with pytest.raises(ConnectionError):
        applying.apply(job_id=job.public_id, now=NOW)
    assert goods() == before
    monkeypatch.setattr(applying.stock, "set_counts", set_counts)
    applying.apply(job_id=job.public_id, now=NOW)
    after = goods()
    applying.apply(job_id=job.public_id, now=NOW)
    assert goods() == after
    assert Lot.objects.get().on_hand == 30


# People


def test_only_staff_with_the_duty_send_files() -> None:
    actor = seller()
    packer = MerchantStaff(actor.user_id, actor.merchant_id, role="PACKER")
    for stranger in (packer, Anonymous(), Operator(1)):
        with pytest.raises(Forbidden):
            services.send(actor=stranger, file=csv_file([TEA]), name="a", promised=True, now=NOW)
    job = sent(actor, csv_file([TEA]))
    other = seller(name="Deng")
    for act in (services.start, services.cancel):
        with pytest.raises(NotFound):
            act(actor=other, job_id=job.public_id, now=NOW)
    assert ImportJob.objects.get().state == "CHECKED"


def test_a_file_of_somebody_who_left_is_not_imported() -> None:
    actor = seller()
    job = sent(actor, csv_file([TEA]))
    services.start(actor=actor, job_id=job.public_id, now=NOW)
    Staff.objects.filter(user_id=actor.user_id).delete()
    run_jobs(NOW, task="market.imports")
    job.refresh_from_db()
    assert (job.state, job.refusal) == ("FAILED", "left")
    assert not Product.objects.exists()


# Costs


def test_statements_do_not_grow_with_rows() -> None:
    actor = seller(seller_class="FARMER")

    def rows(many: int, start: int) -> list[dict[str, str]]:
        return [TEA | {"sku": f"N-{n}", "name": f"茶 {n}"} for n in range(start, start + many)]

    def counted(many: int, start: int) -> int:
        with CaptureQueriesContext(connection) as seen:
            imported(actor, csv_file(rows(many, start)))
        return len([q for q in seen if "procrastinate" not in q["sql"]])

    assert counted(2, 0) == counted(20, 100)


def test_old_rows_are_forgotten() -> None:
    actor = seller()
    job = imported(actor, csv_file([TEA]))
    open_job = sent(actor, csv_file([TEA | {"price_fen": "1"}]))
    later = NOW + services.KEEP_ROWS + services.KEEP_ROWS
    services.forget_old(now=later)
    assert not StagedRow.objects.exists()
    job.refresh_from_db()
    open_job.refresh_from_db()
    assert (job.state, open_job.state) == ("DONE", "CANCELLED")
