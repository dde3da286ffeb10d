"""Public ids: their shape, their order, and that they do not meet."""

from unittest.mock import patch

from market.kernel import ids


def test_shape() -> None:
    made = ids.new("ord")
    assert ids.is_id(made, "ord")
    assert not ids.is_id(made, "pay")
    assert not ids.is_id(made[:-1], "ord")
    assert not ids.is_id(made[:-1] + "u", "ord")


def test_later_ids_sort_later() -> None:
    made = []
    for nanos in (10**18, 10**18 + 10**6, 2 * 10**18):
        with patch("time.time_ns", return_value=nanos):
            made.append(ids.new("ord"))
    assert made == sorted(made)


def test_ids_of_one_millisecond_differ() -> None:
    with patch("time.time_ns", return_value=10**18):
        assert len({ids.new("ord") for _ in range(10_000)}) == 10_000


def test_token_has_130_bits() -> None:
    made = {ids.token() for _ in range(1_000)}
    assert len(made) == 1_000
    assert {len(token) for token in made} == {26}
