"""Rows of the shop door: the first sale."""

from tests.graphql.access.rows import (
    EMPTY,
    FIRST,
    ID,
    NOT_FOUND,
    OK,
    Row,
    everybody,
    read,
    shopper,
    write,
)

DOOR = "shop"

ROWS = [
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
