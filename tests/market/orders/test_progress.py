"""Consignments go forward only, and the order is completed with the last."""

import pytest

from fixtures.build import sales
from market.accounts.actors import Clerk, MerchantStaff, Operator, System
from market.kernel.errors import NotFound, WrongState
from market.orders import cancelling, progress
from market.orders.models import Consignment, Order, OrderState, Step
from tests import jobs
from tests.market import goods
from tests.market.goods import NOW

pytestmark = pytest.mark.django_db
SUN = Operator(1)


def two_parts() -> tuple[Order, list[Consignment]]:
    lines = [(goods.variant(units=2).public_id, 1) for _ in range(2)]
    order = sales.paid_order(lines, now=NOW)
    jobs.clear_jobs()
    return order, list(Consignment.objects.filter(order=order).order_by("pk"))


def test_the_whole_way() -> None:
    order, (first, second) = two_parts()
    for part in (first, second):
        for mark in (
            progress.mark_packed,
            progress.mark_on_the_way,
            progress.mark_ready,
            progress.mark_delivered,
        ):
            mark(actor=SUN, consignment_id=part.public_id, now=NOW)
        order.refresh_from_db()
        done = part.pk == second.pk
        assert order.state == (OrderState.COMPLETED if done else OrderState.PAID)
    assert order.closed_at == NOW
    steps = Step.objects.filter(consignment=first).order_by("pk").values_list("was", "now")
    assert list(steps) == [
        ("WAITING", "TO_PACK"), ("TO_PACK", "PACKED"), ("PACKED", "ON_THE_WAY"),
        ("ON_THE_WAY", "READY"), ("READY", "DELIVERED"),
    ]  # fmt: skip


def test_repeats_and_late_news_do_nothing() -> None:
    _, (first, _) = two_parts()
    progress.mark_packed(actor=SUN, consignment_id=first.public_id, now=NOW)
    progress.mark_ready(actor=SUN, consignment_id=first.public_id, now=NOW)
    before = Step.objects.count()
    for mark in (progress.mark_packed, progress.mark_on_the_way, progress.mark_ready):
        assert mark(actor=SUN, consignment_id=first.public_id, now=NOW).state == "READY"
    assert Step.objects.count() == before


def test_nothing_is_skipped_that_must_be() -> None:
    _, (first, _) = two_parts()
    for mark in (progress.mark_on_the_way, progress.mark_ready, progress.mark_delivered):
        with pytest.raises(WrongState) as refused:
            mark(actor=SUN, consignment_id=first.public_id, now=NOW)
        assert refused.value.state == "TO_PACK"
    progress.mark_packed(actor=SUN, consignment_id=first.public_id, now=NOW)
    with pytest.raises(WrongState):
        progress.mark_delivered(actor=SUN, consignment_id=first.public_id, now=NOW)


def test_what_is_not_paid_or_is_cancelled_is_not_packed() -> None:
    sold = goods.variant(units=2)
    order = sales.placed_order([(sold.public_id, 1)], now=NOW)
    part = Consignment.objects.get(order=order)
    with pytest.raises(WrongState):
        progress.mark_packed(actor=SUN, consignment_id=part.public_id, now=NOW)
    cancelling.cancel_order(actor=System("test"), order_id=order.public_id, reason="test", now=NOW)
    with pytest.raises(WrongState) as refused:
        progress.mark_packed(actor=SUN, consignment_id=part.public_id, now=NOW)
    assert refused.value.state == "CANCELLED"


def test_staff_move_only_their_own_merchants_part() -> None:
    _, (first, second) = two_parts()
    chen = MerchantStaff(1, first.merchant_id)
    progress.mark_packed(actor=chen, consignment_id=first.public_id, now=NOW)
    for consignment_id in (second.public_id, "con_nothing"):
        with pytest.raises(NotFound):
            progress.mark_packed(actor=chen, consignment_id=consignment_id, now=NOW)
    second.refresh_from_db()
    assert second.state == "TO_PACK"


def test_packing_is_told() -> None:
    _, (first, _) = two_parts()
    wang = Clerk(1, 1)
    progress.mark_packed(actor=wang, consignment_id=first.public_id, now=NOW)
    told = [job.args for job in jobs.waiting() if "consignment" in job.args]
    assert all(args == {"consignment": first.public_id} for args in told)
