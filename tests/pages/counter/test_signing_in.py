"""One page to sign in for all staff, and everybody to the own place of work."""

from datetime import datetime, timedelta

import pytest
from django.test import Client

from fixtures.build.supply import PASSWORD
from market.accounts import services as accounts
from market.accounts.models import User
from tests.graphql.world import World
from tests.pages.conftest import sound

pytestmark = pytest.mark.django_db


def username(world: World, who: str) -> str:
    return User.objects.get(pk=getattr(world, who).user_id).username


@pytest.mark.parametrize(
    ("who", "place"), [("wang", "/counter/"), ("chen", "/desk/"), ("sun", "/county/")]
)
def test_everybody_comes_to_the_own_place(
    client: Client, world: World, who: str, place: str
) -> None:
    sound(client.get("/accounts/login/"))
    name = username(world, who)
    answer = client.post("/accounts/login/", {"login": name, "password": PASSWORD})
    assert answer.headers["Location"] == "/work/"
    assert client.get("/work/").headers["Location"] == place
    client.post("/accounts/logout/")
    assert client.get(place).headers["Location"] == f"/accounts/login/?next={place}"


def test_page_that_was_asked_for_comes_after_sign_in(client: Client, world: World) -> None:
    asked = client.get("/counter/pickup/?q=1")
    page = client.get(asked.headers["Location"])
    assert 'name="next" value="/counter/pickup/?q=1"' in sound(page)
    form = {
        "login": username(world, "wang"),
        "password": PASSWORD,
        "next": "/counter/pickup/?q=1",
    }
    answer = client.post("/accounts/login/", form)
    assert answer.headers["Location"] == "/counter/pickup/?q=1"
    away = client.post("/accounts/login/", {**form, "next": "https://elsewhere.test/"})
    assert "elsewhere" not in away.headers["Location"]


def test_wrong_password_keeps_the_name_and_five_shut_the_account(
    client: Client, world: World
) -> None:
    name = username(world, "wang")
    for _ in range(5):
        page = sound(client.post("/accounts/login/", {"login": name, "password": "not-this"}))
        assert f'value="{name}"' in page
        assert "账号或密码不对" in page
    page = sound(client.post("/accounts/login/", {"login": name, "password": PASSWORD}))
    assert "15 分钟" in page
    assert client.get("/work/").status_code == 302


def test_who_has_no_work_is_told_so(client: Client, world: World) -> None:
    accounts.create_user(username="nobody", password=PASSWORD, name="没班")
    client.post("/accounts/login/", {"login": "nobody", "password": PASSWORD})
    page = sound(client.get("/work/"), 403)
    assert "这个账号不在这里上班" in page
    assert "nobody" in page


def test_the_wrong_door_stays_shut(world: World) -> None:
    chen = world.signed_in("desk", world.chen).http
    for path in ("/counter/", "/counter/receive/", "/county/", "/county/scan/"):
        assert "不在这里上班" in sound(chen.get(path), 403), path
    assert "不在这里上班" in sound(chen.post("/counter/shift/open/", {"float": "1"}), 403)


def test_a_clerk_who_was_away_signs_in_again(world: World, clock: list[datetime]) -> None:
    wang = world.signed_in("counter", world.wang).http
    assert wang.get("/counter/shift/").status_code == 200
    clock[0] += timedelta(minutes=16)
    answer = wang.post("/counter/pickup/", {"orderId": "ord_x", "code": "1"})
    assert answer.headers["Location"] == "/accounts/login/?next=/counter/"


def test_staff_pages_are_kept_by_nobody(world: World) -> None:
    wang = world.signed_in("counter", world.wang).http
    answer = wang.get("/counter/shift/")
    assert "no-store" in answer.headers["Cache-Control"]
    assert "private" in answer.headers["Cache-Control"]


def test_of_accounts_only_what_staff_need_is_there(client: Client, world: World) -> None:
    page = sound(client.get("/accounts/signup/"))
    assert '<html lang="zh-Hans"' in page
    assert 'name="password1"' not in page, "nobody signs up"
    sound(client.get("/accounts/inactive/"))
    for path in ("password/reset/", "password/change/", "email/", "confirm-email/"):
        assert client.get(f"/accounts/{path}").status_code == 404, path


def test_an_account_that_was_shut_is_told_so(client: Client, world: World) -> None:
    User.objects.filter(pk=world.wang.user_id).update(is_active=False)
    form = {"login": username(world, "wang"), "password": PASSWORD}
    answer = client.post("/accounts/login/", form)
    assert answer.headers["Location"] == "/accounts/inactive/"
    assert client.get("/counter/").status_code == 302
