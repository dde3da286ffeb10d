"""The last units: never one too many, never one too few, never two orders waiting in a circle."""

import random
from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import pytest

from fixtures.build import sales
from market.accounts.actors import Shopper
from market.accounts.models import Customer
from market.orders.models import Line, Order
from market.orders.placing import OutOfStock
from market.stock.models import Lot
from tests.market import goods
from tests.market.goods import NOW, Counts, counts
from tests.races.racing import assert_books_agree, by_kind, race

pytestmark = pytest.mark.django_db(transaction=True)


def buyers(count: int) -> list[Shopper]:
    made = Customer.objects.bulk_create(Customer() for _ in range(count))
    return [Shopper(each.pk) for each in made]


def buy(actor: Shopper, lines: Sequence[tuple[str, int]]) -> Callable[[], Any]:
    return partial(sales.placed_order, lines, now=NOW, actor=actor)


def test_200_buyers_and_50_units() -> None:
    sold = goods.variant(units=50)
    outcomes = race([buy(actor, [(sold.public_id, 1)]) for actor in buyers(200)])
    assert by_kind(outcomes) == {"Order": 50, "OutOfStock": 150}
    assert {each.available for each in outcomes if isinstance(each, OutOfStock)} == {0}
    assert len({each.number for each in outcomes if isinstance(each, Order)}) == 50
    assert counts(sold) == Counts(50, 50)
    assert_books_agree()


@pytest.mark.parametrize("seed", [1, 2])
def test_many_lines_in_any_order(seed: int) -> None:
    rng = random.Random(seed)
    chen = goods.seller()
    variants = [goods.variant(of=chen, units=20).public_id for _ in range(5)]
    wants = [[(each, rng.randint(1, 3)) for each in rng.sample(variants, 4)] for _ in range(64)]
    pairs = zip(buyers(64), wants, strict=True)
    outcomes = race([buy(actor, lines) for actor, lines in pairs])
    assert set(by_kind(outcomes)) == {"Order", "OutOfStock"}
    taken: Counter[str] = Counter()
    for variant_id, quantity in Line.objects.values_list("variant__public_id", "quantity"):
        taken[variant_id] += quantity
    assert max(taken.values()) <= 20
    assert sum(lot.reserved for lot in Lot.objects.all()) == taken.total()
    # Whoever was refused could not have had what is left.
    for outcome, lines in zip(outcomes, wants, strict=True):
        if isinstance(outcome, OutOfStock):
            wanted = dict(lines)[outcome.variant_id]
            assert outcome.available < wanted
            assert 20 - taken[outcome.variant_id] < wanted
    assert_books_agree()


def test_50_buyers_empty_lots_in_order_of_expiry() -> None:
    sold = goods.variant()
    late, early, middle = (goods.lot(sold, 30, good_for=days) for days in (25, 8, 15))
    stale = goods.lot(sold, 30, good_for=2)
    outcomes = race([buy(actor, [(sold.public_id, 1)]) for actor in buyers(50)])
    assert by_kind(outcomes) == {"Order": 50}
    held = {lot.pk: lot.reserved for lot in Lot.objects.all()}
    assert held == {early.pk: 30, middle.pk: 20, late.pk: 0, stale.pk: 0}
    assert_books_agree()
