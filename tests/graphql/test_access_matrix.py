"""Every root field of every door, asked by everybody, about somebody else's object.

A row says what each person gets. A field without a row fails, so a new field cannot be forgotten.
Whoever is refused must have changed nothing and learnt nothing.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pytest
from django.apps import apps

from fixtures.build import supply
from storefront_graphql.execution import SCHEMAS
from tests.graphql.asking import Asker
from tests.graphql.world import World

pytestmark = pytest.mark.django_db

PEOPLE = ("nobody", "li", "zhou", "wang", "zhao", "chen", "deng", "sun")

# They have nothing to do with Li's orders, with Wang's point or with Chen's goods.
STRANGERS = {"nobody", "zhou", "zhao", "deng"}

# What may come of a request.
OK, EMPTY = "OK", "EMPTY"
UNAUTHENTICATED, FORBIDDEN, NOT_FOUND = "UNAUTHENTICATED", "FORBIDDEN", "NOT_FOUND"

Facts = Mapping[str, Any]
Expected = Mapping[str, str]


def everybody(outcome: str, **others: str) -> Expected:
    """Return the same outcome for everybody, but for the people named."""
    return dict.fromkeys(PEOPLE, outcome) | others


def shopper(owner: str, stranger: str, nobody: str = UNAUTHENTICATED) -> Expected:
    """Return outcomes at the shop: Li's object, asked for by Zhou, by staff, by nobody."""
    return everybody(nobody, li=owner, zhou=stranger)


def staff(**owners: str) -> Expected:
    """Return outcomes at a door of staff: the wrong people stop at the door."""
    outside = everybody(FORBIDDEN, nobody=UNAUTHENTICATED, li=UNAUTHENTICATED, zhou=UNAUTHENTICATED)
    return {**outside, **owners}


def clerk(wang: str, zhao: str) -> Expected:
    return staff(wang=wang, zhao=zhao)


def merchant(chen: str, deng: str) -> Expected:
    return staff(chen=chen, deng=deng)


def operator(sun: str) -> Expected:
    return staff(sun=sun)


@dataclass(frozen=True)
class Row:
    """One root field: how it is asked, about what, and what each person gets."""

    field: str
    text: str
    expected: Expected
    about: Callable[[Facts], dict[str, Any]] = lambda facts: {}

    @property
    def is_mutation(self) -> bool:
        return self.text.startswith("mutation")


def read(field: str, arguments: str, selection: str, expected: Expected, about: Any = None) -> Row:
    head, _, call = (part.strip() for part in arguments.partition("|"))
    return Row(
        field,
        f"query {head} {{ {field}{call} {selection} }}",
        expected,
        about or (lambda facts: {}),
    )


def write(field: str, kind: str, selection: str, expected: Expected, about: Any) -> Row:
    payload = f"{{ {selection} errors {{ code }} }}"
    text = f"mutation ($input: {kind}!) {{ {field}(input: $input) {payload} }}"
    return Row(field, text, expected, lambda facts: {"input": about(facts)})


ID = "($id: ID!) | (id: $id)"
FIRST = "| (first: 20)"

SHOP = [
    read("categories", "|", "{ code }", everybody(OK)),
    read("facets", "|", "{ towns { code } }", everybody(OK)),
    read("products", FIRST, "{ nodes { id } }", everybody(OK)),
    read("search", '| (text: "沃柑", first: 20)', "{ nodes { id } }", everybody(OK)),
    read("suggest", '| (text: "沃")', "", everybody(OK)),
    read("product", ID, "{ id }", everybody(OK), lambda f: {"id": f["product"]}),
    read(
        "seller",
        "($s: String!) | (slug: $s)",
        "{ id }",
        everybody(OK),
        lambda f: {"s": f["seller"]},
    ),
    read("register", "|", "{ id }", everybody(OK)),
    read("right", ID, "{ name }", everybody(OK), lambda f: {"id": f["right"]}),
    read("towns", "|", "{ code }", everybody(OK)),
    read("villages", '| (townCode: "430423201")', "{ code }", everybody(OK)),
    read("points", '| (townCode: "430423201")', "{ code }", everybody(OK)),
    read("point", '| (code: "P-430423201224")', "{ code }", everybody(OK)),
    read("doorPromisedOn", '| (villageCode: "430423201224")', "", everybody(OK)),
    read("payOptions", "|", "{ provider }", everybody(OK)),
    read(
        "cart",
        "|",
        "{ buyerName parts { lines { id } } }",
        shopper(OK, OK, nobody=EMPTY),
    ),
    read("cartUnits", "|", "", shopper(OK, EMPTY, nobody=EMPTY)),
    read("orders", FIRST, "{ nodes { number buyerName } }", shopper(OK, EMPTY)),
    read(
        "order",
        ID,
        "{ number buyerName pickupCode }",
        shopper(OK, EMPTY, nobody=EMPTY),
        lambda f: {"id": f["unpaid"]},
    ),
    write(
        "setCartLine",
        "SetCartLineInput",
        "cart { units }",
        shopper(OK, NOT_FOUND),
        lambda f: {"lineId": f["line"], "quantity": 2},
    ),
    write(
        "addToCart",
        "AddToCartInput",
        "cart { parts { lines { id } } }",
        shopper(OK, OK),
        lambda f: {"variantId": f["variant"], "quantity": 1},
    ),
    write(
        "setDelivery",
        "SetDeliveryInput",
        "cart { buyerName }",
        shopper(OK, OK),
        lambda f: {"pointCode": f["point"], "buyerName": "某人", "buyerPhone": "13900001111"},
    ),
    write(
        "checkout",
        "CheckoutInput",
        "order { number }",
        # Nobody has seen this total; a price that changed is as far as anybody gets.
        shopper("PRICE_CHANGED", "PRICE_CHANGED"),
        lambda f: {"key": "matrix", "expectedTotalFen": 1},
    ),
    write(
        "pay",
        "PayInput",
        "payment { id }",
        # The provider's address leads nowhere here: Li gets as far as that.
        shopper("PROVIDER_DOWN", NOT_FOUND),
        lambda f: {"orderId": f["unpaid"], "provider": "stripe", "returnUrl": "/orders"},
    ),
    write(
        "checkPayment",
        "OrderInput",
        "order { number }",
        shopper(OK, NOT_FOUND),
        lambda f: {"orderId": f["paid"]},
    ),
    write(
        "cancelOrder",
        "CancelOrderInput",
        "order { number }",
        shopper(OK, NOT_FOUND),
        lambda f: {"orderId": f["unpaid"]},
    ),
    Row("startSession", "mutation { startSession { token errors { code } } }", everybody(OK)),
]

