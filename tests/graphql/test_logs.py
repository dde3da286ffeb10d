"""Log lines hold nobody's telephone number."""

import json
from typing import Any

import pytest
import structlog

from storefront_graphql import logs


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("call 13812341234 now", "call 138****1234 now"),
        ("+8613812341234", "138****1234"),
        ("Key (phone)=(8613812341234)", "Key (phone)=(138****1234)"),
        ("0734-5812345", "0734****2345"),
        ("order 2330032990, CJ72515339536", "order 2330032990, CJ72515339536"),
    ],
)
def test_numbers_are_struck_out(text: str, shown: str) -> None:
    assert logs.masked(text) == shown


def test_a_bug_with_a_number_in_it_is_logged_without(caplog: Any) -> None:
    logs.configure()
    try:
        raise ValueError("buyer 13812341234 is not there")
    except ValueError:
        structlog.get_logger("test").exception("graphql.bug", request="r1")
    told = json.loads(caplog.messages[0])
    assert (told["event"], told["request"], told["level"]) == ("graphql.bug", "r1", "error")
    assert "138****1234 is not there" in told["exception"]
    assert "13812341234" not in caplog.text.split("\n")[0]
