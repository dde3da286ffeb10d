"""Rows of the desk door: the first sale."""

from tests.graphql.access.rows import (
    EMPTY,
    FIRST,
    ID,
    ME,
    NOT_FOUND,
    OK,
    SIGNING,
    everybody,
    merchant,
    read,
    write,
)

DOOR = "desk"

ROWS = [
    read("me", "|", ME, everybody(EMPTY, chen=OK, deng=OK, pan=OK)),
    # Deng has a part of the order that the counter took, and of no other.
    read("consignments", FIRST, "{ nodes { orderNumber } }", merchant(OK, OK, OK)),
    read(
        "consignment", ID, "{ orderNumber }", merchant(OK, EMPTY, OK), lambda f: {"id": f["part"]}
    ),
    read(
        "label",
        "($c: ID!) | (consignmentId: $c)",
        "{ orderNumber }",
        merchant(OK, EMPTY, OK),
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
        "packConsignment",
        "PackConsignmentInput",
        "label { orderNumber }",
        merchant(OK, NOT_FOUND, OK),
        lambda f: {"consignmentId": f["part"]},
    ),
    *SIGNING,
]
