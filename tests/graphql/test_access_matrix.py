"""Every root field of every door, asked by everybody, about somebody else's object.

A row says what each person gets. A field without a row fails, so a new field cannot be forgotten.
Whoever is refused must have changed nothing and learnt nothing.
"""

import json
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

import pytest
from django.apps import apps
from django.db import connection

from fixtures.build import supply
from storefront_graphql.execution import SCHEMAS
from tests.graphql.access import rooms
from tests.graphql.access.rows import EMPTY, OK, PEOPLE, STRANGERS, Row
from tests.graphql.asking import Asker
from tests.graphql.world import World

pytestmark = pytest.mark.django_db

ROOMS = rooms()
ROWS: dict[str, list[Row]] = defaultdict(list)
for room in ROOMS:
    ROWS[room.DOOR] += room.ROWS
for rows in ROWS.values():
    rows.sort(key=lambda row: row.field in {"signIn", "signOut"})  # last: sessions end there


@pytest.mark.parametrize("door", ROWS)
def test_every_root_field_has_a_row(door: str) -> None:
    schema = SCHEMAS[door]
    assert schema.query_type is not None
    assert schema.mutation_type is not None
    fields = [*schema.query_type.fields, *schema.mutation_type.fields]
    assert sorted(row.field for row in ROWS[door]) == sorted(fields)


def outcome(answer: Any, field: str) -> str:
    """Return what came of a request: OK, EMPTY, or the code of the error."""
    if "errors" in answer:
        return str(answer["errors"][0]["extensions"]["code"])
    value = answer["data"][field]
    if isinstance(value, dict) and value.get("errors"):
        return str(value["errors"][0]["code"])
    if isinstance(value, dict) and "nodes" in value:
        value = value["nodes"]
    return OK if value else EMPTY


def everything() -> dict[str, str]:
    """Return a digest of every row of each table of the product. One statement."""
    tables = [
        model._meta.db_table
        for model in apps.get_models()
        if model.__module__.split(".")[0] in {"market", "logistics", "village_points"}
    ]
    digests = " UNION ALL ".join(
        f"SELECT '{table}', md5(string_agg(t::text, '\n' ORDER BY t::text)) FROM \"{table}\" t"
        for table in tables
    )
    with connection.cursor() as cursor:
        cursor.execute(digests)
        return dict(cursor.fetchall())


@dataclass
class Scene:
    """The people with what they hold, and the objects that are asked about."""

    people: dict[str, Asker]
    facts: dict[str, Any]
    # What nobody but its own people must ever read, and what is Deng's among it.
    secrets: tuple[str, ...]
    deng_may: str


@pytest.fixture
def scene(world: World, settings: Any) -> Scene:
    settings.STRIPE_API_BASE = "http://127.0.0.1:1"
    settings.STRIPE_API_KEY = "sk_test_matrix"
    settings.STRIPE_WEBHOOK_SECRETS = ["whsec_matrix"]
    people = {
        "nobody": Asker(),
        "li": world.shopper(world.li),
        "zhou": world.shopper(world.zhou),
        "wang": world.signed_in("counter", world.wang),
        "zhao": world.signed_in("counter", world.zhao),
        "chen": world.signed_in("desk", world.chen),
        "pan": world.signed_in("desk", world.pan),
        "deng": world.signed_in("desk", world.deng),
        "sun": world.signed_in("county", world.sun),
        "mao": world.signed_in("county", world.mao),
    }
    oranges = world.oranges
    world.fill_cart(world.li)
    unpaid, paid, packed = (world.order(world.li), world.paid(world.li), world.paid(world.li))
    coming, ready, at_depot = (world.paid(world.li) for _ in range(3))
    placed = world.taken_at_the_counter()
    world.packed(packed, world.chen)
    parcel = world.at_station(coming, world.chen)
    holding = world.on_shelf(ready, world.chen)
    first_leg = world.at_depot(at_depot, world.chen)
    to_door = world.at_station(world.paid(world.li, goes=world.to_door()), world.chen)
    oranges.product.refresh_from_db()
    facts = {
        "product": oranges.product.public_id,
        "version": oranges.product.version,
        "seller": oranges.merchant.slug,
        "variant": oranges.variants[0].public_id,
        "lot": oranges.lots[0].public_id,
        "line": world.cart_line(world.li).public_id,
        "point": unpaid.point_code,
        "unpaid": unpaid.public_id,
        "paid": paid.public_id,
        "number": paid.number,
        "total": paid.total_fen,
        "ready": ready.public_id,
        "code": world.code(ready),
        "counter_order": placed.order.public_id,
        "part": world.consignment(paid, world.chen).public_id,
        "packed_part": world.consignment(packed, world.chen).public_id,
        "coming": parcel.waybill,
        "at_depot": first_leg.waybill,
        "to_door": to_door.waybill,
        "right": supply.rights(now=world.now)[0].public_id,
    }
    for room in ROOMS:
        own = room.facts(world) if hasattr(room, "facts") else {}
        assert not own.keys() & facts.keys(), room.__name__
        facts |= own
    secrets = (
        "李秀英",
        "张三",
        holding.parcel.waybill,
        to_door.waybill,
        *(order.number for order in (unpaid, paid, packed, coming, ready, placed.order)),
    )
    return Scene(people, facts, secrets, placed.order.number)


@pytest.mark.parametrize("door", ROWS)
def test_everybody_gets_what_the_rows_say(door: str, scene: Scene) -> None:
    """Strangers first, so that the owner still finds what is theirs."""
    # Whoever signed out is nobody to the rows that follow.
    rows = sorted(ROWS[door], key=lambda row: row.field == "signOut")
    wrong = [problem for row in rows for problem in tried(door, row, scene)]
    assert wrong == []


def tried(door: str, row: Row, scene: Scene) -> list[str]:
    """Let everybody try a row; return what is wrong about what came of it."""
    may = {person for person in PEOPLE if row.expected[person] in {OK, "PROVIDER_DOWN"}}
    refused = [person for person in PEOPLE if person not in may]
    before = everything() if row.is_mutation else {}
    problems = [problem for person in refused for problem in asked(door, row, person, scene)]
    after = everything() if row.is_mutation else {}
    changed = [table for table, was in before.items() if after[table] != was]
    if changed:
        problems.append(f"{door}.{row.field} was refused to all of {refused}, changed {changed}")
    last = sorted(may, key=lambda name: row.expected[name] == OK)
    return problems + [problem for person in last for problem in asked(door, row, person, scene)]


def asked(door: str, row: Row, person: str, scene: Scene) -> list[str]:
    """Let one person ask; return what is wrong about the answer."""
    expected = row.expected[person]
    answer = scene.people[person].ask(door, row.text, **row.about({**scene.facts, "asker": person}))
    name = f"{door}.{row.field} by {person}"
    problems = []
    if outcome(answer, row.field) != expected:
        problems.append(f"{name}: {outcome(answer, row.field)}, not {expected}: {answer}")
    if expected != OK or person in STRANGERS:
        text = json.dumps(answer, ensure_ascii=False)
        known = {scene.deng_may} if person == "deng" else set()
        problems += [f"{name}: reads {s}" for s in scene.secrets if s in text and s not in known]
    return problems


def test_a_write_is_noticed(world: World) -> None:
    before = everything()
    assert everything() == before
    _ = world.oranges
    after = everything()
    assert {"catalogue_product", "stock_lot"} <= {t for t in after if after[t] != before[t]}
