"""docs/rules.md names code and tests; both must exist."""

import ast
import pathlib
import re

import pytest

ROOT = pathlib.Path(__file__).parent.parent.parent
ROW = re.compile(
    r"^\| (?P<rule>[^|]+) \| (?P<source>[^|]+) \| (?P<code>[^|]+) \| (?P<test>[^|]+) \|$"
)


def rows() -> list[re.Match[str]]:
    """The rows of every table, heads and rulers left out."""
    text = (ROOT / "docs/rules.md").read_text(encoding="utf-8")
    found = [match for line in text.splitlines() if (match := ROW.match(line))]
    return [row for row in found if row["rule"] != "rule" and not row["rule"].startswith("---")]


def test_the_document_has_rules() -> None:
    assert len(rows()) >= 15


@pytest.mark.parametrize("row", rows(), ids=lambda row: row["rule"][:40])
def test_code_and_tests_exist(row: re.Match[str]) -> None:
    for path in re.findall(r"`([^`]+)`", row["code"]):
        assert (ROOT / path).exists(), path
    named = re.findall(r"`([^`]+)`", row["test"])
    assert named
    for node in named:
        path, _, name = node.partition("::")
        tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
        functions = {n.name for n in ast.walk(tree) if isinstance(n, ast.FunctionDef)}
        assert name in functions, node
