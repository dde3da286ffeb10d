"""Snapshots, registered operations and texts: what `manage.py schema --check` promises."""

import ast
import pathlib
from dataclasses import fields
from datetime import UTC, datetime
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from graphql import GraphQLInterfaceType, GraphQLObjectType, build_schema, get_named_type

from market.kernel.errors import DomainError, Invalid
from storefront_graphql import execution, messages
from storefront_graphql.errors import CODES, error_classes
from storefront_graphql.execution import SCHEMAS, registered
from storefront_graphql.management.commands import schema as command

ROOT = pathlib.Path(__file__).parents[2]
DOORS = sorted(SCHEMAS)


def test_the_check_passes() -> None:
    out = StringIO()
    call_command("schema", "--check", stdout=out)
    assert "agree" in out.getvalue()


def test_an_old_snapshot_and_a_silent_break_are_found(
    tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command, "SNAPSHOTS", tmp_path)
    call_command("schema", stdout=StringIO())
    then = tmp_path / "county.graphql"
    then.write_text(then.read_text().replace("type Query {", "type Query {\n  gone: Int\n"))
    with pytest.raises(CommandError, match=r"Query\.gone was removed") as caught:
        call_command("schema", "--check", stdout=StringIO())
    assert "county.graphql is not what the code says" in str(caught.value)


@pytest.mark.parametrize("door", DOORS)
def test_snapshots_are_whole_schemas(door: str) -> None:
    text = (command.SNAPSHOTS / f"{door}.graphql").read_text(encoding="utf-8")
    assert build_schema(text).query_type is not None


@pytest.mark.parametrize("door", DOORS)
def test_every_root_field_has_a_registered_operation(door: str) -> None:
    """What no registered operation asks for cannot be asked for in production."""
    asked = {root for plan in registered(door).values() for root in plan.roots}
    kinds = (SCHEMAS[door].query_type, SCHEMAS[door].mutation_type)
    offered = {name for kind in kinds if kind for name in kind.fields}
    assert offered - asked == set()


@pytest.mark.parametrize("door", DOORS)
def test_mutations_take_one_input_and_answer_with_errors(door: str) -> None:
    kind = SCHEMAS[door].mutation_type
    assert kind is not None
    for name, field in kind.fields.items():
        assert set(field.args) <= {"input"}, name
        answer = get_named_type(field.type)
        assert isinstance(answer, GraphQLObjectType)
        assert str(answer.fields["errors"].type) == "[UserError!]!", name


@pytest.mark.parametrize("door", DOORS)
def test_registered_mutations_always_select_the_errors(door: str) -> None:
    for name, plan in registered(door).items():
        operation = plan.document.definitions[0]
        if getattr(operation, "operation", None).value == "mutation":  # type: ignore[union-attr]
            assert plan.text.count("...Wrong") >= len(plan.roots), name


@pytest.mark.parametrize("door", DOORS)
def test_money_is_never_a_plain_number(door: str) -> None:
    for kind in SCHEMAS[door].type_map.values():
        if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType):
            for name, field in kind.fields.items():
                if name.endswith("Fen") or name == "fen":
                    assert get_named_type(field.type).name == "Fen", f"{kind.name}.{name}"


@pytest.mark.parametrize("door", DOORS)
def test_pages_fit_in_the_limits(door: str) -> None:
    """A page of 20 of any list can be asked for, and all of it costs less than the limit."""
    for name, plan in registered(door).items():
        assert plan.cost.price({"first": 20}) <= execution.limits.COST, name


# Texts.


def sample(kind: type[DomainError]) -> DomainError:
    """Return an error of the class with something in every field."""
    values = {"int": 7, "str": "龙凤村", "datetime": datetime(2026, 11, 24, tzinfo=UTC)}

    def value(described: str) -> Any:
        return next(value for name, value in values.items() if name in described)

    given: dict[str, Any] = {item.name: value(str(item.type)) for item in fields(kind)}
    return kind(**given)


@pytest.mark.parametrize("kind", error_classes(), ids=lambda kind: kind.code)
def test_every_refusal_has_a_text_that_can_be_said(kind: type[DomainError]) -> None:
    said = messages.text(sample(kind))
    assert said
    assert "{" not in said
    assert not {"亲", "您", "!"} & set(said)


def test_no_text_is_for_nothing() -> None:
    assert sorted(messages.TEXTS) == CODES
    assert set(messages.NONE_LEFT) <= set(CODES)


def literals() -> set[tuple[str, str]]:
    """Return (name, rule) of every Invalid that is raised with both written out."""
    found = set()
    for package in ("market", "logistics", "village_points", "storefront_graphql"):
        for path in (ROOT / package).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if not isinstance(node, ast.Call) or getattr(node.func, "id", "") != "Invalid":
                    continue
                parts = [*node.args, *(keyword.value for keyword in node.keywords)]
                rule = parts[1] if len(parts) == 2 else None
                if isinstance(rule, ast.Constant):
                    name = parts[0].value if isinstance(parts[0], ast.Constant) else ""
                    found.add((name, rule.value))
    return found


def test_every_rule_has_a_text() -> None:
    asked = literals()
    assert len(asked) > 30
    known = messages.RULES
    missing = {(n, rule) for n, rule in asked if rule not in known and f"{n}.{rule}" not in known}
    assert missing == set()


def test_texts_say_numbers_as_people_do() -> None:
    from market.orders.placing import PriceChanged
    from market.stock.services import OutOfStock
    from village_points.pickup.codes import WrongCode

    at = datetime(2026, 11, 24, 2, 30, tzinfo=UTC)
    assert "只剩 2 份" in messages.text(OutOfStock("var_1", 2))
    assert messages.text(OutOfStock("var_1", 0)).startswith("卖完了")
    assert "¥12.34" in messages.text(PriceChanged(1234))
    assert "还可以试 3 次" in messages.text(WrongCode(3))
    assert "10:30 以后" in messages.text(WrongCode(0, at))
    assert messages.text(Invalid("buyerPhone", "phone")).startswith("电话号码不对")
