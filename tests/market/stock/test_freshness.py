"""What is said before ordering is what ordering does."""

from typing import Any

import pytest

from market.catalogue.models import Variant
from market.stock import services as stock
from market.stock.freshness import Stale, Wanted, stale
from market.stock.services import ArrivesStale, OutOfStock
from tests.market import goods
from tests.market.goods import NOW, TODAY, soon

pytestmark = pytest.mark.django_db


def said(variant: Variant, quantity: int, available: int, at_point: bool) -> list[int]:
    """Return how many fresh units are spoken of; an empty list when nothing is said."""
    wanted = [Wanted(variant.pk, variant.public_id, quantity, available)]
    told = stale(wanted=wanted, arrive_on=soon(), at_point=at_point, on=TODAY)
    return [each.fresh_units for each in told]


def ordered(variant: Variant, quantity: int, at_point: bool) -> str:
    try:
        stock.reserve(
            holder=f"ord_{quantity}{at_point}",
            wants=[stock.Want(variant.pk, quantity)],
            arrive_on=soon(),
            until=NOW,
            now=NOW,
            at_point=at_point,
        )
    except OutOfStock as refused:
        return type(refused).__name__
    stock.release(holder=f"ord_{quantity}{at_point}", now=NOW)
    return ""


@pytest.mark.parametrize(
    ("quantity", "at_point", "told"),
    [
        (3, True, []),
        (4, True, [3]),
        (7, True, [3]),
        (8, True, []),  # too few anyway: that is said elsewhere
        (7, False, []),
    ],
)
def test_it_says_what_ordering_would_refuse(quantity: int, at_point: bool, told: list[int]) -> None:
    variant = goods.variant(units=3)
    goods.lot(variant, 4, good_for=4)  # good at a door in two days, not after three on a shelf
    assert said(variant, quantity, 7, at_point) == told
    refused = ordered(variant, quantity, at_point)
    assert (refused == ArrivesStale.__name__) is bool(told)


def test_one_statement_whatever_is_wanted(django_assert_num_queries: Any) -> None:
    chen = goods.seller()
    variants = [goods.variant(of=chen) for _ in range(3)]
    for each in variants:
        goods.lot(each, 2, good_for=4)
    wanted = [Wanted(each.pk, each.public_id, 1, 2) for each in variants]
    with django_assert_num_queries(1):
        told = stale(wanted=wanted, arrive_on=soon(), at_point=True, on=TODAY)
    assert told == tuple(Stale(each.public_id, 0, soon()) for each in variants)
    with django_assert_num_queries(0):
        assert stale(wanted=[], arrive_on=soon(), at_point=True, on=TODAY) == ()