SIGNING = [
    write(
        "signIn",
        "SignInInput",
        "account { id }",
        everybody("SIGN_IN_FAILED"),
        lambda f: {"username": f"guess-by-{f['asker']}", "password": "not-the-password"},
    ),
    Row("signOut", "mutation { signOut { errors { code } } }", everybody(OK)),
]
ME = "{ account { name } }"

COUNTER = [
    read("me", "|", ME, everybody(EMPTY, wang=OK, zhao=OK)),
    read("findGoods", '| (text: "沃柑", first: 5)', "{ id }", clerk(OK, OK)),
    read(
        "quote",
        "($l: [LineInput!]!) | (lines: $l)",
        "{ quote { totalFen } errors { code } }",
        clerk(OK, OK),
        lambda f: {"l": [{"variantId": f["variant"], "quantity": 1}]},
    ),
    read("order", ID, "{ number buyerName }", clerk(OK, EMPTY), lambda f: {"id": f["paid"]}),
    read(
        "findOrders",
        "($t: String!) | (text: $t)",
        "{ number buyerName }",
        clerk(OK, EMPTY),
        lambda f: {"t": f["number"]},
    ),
    read(
        "slip",
        "($o: ID!) | (orderId: $o)",
        "{ number buyerName code }",
        clerk(OK, EMPTY),
        lambda f: {"o": f["counter_order"]},
    ),
    read("expectedParcels", "|", "{ waybill buyerName }", clerk(OK, EMPTY)),
    read("shelf", "|", "{ waybill buyerName }", clerk(OK, EMPTY)),
    read("shift", "|", "{ id }", clerk(OK, EMPTY)),
    read("shifts", FIRST, "{ id }", clerk(OK, EMPTY)),
    write(
        "receiveParcel",
        "ReceiveParcelInput",
        "holding { shelf }",
        clerk(OK, NOT_FOUND),
        lambda f: {"waybill": f["coming"], "shelf": "B-02"},
    ),
    write(
        "handOver",
        "HandOverInput",
        "holdings { waybill }",
        clerk(OK, NOT_FOUND),
        lambda f: {"orderId": f["ready"], "code": f["code"]},
    ),
    write(
        "reprintSlip",
        "SlipInput",
        "code slip { number }",
        clerk(OK, NOT_FOUND),
        lambda f: {"orderId": f["counter_order"]},
    ),
    write(
        "placeOrder",
        "PlaceOrderInput",
        "order { number }",
        clerk(OK, "NO_OPEN_SHIFT"),
        lambda f: {
            "key": "matrix",
            "customerName": "王五",
            "lines": [{"variantId": f["variant"], "quantity": 1}],
            "tenderedFen": 100_000,
            "expectedTotalFen": f["total"],
        },
    ),
    write(
        "closeShift",
        "CloseShiftInput",
        "shift { id }",
        clerk(OK, "NO_OPEN_SHIFT"),
        lambda f: {"countedFen": 20_000},
    ),
    write(
        "openShift",
        "OpenShiftInput",
        "shift { id }",
        clerk(OK, OK),
        lambda f: {"floatFen": 20_000},
    ),
    *SIGNING,
]

