"""Unit prices and addresses."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from market.catalogue import rules


@pytest.mark.parametrize(
    ("price_fen", "net_grams", "pieces", "fen", "per"),
    [
        (2_990, 2_500, 0, 598, "500g"),
        (500, 500, 0, 500, "500g"),
        (1_000, 251, 0, 1_992, "500g"),
        (1_000, 250, 0, 400, "100g"),
        (1_280, 50, 0, 2_560, "100g"),
        (1, 1_000, 0, 1, "500g"),
        (1, 1_001, 0, 0, "500g"),
        (1_880, 900, 20, 94, "piece"),
        (1_000, 900, 3, 333, "piece"),
        (1_001, 900, 2, 501, "piece"),
        (1_000, 0, 10, 100, "piece"),
    ],
)
def test_a_unit_is_a_pound_or_a_hundred_grams_or_a_piece(
    price_fen: int, net_grams: int, pieces: int, fen: int, per: str
) -> None:
    unit = rules.unit_price(price_fen, net_grams, pieces)
    assert (unit.fen, unit.per) == (fen, per)


@given(st.integers(1, 10_000_000), st.integers(1, 1_000_000))
def test_a_unit_price_is_off_by_half_a_fen_at_most(price_fen: int, net_grams: int) -> None:
    unit = rules.unit_price(price_fen, net_grams, 0)
    grams = 100 if unit.per == "100g" else 500
    assert abs(2 * (unit.fen * net_grams - price_fen * grams)) <= net_grams


def test_goods_without_weight_or_pieces_have_no_unit() -> None:
    with pytest.raises(ValueError, match="weigh"):
        rules.unit_price(100, 0, 0)


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("龙凤沃柑 中果", "long-feng-wo-gan-zhong-guo-x1"),
        ("Hunan Tea (50g)", "hunantea50g-x1"),
        ("、。", "x1"),
    ],
)
def test_addresses_are_made_of_the_sound(name: str, slug: str) -> None:
    assert rules.slug(name, "x1") == slug
    assert len(rules.slug("果" * 80, "abcdef")) <= 80
