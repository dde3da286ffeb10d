"""Every line of docs/fefo.md is run."""

import pathlib
import re
from datetime import date, timedelta

import pytest

from market.stock.rules import LotFacts, Short, allocate

DOCUMENT = pathlib.Path(__file__).parent.parent.parent.parent / "docs/fefo.md"
LINE = re.compile(r"\| (\d+) \| (.+?) \| (\d+) \| (\+\d+) \| (.+?) \| (.+?) \|")
TODAY = date(2026, 11, 24)
LINES = [match.groups() for match in LINE.finditer(DOCUMENT.read_text(encoding="utf-8"))]


def day(text: str) -> date:
    return TODAY + timedelta(days=int(text))


def lots(text: str) -> list[LotFacts]:
    found = []
    for one in [] if text == "none" else text.split("; "):
        key, rest = one.split(": ")
        units, expires, *storage = rest.split(", ")
        found.append(LotFacts(int(key), day(expires), int(units), *storage))
    return found


def shelf(text: str) -> dict[str, int]:
    pairs = [] if text == "none" else [one.split() for one in text.split(", ")]
    return {storage: int(days) for storage, days in pairs}


def outcome(text: str) -> dict[int, int] | Short:
    if text.startswith("short"):
        _, fresh, stale = text.split()
        return Short(int(fresh), int(stale))
    return {int(key): int(units) for key, units in (one.split(": ") for one in text.split("; "))}


def test_the_document_has_every_line() -> None:
    assert [int(number) for number, *_ in LINES] == list(range(1, 21))


@pytest.mark.parametrize(("number", "there", "wanted", "arrives", "waits", "says"), LINES)
def test_the_line_holds(
    number: str, there: str, wanted: str, arrives: str, waits: str, says: str
) -> None:
    done = allocate(lots(there), int(wanted), day(arrives), shelf(waits))
    assert done == outcome(says), number
    if isinstance(done, dict):
        assert list(done) == list(outcome(says)), "in the order of expiry"  # type: ignore[arg-type]
