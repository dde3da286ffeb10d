"""Short files, short functions: the budgets of docs/map.md, counted."""

import ast
import pathlib

import pytest

ROOT = pathlib.Path(__file__).parent.parent.parent
PACKAGES = ("market", "logistics", "village_points", "storefront_graphql", "fixtures", "bench")
MODULE_LINES = 400
FUNCTION_LINES = 60


def sources() -> list[pathlib.Path]:
    """Every module of the product and its fixtures, migrations left out."""
    found = [
        path
        for package in PACKAGES
        for path in sorted((ROOT / package).rglob("*.py"))
        if "migrations" not in path.parts
    ]
    assert len(found) > 100
    return found


def name(path: pathlib.Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", sources(), ids=name)
def test_module_and_functions_are_short(path: pathlib.Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= MODULE_LINES
    long = [
        f"{node.name}: {node.end_lineno - node.lineno + 1} lines"
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef)
        and node.end_lineno is not None
        and node.end_lineno - node.lineno + 1 > FUNCTION_LINES
    ]
    assert long == []


def test_no_module_is_a_drawer_for_everything() -> None:
    banned = {"utils.py", "helpers.py", "common.py", "misc.py", "exceptions.py"}
    assert [name(path) for path in sources() if path.name in banned] == []


def test_packages_explain_themselves() -> None:
    """A domain module's __init__ is its docstring, and nothing else."""
    wrong = []
    for package in ("market", "logistics", "village_points"):
        for path in (ROOT / package).rglob("__init__.py"):
            if {"migrations", "management", "commands"} & set(path.parts):
                continue
            body = ast.parse(path.read_text(encoding="utf-8")).body
            if len(body) != 1 or not isinstance(body[0], ast.Expr):
                wrong.append(name(path))
    assert wrong == []
