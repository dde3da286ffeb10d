"""What the import contract cannot see: keys between tables, transactions, and who reads clocks."""

import ast
import pathlib

import pytest
from django.apps import apps
from django.db import models

ROOT = pathlib.Path(__file__).parent.parent.parent

# Lowest first; a key may point to its own module or to one further down.
LAYERS = [
    {"events", "idempotency", "ledger", "audit"},
    {"places"},
    {"accounts", "media", "notices"},
    {"cases"},
    {"gi"},
    {"merchants"},
    {"catalogue"},
    {"batches"},
    {"stock"},
    {"orders"},
    {"cart", "imports", "payments", "search", "trust"},
    {"network", "carriers"},
    {"parcels"},
    {"points"},
    {"cash"},
    {"pickup"},
]
HEIGHT = {label: height for height, labels in enumerate(LAYERS) for label in labels}


def own_models() -> list[type[models.Model]]:
    """The product's tables; history tables of pghistory follow their model and are left out."""
    return [
        model
        for model in apps.get_models()
        if model._meta.app_label in HEIGHT and not hasattr(model, "pgh_tracked_model")
    ]


def test_every_app_has_a_place() -> None:
    ours = {
        config.label
        for config in apps.get_app_configs()
        if config.name.startswith(("market.", "logistics.", "village_points."))
    }
    assert ours == set(HEIGHT)


@pytest.mark.parametrize("model", own_models(), ids=lambda m: m._meta.label)
def test_keys_point_down(model: type[models.Model]) -> None:
    here = HEIGHT[model._meta.app_label]
    for field in model._meta.get_fields():
        if not isinstance(field, models.ForeignKey):
            continue
        target = field.remote_field.model._meta.app_label
        if target == model._meta.app_label:
            continue
        assert HEIGHT[target] < here, f"{model.__name__}.{field.name} points up to {target}"


@pytest.mark.parametrize("model", own_models(), ids=lambda m: m._meta.label)
def test_no_hidden_order(model: type[models.Model]) -> None:
    assert not model._meta.ordering


def domain_modules() -> list[pathlib.Path]:
    return [
        path
        for package in ("market", "logistics", "village_points")
        for path in sorted((ROOT / package).rglob("*.py"))
        if "migrations" not in path.parts
    ]


def test_rules_are_pure() -> None:
    """rules.py touches neither the database nor the clock."""
    wrong = []
    for path in domain_modules():
        if path.name != "rules.py":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
            for imported in names:
                if imported.startswith("django") or imported.endswith((".models", ".services")):
                    wrong.append(f"{path.relative_to(ROOT)} imports {imported}")
    assert wrong == []


def test_the_domain_does_not_read_the_clock() -> None:
    """`now` is an argument; only the edge of jobs (the bus) and of commands reads it."""
    wrong = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in domain_modules()
        if path.parent.name not in {"events", "commands"}
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in {"now", "today", "utcnow"}
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id in {"timezone", "datetime", "date"}
    ]
    assert wrong == []


def test_production_code_does_not_know_fixtures_or_tests() -> None:
    wrong = []
    for path in domain_modules() + sorted((ROOT / "storefront_graphql").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            module = node.module if isinstance(node, ast.ImportFrom) else None
            if module and module.split(".")[0] in {"fixtures", "tests", "bench"}:
                wrong.append(str(path.relative_to(ROOT)))
    assert wrong == []
