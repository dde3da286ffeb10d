"""Freight by started kilogram; parts add up to the fen."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from market.pricing.rules import Freight, Quote, QuoteLine, Zone, freight_fen, quote, zone_for

TEMPLATE = Freight(first_kg_fen=600, next_kg_fen=200)


@pytest.mark.parametrize(
    ("grams", "fen"),
    [
        (1, 600),
        (999, 600),
        (1_000, 600),
        (1_001, 800),
        (2_000, 800),
        (5_000, 1_400),
        (5_001, 1_600),
    ],
)
def test_started_kilograms(grams: int, fen: int) -> None:
    assert freight_fen(TEMPLATE, goods_fen=1, gross_grams=grams) == fen


@pytest.mark.parametrize(("goods", "fen"), [(9_899, 600), (9_900, 0), (9_901, 0)])
def test_free_from(goods: int, fen: int) -> None:
    template = Freight(first_kg_fen=600, next_kg_fen=200, free_from_fen=9_900)
    assert freight_fen(template, goods_fen=goods, gross_grams=500) == fen


def test_free_from_nothing_is_always_free() -> None:
    assert freight_fen(Freight(600, 200, 0), goods_fen=0, gross_grams=9_000) == 0


ZONED = Freight(
    600,
    200,
    9_900,
    cold_fen=500,
    zones=(Zone("430423", 400, 100, 5_900), Zone("430423100", 300, 100, 0)),
)


@pytest.mark.parametrize(
    ("destination", "goods", "perishable", "fen"),
    [
        ("", 1, False, 800),
        ("430421000000", 1, False, 800),
        ("430423201224", 1, False, 500),
        ("430423100003", 1, False, 0),
        ("430423100003", 1, True, 500),
        ("430423201224", 5_900, True, 500),
        ("430421000000", 5_900, True, 1_300),
    ],
)
def test_zones_and_cold(destination: str, goods: int, perishable: bool, fen: int) -> None:
    """The closest zone counts; ice is paid for where delivery is free, too."""
    told = freight_fen(
        ZONED,
        goods_fen=goods,
        gross_grams=1_500,
        destination=destination,
        perishable=perishable,
    )
    assert told == fen
    assert destination.startswith(zone_for(ZONED, destination).prefix)


def test_one_parcel_a_merchant() -> None:
    """Two lines of one merchant share the started kilogram; another merchant's do not."""
    lines = [
        QuoteLine("a", 1, 1_000, 1, 400),
        QuoteLine("b", 2, 500, 2, 400),
        QuoteLine("c", 1, 300, 3, 200),
    ]
    told = quote(lines, {1: TEMPLATE, 2: Freight(500, 100)})
    first, second = told.parts
    assert (first.merchant_key, first.goods_fen, first.freight_fen, first.gross_grams) == (
        1, 1_900, 600, 1_000,
    )  # fmt: skip
    assert [line.key for line in first.lines] == ["a", "c"]
    assert (second.merchant_key, second.goods_fen, second.freight_fen) == (2, 1_000, 500)
    assert (told.goods_fen, told.freight_fen, told.total_fen) == (2_900, 1_100, 4_000)


def test_nothing_costs_nothing() -> None:
    assert quote([], {}) == Quote((), 0, 0, 0)


@pytest.mark.parametrize(
    "line",
    [QuoteLine("a", 1, 1, 0, 1), QuoteLine("a", 1, -1, 1, 1), QuoteLine("a", 1, 1, 1, -1)],
)
def test_what_cannot_be_priced(line: QuoteLine) -> None:
    with pytest.raises(ValueError, match="cannot be priced"):
        quote([line], {1: TEMPLATE})


LINES = st.lists(
    st.builds(
        QuoteLine,
        key=st.uuids().map(str),
        merchant_key=st.integers(1, 5),
        unit_price_fen=st.integers(1, 10**7),
        quantity=st.integers(1, 999),
        gross_grams=st.integers(1, 50_000),
        perishable=st.booleans(),
    ),
    min_size=1,
    max_size=50,
)
TEMPLATES = st.fixed_dictionaries(
    {
        key: st.builds(
            Freight,
            first_kg_fen=st.integers(0, 5_000),
            next_kg_fen=st.integers(0, 5_000),
            free_from_fen=st.none() | st.integers(0, 10**9),
            cold_fen=st.integers(0, 5_000),
            zones=st.sampled_from([(), (Zone("430423", 100, 50),), (Zone("43", 900, 10, 5_000),)]),
        )
        for key in range(1, 6)
    }
)


@given(LINES, TEMPLATES)
@settings(max_examples=300, deadline=None)
def test_every_fen_has_its_place(lines: list[QuoteLine], templates: dict[int, Freight]) -> None:
    told = quote(lines, templates, "430423201224")
    kept = [line for part in told.parts for line in part.lines]
    assert sorted(line.key for line in kept) == sorted(line.key for line in lines)
    assert sum(line.total_fen for line in kept) == told.goods_fen
    assert told.goods_fen == sum(line.unit_price_fen * line.quantity for line in lines)
    for part in told.parts:
        assert part.goods_fen == sum(line.total_fen for line in part.lines)
        assert part.gross_grams == sum(line.gross_grams for line in part.lines)
        assert part.freight_fen >= 0
    assert told.freight_fen == sum(part.freight_fen for part in told.parts)
    assert told.total_fen == told.goods_fen + told.freight_fen
    assert len({part.merchant_key for part in told.parts}) == len(told.parts)


@given(st.integers(1, 10**6), st.integers(1, 10**6))
def test_more_weight_never_costs_less(one: int, other: int) -> None:
    light, heavy = sorted([one, other])
    costs = [freight_fen(TEMPLATE, goods_fen=1, gross_grams=grams) for grams in (light, heavy)]
    assert costs == sorted(costs)
