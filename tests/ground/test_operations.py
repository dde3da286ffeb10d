"""docs/operations.md names each setting, and no setting that is not there."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
READ = re.compile(r"env\.(choice|flag|number|secret|storage|text|words)\(\s*\"([A-Z0-9_]+)\"")
ROW = re.compile(r"^\| `([A-Z0-9_]+)` \|(.*)\|$", re.MULTILINE)


def read_by_settings() -> dict[str, str]:
    """Name of each variable that market/settings.py reads -> the reader."""
    text = (ROOT / "market" / "settings.py").read_text(encoding="utf-8")
    read = {name: reader for reader, name in READ.findall(text)}
    # A storage has options beside its name, and these hold its keys.
    storages = [name for name, reader in read.items() if reader == "storage"]
    return read | {f"{name}_OPTIONS": "secret" for name in storages}


def documented() -> dict[str, str]:
    """Name -> rest of its row, from the table of settings."""
    text = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    table = text.partition("\n## Settings\n")[2].partition("\n## ")[0]
    return dict(ROW.findall(table))


def test_each_setting_is_documented_and_no_other() -> None:
    assert read_by_settings()
    assert set(documented()) == set(read_by_settings())


def test_secrets_are_marked_as_such() -> None:
    marked = {name for name, rest in documented().items() if "*secret*" in rest}
    assert marked == {name for name, reader in read_by_settings().items() if reader == "secret"}


def test_the_example_of_an_installation_sets_only_what_is_read() -> None:
    text = (ROOT / "deploy" / "cunji.env.example").read_text(encoding="utf-8")
    names = {
        line.partition("=")[0] for line in text.splitlines() if "=" in line[:40] and line[0] != "#"
    }

    assert {"SECRET_KEY", "DATABASE_URL"} <= names <= set(read_by_settings())
