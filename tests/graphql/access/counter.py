"""Rows of the counter door: the first sale."""

from tests.graphql.access.rows import (
    EMPTY,
    FIRST,
    ID,
    ME,
    NOT_FOUND,
    OK,
    SIGNING,
    clerk,
    everybody,
    read,
    write,
)

DOOR = "counter"

ROWS = [
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
