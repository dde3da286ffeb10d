"""The tests' tables: migrated once for the same migrations and libraries, then read back."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from fixtures.servers import tables

URL = "postgresql://cunji@127.0.0.1:1/cunji_template"


@pytest.fixture
def ran(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[str]:
    """What was run; pg_dump writes a file as the real one does."""
    names: list[str] = []

    def run(name: str, command: Sequence[str | Path], **_: object) -> None:
        names.append(name)
        if name == "pg_dump":
            Path(command[command.index("-f") + 1]).write_text("CREATE TABLE t ();")

    monkeypatch.setattr(tables, "run_to_end", run)
    monkeypatch.setattr(tables, "cache_dir", lambda: tmp_path)
    return names


def test_the_second_time_they_are_read_back(ran: list[str], tmp_path: Path) -> None:
    tables.make(URL, logs=tmp_path)
    tables.make(URL, logs=tmp_path)
    assert ran == ["migrate", "pg_dump", "psql"]


def test_other_libraries_or_migrations_migrate_anew(
    ran: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tables.make(URL, logs=tmp_path)
    other = tmp_path / "other.lock"
    other.write_text("django==9")
    monkeypatch.setattr(tables, "LOCK", other)
    tables.make(URL, logs=tmp_path)
    assert ran == ["migrate", "pg_dump"] * 2


def test_tables_that_fit_their_stamp_are_left_alone(
    ran: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    empty = iter([True, False, False, False])
    monkeypatch.setattr(tables, "_is_empty", lambda url: next(empty))
    stamp = tmp_path / "tables.stamp"
    tables.bring(URL, logs=tmp_path, stamp=stamp)
    tables.bring(URL, logs=tmp_path, stamp=stamp)
    assert ran == ["migrate", "pg_dump"]
    stamp.write_text("of other migrations")
    tables.bring(URL, logs=tmp_path, stamp=stamp)
    tables.bring(URL, logs=tmp_path, stamp=None)
    assert ran == ["migrate", "pg_dump", "migrate", "migrate"]


def test_every_migration_counts() -> None:
    named = {path.parent.parent.name for path in tables.migrations()}
    assert {"orders", "parcels", "pickup"} <= named
    assert not any(".venv" in path.parts for path in tables.migrations())
