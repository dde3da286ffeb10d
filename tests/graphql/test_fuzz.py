"""Every registered operation with values that no page sends: clear answers, no faults of ours."""

import itertools
import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    GraphQLNonNull,
    OperationDefinitionNode,
    VariableDefinitionNode,
    type_from_ast,
)

from storefront_graphql.execution import SCHEMAS, STATUS, registered
from storefront_graphql.limits import only_operation
from tests.graphql.asking import Asker
from tests.graphql.world import World

TEXTS = [
    "",
    " ",
    "a" * 5000,
    "\x00",
    "\ud7ff\ufffe\u202e",
    "💥" * 40,
    "'; DROP TABLE orders_order; --",
    '{"match_all": {}} OR *:* \\ /[^/]*/ AND name:(x',
    "{{7*7}}<script>alert(1)</script>${jndi:ldap://x}",
    "%s%n%d {0} {name}",
    "../../etc/passwd\r\nSet-Cookie: a=b",
    "99999999999999999999999",
    "prd_00000000000000000000",
    "沃柑",
]
# As every third value is null where null may be, each text comes up once in this many.
EACH_ONCE = len(TEXTS) * 3 // 2
NUMBERS = [0, -1, 1, 7, 2**31 - 1, -(2**31)]
FEN = [0, -1, 1, 2**53 - 1, -(2**53) + 1]
DEGREES = [0.0, -90.0, 180.0, 1e308, 5e-324]
FAULTS = re.compile(
    r"Traceback|psycopg|SELECT |UPDATE |INSERT |django\.|line \d+, in|0x[0-9a-f]{6}"
)


def values(kind: GraphQLInputType) -> Iterator[Any]:
    """Give endless values of a type, the wildest that it lets through; null where it may be."""
    if isinstance(kind, GraphQLNonNull):
        return wild(kind.of_type)
    others = wild(kind)
    return (None if n % 3 == 0 else next(others) for n in itertools.count())


def wild(kind: GraphQLInputType) -> Iterator[Any]:
    """Give endless values of a type, not null."""
    if isinstance(kind, GraphQLList):
        rows = values(kind.of_type)
        sizes = itertools.cycle([0, 1, 2, 60])
        return ([next(rows) for _ in range(next(sizes))] for _ in itertools.count())
    if isinstance(kind, GraphQLInputObjectType):
        fields = {name: values(field.type) for name, field in kind.fields.items()}
        return ({name: next(own) for name, own in fields.items()} for _ in itertools.count())
    if isinstance(kind, GraphQLEnumType):
        return itertools.cycle(kind.values)
    known: dict[str, list[Any]] = {
        "Int": NUMBERS,
        "Fen": FEN,
        "Float": DEGREES,
        "Boolean": [True, False],
        "Upload": ["not a file"],
    }
    return itertools.cycle(known.get(kind.name, TEXTS))


def variables(door: str, operation: OperationDefinitionNode) -> Iterator[dict[str, Any]]:
    """Give endless sets of variables of an operation. Page sizes are good ones."""

    def one(node: VariableDefinitionNode) -> Iterator[Any]:
        if node.variable.name.value == "first":
            return itertools.cycle([1, 100, 20])
        kind = type_from_ast(SCHEMAS[door], node.type)
        assert kind is not None
        return values(kind)  # type: ignore[arg-type]

    each = {node.variable.name.value: one(node) for node in operation.variable_definitions}
    return ({name: next(own) for name, own in each.items()} for _ in itertools.count())


@pytest.mark.parametrize("door", SCHEMAS)
def test_wild_values_get_clear_answers(door: str, world: World, settings: Any) -> None:
    """As the person whose door it is, so that nothing stops at the door."""
    settings.ACCOUNT_RATE_LIMITS = {}
    _ = world.oranges, world.paid(world.li)
    people = {"counter": world.wang, "desk": world.chen, "county": world.sun}
    asker = world.signed_in(door, people[door]) if door in people else world.shopper(world.li)
    wrong = []
    for name, plan in registered(door).items():
        if name == "SignOut":
            continue
        sets = variables(door, only_operation(plan.document))
        for given in itertools.islice(sets, EACH_ONCE if plan.text.count("$") else 1):
            wrong += problems(asker, door, name, given)
    assert wrong == []


def problems(asker: Asker, door: str, name: str, given: dict[str, Any]) -> list[str]:
    """Ask, and return what is wrong about the answer."""
    answer = asker.post(door, {"id": name, "variables": given})
    for error in answer.get("errors", []):
        error["extensions"].pop("requestId")  # random letters may look like an address of memory
    text = json.dumps(answer, ensure_ascii=False)
    said = f"{door}/{name} {str(given)[:300]}: {text[:600]}"
    codes = {error["extensions"]["code"] for error in answer.get("errors", [])}
    if asker.status >= 500 or codes - {"BAD_REQUEST", "TOO_COMPLEX"} or not codes <= STATUS.keys():
        return [said]
    # What was sent may come back, as the order's own words; nothing of ours may.
    return [f"reads {found[0]!r}: {said}" for found in FAULTS.finditer(text)]
