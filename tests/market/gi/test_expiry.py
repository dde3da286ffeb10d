"""What begins or ends by its date is told once, in the first minute of the day."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from market.gi import expiry, handlers
from market.gi.models import AuthorisedUser, Right
from tests.jobs import waiting

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
TODAY = date(2026, 11, 24)
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)


def right(name: str = "衡山云雾茶", **changes: Any) -> Right:
    values: dict[str, Any] = {
        "scheme": "GI_PRODUCT",
        "area_codes": ["430423"],
        "confidence": "HIGH",
        "status": "ACTIVE",
    }
    return Right.objects.create(name=name, **values | changes)


def user(of: Right, from_on: date, to_on: date | None) -> None:
    code = f"93430423MA4D{AuthorisedUser.objects.count():06d}"
    AuthorisedUser.objects.create(
        right=of, credit_code=code, name="x", from_on=from_on, to_on=to_on
    )


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({}, False),
        ({"valid_to": YESTERDAY}, True),
        ({"valid_to": TODAY}, False),
        ({"valid_to": YESTERDAY - timedelta(days=1)}, False),
        ({"valid_from": TODAY}, True),
        ({"valid_from": TOMORROW}, False),
        ({"statuses": [["2026-11-24", "REVOKED"]]}, True),
        ({"statuses": [["2026-11-25", "REVOKED"]]}, False),
        ({"statuses": [["2026-11-01", "REVOKED"]]}, False),
    ],
)
def test_rights_that_change_today(changes: dict[str, Any], told: bool) -> None:
    made = right(**changes)
    assert expiry.tell_changes(now=NOW) == ([made.public_id] if told else [])


@pytest.mark.parametrize(
    ("from_on", "to_on", "told"),
    [
        (TODAY, None, True),
        (date(2026, 1, 1), YESTERDAY, True),
        (date(2026, 1, 1), TODAY, False),
        (date(2026, 1, 1), None, False),
        (TOMORROW, None, False),
    ],
)
def test_users_that_change_today(from_on: date, to_on: date | None, told: bool) -> None:
    made = right()
    user(made, from_on, to_on)
    assert expiry.tell_changes(now=NOW) == ([made.public_id] if told else [])


def test_a_day_is_told_once_and_no_day_is_left_out() -> None:
    first, second = right(valid_to=YESTERDAY), right("衡山红脆桃", valid_to=TODAY)
    handlers.tell_changes(now=NOW)
    handlers.tell_changes(now=NOW + timedelta(minutes=1))
    jobs = waiting("market.catalogue.handlers.check_texts_of_right")
    assert [job.args for job in jobs] == [{"right": first.public_id}]
    # The worker was down for a week.
    assert expiry.tell_changes(now=NOW + timedelta(days=7)) == [second.public_id]
    assert expiry.tell_changes(now=NOW + timedelta(days=7)) == []


def test_the_day_is_the_county_s() -> None:
    made = right(valid_to=TODAY)
    assert expiry.tell_changes(now=datetime(2026, 11, 24, 15, 59, tzinfo=UTC)) == []
    assert expiry.tell_changes(now=datetime(2026, 11, 24, 16, 0, tzinfo=UTC)) == [made.public_id]
