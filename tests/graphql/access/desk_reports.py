"""Rows of the desk door: what waits today, and what was sold."""

from datetime import timedelta
from typing import Any

from fixtures.build import supply
from market.gi import rules
from market.gi.models import Output, TextFlag
from market.kernel import days
from market.merchants.models import Merchant
from tests.graphql.access.rows import EMPTY, FIRST, FORBIDDEN, OK, merchant, read

DOOR = "desk"


def facts(world: Any) -> dict[str, Any]:
    """A flagged text, a paper near its end and a right near its ceiling, all of Chen's."""
    chen, on = Merchant.objects.get(pk=world.chen.merchant_id), days.day(world.now)
    TextFlag.objects.create(
        subject="prd_flagged",
        merchant=chen.public_id,
        title="衡山云雾茶",
        hits=[],
        state="WAITING",
        flagged_at=world.now,
    )
    supply.permit(chen, now=world.now, valid_to=on + timedelta(days=7))
    right = supply.right("南岳云雾茶", now=world.now)
    supply.authorise(right, chen, from_on=on, now=world.now)
    right.ceiling_grams = 1_000
    right.save()
    season = rules.season_of(on, right.season_starts)
    Output.objects.create(right=right, credit_code="", season_on=season, taken_grams=900)
    return {"sold_on": on.isoformat()}


ROWS = [
    read("today", "|", "{ toPack late }", merchant(OK, OK, OK)),
    # Deng's tea is called after one too.
    read("flaggedGoods", FIRST, "{ productName }", merchant(OK, OK)),
    read("endingPapers", "|", "{ label }", merchant(OK, EMPTY)),
    read("nearCeilings", "|", "{ rightName }", merchant(OK, EMPTY)),
    read(
        "salesReport",
        "($d: Date!) | (first: $d, last: $d, by: PRODUCT)",
        "{ rows { name fen } }",
        # Deng has a part of the order that the counter took.
        merchant(OK, OK, FORBIDDEN),
        lambda f: {"d": f["sold_on"]},
    ),
]
