"""Sales by day, product and point; the numbers of the first page and the lists behind them."""

from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fixtures.build import sales, supply
from market.accounts.actors import MerchantStaff, Operator
from market.gi.models import Output, TextFlag
from market.kernel import days
from market.kernel.errors import Forbidden, Invalid
from market.merchants.models import Merchant, Paper
from market.orders import cancelling
from market.orders.delivery import Delivery
from market.orders.models import Order
from market.reports import queries, waiting
from market.reports.rules import DOOR, REST, By
from market.stock import queries as stock
from market.stock.models import Lot
from market.trust import asking

pytestmark = pytest.mark.django_db

# Seven in the evening in Beijing; an hour before midnight there is four hours later.
NOW = datetime(2026, 11, 24, 11, tzinfo=UTC)
ON = days.day(NOW)
YESTERDAY = NOW - timedelta(days=1)
AMOUNTS = ("fen", "units", "grams")


@pytest.fixture
def oranges() -> supply.Goods:
    return supply.goods(now=NOW - timedelta(days=3))


@pytest.fixture
def chen(oranges: supply.Goods) -> MerchantStaff:
    return oranges.staff


def at_door() -> Delivery:
    return Delivery("ADDRESS", None, "", supply.LONGFENG, "3组12号", ON + timedelta(days=2))


def sold(lines: list[tuple[Any, int]], now: datetime = NOW, goes: Delivery | None = None) -> Order:
    wanted = [(variant.public_id, quantity) for variant, quantity in lines]
    return sales.paid_order(wanted, now=now, goes=goes)


def test_by_day_by_product_and_by_point_add_up(oranges: supply.Goods, chen: MerchantStaff) -> None:
    """Two sellers, two sizes, two products, three days, two points and a door."""
    tea = supply.goods(now=NOW - timedelta(days=3), seller=chen, name="龙凤绿茶", category="tea")
    other = supply.goods(now=NOW - timedelta(days=3), name="别家的沃柑")
    small, large = oranges.variants
    soon = ON + timedelta(days=3)
    elsewhere = sales.delivery(promised_on=soon, point_id=2, point_code="P-2")
    sold([(small, 2), (large, 1), (other.variants[0], 4)], NOW - timedelta(days=2))
    sold([(tea.variants[0], 3), (small, 1)], YESTERDAY, elsewhere)
    sold([(large, 1)], NOW, at_door())
    sold([(small, 1)], NOW, at_door())
    first = ON - timedelta(days=2)
    found = {by: queries.sales(chen, first, ON, by) for by in By}
    totals = {by: report.total for by, report in found.items()}
    assert len(set(totals.values())) == 1
    total = totals[By.DAY]
    want = 4 * small.price_fen + 2 * large.price_fen + 3 * tea.variants[0].price_fen
    net = 4 * small.net_grams + 2 * large.net_grams + 3 * tea.variants[0].net_grams
    assert (total.fen, total.orders, total.units, total.grams) == (want, 4, 9, net)
    for report in found.values():
        for name in AMOUNTS:
            assert sum(getattr(row, name) for row in report.rows) == getattr(total, name)
    assert [row.orders for row in found[By.DAY].rows] == [1, 1, 2]
    assert {row.name: row.orders for row in found[By.PRODUCT].rows} == {
        "龙凤沃柑": 4,
        "龙凤绿茶": 1,
    }
    assert {row.key: row.orders for row in found[By.POINT].rows} == {"LF-224": 1, "P-2": 1, DOOR: 2}
    least = queries.sales(chen, first, ON, By.PRODUCT, most=1)
    assert [(row.key, row.name, row.fen) for row in least.rows] == [(REST, "2", want)]


