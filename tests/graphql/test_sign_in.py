"""Who gets in at the doors of staff, for how long, and after how many tries."""

from datetime import datetime, timedelta

import pytest

from fixtures.build.supply import PASSWORD
from market.accounts import services as accounts
from market.accounts.models import User
from tests.graphql.asking import Asker, top
from tests.graphql.world import World


def username(user_id: int) -> str:
    return User.objects.get(pk=user_id).username


def is_in(asker: Asker, door: str) -> bool:
    return asker.run(door, "Me")["me"] is not None


def test_everybody_signs_in_at_the_own_door_and_out(world: World) -> None:
    for door, actor in (("counter", world.wang), ("desk", world.chen), ("county", world.sun)):
        asker = Asker()
        assert not is_in(asker, door)
        asker.sign_in(door, f" {username(actor.user_id)} ", PASSWORD)
        assert is_in(asker, door)
        session = asker.http.cookies["sessionid"].value
        asker.run(door, "SignOut")
        assert not is_in(asker, door)
        asker.http.cookies["sessionid"] = session
        assert not is_in(asker, door), "the old session is dead at once"


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(world: World) -> None:
    cookie = world.signed_in("county", world.sun).http.cookies["sessionid"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


def test_a_right_password_at_the_wrong_door_starts_no_session(world: World) -> None:
    asker = Asker()
    given = {"username": username(world.chen.user_id), "password": PASSWORD}
    assert asker.refused("counter", "SignIn", **given)["code"] == "WRONG_DOOR"
    assert not is_in(asker, "desk")


def test_name_and_password_are_not_told_apart(world: World) -> None:
    asker = Asker()
    name = username(world.sun.user_id)
    wrong = asker.refused("county", "SignIn", username=name, password="not-the-password")
    unknown = asker.refused("county", "SignIn", username="nobody", password="not-the-password")
    assert wrong == unknown
    assert wrong["code"] == "SIGN_IN_FAILED"


def test_five_failures_shut_the_account_whoever_tries(world: World) -> None:
    name = username(world.sun.user_id)
    for _ in range(5):
        error = Asker().refused("county", "SignIn", username=name, password="not-the-password")
        assert error["code"] == "SIGN_IN_FAILED"
    error = Asker().refused("county", "SignIn", username=name, password=PASSWORD)
    assert error["code"] == "TOO_MANY_TRIES"
    assert "15 分钟" in error["message"]
    other = username(world.wang.user_id)
    Asker().sign_in("counter", other, PASSWORD)


def test_a_user_who_was_shut_out_does_not_get_in(world: World) -> None:
    User.objects.filter(pk=world.sun.user_id).update(is_active=False)
    given = {"username": username(world.sun.user_id), "password": PASSWORD}
    assert Asker().refused("county", "SignIn", **given)["code"] == "SIGN_IN_FAILED"


def test_a_clerk_who_is_away_for_15_minutes_is_signed_out(
    world: World, clock: list[datetime]
) -> None:
    asker = world.signed_in("counter", world.wang)
    clock[0] += timedelta(minutes=14)
    assert is_in(asker, "counter")
    clock[0] += timedelta(minutes=14)
    assert is_in(asker, "counter"), "every request counts"
    clock[0] += timedelta(minutes=15, seconds=1)
    assert top(asker.post("counter", {"id": "Shelf"})) == "UNAUTHENTICATED"
    assert not is_in(asker, "counter")


@pytest.mark.parametrize(("door", "who"), [("desk", "chen"), ("county", "sun")])
def test_a_session_ends_after_12_hours(
    world: World, clock: list[datetime], door: str, who: str
) -> None:
    asker = world.signed_in(door, getattr(world, who))
    clock[0] += timedelta(hours=11, minutes=59)
    assert is_in(asker, door)
    clock[0] += timedelta(minutes=2)
    assert not is_in(asker, door)


def test_a_busy_clerk_is_signed_out_after_12_hours_too(world: World, clock: list[datetime]) -> None:
    asker = world.signed_in("counter", world.wang)
    for _ in range(71):
        clock[0] += timedelta(minutes=10)
        assert is_in(asker, "counter")
    clock[0] += timedelta(minutes=11)
    assert not is_in(asker, "counter")


def test_a_new_password_ends_every_session(world: World) -> None:
    asker = world.signed_in("county", world.sun)
    accounts.change_password(user_id=world.sun.user_id, password="another-long-password")
    assert not is_in(asker, "county")


def test_signing_in_at_the_page_is_the_same_session(world: World) -> None:
    asker = Asker()
    given = {"login": username(world.wang.user_id), "password": PASSWORD, "next": "/healthz"}
    assert asker.http.post("/accounts/login/", given).status_code == 302
    assert is_in(asker, "counter")
