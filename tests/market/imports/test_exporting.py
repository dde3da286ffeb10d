"""Out and in again, formulas, the list of what is wrong, the template."""

import csv
import io
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fixtures.build import supply
from market.accounts.actors import MerchantStaff
from market.catalogue.models import Product, Variant
from market.imports import exporting, sheets, template
from market.imports.columns import HEADS
from market.kernel.errors import Forbidden, NotFound
from tests.market.imports.files import (
    TEA,
    counts,
    csv_file,
    imported,
    seller,
    sent,
    zip_file,
)

pytestmark = pytest.mark.django_db


def as_csv(rows: Any) -> io.BytesIO:
    return io.BytesIO(b"".join(sheets.csv_stream(rows)))


def as_xlsx(rows: Any) -> io.BytesIO:
    return io.BytesIO(sheets.xlsx(rows, title="商品").read())


@pytest.mark.parametrize("written", [as_csv, as_xlsx])
def test_what_goes_out_and_comes_in_again_changes_nothing(written: Any) -> None:
    actor = seller()
    row = TEA | {"on_hand": "30", "harvested_on": "2026-11-20", "pictures": "a.png"}
    rows = [
        row | {"status": "在卖"},
        row | {"on_hand": "4", "harvested_on": "2026-11-21", "status": "在卖"},
        TEA | {"sku": "007", "name": "=1+1 茶", "variety": "-红", "pieces": "12个"},
        TEA | {"sku": "BG-09", "name": '带"引号"，逗号', "story": ""},
    ]
    rows[-1].pop("story")
    first = imported(actor, csv_file(rows), pictures=zip_file({"a.png": supply.picture()}))
    assert counts(first) == (4, 0, 0, 0)
    assert Product.objects.filter(name="=1+1 茶", variety="-红").exists()
    out = list(exporting.goods(actor=actor))
    assert len(out) == 5
    job = sent(actor, written(out))
    assert counts(job) == (0, 0, 4, 0)


def test_a_formula_is_text_for_every_spreadsheet() -> None:
    actor = seller()
    for number, name in enumerate(("=cmd|'/c calc'!A0", "+1", "-1", "@SUM(A1)", "＝1")):
        imported(actor, csv_file([TEA | {"sku": f"X{number}", "name": f"'{name}"}]))
    out = list(exporting.goods(actor=actor))
    text = as_csv(out).getvalue().decode("utf-8-sig")
    cells = [cell for row in csv.reader(io.StringIO(text)) for cell in row]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "＝"))]
    book = openpyxl.load_workbook(as_xlsx(out))
    for row in book.active.iter_rows(min_row=2):
        assert all(cell.data_type != "f" for cell in row)
        assert isinstance(row[13].value, int | float), "numbers stay numbers"


def test_wrong_rows_are_mended_and_sent_again() -> None:
    actor = seller()
    rows = [TEA, TEA | {"sku": "BG-02", "price_fen": "=6*8", "variant": "大罐"}]
    job = imported(actor, csv_file(rows))
    assert counts(job) == (1, 0, 0, 1)
    out = list(
        exporting.wrong_rows(
            actor=actor, job_id=job.public_id, say=lambda one: f"{one.column}:{one.rule}"
        )
    )
    assert out[0][-2:] == ["哪里不对", "原来的行"]
    assert out[1][-2:] == ["price_fen:decimal", 3]
    assert out[1][13] == "=6*8"
    mended = [list(row) for row in out]
    mended[1][13] = "48"
    assert counts(imported(actor, as_csv(mended))) == (1, 0, 0, 0)
    assert Variant.objects.get(sku="BG-02").price_fen == 4_800
    with pytest.raises(NotFound):
        exporting.wrong_rows(actor=seller(name="Deng"), job_id=job.public_id, say=str)


def test_the_template_can_be_filled_and_its_examples_are_nobody_s_goods() -> None:
    actor = seller()
    data = template.workbook(actor=actor)
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert [cell.value for cell in book["商品"][1]] == list(HEADS)
    assert "茶叶" in [cell.value for cell in book["选项"]["A"]]
    assert "永和乡龙凤村" in [cell.value for cell in book["选项"]["B"]]
    sheet = book["商品"]
    sheet.append([*TEA.values()][:6])
    for place, key in enumerate(("sku", "name", "category", "origin"), start=1):
        sheet.cell(5, place, TEA[key])
    by_head = {head: place for place, head in enumerate(HEADS, start=1)}
    for head, value in (
        ("保质期（天）", 540), ("规格", "100克"), ("净重（克）", 100), ("毛重（克）", 260),
        ("价钱（元）", 68), ("品种", None), ("贮存条件", None),
    ):  # fmt: skip
        sheet.cell(5, by_head[head], value)
    out = io.BytesIO()
    book.save(out)
    job = imported(actor, io.BytesIO(out.getvalue()))
    assert counts(job) == (1, 0, 0, 0)
    assert Product.objects.get().name == TEA["name"]


def test_only_staff_take_goods_out_and_only_their_own() -> None:
    actor, other = seller(), seller(name="Deng")
    imported(actor, csv_file([TEA]))
    assert len(list(exporting.goods(actor=other))) == 1
    packer = MerchantStaff(actor.user_id, actor.merchant_id, role="PACKER")
    with pytest.raises(Forbidden):
        exporting.goods(actor=packer)
    with pytest.raises(Forbidden):
        template.workbook(actor=packer)


def test_statements_of_an_export_do_not_grow() -> None:
    actor = seller(seller_class="FARMER")

    def counted() -> int:
        with CaptureQueriesContext(connection) as seen:
            list(exporting.goods(actor=actor))
        return len(seen)

    imported(actor, csv_file([TEA | {"sku": f"A{n}", "name": f"茶{n}"} for n in range(2)]))
    few = counted()
    imported(actor, csv_file([TEA | {"sku": f"B{n}", "name": f"叶{n}"} for n in range(18)]))
    assert counted() == few
