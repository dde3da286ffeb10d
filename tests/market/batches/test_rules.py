"""Retention, mixing, and what a copied code looks like. Pure."""

from datetime import date, timedelta

import pytest

from market.batches import digital_link
from market.batches.rules import Ingredient, Opened, Sign, kept_until, mixed, suspicious

DAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("issued", "until"),
    [
        (date(2026, 2, 1), date(2026, 8, 1)),
        (date(2026, 11, 24), date(2027, 5, 24)),
        (date(2026, 8, 31), date(2027, 3, 1)),
        (date(2026, 12, 31), date(2027, 7, 1)),
    ],
)
def test_a_certificate_is_kept_six_months_at_least(issued: date, until: date) -> None:
    assert kept_until(issued) == until


def part(village: str, age: int, left: int, storage: str = "AMBIENT") -> Ingredient:
    return Ingredient(village, DAY - timedelta(days=age), DAY + timedelta(days=left), storage)


def test_a_mixed_batch_is_as_old_and_as_short_lived_as_its_worst_part() -> None:
    made = mixed([part("430423201224", 3, 20), part("430423201222", 9, 6, "COOL")])
    assert (made.harvested_on, made.expires_on) == (
        DAY - timedelta(days=9),
        DAY + timedelta(days=6),
    )
    assert (made.storage, made.place_code) == ("COOL", "430423201")


@pytest.mark.parametrize(
    ("villages", "place"),
    [
        (("430423201224", "430423201224"), "430423201224"),
        (("430423201224", "430423100003"), "430423"),
        (("430423201224", "430423"), "430423"),
        (("430423201224", "430424100003"), ""),
    ],
)
def test_a_mixed_batch_comes_from_the_place_that_holds_all(
    villages: tuple[str, str], place: str
) -> None:
    """So that no right of a smaller area can be claimed for it."""
    assert mixed([part(village, 1, 9) for village in villages]).place_code == place


def test_usual_openings_are_no_sign() -> None:
    year = [Opened(DAY + timedelta(days=n), 1, 3) for n in range(0, 300, 2)]
    assert suspicious(year, units=1) == ()
    assert suspicious([Opened(DAY, 11, 20)], units=1) == ()
    assert suspicious([], units=0) == ()


def test_many_places_or_openings_in_a_week_are_signs() -> None:
    assert suspicious([Opened(DAY, 12, 20)], units=1) == (Sign.MANY_PLACES,)
    spread = [Opened(DAY + timedelta(days=n), 2, 2) for n in range(7)]
    assert suspicious(spread, units=1) == (Sign.MANY_PLACES,)
    assert suspicious([Opened(DAY, 1, 51)], units=1) == (Sign.MANY_OPENINGS,)
    assert suspicious([Opened(DAY, 12, 51)], units=20) == ()


def test_codes_are_read_as_people_write_them_and_slips_are_noticed() -> None:
    codes = {digital_link.new_code() for _ in range(200)}
    assert len(codes) == 200
    for code in codes:
        typed = f" {code[:4].lower()}-{code[4:].replace('0', 'o').replace('1', 'l')} "
        assert digital_link.normal_code(typed) == code
    code = codes.pop()
    for n, letter in enumerate(code):
        other = "2" if letter != "2" else "3"
        assert digital_link.normal_code(code[:n] + other + code[n + 1 :]) is None
    assert digital_link.normal_code("") is None
    assert digital_link.normal_code(code + code) is None


def test_an_address_is_in_the_grammar_of_gs1() -> None:
    given = {"code": "ABCDEFGHJKMN", "lot": "261123-abcd1234", "expires_on": date(2026, 12, 23)}
    gtin = digital_link.normal_gtin("6901234567892") or ""
    assert gtin == "06901234567892"
    assert digital_link.normal_gtin("6901234567893") is None
    assert digital_link.path(gtin=gtin, serial="S1", **given) == (  # type: ignore[arg-type]
        "/01/06901234567892/10/261123-abcd1234/21/S1?17=261222"
    )
    assert digital_link.path(gtin="", serial="", **given) == (  # type: ignore[arg-type]
        "/t/ABCDEFGHJKMN/10/261123-abcd1234?17=261222"
    )
