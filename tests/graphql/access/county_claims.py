"""Rows of the county door: texts that use a protected name."""

from typing import Any

from market.gi import flagging, watching
from market.gi.models import Right
from market.gi.names import Name
from tests.graphql.access.desk_rights import apply
from tests.graphql.access.rows import ID, OK, operator, read, write
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
    row = watching.watch(actor=world.sun, name="岳北大白茶", why="冒充", now=world.now)
    return {
        "flagged": product.public_id,
        "watched": row.public_id,
        "claimed": apply(world, Right.objects.get(name="衡山红脆桃")).public_id,
    }


ROWS = [
    read("claimToDecide", ID, "{ merchantId }", operator(OK), lambda f: {"id": f["claimed"]}),
    read(
        "textQuestion",
        "($p: ID!) | (productId: $p)",
        "{ name }",
        operator(OK),
        lambda f: {"p": f["flagged"]},
    ),
    read("watchedNames", "|", "{ name }", operator(OK)),
    write(
        "decideClaim",
        "DecideClaimInput",
        "claim { grantedGrams }",
        operator(OK),
        lambda f: {"applicationId": f["claimed"], "approve": True},
    ),
    write(
        "watchName",
        "WatchNameInput",
        "watched { id }",
        operator(OK),
        lambda f: {"name": "雁峰云雾", "why": "冒充"},
    ),
    write(
        "unwatchName",
        "UnwatchNameInput",
        "watched { id }",
        operator(OK),
        lambda f: {"nameId": f["watched"], "why": "说的是品种"},
    ),
    write(
        "decideText",
        "DecideTextInput",
        "flag { state }",
        operator(OK),
        lambda f: {"subject": f["flagged"], "approve": True, "reason": ""},
    ),
]
