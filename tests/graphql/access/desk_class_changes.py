"""Rows of the desk door: another class of seller, which only the owner asks for."""

from typing import Any

from fixtures.build import shops
from tests.graphql.access.rows import NOT_FOUND, OK, merchant, staff, write
from tests.graphql.world import World

DOOR = "desk"
SHOP = "shop { id }"


def facts(world: World) -> dict[str, Any]:
    return {"change": shops.asked_change(world.chen, now=world.now, to="FIRM").public_id}


ROWS = [
    write(
        "askClassChange",
        "AskClassChangeInput",
        SHOP,
        # Without a file the request itself is broken, for all who enter.
        staff(chen="BAD_REQUEST", deng="BAD_REQUEST", pan="BAD_REQUEST"),
        lambda f: {"sellerClass": "FIRM", "document": "no file"},
    ),
    write(
        "withdrawClassChange",
        "ShopMoveInput",
        SHOP,
        merchant(OK, NOT_FOUND),
        lambda f: {"sure": True},
    ),
]
