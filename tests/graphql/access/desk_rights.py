"""Rows of the desk door: what the shop may use, and asking for it."""

from typing import Any

from fixtures.build import papers, supply
from market.gi.applying import Wish
from market.gi.models import Application, Right
from market.kernel import days
from market.merchants import claiming
from tests.graphql.access.rows import OK, merchant, read, write
from tests.graphql.world import World

DOOR = "desk"


def apply(world: World, right: Right) -> Application:
    """Let Chen ask for the use of a right."""
    wish = Wish(
        right_id=right.public_id,
        village_codes=[supply.LONGFENG],
        from_on=days.day(world.now),
        paper="协会授权书",
        data=papers.pdf(),
        file_name="授权书.pdf",
        ceiling_grams=5_000_000,
    )
    return claiming.apply(actor=world.chen, wish=wish, now=world.now)


def facts(world: World) -> dict[str, Any]:
    rights = {right.name: right for right in supply.rights(now=world.now)}
    return {
        "own_application": apply(world, rights["衡阳湘黄鸡"]).public_id,
        "to_ask": rights["衡山红脆桃"].public_id,
    }


ROWS = [
    read("standing", "|", "{ applications { paper } }", merchant(OK, OK)),
    read("rightChoices", "|", "{ id }", merchant(OK, OK)),
    read("rightChoice", "($id: ID!) | (id: $id)", "{ villages { code } }", merchant(OK, OK),
         lambda f: {"id": f["to_ask"]}),
    write("askForRight", "AskForRightInput", "application { id }",
          merchant("INVALID", "INVALID"),
          lambda f: {"rightId": f["to_ask"], "villageCodes": [supply.LONGFENG],
                     "fromOn": "2026-01-01", "paper": "协会授权书"}),
    write("withdrawClaim", "WithdrawClaimInput", "application { id }", merchant(OK, "NOT_FOUND"),
          lambda f: {"applicationId": f["own_application"]}),
]  # fmt: skip
