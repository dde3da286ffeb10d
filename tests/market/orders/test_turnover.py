"""The year's sales of small-sum persons."""

from datetime import UTC, datetime
from typing import Any

import pytest

from fixtures.build import sales, supply
from market.merchants.models import Merchant
from market.orders import turnover

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)


@pytest.mark.django_db
def test_paid_orders_of_the_year_count(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    goods = supply.goods(
        now=NOW, seller=supply.staff(supply.merchant(now=NOW, seller_class="SMALL"), now=NOW)
    )
    line = (goods.variants[0].public_id, 2)
    paid = sales.paid_order([line], now=NOW)
    sales.placed_order([line], now=NOW)
    for _ in range(2):
        turnover.count_order(order_id=paid.public_id, now=NOW)
    seller = Merchant.objects.get(pk=goods.merchant.pk)
    assert (seller.turnover_year, seller.turnover_fen) == (2026, paid.goods_fen)
    assert turnover.year_sales(seller.pk, NOW.replace(year=2027)) == 0
