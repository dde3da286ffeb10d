"""Placing an order: prices, held goods, snapshots; and that a refusal leaves nothing behind."""

import copy
from collections.abc import Sequence
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fixtures.build import sales, supply
from market.accounts.actors import Clerk, MerchantStaff, Operator, Shopper
from market.catalogue import services as catalogue
from market.catalogue.models import Variant
from market.kernel.errors import DomainError, Forbidden, Invalid
from market.orders import placing, rules
from market.orders.models import Consignment, Line, Order, OrderState, Step
from market.orders.placing import Channel, NotForSale, OrderLine, OutOfStock, PriceChanged
from market.stock.models import Reservation
from tests import jobs
from tests.market import goods
from tests.market.goods import NOW, Counts, counts, soon

pytestmark = pytest.mark.django_db


def place(lines: Sequence[OrderLine], **change: object) -> Order:
    buyer = sales.shopper(now=NOW)
    given = {
        "actor": buyer,
        "customer_id": buyer.customer_id,
        "channel": Channel.SHOP,
        "lines": lines,
        "delivery": sales.delivery(promised_on=soon()),
        "buyer_name": " Li ",
        "buyer_phone": "+8613812341234",
        "now": NOW,
        **change,
    }
    return placing.place_order(**given)  # type: ignore[arg-type]


def refused(kind: type[DomainError], lines: Sequence[OrderLine], **change: object) -> DomainError:
    """Assert that placing is refused and writes nothing; return the refusal."""
    with pytest.raises(kind) as error:
        place(lines, **change)
    assert not Order.objects.exists()
    assert not Reservation.objects.exists()
    assert not Step.objects.exists()
    return error.value


def line(variant: Variant, quantity: int = 1, seen: int | None = None) -> OrderLine:
    return OrderLine(variant.public_id, quantity, seen)


def test_an_order_of_two_merchants() -> None:
    chen = goods.seller(first=600, following=200)
    oranges = goods.variant(of=chen, price_fen=2_990, gross_grams=2_850, units=5)
    lemons = goods.variant(of=chen, price_fen=1_000, gross_grams=500, units=5)
    tea = goods.variant(of=goods.seller(first=500, following=100), price_fen=8_800, units=5)
    order = place([line(oranges, 2), line(tea), line(lemons)])
    assert (order.state, order.buyer_name) == (OrderState.PLACED, "Li")
    assert rules.is_number(order.number)
    assert order.pay_until == NOW + timedelta(minutes=30)
    # 2 x 2,850 g + 500 g = 6,200 g: first kilogram and six more.
    assert (order.goods_fen, order.freight_fen, order.total_fen) == (15_780, 2_300, 18_080)
    first, second = Consignment.objects.filter(order=order).order_by("pk")
    assert (first.merchant_id, first.goods_fen, first.freight_fen) == (
        chen.merchant_id, 6_980, 1_800,
    )  # fmt: skip
    assert (second.goods_fen, second.freight_fen, second.state) == (8_800, 500, "WAITING")
    assert first.gross_grams == 6_200
    assert Line.objects.filter(consignment=first).count() == 2
    assert counts(oranges) == Counts(5, 2)
    assert Reservation.objects.filter(holder=order.public_id).count() == 3
    step = Step.objects.get()
    assert (step.was, step.now, step.actor) == ("", "PLACED", order.placed_by)


def test_a_snapshot_never_changes() -> None:
    chen = goods.seller()
    sold = goods.variant(of=chen, units=5)
    order = place([line(sold, 2)])
    kept = Line.objects.get(consignment__order=order)
    assert kept.snapshot["product"]["name"] == "龙凤沃柑"
    assert kept.snapshot["origin"] == {"code": supply.LONGFENG, "name": "永和乡龙凤村"}
    assert [batch["quantity"] for batch in kept.snapshot["batches"]] == [2]
    assert kept.snapshot["picture"]["width"] > 0
    before = copy.deepcopy(kept.snapshot)
    product = sold.product
    product.refresh_from_db()
    catalogue.update_listing(
        actor=chen, product_id=product.public_id, version=product.version, name="改了名", now=NOW
    )
    catalogue.set_price(actor=chen, variant_id=sold.public_id, price_fen=9_999, now=NOW)
    kept.refresh_from_db()
    assert kept.snapshot == before
    assert (kept.unit_price_fen, kept.total_fen) == (1_000, 2_000)


def test_the_badge_of_the_day_is_kept() -> None:
    """A badge only when every batch that the goods come from may carry it."""
    village = supply.right("永和乡龙凤村 沃柑", now=NOW)
    chen = goods.seller()
    sold = goods.variant(of=chen, right=village)
    goods.lot(sold, 3, good_for=10, village=supply.LONGFENG)
    goods.lot(sold, 3, good_for=20, village=supply.LONGYAN)
    inside = place([line(sold, 2)])
    mixed = place([line(sold, 2)])
    outside = place([line(sold, 2)])
    badges = [
        Line.objects.get(consignment__order=order).snapshot["badge"]
        for order in (inside, mixed, outside)
    ]
    assert badges[0] is not None
    assert badges[0]["right_id"] == village.public_id
    assert badges[1:] == [None, None]


