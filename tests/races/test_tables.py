"""The table of prices and counts against a single edit and against buyers, at the same moment."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from fixtures.build import supply
from market.catalogue import services as catalogue
from market.catalogue.models import PriceRecord, Variant
from market.kernel import days
from market.kernel.errors import Stale
from market.stock import services as stock
from market.stock.models import Lot, Movement
from market.stock.services import Allocation, StillReserved, Want
from market.stock.tables import CellResult, CountCell, PriceCell, save_table
from tests.races.racing import race

pytestmark = pytest.mark.django_db(transaction=True)

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
MANY = 6


@pytest.fixture
def goods(settings: Any, tmp_path: Any) -> supply.Goods:
    settings.MEDIA_ROOT = tmp_path
    return supply.goods(now=NOW, units=10)


def test_of_a_table_and_single_edits_that_saw_one_price_one_is_taken(goods: supply.Goods) -> None:
    first, second = goods.variants
    seen = {variant.pk: variant.price_fen for variant in goods.variants}

    def table(price: int) -> list[CellResult]:
        # The later size first: the table sorts its locks, so nobody waits in a circle.
        cells = [PriceCell(v.public_id, price, seen[v.pk]) for v in (second, first)]
        return save_table(actor=goods.staff, prices=cells, counts=[], now=NOW)

    def single(price: int) -> Variant:
        return catalogue.set_price(
            actor=goods.staff,
            variant_id=first.public_id,
            price_fen=price,
            seen_fen=seen[first.pk],
            now=NOW,
        )

    tables = [lambda n=n: table(2_000 + n) for n in range(MANY)]  # type: ignore[misc]
    singles = [lambda n=n: single(3_000 + n) for n in range(MANY)]  # type: ignore[misc]
    answers = race([task for pair in zip(tables, singles, strict=True) for task in pair])
    taken = []
    for answer in answers:
        if isinstance(answer, Variant):
            taken.append(answer.price_fen)
        elif isinstance(answer, list):
            by_id = {cell.id: cell.error for cell in answer}
            taken += [0] if by_id[first.public_id] is None else []
            assert isinstance(by_id[first.public_id], Stale | None)
        else:
            assert isinstance(answer, Stale), answer
    assert len(taken) == 1, "whoever saw the price that is gone is told"
    for variant in (first, second):
        prices = PriceRecord.objects.filter(variant=variant).order_by("pk")
        assert prices.count() == 2
        variant.refresh_from_db()
        assert variant.price_fen == prices[1].price_fen


def test_a_count_in_the_table_never_goes_below_what_buyers_hold(goods: supply.Goods) -> None:
    lot = goods.lots[0]

    def buy(number: int) -> list[Allocation]:
        return stock.reserve(
            holder=f"ord_{number}",
            wants=[Want(lot.variant_id, 2)],
            arrive_on=days.day(NOW),
            until=NOW + timedelta(minutes=30),
            now=NOW,
        )

    def count() -> list[CellResult]:
        cells = [CountCell(lot.public_id, 5, lot.on_hand)]
        return save_table(actor=goods.staff, prices=[], counts=cells, now=NOW)

    answers = race([lambda n=n: buy(n) for n in range(MANY)] + [count])  # type: ignore[misc]
    (cell,) = answers[-1]
    bought = 2 * sum(isinstance(answer, list) for answer in answers[:-1])
    lot.refresh_from_db()
    assert lot.reserved == bought
    assert isinstance(cell.error, StillReserved | None)
    assert lot.on_hand == (5 if cell.error is None else 10)
    assert lot.reserved <= lot.on_hand
    counted = sum(Movement.objects.filter(lot=lot).values_list("delta", flat=True))
    assert counted == Lot.objects.get(pk=lot.pk).on_hand
