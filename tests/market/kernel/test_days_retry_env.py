"""Business days, busy errors and settings from the environment."""

import pathlib
from datetime import UTC, date, datetime

import psycopg
import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError

from market.kernel import days, env
from market.kernel.retry import is_busy


def test_the_day_is_shanghais() -> None:
    assert days.day(datetime(2026, 11, 24, 15, 59, tzinfo=UTC)) == date(2026, 11, 24)
    assert days.day(datetime(2026, 11, 24, 16, 0, tzinfo=UTC)) == date(2026, 11, 25)
    with pytest.raises(ValueError, match="zone"):
        days.day(datetime(2026, 11, 24, 16, 0))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("cause", "busy"),
    [
        (psycopg.errors.LockNotAvailable(), True),
        (psycopg.errors.DeadlockDetected(), True),
        (psycopg.errors.SerializationFailure(), True),
        (psycopg.errors.QueryCanceled(), False),
        (psycopg.OperationalError("connection refused"), False),
    ],
)
def test_busy_errors(cause: Exception, busy: bool) -> None:
    error = OperationalError("x")
    error.__cause__ = cause
    assert is_busy(error) is busy
    assert is_busy(cause) is busy
    assert not is_busy(ValueError("x"))


def test_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: pathlib.Path) -> None:
    monkeypatch.setenv("A_FLAG", "yes")
    monkeypatch.setenv("A_NUMBER", "12")
    monkeypatch.setenv("WORDS", " a, ,b ")
    assert env.flag("A_FLAG", default=False)
    assert env.number("A_NUMBER", 1) == 12
    assert env.words("WORDS") == ["a", "b"]
    (tmp_path / "key").write_text("s3cret\n")
    monkeypatch.setenv("KEY_FILE", str(tmp_path / "key"))
    assert env.secret("KEY") == "s3cret"


@pytest.mark.parametrize("ask", [lambda: env.text("NO_SUCH"), lambda: env.secret("NO_SUCH")])
def test_missing_is_told_by_name(ask: object) -> None:
    with pytest.raises(ImproperlyConfigured, match="NO_SUCH"):
        ask()  # type: ignore[operator]


def test_malformed_is_told_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ODD", "perhaps")
    with pytest.raises(ImproperlyConfigured, match="ODD"):
        env.flag("ODD", default=True)
    with pytest.raises(ImproperlyConfigured, match="ODD"):
        env.number("ODD", 1)


DISK = "django.core.files.storage.FileSystemStorage"


def test_a_storage_is_a_folder_unless_another_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    assert env.storage("PAPERS") == {"BACKEND": DISK, "OPTIONS": {}}
    assert env.storage("PAPERS", "/srv/papers") == {
        "BACKEND": DISK,
        "OPTIONS": {"location": "/srv/papers"},
    }
    monkeypatch.setenv("PAPERS", "storages.backends.s3.S3Storage")
    monkeypatch.setenv("PAPERS_OPTIONS", '{"bucket_name": "papers"}')
    assert env.storage("PAPERS", "/srv/papers") == {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {"bucket_name": "papers"},
    }


@pytest.mark.parametrize("given", ["{key: s3cret}", '["s3cret"]'])
def test_a_storage_s_options_are_never_told(given: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PAPERS_OPTIONS", given)
    with pytest.raises(ImproperlyConfigured, match="PAPERS_OPTIONS") as told:
        env.storage("PAPERS")
    assert "s3cret" not in str(told.value)
