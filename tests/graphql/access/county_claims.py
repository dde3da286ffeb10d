"""Rows of the county door: texts that use a protected name."""

from typing import Any

from market.gi import flagging
from market.gi.names import Name
from tests.graphql.access.rows import OK, operator, write
from tests.graphql.world import World

DOOR = "county"


def facts(world: World) -> dict[str, Any]:
    product = world.tea.product
    flagging.flag_text(
        subject=product.public_id,
        merchant=world.tea.merchant.public_id,
        title=product.name,
        fields={"name": product.name},
        allowed_right_ids=[],
        now=world.now,
        protected=[Name(product.name)],
    )
    return {"flagged": product.public_id}


ROWS = [
    write(
        "decideText",
        "DecideTextInput",
        "flag { state }",
        operator(OK),
        lambda f: {"subject": f["flagged"], "approve": True, "reason": ""},
    ),
]
