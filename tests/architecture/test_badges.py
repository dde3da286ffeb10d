"""A badge comes from `gi.rules.may_claim`, by way of `gi.queries`, and from nowhere else."""

import ast
import pathlib
import re

ROOT = pathlib.Path(__file__).parent.parent.parent
PACKAGES = ("market", "logistics", "village_points", "storefront_graphql")
RULES = "market/gi/rules.py"
SHOWN = re.compile(r'include "parts/badge.html" with [^%]*?\btext=("[^"]*"|\S+)')
# An entry of the register: the name of its kind.
REGISTER = "entry.schemeLabel"


def calls(name: str) -> set[str]:
    """The modules that call something of this name."""
    found = set()
    for package in PACKAGES:
        for path in (ROOT / package).rglob("*.py"):
            tree = ast.parse(path.read_text(encoding="utf-8"))
            for node in ast.walk(tree):
                if isinstance(node, ast.Call) and name in {
                    getattr(node.func, "id", ""),
                    getattr(node.func, "attr", ""),
                }:
                    found.add(str(path.relative_to(ROOT)))
    return found


def test_only_the_rule_makes_badges() -> None:
    assert calls("Badge") == {RULES}


def test_only_the_register_s_queries_ask_the_rule() -> None:
    assert calls("may_claim") == {"market/gi/queries.py"}


def test_pages_show_a_badge_s_own_words_and_no_others() -> None:
    """Only the register's pages, which show a kind of right, and the gallery of parts differ."""
    wrong = []
    for path in (ROOT / "storefront_graphql/pages/templates").rglob("*.html"):
        for text in SHOWN.findall(path.read_text(encoding="utf-8")):
            if not text.endswith("badge.text") and text != REGISTER and path.name != "gallery.html":
                wrong.append(f"{path.name}: {text}")
    assert wrong == []
