"""The comparison price: the lowest price paid in the seven days before, never a price that was
only asked (明码标价和禁止价格欺诈规定 art. 16, 17).
"""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from fixtures.build import sales, supply
from market.catalogue import prices, rules
from market.catalogue import services as catalogue
from market.catalogue.models import Sold, Variant
from market.catalogue.prices import SoldLine
from market.orders.models import Line
from tests.market import goods

NOW = goods.NOW
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.mark.parametrize(
    ("price", "lowest", "last", "age", "told"),
    [
        (2_990, 3_990, 4_500, 0, 3_990),
        (2_990, None, 4_500, 0, 4_500),
        (2_990, None, None, 0, None),
        (3_990, 2_990, 5_990, 0, None),
        (2_990, 2_990, 2_990, 0, None),
        (2_990, 3_990, 3_990, 29, 3_990),
        (2_990, 3_990, 3_990, 30, None),
    ],
)
def test_which_former_price_may_be_told(
    price: int, lowest: int | None, last: int | None, age: int, told: int | None
) -> None:
    former = rules.comparison(
        price, since=NOW - age * DAY, lowest_fen=lowest, last_fen=last, now=NOW
    )
    assert (former.fen if former else None) == told
    assert former is None or former.of_week == (lowest is not None)


def variant(price_fen: int = 2_990) -> Variant:
    return goods.variant(price_fen=price_fen, units=50)


def sold(made: Variant, price_fen: int, at: datetime) -> None:
    line = f"lin_{Sold.objects.count()}"
    prices.record_sold(lines=[SoldLine(line, made.pk, price_fen)], now=at)


def priced(made: Variant, price_fen: int, at: datetime) -> None:
    staff = goods.MerchantStaff(user_id=0, merchant_id=made.product.merchant_id)
    catalogue.set_price(actor=staff, variant_id=made.public_id, price_fen=price_fen, now=at)


def told(made: Variant, at: datetime) -> int | None:
    former = prices.comparisons(variant_pks=[made.pk], now=at).get(made.pk)
    return former.fen if former else None


@pytest.mark.django_db
def test_a_cut_is_told_with_the_lowest_price_paid_in_the_week_before() -> None:
    made = variant(3_990)
    assert told(made, NOW) is None
    sold(made, 2_000, NOW + 2 * DAY - timedelta(seconds=1))
    sold(made, 3_500, NOW + 2 * DAY)
    sold(made, 3_990, NOW + 5 * DAY)
    cut = NOW + 9 * DAY
    priced(made, 2_990, cut)
    sold(made, 2_990, cut)
    assert told(made, cut + DAY) == 3_500
    assert told(made, cut + 29 * DAY) == 3_500
    assert told(made, cut + 30 * DAY) is None


@pytest.mark.django_db
def test_without_a_sale_in_the_week_the_last_price_paid_counts() -> None:
    made = variant(3_990)
    sold(made, 3_000, NOW)
    sold(made, 3_700, NOW + DAY)
    priced(made, 2_990, NOW + 20 * DAY)
    assert told(made, NOW + 20 * DAY) == 3_700


@pytest.mark.django_db
def test_raising_before_a_cut_gives_no_comparison() -> None:
    """Art. 17: raised to 59.90, never sold at it, then cut to 39.90."""
    made = variant(2_990)
    sold(made, 2_990, NOW + DAY)
    priced(made, 5_990, NOW + 2 * DAY)
    priced(made, 3_990, NOW + 3 * DAY)
    assert told(made, NOW + 3 * DAY) is None


@pytest.mark.django_db
def test_what_nobody_ever_bought_has_no_former_price() -> None:
    made = variant(5_990)
    priced(made, 2_990, NOW + DAY)
    assert told(made, NOW + DAY) is None


@pytest.mark.django_db
def test_a_paid_order_is_kept_once_and_the_next_order_keeps_what_was_told(
    django_assert_num_queries: Any,
) -> None:
    made = variant(3_990)
    order = sales.paid_order([(made.public_id, 2)], now=NOW)
    row = Sold.objects.get()
    assert (row.variant_id, row.price_fen, row.at) == (made.pk, 3_990, NOW)
    line = Line.objects.get(consignment__order=order)
    assert row.cause == line.public_id
    assert line.snapshot["comparison"] is None
    prices.record_sold(lines=[SoldLine(row.cause, made.pk, 1)], now=NOW)
    assert Sold.objects.get().price_fen == 3_990
    priced(made, 2_990, NOW + DAY)
    other = variant(1_000)
    with django_assert_num_queries(1):
        found = prices.comparisons(variant_pks=[made.pk, other.pk], now=NOW + DAY)
    assert found.keys() == {made.pk}
    later = sales.placed_order([(made.public_id, 1)], now=NOW + DAY)
    kept = Line.objects.get(consignment__order=later).snapshot["comparison"]
    assert kept == {
        "fen": 3_990,
        "since": (NOW + DAY).isoformat(),
        "rule": "LOWEST_OF_7_DAYS",
    }
    assert supply.LONGFENG
    assert datetime.fromisoformat(kept["since"]).astimezone(UTC) == NOW + DAY
