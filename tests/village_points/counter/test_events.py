"""The counter's order through the jobs: planned, packed, brought, told, fetched."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from logistics.parcels import services as parcels
from logistics.parcels.models import Parcel
from market.notices.models import Notice
from market.orders.models import Order, OrderState
from tests.jobs import run_jobs
from tests.village_points.scene import LI_PHONE, Scene
from village_points.pickup import services as pickup


def test_jobs_carry_an_order_from_cash_to_message(scene: Scene) -> None:
    placed = scene.placed(sellers=1, phone=LI_PHONE)
    run_jobs(scene.now)
    parcel = Parcel.objects.get()
    assert parcel.state == "PLANNED"
    scene.on_shelf(placed.order)
    run_jobs(scene.next_day)
    notice = Notice.objects.get(kind="parcel.ready")
    assert notice.state == "SENT"
    # Nothing in the table opens the shelf once the message is out.
    assert placed.code_digits not in str(notice.params)
    pickup.hand_over(
        actor=scene.wang,
        order_id=placed.order.public_id,
        code=placed.code_digits,
        now=scene.next_day,
    )
    run_jobs(scene.next_day)
    assert Order.objects.get().state == OrderState.COMPLETED
    assert Notice.objects.filter(kind="parcel.ready").count() == 1


def test_a_parcel_packed_before_its_job_ran_is_planned_once(scene: Scene) -> None:
    order = scene.placed(sellers=1).order
    parcels.pack(
        actor=scene.chen.staff,
        consignment_id=order.consignments.get().public_id,
        now=scene.now,
    )
    run_jobs(scene.now)
    assert Parcel.objects.count() == 1


def test_an_order_at_the_counter_costs_few_statements(scene: Scene) -> None:
    scene.placed(sellers=1)
    counts = []
    for sellers in (1, 2):
        with CaptureQueriesContext(
            connection,
        ) as captured:
            scene.placed(sellers=sellers)
        counts.append(len(captured))
    assert counts[0] <= 90
    assert counts[1] - counts[0] <= 3
