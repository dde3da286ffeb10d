"""Points: hours, clerks, nearest, and deliveries to them or to a door."""

from datetime import datetime, timedelta

import pytest

from fixtures.build import points as build
from fixtures.build import supply
from market.accounts.actors import Clerk
from market.accounts.models import User
from market.kernel import days
from market.kernel.errors import Invalid, NotFound
from village_points.points import delivery, queries, services
from village_points.points.models import ClerkPost, Point

pytestmark = pytest.mark.django_db

MORNING = datetime(2026, 11, 24, 9, tzinfo=days.SHANGHAI)


@pytest.fixture(autouse=True)
def _county() -> None:
    build.county()


def test_every_village_has_a_point_with_hours_and_a_phone() -> None:
    assert Point.objects.count() == len(build.VILLAGES)
    assert Point.objects.values("phone").distinct().count() == len(build.VILLAGES)
    assert build.point(build.XIANNONG).opens_minute == 450
    assert build.point(build.LONGFENG).opens_minute == 480
    assert build.point(build.LONGFENG).address == "衡山县永和乡龙凤村"


def test_opening_all_again_makes_no_second_point() -> None:
    assert services.open_all(phone_prefix="0") == 0


@pytest.mark.parametrize(("hour", "minute"), [(7, 59), (19, 0), (0, 0)])
def test_a_closed_point_says_when_it_opens(hour: int, minute: int) -> None:
    point = build.point()
    with pytest.raises(services.PointClosed) as caught:
        services.require_open(point_id=point.pk, now=MORNING.replace(hour=hour, minute=minute))
    assert (caught.value.opens_minute, caught.value.closes_minute) == (480, 1140)


@pytest.mark.parametrize(("hour", "minute"), [(8, 0), (18, 59)])
def test_an_open_point_is_returned(hour: int, minute: int) -> None:
    point = build.point()
    now = MORNING.replace(hour=hour, minute=minute)
    assert services.require_open(point_id=point.pk, now=now) == point


def test_a_point_that_gave_up_is_not_found() -> None:
    point = build.point()
    Point.objects.filter(pk=point.pk).update(active=False)
    with pytest.raises(NotFound):
        services.require_open(point_id=point.pk, now=MORNING)
    with pytest.raises(NotFound):
        delivery.to_point(point_code=point.code, now=MORNING)
    assert point.code not in [p.code for p in queries.points_by_town(supply.YONGHE)]


def test_hours_can_be_changed_but_not_to_nonsense() -> None:
    point = build.point()
    with pytest.raises(Invalid):
        services.set_hours(point_id=point.pk, opens_minute=600, closes_minute=600)
    point.refresh_from_db()
    assert point.opens_minute == 480
    services.set_hours(point_id=point.pk, opens_minute=540, closes_minute=1441 - 1)
    point.refresh_from_db()
    assert (point.opens_minute, point.closes_minute) == (540, 1440)
    with pytest.raises(NotFound):
        services.set_hours(point_id=0, opens_minute=1, closes_minute=2)


def test_a_clerk_is_one_while_appointed() -> None:
    wang = build.clerk("Wang")
    assert queries.clerk_actor(wang.user_id) == wang
    other = build.point(build.LONGYAN)
    services.appoint_clerk(user_id=wang.user_id, point_code=other.code)
    assert queries.clerk_actor(wang.user_id) == Clerk(wang.user_id, other.pk)
    ClerkPost.objects.filter(user_id=wang.user_id).update(active=False)
    assert queries.clerk_actor(wang.user_id) is None


def test_a_user_who_left_is_no_clerk() -> None:
    wang = build.clerk("Wang")
    User.objects.filter(pk=wang.user_id).update(is_active=False)
    assert queries.clerk_actor(wang.user_id) is None
    assert queries.clerk_actor(build.operator().user_id) is None


def test_nobody_is_appointed_to_a_point_that_is_not_there() -> None:
    sun = build.operator()
    with pytest.raises(NotFound):
        services.appoint_clerk(user_id=sun.user_id, point_code="P-0")
    assert not ClerkPost.objects.exists()


def test_the_nearest_points_come_first(django_assert_num_queries: pytest.FixtureRequest) -> None:
    here = build.point(build.LONGYAN).node
    with django_assert_num_queries(1):
        found = queries.nearest_points(lat=here.lat, lon=here.lon, first=3)
    assert found[0].village_code == build.LONGYAN
    assert found[0].distance_m == 0
    distances = [point.distance_m or 0 for point in found]
    assert distances == sorted(distances)
    assert len(found) == 3


def test_towns_count_their_points() -> None:
    assert [(town.name, town.points) for town in queries.towns()] == [("开云镇", 1), ("永和乡", 2)]


def test_a_delivery_to_a_point_carries_words_and_promise() -> None:
    point = build.point()
    night = MORNING.replace(hour=23)
    found = delivery.to_point(point_code=point.code, now=night)
    assert (found.kind, found.point_id, found.point_code) == ("POINT", point.pk, point.code)
    assert found.deliver_to == "永和乡龙凤村服务点"
    assert found.promised_on == days.day(night) + timedelta(days=2)


def test_a_delivery_to_a_door_has_the_whole_address_once() -> None:
    first = delivery.to_address(village_code=build.LONGFENG, address=" 3组  12号", now=MORNING)
    assert first.deliver_to == "衡山县永和乡龙凤村3组 12号"
    assert first.point_id is None
    again = delivery.to_address(village_code=build.LONGFENG, address=first.deliver_to, now=MORNING)
    assert again == first


@pytest.mark.parametrize("address", ["", " ", "1", "长" * 121, "3组\x0012号", "3组\u202e12号"])
def test_an_address_that_nobody_can_deliver_to_is_refused(address: str) -> None:
    with pytest.raises(Invalid) as caught:
        delivery.to_address(village_code=build.LONGFENG, address=address, now=MORNING)
    assert caught.value.field == "address"


@pytest.mark.parametrize("code", ["", "430423", "430423201", "999999999999"])
def test_only_villages_of_the_county_are_delivered_to(code: str) -> None:
    with pytest.raises(Invalid) as caught:
        delivery.to_address(village_code=code, address="3组12号", now=MORNING)
    assert caught.value.field == "villageCode"
