"""Codes, shelves and the counting of tries."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from village_points.pickup import rules
from village_points.pickup.rules import Tries

NOW = datetime(2026, 11, 24, 2, tzinfo=UTC)
KEY = rules.key_from("a secret")


@given(st.text(max_size=40), st.text(max_size=40))
def test_digits_are_six_and_always_the_same(public_id: str, nonce: str) -> None:
    code = rules.digits(KEY, public_id, nonce)
    assert rules.is_code(code)
    assert rules.digits(KEY, public_id, nonce) == code


def test_digits_depend_on_key_id_and_nonce() -> None:
    codes = {
        rules.digits(KEY, "pkc_1", "a"),
        rules.digits(KEY, "pkc_1", "b"),
        rules.digits(KEY, "pkc_2", "a"),
        rules.digits(rules.key_from("another"), "pkc_1", "a"),
    }
    assert len(codes) == 4


def test_every_leading_digit_is_about_as_frequent() -> None:
    firsts = Counter(rules.digits(KEY, "pkc_1", str(n))[0] for n in range(5_000))
    assert len(firsts) == 10
    assert max(firsts.values()) < 620


@pytest.mark.parametrize("text", ["", "12345", "1234567", "12345a", "１２３４５６", "-12345"])
def test_what_is_no_code_is_told(text: str) -> None:
    assert not rules.is_code(text)


def test_comparing() -> None:
    assert rules.same("012345", "012345")
    assert not rules.same("012345", "012346")
    assert not rules.same("", "012346")


@pytest.mark.parametrize("typed", ["A-03", "a3", " A 03 ", "A-3", "a-03"])
def test_a_shelf_place_has_one_form(typed: str) -> None:
    assert rules.normal_shelf(typed) == "A-03"


@pytest.mark.parametrize("typed", ["", "A", "03", "AA-03", "A-123", "A-０３", "货-03", "A-03;"])
def test_what_is_no_shelf_place_is_none(typed: str) -> None:
    assert rules.normal_shelf(typed) is None


def test_the_fifth_try_locks_for_fifteen_minutes() -> None:
    tries = Tries(0, None)
    for left in (4, 3, 2, 1):
        tries = tries.after_one_more(NOW)
        assert (tries.left, tries.locked_until) == (left, None)
        assert not tries.locked(NOW)
    tries = tries.after_one_more(NOW)
    assert tries == Tries(5, NOW + timedelta(minutes=15))
    assert tries.locked(NOW + timedelta(minutes=14, seconds=59))
    assert not tries.locked(NOW + timedelta(minutes=15))


def test_after_the_lock_there_are_five_new_tries() -> None:
    later = NOW + timedelta(minutes=15)
    assert Tries(5, later).after_one_more(later) == Tries(1, None)


@given(st.lists(st.integers(0, 1200), max_size=60))
def test_no_rhythm_gives_more_than_five_tries_in_fifteen_minutes(waits: list[int]) -> None:
    now, tries, taken = NOW, Tries(0, None), []
    for wait in waits:
        now += timedelta(seconds=wait)
        if not tries.locked(now):
            tries = tries.after_one_more(now)
            taken.append(now)
    for index, first in enumerate(taken):
        within = [at for at in taken[index:] if at < first + timedelta(minutes=15)]
        assert len(within) <= rules.MOST_TRIES
