"""Rows of the county door: goods that wait for its look."""

from typing import Any

from fixtures.build import supply
from market.catalogue import services as catalogue
from tests.graphql.access.rows import FIRST, OK, operator, read, write
from tests.graphql.world import World

DOOR = "county"


def facts(world: World) -> dict[str, Any]:
    """A new seller's first goods."""
    seller = supply.staff(supply.merchant(now=world.now, name="新来的合作社"), now=world.now)
    goods = supply.product(seller, now=world.now, name="头一样", listed=False)
    asked = catalogue.list_product(actor=seller, product_id=goods.public_id, now=world.now)
    return {"in_review": asked.public_id, "in_review_version": asked.version}


ROWS = [
    read("goodsWaiting", FIRST, "{ nodes { name } }", operator(OK)),
    read(
        "goodsCase",
        "($p: ID!) | (productId: $p)",
        "{ name }",
        operator(OK),
        lambda f: {"p": f["in_review"]},
    ),
    read(
        "goodsPreview",
        "($p: ID!) | (id: $p)",
        "{ name }",
        operator(OK),
        lambda f: {"p": f["in_review"]},
    ),
    write(
        "decideGoods",
        "DecideGoodsInput",
        "goods { status }",
        operator(OK),
        lambda f: {
            "productId": f["in_review"],
            "version": f["in_review_version"],
            "approve": True,
        },
    ),
]
