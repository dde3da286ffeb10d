"""The last grams of a season: never one too many, never one too few, however many ask at once."""

import pytest

from fixtures.build import supply
from market.accounts.actors import System
from market.gi.models import Output, Right
from market.gi.output import CeilingReached
from market.orders import cancelling
from market.orders.models import Line, Order
from tests.market import goods
from tests.market.goods import NOW, TODAY
from tests.races.racing import assert_books_agree, by_kind, race
from tests.races.test_stock import buy, buyers

pytestmark = pytest.mark.django_db(transaction=True)


def peaches(sellers: int, ceiling: int) -> list[str]:
    """Kilos of as many sellers, plenty of each, under one right with this ceiling; public ids."""
    right = supply.right("衡山红脆桃", now=NOW)
    sold = [goods.variant(units=100, right=right) for _ in range(sellers)]
    for each in sold:
        supply.authorise(right, each.product.merchant, from_on=TODAY, now=NOW)
    Right.objects.filter(pk=right.pk).update(ceiling_grams=ceiling)
    return [each.public_id for each in sold]


def sold_grams() -> int:
    lines = Line.objects.exclude(consignment__order__state="CANCELLED")
    assert all(line.snapshot["badge"] for line in lines)
    return sum(line.snapshot["net_grams"] * line.quantity for line in lines)


def test_50_buyers_and_20_kilos() -> None:
    mine, theirs = peaches(2, ceiling=20_000)
    tasks = [
        buy(actor, [(theirs if number % 2 else mine, 1)]) for number, actor in enumerate(buyers(50))
    ]
    outcomes = race(tasks, threads=50)
    assert by_kind(outcomes) == {"Order": 20, "CeilingReached": 30}
    assert {each.left_grams for each in outcomes if isinstance(each, CeilingReached)} == {0}
    assert sold_grams() == 20_000
    assert Output.objects.get(credit_code="").taken_grams == 20_000
    own = Output.objects.exclude(credit_code="").values_list("taken_grams", flat=True)
    assert sum(own) == 20_000
    assert_books_agree()


def test_buyers_of_several_sellers_goods_and_cancelling_at_the_same_time() -> None:
    mine, theirs = peaches(2, ceiling=24_000)
    people = buyers(40)
    first = race([buy(actor, [(mine, 1), (theirs, 1)]) for actor in people[:10]])
    assert by_kind(first) == {"Order": 10}
    given_back = [order for order in first[:5] if isinstance(order, Order)]

    def cancel(order: Order) -> Order:
        return cancelling.cancel_order(
            actor=System("test"), order_id=order.public_id, reason="X", now=NOW
        )

    tasks = [lambda order=order: cancel(order) for order in given_back]
    tasks += [buy(actor, [(theirs, 1), (mine, 1)]) for actor in people[10:]]
    outcomes = race(tasks)
    assert set(by_kind(outcomes)) == {"Order", "CeilingReached"}
    total = Output.objects.get(credit_code="").taken_grams
    assert total == sold_grams() <= 24_000
    # Whoever comes now gets exactly what is left.
    left = (24_000 - total) // 1_000
    late = race([buy(actor, [(mine, 1)]) for actor in buyers(left + 3)])
    assert by_kind(late).get("Order", 0) == left
    assert Output.objects.get(credit_code="").taken_grams == sold_grams() == 24_000
    assert_books_agree()
