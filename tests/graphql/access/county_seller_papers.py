"""Rows of the county door: papers and classes of open shops, on which a township has no word."""

from typing import Any

from fixtures.build import shops, supply
from tests.graphql.access.rows import OK, operator, write
from tests.graphql.world import World

DOOR = "county"
SELLER = "seller { id }"


def facts(world: World) -> dict[str, Any]:
    firm = supply.merchant(now=world.now, name="要换类型的店", seller_class="FARMER")
    owner = supply.staff(firm, "Xie", now=world.now)
    change = shops.asked_change(owner, now=world.now)
    return {
        "permit": supply.permit(firm, now=world.now).public_id,
        "class_change": change.public_id,
    }


ROWS = [
    write(
        "revokePaper",
        "RevokePaperInput",
        SELLER,
        operator(OK),
        lambda f: {"paperId": f["permit"], "reason": "被吊销了"},
    ),
    write(
        "decideClassChange",
        "DecideClassChangeInput",
        SELLER,
        operator(OK),
        lambda f: {"changeId": f["class_change"], "approve": True, "reason": ""},
    ),
]
