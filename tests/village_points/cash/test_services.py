"""The drawer: each refusal with nothing changed, and every fen in the ledger."""

from datetime import date, timedelta

import pytest

from market.accounts.actors import Anonymous, Clerk
from market.kernel.errors import Forbidden, Invalid, NotFound
from market.ledger import queries as ledger
from market.ledger.models import AccountKind, Posting, Transaction
from market.payments.models import Payment
from tests.village_points.scene import Scene
from village_points.cash import queries, services
from village_points.cash.models import Shift, Taking
from village_points.points.models import Point


def balance(scene: Scene, kind: AccountKind) -> int:
    owner = Point.objects.get(pk=scene.wang.point_id).public_id
    return ledger.balance(kind=kind, owner=owner)


def test_the_first_float_comes_from_the_county(scene: Scene) -> None:
    assert balance(scene, AccountKind.DRAWER) == 20_000
    assert balance(scene, AccountKind.FLOAT) == -20_000
    assert balance(scene, AccountKind.VARIANCE) == 0


def test_a_later_float_that_differs_is_a_variance(scene: Scene) -> None:
    services.close_shift(actor=scene.wang, counted_fen=20_000, now=scene.now)
    services.open_shift(actor=scene.wang, float_fen=19_500, now=scene.next_day)
    assert balance(scene, AccountKind.DRAWER) == 19_500
    assert balance(scene, AccountKind.VARIANCE) == 500
    assert balance(scene, AccountKind.FLOAT) == -20_000


def test_an_empty_drawer_can_be_opened(scene: Scene) -> None:
    services.open_shift(actor=scene.zhao, float_fen=0, now=scene.now)
    assert Shift.objects.filter(point_id=scene.zhao.point_id, closed_at=None).exists()


def test_a_drawer_is_opened_once(scene: Scene) -> None:
    with pytest.raises(services.ShiftOpen) as caught:
        services.open_shift(actor=scene.wang, float_fen=1, now=scene.now)
    assert caught.value.clerk_name == "Wang"
    assert Shift.objects.count() == 1
    assert balance(scene, AccountKind.DRAWER) == 20_000


@pytest.mark.parametrize("fen", [-1, 10_000_001])
def test_impossible_sums_are_refused(scene: Scene, fen: int) -> None:
    with pytest.raises(Invalid):
        services.open_shift(actor=scene.zhao, float_fen=fen, now=scene.now)
    with pytest.raises(Invalid):
        services.close_shift(actor=scene.wang, counted_fen=fen, now=scene.now)
    with pytest.raises(Invalid):
        scene.placed(tendered_fen=fen)
    assert Shift.objects.filter(closed_at=None).count() == 1
    assert not Taking.objects.exists()


def test_only_clerks_have_drawers(scene: Scene) -> None:
    with pytest.raises(Forbidden):
        services.open_shift(actor=Anonymous(), float_fen=0, now=scene.now)
    with pytest.raises(Forbidden):
        services.close_shift(actor=scene.sun, counted_fen=0, now=scene.now)
    order = scene.placed().order
    with pytest.raises(Forbidden):
        services.take(actor=scene.sun, order=order, tendered_fen=10_000, now=scene.now)


def test_cash_of_an_order_lies_in_the_drawer_and_is_owed_to_merchants(scene: Scene) -> None:
    placed = scene.placed(tendered_fen=10_000)
    assert placed.change_fen == 4_000
    assert balance(scene, AccountKind.DRAWER) == 26_000
    sides = {
        (row.account.kind, row.amount_fen)
        for row in Posting.objects.filter(
            transaction__cause=Payment.objects.get().public_id
        ).select_related("account")
    }
    assert sides == {("DRAWER", 6_000), ("MERCHANT", -2_000), ("FREIGHT", -1_000)}


def test_no_other_clerk_takes_cash_into_a_drawer(scene: Scene) -> None:
    order = scene.placed().order
    colleague = Clerk(user_id=scene.zhao.user_id, point_id=scene.wang.point_id)
    with pytest.raises(services.NoOpenShift):
        services.take(actor=colleague, order=order, tendered_fen=10_000, now=scene.now)
    with pytest.raises(NotFound):
        services.take(actor=scene.zhao, order=order, tendered_fen=10_000, now=scene.now)
    assert Taking.objects.count() == 1


def test_nothing_is_closed_that_is_not_open(scene: Scene) -> None:
    with pytest.raises(services.NoOpenShift):
        services.close_shift(actor=scene.zhao, counted_fen=0, now=scene.now)
    services.close_shift(actor=scene.wang, counted_fen=20_000, now=scene.now)
    with pytest.raises(services.NoOpenShift):
        services.close_shift(actor=scene.wang, counted_fen=0, now=scene.now)


@pytest.mark.parametrize(("counted", "variance"), [(26_000, 0), (25_990, -10), (26_300, 300)])
def test_closing_compares_count_and_record(scene: Scene, counted: int, variance: int) -> None:
    scene.placed()
    before = Transaction.objects.count()
    shift = services.close_shift(actor=scene.wang, counted_fen=counted, now=scene.next_day)
    assert (shift.recorded_fen, shift.counted_fen) == (26_000, counted)
    assert balance(scene, AccountKind.DRAWER) == counted
    assert balance(scene, AccountKind.VARIANCE) == -variance
    assert Transaction.objects.count() == before + (variance != 0)
    found = queries.summary(shift)
    assert (found.takings, found.taken_fen, found.variance_fen) == (1, 6_000, variance)
    assert queries.open_shift(scene.wang) is None


def test_the_open_shift_counts_what_was_taken(scene: Scene) -> None:
    scene.placed()
    scene.placed(sellers=1)
    found = queries.open_shift(scene.wang)
    assert found is not None
    assert (found.takings, found.taken_fen, found.recorded_fen) == (2, 9_000, 29_000)
    assert found.variance_fen is None
    assert found.clerk_name == "Wang"


def test_a_day_ends_at_midnight_in_beijing(scene: Scene) -> None:
    scene.placed()
    taking = Taking.objects.get()
    for hour, minute, day in ((23, 59, date(2028, 2, 28)), (0, 0, date(2028, 2, 29))):
        at = scene.now.replace(
            year=day.year, month=day.month, day=day.day, hour=hour, minute=minute
        )
        Taking.objects.filter(pk=taking.pk).update(at=at)
        totals = queries.day_totals(point_id=scene.wang.point_id, on=day)
        assert (totals.takings, totals.taken_fen) == (1, 6_000)
        for other in (day - timedelta(days=1), day + timedelta(days=1)):
            assert queries.day_totals(point_id=scene.wang.point_id, on=other).takings == 0


def test_shifts_are_listed_newest_first(scene: Scene) -> None:
    services.close_shift(actor=scene.wang, counted_fen=20_000, now=scene.now)
    services.open_shift(actor=scene.wang, float_fen=20_000, now=scene.next_day)
    listed = queries.last_shifts(scene.wang, first=5)
    assert [shift.closed_at is None for shift in listed] == [True, False]
    assert queries.last_shifts(scene.zhao, first=5) == []
