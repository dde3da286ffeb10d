"""The county's network: whole, repeatable, and a promise for every village."""

from datetime import datetime, timedelta

import pytest

from fixtures.build import points as build
from fixtures.build import supply
from logistics.carriers import services as carriers
from logistics.carriers.models import Carrier
from logistics.network import codes, queries, rules, services
from logistics.network.models import Link, Node, NodeKind
from market.kernel import days
from market.kernel.errors import NotFound
from market.places.models import Place
from village_points.points.models import Point

pytestmark = pytest.mark.django_db

MORNING = datetime(2026, 11, 24, 9, tzinfo=days.SHANGHAI)


@pytest.fixture(autouse=True)
def _county() -> None:
    build.county()


def test_every_village_and_town_has_its_node() -> None:
    counts = {kind: Node.objects.filter(kind=kind).count() for kind in NodeKind}
    assert counts == {"MERCHANT": 0, "DEPOT": 1, "STATION": 2, "POINT": len(build.VILLAGES)}


def test_building_again_changes_nothing() -> None:
    before = (Node.objects.count(), Link.objects.count())
    services.build_county()
    assert (Node.objects.count(), Link.objects.count()) == before


def test_every_town_has_one_round_to_the_doors() -> None:
    assert Link.objects.filter(target=None).count() == 2


@pytest.mark.parametrize("village", build.VILLAGES)
@pytest.mark.parametrize("origin", [*build.VILLAGES, None])
def test_goods_of_the_morning_come_next_day(village: str, origin: str | None) -> None:
    day = queries.promise(village_code=village, origin_place_code=origin, now=MORNING)
    assert day == days.day(MORNING) + timedelta(days=1)


@pytest.mark.parametrize("hour", range(24))
def test_a_promise_without_a_seller_holds_for_every_seller(hour: int) -> None:
    now = MORNING.replace(hour=hour)
    general = queries.promised_at(village_code=build.LONGFENG, now=now)
    for origin in build.VILLAGES:
        own = queries.promised_at(village_code=build.LONGFENG, origin_place_code=origin, now=now)
        assert now < own <= general <= now + timedelta(days=3)


def test_the_door_is_reached_by_the_evening() -> None:
    at = queries.promised_at(village_code=build.LONGFENG, to_door=True, now=MORNING)
    assert rules.minute_of_day(at) == rules.DOORS[1]


def test_promises_cost_nothing_once_the_timetable_is_read(
    django_assert_num_queries: pytest.FixtureRequest,
) -> None:
    queries.forget()
    with django_assert_num_queries(1):
        queries.promise(village_code=build.LONGFENG, now=MORNING)
    with django_assert_num_queries(0):
        queries.promise(village_code=build.XIANNONG, now=MORNING + timedelta(seconds=59))
    with django_assert_num_queries(1):
        queries.promise(village_code=build.XIANNONG, now=MORNING + timedelta(seconds=60))


def test_an_unknown_village_is_refused() -> None:
    with pytest.raises(NotFound):
        queries.promise(village_code="430423999999", now=MORNING)


def test_an_unknown_origin_is_refused() -> None:
    with pytest.raises(NotFound):
        queries.promise(village_code=build.LONGFENG, origin_place_code="1", now=MORNING)


def test_few_runs_are_read_for_a_plan() -> None:
    runs = queries.runs_to(origin_code=codes.depot(), village_code=build.LONGFENG)
    assert len(runs) <= 10
    plan = rules.plan(runs, codes.depot(), codes.point(build.LONGFENG), MORNING)
    assert plan.legs[-1].target == codes.point(build.LONGFENG)


def test_the_whole_county_is_served_the_next_day() -> None:
    """12 stations, 153 points; goods of the morning from any town are everywhere next noon."""
    supply.whole_county()
    build.build_network()
    assert Node.objects.filter(kind=NodeKind.STATION).count() == 12
    assert Point.objects.count() == 153
    assert {point.phone for point in Point.objects.all()} == {
        f"{build.PHONE_PREFIX}{number:04d}" for number in range(1, 154)
    }
    noon = (MORNING + timedelta(days=1)).replace(hour=12)
    for village in Place.objects.villages():
        assert queries.promised_at(village_code=village.code, now=MORNING) < noon


def test_every_carrier_of_the_timetable_is_known() -> None:
    carriers.register_known()
    used = set(Link.objects.values_list("carrier", flat=True))
    assert used == set(Carrier.objects.values_list("code", flat=True)) == {"van", "post"}
