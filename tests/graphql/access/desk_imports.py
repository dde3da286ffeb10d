"""Rows of the desk door: files of goods."""

import io
from typing import Any

from market.imports import checking, services
from tests.graphql.access.rows import EMPTY, FIRST, ID, NOT_FOUND, OK, merchant, read, staff, write
from tests.graphql.world import World

DOOR = "desk"
FILE = "编号,价钱\n{},25\n"


def facts(world: World) -> dict[str, Any]:
    """Two files of Chen's that would change the price of the oranges, checked."""
    sku = world.oranges.variants[1].sku
    jobs = [
        services.send(
            actor=world.chen,
            file=io.BytesIO(FILE.format(sku).encode()),
            name=name,
            promised=False,
            now=world.now,
        )
        for name in ("prices.csv", "again.csv")
    ]
    for job in jobs:
        checking.check(job_id=job.public_id, now=world.now)
    return {"import": jobs[0].public_id, "import_again": jobs[1].public_id}


ROWS = [
    read("goodsImports", FIRST, "{ nodes { name } }", merchant(OK, EMPTY)),
    read("goodsImport", ID, "{ name }", merchant(OK, EMPTY), lambda f: {"id": f["import"]}),
    read(
        "importRows",
        "($id: ID!) | (importId: $id, first: 20)",
        "{ nodes { cells problems { message } } }",
        merchant(OK, EMPTY),
        lambda f: {"id": f["import"]},
    ),
    read("importColumns", "|", "{ head }", staff(chen=OK, deng=OK, pan=OK)),
    write(
        "startImport",
        "ImportInput",
        "goodsImport { state }",
        merchant(OK, NOT_FOUND),
        lambda f: {"importId": f["import"]},
    ),
    write(
        "cancelImport",
        "ImportInput",
        "goodsImport { state }",
        merchant(OK, NOT_FOUND),
        lambda f: {"importId": f["import_again"]},
    ),
    write(
        "sendGoods",
        "SendGoodsInput",
        "goodsImport { state }",
        # Without a file there is nothing to send: the request itself is broken.
        staff(chen="BAD_REQUEST", deng="BAD_REQUEST", pan="BAD_REQUEST"),
        lambda f: {"file": "no file", "promised": False},
    ),
]
