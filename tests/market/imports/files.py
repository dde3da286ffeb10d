"""Files of goods as sellers make them, and what comes of them."""

import csv
import io
import zipfile
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import openpyxl

from fixtures.build import supply
from market.accounts.actors import MerchantStaff
from market.catalogue import services as catalogue
from market.imports import services
from market.imports.columns import BY_KEY
from market.imports.models import ImportJob
from tests.jobs import run_jobs

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
TEA = {
    "sku": "BG-01",
    "name": "白果云雾茶",
    "category": "茶叶",
    "origin": "永和乡龙凤村",
    "variety": "槠叶齐",
    "shelf_days": "540",
    "storage": "密封防潮",
    "attributes": "茶类：绿茶；等级：一级",
    "variant": "100克 罐装",
    "net_grams": "100",
    "gross_grams": "260",
    "price_fen": "68",
}


def seller(*, seller_class: str = "COOPERATIVE", name: str = "Chen") -> MerchantStaff:
    """Make a merchant and somebody who works there; fruit and tea are sold in this county."""
    merchant = supply.merchant(now=NOW, seller_class=seller_class)
    catalogue.put_category(code="fruit", name="水果", position=1, kind="FRUIT")
    catalogue.put_category(code="tea", name="茶叶", position=2, kind="TEA")
    return supply.staff(merchant, name, now=NOW)


def table(rows: Sequence[Mapping[str, Any]]) -> list[list[Any]]:
    """Return heads and cells: the columns that the rows have."""
    keys = list(dict.fromkeys(key for row in rows for key in row))
    heads = [BY_KEY[key].head for key in keys]
    return [heads, *([row.get(key) for key in keys] for row in rows)]


def csv_file(
    rows: Sequence[Mapping[str, Any]], *, encoding: str = "utf-8", delimiter: str = ","
) -> io.BytesIO:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter).writerows(table(rows))
    return io.BytesIO(out.getvalue().encode(encoding))


def xlsx_file(rows: Sequence[Mapping[str, Any]]) -> io.BytesIO:
    book = openpyxl.Workbook()
    for row in table(rows):
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return io.BytesIO(out.getvalue())


def zip_file(files: Mapping[str, bytes]) -> io.BytesIO:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return io.BytesIO(out.getvalue())


def sent(actor: MerchantStaff, file: io.BytesIO, **more: Any) -> ImportJob:
    """Send a file and let the worker check it."""
    given = {"name": "goods.csv", "promised": True, "now": NOW, **more}
    job = services.send(actor=actor, file=file, **given)
    run_jobs(NOW, task="market.imports")
    job.refresh_from_db()
    return job


def imported(actor: MerchantStaff, file: io.BytesIO, **more: Any) -> ImportJob:
    """Send a file, have it checked and imported."""
    job = sent(actor, file, **more)
    assert job.state == "CHECKED", (job.state, job.refusal)
    services.start(actor=actor, job_id=job.public_id, now=NOW)
    run_jobs(NOW, task="market.imports")
    job.refresh_from_db()
    return job


def counts(job: ImportJob) -> tuple[int, int, int, int]:
    """Return rows that are new, changed, the same, wrong."""
    return (job.new_rows, job.changed_rows, job.same_rows, job.wrong_rows)


def problems(job: ImportJob) -> dict[int, list[tuple[str, str]]]:
    """Return (column, rule) by the number of the row."""
    rows = job.rows.exclude(problems=[]).order_by("number")
    return {
        number: [(column, rule) for column, rule, _ in found]
        for number, found in rows.values_list("number", "problems")
    }
