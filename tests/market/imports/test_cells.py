"""What a cell says, and what it does not say clearly enough."""

import contextlib
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from market.imports import cells, columns
from market.kernel import text
from market.kernel.errors import Invalid


@pytest.mark.parametrize(
    ("cell", "fen"),
    [
        ("29.9", 2_990), (29.9, 2_990), (30, 3_000), ("¥29.90", 2_990), ("￥２９．９", 2_990),
        ("29。9元", 2_990), ("1，299.5", 129_950), ("1,299,000", 129_900_000), (" 68 块 ", 6_800),
        ("'29.9", None), ("29，9", None), ("29.999", None), ("三十", None), ("-3", None),
        ("29.9/斤", None), ("1e3", None), ("٣", None),
    ],
)  # fmt: skip
def test_prices(cell: Any, fen: int | None) -> None:
    if fen is None:
        with pytest.raises(Invalid):
            cells.fen(cell, "price_fen")
    else:
        assert cells.fen(cell, "price_fen") == fen


@pytest.mark.parametrize(
    ("cell", "grams"),
    [
        ("500", 500), (2500.0, 2_500), ("5斤", 2_500), ("2.5kg", 2_500), ("2.5 KG", 2_500),
        ("１公斤", 1_000), ("3两", 150), ("250克", 250), ("0.5 千克", 500), ("1,500 g", 1_500),
        ("5吨", None), ("0.3克", None), ("斤", None), ("2.5kg装", None),
    ],
)  # fmt: skip
def test_weights_become_grams(cell: Any, grams: int | None) -> None:
    if grams is None:
        with pytest.raises(Invalid):
            cells.grams(cell, "net_grams")
    else:
        assert cells.grams(cell, "net_grams") == grams


@pytest.mark.parametrize(
    "cell",
    ["2026-11-20", "2026/11/20", "2026.11.20", "2026年11月20日", "20261120", "２０２６－１１－２０",
     datetime(2026, 11, 20, 8, tzinfo=UTC), date(2026, 11, 20)],
)  # fmt: skip
def test_days(cell: Any) -> None:
    assert cells.day(cell, "harvested_on") == date(2026, 11, 20)


@pytest.mark.parametrize("cell", ["2026-02-30", "11月20日", "昨天", 46346, "20-11-2026"])
def test_what_is_no_day(cell: Any) -> None:
    with pytest.raises(Invalid) as refused:
        cells.day(cell, "harvested_on")
    assert refused.value.rule == "day"


def test_small_words() -> None:
    assert cells.yes("是", "perishable") is True
    assert cells.yes(False, "perishable") is False
    assert cells.status("在卖", "status") == "LISTED"
    assert cells.names("a.jpg，b.jpg\n c.jpg；", "pictures") == ("a.jpg", "b.jpg", "c.jpg")
    for wrong in ("a.jpg,a.jpg", ",".join(f"{n}.jpg" for n in range(10))):
        with pytest.raises(Invalid):
            cells.names(wrong, "pictures")
    for empty in (None, "", "  ", "　"):
        assert cells.fen(empty, "price_fen") is cells.line(empty, "name", 80) is None
    with pytest.raises(Invalid):
        cells.line("好茶\u202e茶好", "name", 80)
    with pytest.raises(Invalid):
        cells.line("云\u200b雾茶", "name", 80)


@settings(max_examples=50)
@given(st.text(max_size=40))
def test_no_text_is_a_formula_and_every_text_comes_back(shown: str) -> None:
    safe = text.neutral(shown)
    assert not safe.startswith(text.FORMULA_SIGNS)
    if shown.strip(" \u3000\xa0\n") == shown:
        assert cells.read(safe) == shown


@settings(max_examples=50)
@given(st.one_of(st.text(max_size=30), st.floats(), st.integers(), st.booleans(), st.none()))
def test_readers_read_or_refuse(cell: Any) -> None:
    for reader in (cells.fen, cells.grams, cells.day, cells.yes, cells.status, cells.names):
        with contextlib.suppress(Invalid):
            reader(cell, "x")


def test_heads_are_known_however_they_are_written() -> None:
    for head in ("编号", " SKU ", "编 号", "*编号", "编号（必填）", "编号:"):
        assert columns.key_of_head(head) == "sku"
    assert columns.key_of_head("净重(g)") == "net_grams"
    assert columns.placed(["备注", "编号", "价格", "价钱"]) == {"sku": 1, "price_fen": 2}
    assert len({*columns.HEADS}) == len(columns.COLUMNS)