@pytest.mark.parametrize(
    ("lines", "field", "rule"),
    [
        ([], "lines", "empty"),
        ([("a", 0)], "quantity", "range"),
        ([("a", -1)], "quantity", "range"),
        ([("a", 1_000)], "quantity", "range"),
        ([("a", 999), ("a", 1)], "quantity", "range"),
        ([(f"v{n}", 1) for n in range(51)], "lines", "too_many"),
    ],
)
def test_impossible_lines(lines: list[tuple[str, int]], field: str, rule: str) -> None:
    error = refused(Invalid, [OrderLine(*each) for each in lines])
    assert isinstance(error, Invalid)
    assert (error.name, error.rule) == (field, rule)


def test_what_is_not_for_sale() -> None:
    chen = goods.seller()
    sold, paused = goods.variant(of=chen, units=5), goods.variant(of=chen, units=5)
    catalogue.pause(actor=chen, product_id=paused.product.public_id, now=NOW)
    for variant_id in ("var_nothing", paused.public_id):
        error = refused(NotForSale, [line(sold), OrderLine(variant_id, 1)])
        assert isinstance(error, NotForSale)
        assert error.variant_id == variant_id


def test_too_few_units() -> None:
    sold = goods.variant(units=2)
    error = refused(OutOfStock, [line(sold, 3)])
    assert isinstance(error, OutOfStock)
    assert (error.variant_id, error.available) == (sold.public_id, 2)
    assert counts(sold) == Counts(2, 0)


def test_another_total_than_the_buyer_saw() -> None:
    sold = goods.variant(units=2, price_fen=1_000)
    error = refused(PriceChanged, [line(sold, 1, seen=900)], expected_total_fen=1_500)
    assert isinstance(error, PriceChanged)
    assert (error.total_fen, error.variant_id, error.price_fen) == (1_600, sold.public_id, 1_000)
    error = refused(PriceChanged, [line(sold)], expected_total_fen=1_500)
    assert isinstance(error, PriceChanged)
    assert (error.total_fen, error.variant_id) == (1_600, "")
    assert place([line(sold, 1, seen=900)], expected_total_fen=1_600).total_fen == 1_600


@pytest.mark.parametrize("name", ["", "   ", "长" * 65, "a\u202eb"])
def test_impossible_buyers_names(name: str) -> None:
    sold = goods.variant(units=2)
    error = refused(Invalid, [line(sold)], buyer_name=name)
    assert error.field == "buyerName"


def test_nobody_orders_for_another_shopper() -> None:
    sold = goods.variant(units=2)
    refused(Forbidden, [line(sold)], actor=Shopper(0))


def test_a_taken_number_is_drawn_again(monkeypatch: pytest.MonkeyPatch) -> None:
    sold = goods.variant(units=5)
    drawn = iter([7, 7, 7, 8])
    monkeypatch.setattr(placing.secrets, "randbelow", lambda _: next(drawn))
    first, second = place([line(sold)]), place([line(sold)])
    assert (first.number[:9], second.number[:9]) == ("100000007", "100000008")


def test_who_sees_an_order() -> None:
    sold = goods.variant(units=5)
    order = place([line(sold)])
    own = Shopper(order.customer_id)
    seller = MerchantStaff(1, sold.product.merchant_id)
    here, elsewhere = Clerk(1, order.point_id or 0), Clerk(2, 999)
    seen = {actor: Order.objects.visible_to(actor).exists() for actor in (
        own, Shopper(0), here, elsewhere, Operator(1), seller, None,
    )}  # fmt: skip
    assert [actor for actor, sees in seen.items() if sees] == [own, here, Operator(1)]
    assert not Consignment.objects.visible_to(seller).exists()
    sales.pay_at_provider(order, now=NOW)
    assert Consignment.objects.visible_to(seller).exists()
    assert not Consignment.objects.visible_to(MerchantStaff(1, 0)).exists()
    assert not Consignment.objects.visible_to(elsewhere).exists()


@pytest.mark.parametrize("count", [1, 20])
def test_statements_do_not_grow_with_the_lines(count: int) -> None:
    chen = goods.seller()
    lines = [line(goods.variant(of=chen, units=5)) for _ in range(count)]
    buyer = sales.shopper(now=NOW)
    with CaptureQueriesContext(connection) as statements:
        place(lines, actor=buyer, customer_id=buyer.customer_id)
    # shopper() inside place() costs three of them.
    assert len(statements) <= 20


def test_placing_is_told_once() -> None:
    sold = goods.variant(units=5)
    jobs.clear_jobs()
    order = place([line(sold)])
    told = [job.args for job in jobs.waiting() if "order" in job.args]
    assert all(args == {"order": order.public_id} for args in told)