def test_a_sale_is_of_the_shanghai_day_on_which_it_was_paid(
    oranges: supply.Goods, chen: MerchantStaff
) -> None:
    midnight = days.begins(ON)
    placed = sales.placed_order(
        [(oranges.variants[0].public_id, 1)], now=midnight - timedelta(minutes=2)
    )
    assert queries.sales(chen, ON - timedelta(days=1), ON).total.orders == 0, "not paid yet"
    sales.pay_at_provider(placed, now=midnight + timedelta(seconds=1))
    rows = queries.sales(chen, ON - timedelta(days=1), ON).rows
    assert [row.orders for row in rows] == [0, 1]


def test_what_was_cancelled_was_not_sold(oranges: supply.Goods, chen: MerchantStaff) -> None:
    variant = oranges.variants[0].public_id
    order = sales.placed_order([(variant, 1)], now=NOW - timedelta(hours=3))
    cancelling.cancel_unpaid(now=NOW)
    order.refresh_from_db()
    assert order.state == "CANCELLED"
    assert queries.sales(chen, ON, ON).total.fen == 0


def test_a_point_goes_by_its_latest_name(oranges: supply.Goods, chen: MerchantStaff) -> None:
    order = sold([(oranges.variants[0], 1)], YESTERDAY)
    sold([(oranges.variants[0], 1)])
    Order.objects.filter(pk=order.pk).update(deliver_to="早先的名字")
    (row,) = queries.sales(chen, ON - timedelta(days=1), ON, By.POINT).rows
    assert (row.name, row.orders) == ("龙凤村村集点", 2)


def test_only_the_owner_reads_sales_and_only_of_a_period(chen: MerchantStaff) -> None:
    for role in ("PACKER", "EDITOR"):
        with pytest.raises(Forbidden):
            queries.sales(MerchantStaff(1, chen.merchant_id, role), ON, ON)
    with pytest.raises(Forbidden):
        queries.today(Operator(1), ON)
    wrong: list[tuple[dict[str, Any], str]] = [
        ({"first": ON, "last": ON - timedelta(days=1)}, "last"),
        ({"first": ON, "last": ON, "by": By.PRODUCT, "most": 0}, "most"),
    ]
    for given, name in wrong:
        with pytest.raises(Invalid) as refused:
            queries.sales(chen, **given)
        assert refused.value.name == name


# Today


def everything(oranges: supply.Goods) -> None:
    """Let something of each figure wait for Chen."""
    chen, merchant = oranges.staff, oranges.merchant
    small = oranges.variants[0]
    sold([(small, 1)], NOW, sales.delivery(promised_on=ON + timedelta(days=1)))
    late = sold([(small, 1)], YESTERDAY)
    Order.objects.filter(pk=late.pk).update(promised_on=ON)
    Lot.objects.filter(variant=small).update(on_hand=3, reserved=0)
    Lot.objects.filter(variant=oranges.variants[1]).update(expires_on=ON + timedelta(days=1))
    for name, status in (("退回的", "REFUSED"), ("在等的", "IN_REVIEW"), ("也在等", "IN_REVIEW")):
        made = supply.product(chen, now=NOW, name=name, listed=False)
        made.status = status
        made.save()
    asking.ask(
        actor=sales.shopper(now=NOW), product_id=oranges.product.public_id, text="甜不甜？", now=NOW
    )
    for subject, state in (("prd_1", "WAITING"), ("prd_2", "REFUSED"), ("prd_3", "CLEAR")):
        TextFlag.objects.create(
            subject=subject,
            merchant=merchant.public_id,
            title="衡山云雾茶",
            hits=[],
            state=state,
            flagged_at=NOW,
        )
    supply.permit(merchant, now=NOW, valid_to=ON + timedelta(days=30))
    right = supply.right("南岳云雾茶", now=NOW)
    supply.authorise(right, merchant, from_on=ON - timedelta(days=90), now=NOW)
    right.ceiling_grams = 1_000
    right.save()
    season = right.season_starts
    for code, grams in ((merchant.credit_code, 100), ("", 800)):
        Output.objects.create(
            right=right,
            credit_code=code,
            season_on=waiting.gi_rules.season_of(ON, season),
            taken_grams=grams,
        )


