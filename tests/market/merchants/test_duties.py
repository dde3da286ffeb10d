"""What each class of seller needs and may sell: a row a line of the table."""

from datetime import date

import pytest

from market.kernel.errors import Invalid
from market.merchants import duties, rules
from market.merchants.duties import PaperFact

HERE, ELSEWHERE = "430423201224", "430423201222"
ON = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("seller_class", "prefixes", "needs", "natural", "own_only", "limit"),
    [
        ("FIRM", ("91",), ("LICENCE",), False, False, None),
        ("COOPERATIVE", ("93",), ("LICENCE",), False, False, None),
        ("TRADER", ("92",), ("LICENCE",), False, False, None),
        ("RETAILER", ("91", "92"), ("LICENCE",), False, False, None),
        ("FARMER", (), ("OWN_PRODUCE",), True, True, None),
        ("SMALL", (), (), True, False, 10_000_000),
    ],
)
def test_duties(seller_class: str, prefixes: object, needs: object, natural: bool,
                own_only: bool, limit: int | None) -> None:  # fmt: skip
    duty = duties.of(seller_class)
    assert (duty.code_prefixes, duty.needs) == (prefixes, needs)
    assert (duty.natural, duty.own_only, duty.yearly_limit_fen) == (natural, own_only, limit)
    assert bool(duty.exemption) == (not prefixes)


@pytest.mark.parametrize(
    ("seller_class", "category", "origin", "turnover", "against"),
    [
        ("FIRM", "sauce", ELSEWHERE, 0, ""),
        ("RETAILER", "fruit", ELSEWHERE, 0, ""),
        ("FARMER", "fruit", HERE, 0, ""),
        ("FARMER", "crafts", HERE, 0, ""),
        ("FARMER", "fruit", ELSEWHERE, 0, "own_village"),
        ("FARMER", "sauce", HERE, 0, "own_kind"),
        ("SMALL", "fruit", ELSEWHERE, 9_999_999, ""),
        ("SMALL", "fruit", ELSEWHERE, 10_000_000, "limit"),
        ("SMALL", "oil", HERE, 0, "own_kind"),
    ],
)
def test_who_may_sell_what(
    seller_class: str, category: str, origin: str, turnover: int, against: str
) -> None:
    assert (
        duties.may_sell(
            seller_class,
            category=category,
            origin_code=origin,
            place_code=HERE,
            turnover_fen=turnover,
        )
        == against
    )


@pytest.mark.parametrize(
    ("category", "papers", "until"),
    [
        ("fruit", [], date.max),
        ("tea", [], date.max),
        ("sauce", [], None),
        ("sauce", [PaperFact("LICENCE", "", (), None)], None),
        ("sauce", [PaperFact("PRODUCTION", "SC1", (), ON)], ON),
        ("sauce", [PaperFact("PRODUCTION", "SC1", ("oil",), ON)], None),
        ("oil", [PaperFact("PRODUCTION", "SC1", ("oil",), ON)], ON),
        ("oil", [PaperFact("TRADE", "JY1", (), ON), PaperFact("FILING", "YB1", (), None)],
         date.max),
    ],
)  # fmt: skip
def test_how_long_papers_allow_a_category(
    category: str, papers: list[PaperFact], until: date | None
) -> None:
    assert duties.licensed_until(category, papers) == until


@pytest.mark.parametrize(
    ("code", "seller_class", "fits"),
    [
        ("91430423MA4L000170", "FIRM", True),
        ("91430423MA4L000170", "COOPERATIVE", False),
        ("91430423MA4L000170", "RETAILER", True),
        ("91430423MA4L000170", "FARMER", True),
    ],
)
def test_a_code_belongs_to_a_class(code: str, seller_class: str, fits: bool) -> None:
    assert rules.fits_class(code, seller_class) is fits


@pytest.mark.parametrize(
    ("kind", "number"), [("PRODUCTION", ""), ("PRODUCTION", "SC1"), ("TRADE", "SC10443042300001")]
)
def test_numbers_of_papers_are_checked(kind: str, number: str) -> None:
    with pytest.raises(Invalid):
        duties.paper_number(kind, number)


@pytest.mark.parametrize(
    ("on", "then"),
    [
        (date(2026, 1, 31), date(2026, 7, 31)),
        (date(2026, 8, 31), date(2027, 2, 28)),
        (date(2026, 6, 1), date(2026, 12, 1)),
        (date(2026, 12, 31), date(2027, 6, 30)),
    ],
)
def test_half_a_year_after(on: date, then: date) -> None:
    assert duties.half_year_after(on) == then


@pytest.mark.parametrize(
    ("was", "classes"),
    [
        ("FIRM", {"COOPERATIVE", "TRADER", "RETAILER"}),
        ("COOPERATIVE", {"FIRM", "TRADER", "RETAILER"}),
        ("TRADER", {"FIRM", "COOPERATIVE", "RETAILER"}),
        ("RETAILER", {"FIRM", "COOPERATIVE", "TRADER"}),
        ("FARMER", {"FIRM", "COOPERATIVE", "TRADER", "RETAILER"}),
        ("SMALL", {"FIRM", "COOPERATIVE", "TRADER", "RETAILER", "FARMER"}),
    ],
)
def test_who_may_become_what(was: str, classes: set[str]) -> None:
    assert {to for to in duties.DUTIES if duties.may_become(was, to)} == classes


@pytest.mark.parametrize(("fen", "near"), [(7_999_999, False), (8_000_000, True)])
def test_small_sums_are_warned_at_80_percent(fen: int, near: bool) -> None:
    assert duties.near_limit("SMALL", fen) is near
    assert not duties.near_limit("FIRM", fen)


def test_a_resident_id_is_checked() -> None:
    assert rules.resident_id("11010519491231002x") == "11010519491231002X"
    with pytest.raises(Invalid):
        rules.resident_id("110105194912310021")