DESK = [
    read("me", "|", ME, everybody(EMPTY, chen=OK, deng=OK)),
    # Deng has a part of the order that the counter took, and of no other.
    read("consignments", FIRST, "{ nodes { orderNumber } }", merchant(OK, OK)),
    read("consignment", ID, "{ orderNumber }", merchant(OK, EMPTY), lambda f: {"id": f["part"]}),
    read(
        "label",
        "($c: ID!) | (consignmentId: $c)",
        "{ orderNumber }",
        merchant(OK, EMPTY),
        lambda f: {"c": f["packed_part"]},
    ),
    read("products", FIRST, "{ nodes { name } }", merchant(OK, OK)),
    read("product", ID, "{ id }", merchant(OK, EMPTY), lambda f: {"id": f["product"]}),
    read(
        "lots",
        "($p: ID) | (first: 20, productId: $p)",
        "{ productName }",
        merchant(OK, EMPTY),
        lambda f: {"p": f["product"]},
    ),
    write(
        "updateListing",
        "UpdateListingInput",
        "product { name }",
        merchant(OK, NOT_FOUND),
        lambda f: {"productId": f["product"], "version": f["version"], "name": "改了名的沃柑"},
    ),
    write(
        "setPrice",
        "SetPriceInput",
        "product { id }",
        merchant(OK, NOT_FOUND),
        lambda f: {"variantId": f["variant"], "priceFen": 1},
    ),
    write(
        "correctStock",
        "CorrectStockInput",
        "lot { onHand }",
        merchant(OK, NOT_FOUND),
        lambda f: {"lotId": f["lot"], "onHand": 40},
    ),
    write(
        "addPicture",
        "AddPictureInput",
        "product { id }",
        # Without a file there is nothing to add: the request itself is broken, for all who enter.
        staff(
            chen="BAD_REQUEST",
            deng="BAD_REQUEST",
        ),
        lambda f: {"productId": f["product"], "picture": "no file", "alt": "沃柑"},
    ),
    write(
        "packConsignment",
        "PackConsignmentInput",
        "label { orderNumber }",
        merchant(OK, NOT_FOUND),
        lambda f: {"consignmentId": f["part"]},
    ),
    *SIGNING,
]

COUNTY = [
    read("me", "|", "{ name }", everybody(EMPTY, sun=OK)),
    read("counts", "|", "{ orders { paidFen } lateParcels }", operator(OK)),
    read(
        "parcel",
        "($w: ID!) | (waybill: $w)",
        "{ waybill track { state } }",
        operator(OK),
        lambda f: {"w": f["coming"]},
    ),
    read("scanPlaces", "|", "{ code }", operator(OK)),
    read(
        "dueAt",
        "($n: ID!) | (nodeCode: $n)",
        "{ waybill buyerName }",
        operator(OK),
        lambda f: {"n": "S-430423201"},
    ),
    write(
        "recordScan",
        "RecordScanInput",
        "parcel { waybill }",
        operator(OK),
        lambda f: {"waybill": f["at_depot"], "nodeCode": "S-430423201"},
    ),
    read("dueAtDoors", "|", "{ waybill buyerName deliverTo }", operator(OK)),
    write(
        "deliverToDoor",
        "DeliverToDoorInput",
        "parcel { waybill }",
        operator(OK),
        lambda f: {"waybill": f["to_door"]},
    ),
    *SIGNING,
]

ROWS = {"shop": SHOP, "counter": COUNTER, "desk": DESK, "county": COUNTY}


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


def everything() -> dict[str, Any]:
    """Return every row of every table of the product."""
    tables = [
        model
        for model in apps.get_models()
        if model.__module__.split(".")[0] in {"market", "logistics", "village_points"}
    ]
    return {
        model._meta.label: list(model._base_manager.order_by("pk").values()) for model in tables
    }


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
        "deng": world.signed_in("desk", world.deng),
        "sun": world.signed_in("county", world.sun),
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
    wrong = [
        problem
        for row in ROWS[door]
        for person in sorted(PEOPLE, key=lambda name: row.expected[name] == OK)
        for problem in tried(door, row, person, scene)
    ]
    assert wrong == []


def tried(door: str, row: Row, person: str, scene: Scene) -> list[str]:
    """Let a person try a row; return what is wrong about what came of it."""
    expected = row.expected[person]
    refused = row.is_mutation and expected not in {OK, "PROVIDER_DOWN"}
    before = everything() if refused else None
    answer = scene.people[person].ask(door, row.text, **row.about({**scene.facts, "asker": person}))
    name = f"{door}.{row.field} by {person}"
    problems = []
    if outcome(answer, row.field) != expected:
        problems.append(f"{name}: {outcome(answer, row.field)}, not {expected}: {answer}")
    if before is not None and everything() != before:
        problems.append(f"{name}: was refused and changed something")
    if expected != OK or person in STRANGERS:
        text = json.dumps(answer, ensure_ascii=False)
        known = {scene.deng_may} if person == "deng" else set()
        problems += [f"{name}: reads {s}" for s in scene.secrets if s in text and s not in known]
    return problems