def test_each_number_is_that_of_its_list(oranges: supply.Goods, chen: MerchantStaff) -> None:
    nothing = queries.today(chen, ON)
    assert {value for value in asdict(nothing).values() if not isinstance(value, tuple)} == {0}
    everything(oranges)
    found = queries.today(chen, ON)
    assert (found.to_pack, found.late) == (2, 1)
    assert (found.refused, found.in_review, found.unanswered) == (1, 2, 1)
    assert found.low_stock == len(stock.low_stock(chen, ON)) == 1
    assert found.expiring == len(stock.near_expiry(chen, ON)) == 1
    assert found.flagged == len(waiting.flagged(chen)) == 2
    assert found.ending_papers == len(waiting.ending_papers(chen, ON)) == 1
    (ceiling,) = waiting.near_ceilings(chen, ON)
    assert (ceiling.output.everybody, ceiling.output.percent) == (True, 80)
    assert found.near_ceilings == 1
    assert found.week is not None
    assert sum(found.week) == 2 * oranges.variants[0].price_fen


def test_everybody_sees_what_is_their_duty(oranges: supply.Goods, chen: MerchantStaff) -> None:
    everything(oranges)
    packer = queries.today(MerchantStaff(1, chen.merchant_id, "PACKER"), ON)
    seen = {name for name, value in asdict(packer).items() if value is not None}
    assert seen == {"to_pack", "late"}
    editor = asdict(queries.today(MerchantStaff(1, chen.merchant_id, "EDITOR"), ON))
    hidden = {name for name, value in editor.items() if value is None}
    assert hidden == {"to_pack", "late", "week", "ending_papers"}


def test_another_sellers_work_is_not_counted(oranges: supply.Goods) -> None:
    everything(oranges)
    deng = supply.staff(supply.merchant(now=NOW, name="白果茶厂"), "Deng", now=NOW)
    found = asdict(queries.today(deng, ON))
    assert {value for value in found.values() if not isinstance(value, tuple)} == {0}
    assert found["week"] == (0,) * 7


def test_papers_wait_until_a_later_one_is_accepted(chen: MerchantStaff) -> None:
    merchant = Merchant.objects.get(pk=chen.merchant_id)
    supply.permit(merchant, now=NOW, valid_to=ON - timedelta(days=1))
    (over,) = waiting.ending_papers(chen, ON)
    assert (over.label, over.days_left) == ("食品生产许可证", -1)
    supply.permit(merchant, now=NOW, valid_to=ON + timedelta(days=31))
    assert waiting.ending_papers(chen, ON) == []
    Paper.objects.filter(merchant=merchant).update(valid_to=None)
    assert waiting.ending_papers(chen, ON) == []


def test_a_later_paper_for_other_goods_ends_no_waiting(chen: MerchantStaff) -> None:
    merchant = Merchant.objects.get(pk=chen.merchant_id)
    supply.permit(merchant, now=NOW, valid_to=ON)
    later = supply.permit(merchant, now=NOW, valid_to=ON + timedelta(days=900))
    Paper.objects.filter(pk=later.pk).update(scope=["sauce"])
    assert [paper.days_left for paper in waiting.ending_papers(chen, ON)] == [0]


def test_statements_do_not_grow(oranges: supply.Goods, chen: MerchantStaff) -> None:
    def counted() -> int:
        with CaptureQueriesContext(connection) as statements:
            queries.today(chen, ON)
            for by in By:
                queries.sales(chen, ON - timedelta(days=30), ON, by)
        return len(statements)

    sold([(oranges.variants[0], 1)])
    few = counted()
    for n in range(3):
        sold([(variant, 1) for variant in oranges.variants], YESTERDAY - timedelta(hours=n))
        supply.product(chen, now=NOW, name=f"沃柑 {n}", listed=False)
    assert counted() == few <= 18
