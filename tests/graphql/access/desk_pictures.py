"""Rows of the desk door: a product's pictures."""

from typing import Any

from tests.graphql.access.rows import EMPTY, NOT_FOUND, OK, merchant, read, staff, write
from tests.graphql.world import World

DOOR = "desk"


def facts(world: World) -> dict[str, Any]:
    return {"picture": world.oranges.product.pictures.get().picture.public_id}


def _one(facts: dict[str, Any]) -> dict[str, Any]:
    return {"productId": facts["product"], "pictureId": facts["picture"]}


ROWS = [
    read(
        "album",
        "($p: ID!) | (productId: $p)",
        "{ pictures { id } }",
        merchant(OK, EMPTY),
        lambda f: {"p": f["product"]},
    ),
    write(
        "addPicture",
        "AddPictureInput",
        "product { id }",
        # Without a file there is nothing to add: the request itself is broken, for all who enter.
        staff(
            chen="BAD_REQUEST",
            deng="BAD_REQUEST",
            pan="BAD_REQUEST",
        ),
        lambda f: {"productId": f["product"], "picture": "no file", "alt": "沃柑"},
    ),
    write(
        "orderPictures",
        "OrderPicturesInput",
        "album { version }",
        merchant(OK, NOT_FOUND),
        lambda f: {"productId": f["product"], "pictureIds": [f["picture"]]},
    ),
    write(
        "movePicture",
        "MovePictureInput",
        "album { version }",
        merchant(OK, NOT_FOUND),
        lambda f: {**_one(f), "position": 0},
    ),
    write(
        "updatePicture",
        "UpdatePictureInput",
        "album { version }",
        merchant(OK, NOT_FOUND),
        lambda f: {**_one(f), "alt": "一筐沃柑", "focusX": 20},
    ),
    write(
        "removePicture",
        "RemovePictureInput",
        "album { version }",
        # The last picture of a product that is in the shop.
        merchant("INVALID", NOT_FOUND),
        _one,
    ),
]
