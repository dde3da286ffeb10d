"""Guests, walk-ins and users who sign in."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.contrib.auth import authenticate
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpRequest
from django.test import Client

from market.accounts import queries, services
from market.accounts.actors import Anonymous, Shopper
from market.accounts.models import Customer, User
from market.kernel.errors import Invalid, NotFound

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
PASSWORD = "mandarin-oranges-2026"


def wang(**changes: Any) -> User:
    values = {"username": "wang", "password": PASSWORD, "name": "王秀英"}
    return services.create_user(**values | changes)


def test_a_guest_is_known_by_a_token_of_which_only_the_hash_is_kept() -> None:
    customer, token = services.new_guest(now=NOW)
    assert len(token) == 26
    assert queries.shopper_by_token(token) == Shopper(customer.pk)
    row = Customer.objects.values().get()
    assert token not in str(row)
    assert row["token_hash"] == services.token_hash(token)
    assert services.new_guest(now=NOW)[1] != token


@pytest.mark.parametrize("token", ["", "x", "0" * 26, "0" * 10_000, "' or 1=1 --"])
def test_a_wrong_token_opens_nothing(token: str) -> None:
    services.new_guest(now=NOW)
    assert queries.shopper_by_token(token) is None


def test_asking_for_a_token_costs_one_statement(django_assert_num_queries: Any) -> None:
    _, token = services.new_guest(now=NOW)
    with django_assert_num_queries(1):
        queries.shopper_by_token(token)
    with django_assert_num_queries(0):
        queries.shopper_by_token("short")


def test_a_walk_in_may_have_no_phone() -> None:
    without = services.walk_in(name=" 李  小红 ", phone="", now=NOW)
    assert (without.name, without.phone, without.token_hash) == ("李 小红", "", None)
    assert services.walk_in(name="李", phone="13812341234", now=NOW).phone == "+8613812341234"


@pytest.mark.parametrize(
    ("name", "phone", "field"),
    [
        ("", "", "customerName"),
        ("李" * 65, "", "customerName"),
        ("李\u202e红", "", "customerName"),
        ("李", "12", "customerPhone"),
    ],
)
def test_a_bad_walk_in_is_refused(name: str, phone: str, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        services.walk_in(name=name, phone=phone, now=NOW)
    assert refused.value.field == field
    assert not Customer.objects.exists()


def test_a_customer_sees_only_themself() -> None:
    mine, _ = services.new_guest(now=NOW)
    services.new_guest(now=NOW)
    assert list(Customer.objects.visible_to(Shopper(mine.pk))) == [mine]
    assert not Customer.objects.visible_to(Anonymous()).exists()


def test_a_user_signs_in_by_name_and_password(settings: Any) -> None:
    user = wang(username="Wang", phone="13812341234", email="wang@example.com")
    assert (user.username, user.phone) == ("wang", "+8613812341234")
    assert user.is_authenticated
    assert user.get_username() == "wang"
    assert PASSWORD not in user.password
    request = HttpRequest()
    request.session = SessionStore()
    assert authenticate(request, username="wang", password=PASSWORD) == user
    assert authenticate(request, username="wang", password="wrong-password-1") is None


def test_a_session_lives_until_the_password_changes_or_the_user_is_closed() -> None:
    user = wang()
    client = Client()
    client.force_login(user, "allauth.account.auth_backends.AuthenticationBackend")
    session = client.session
    assert session["_auth_user_hash"] == user.get_session_auth_hash()
    services.change_password(user_id=user.pk, password="another-long-password-9")
    user.refresh_from_db()
    assert session["_auth_user_hash"] != user.get_session_auth_hash()
    with pytest.raises(NotFound):
        services.change_password(user_id=0, password=PASSWORD)


@pytest.mark.parametrize(
    ("changes", "field", "rule"),
    [
        ({"username": "王"}, "username", "form"),
        ({"password": "short"}, "password", "weak"),
        ({"password": "password123"}, "password", "weak"),
        ({"username": "wangxiuying", "password": "wangxiuying1"}, "password", "weak"),
        ({"name": ""}, "name", "required"),
        ({"phone": "12"}, "phone", "phone"),
        ({"email": "nobody"}, "email", "email"),
    ],
)
def test_a_bad_user_is_refused(changes: dict[str, str], field: str, rule: str) -> None:
    with pytest.raises(Invalid) as refused:
        wang(**changes)
    assert (refused.value.field, refused.value.rule) == (field, rule)
    assert not User.objects.exists()


def test_a_name_is_given_once() -> None:
    wang()
    with pytest.raises(Invalid) as refused:
        wang(username="WANG")
    assert (refused.value.field, refused.value.rule) == ("username", "taken")
    assert User.objects.count() == 1
