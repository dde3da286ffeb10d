"""Rows of the county door: sellers. Mao may recommend those of her township, and no more."""

from datetime import timedelta
from typing import Any

from fixtures.build import shops
from market.merchants import supervision
from tests.graphql.access.rows import EMPTY, FIRST, ID, OK, operator, read, write
from tests.graphql.world import World

DOOR = "county"
SELLER = "seller { id }"


def facts(world: World) -> dict[str, Any]:
    applied, applied_too, returned, returned_too, recommended, open_shop, suspended = (
        shops.applicant(now=world.now, name=f"申请的店{number}") for number in range(7)
    )
    for one in (recommended, open_shop, suspended):
        shops.recommended(one, now=world.now)
    for one in (open_shop, suspended):
        shops.approved(one, now=world.now)
    paper = shops.renewal(open_shop, now=world.now)
    shops.supply.suspend(suspended, now=world.now)
    asked = shops.supply.merchant(now=world.now, name="要停业的店")
    supervision.ask_suspension(
        actor=shops.supply.Operator(user_id=900_003),
        merchant_id=asked.public_id,
        reason="虚假材料",
        now=world.now - timedelta(hours=1),
    )
    return {
        "applied": applied.public_id,
        "applied_too": applied_too.public_id,
        "returned": returned.public_id,
        "returned_too": returned_too.public_id,
        "recommended": recommended.public_id,
        "open_shop": open_shop.public_id,
        "suspended": suspended.public_id,
        "asked": asked.public_id,
        "renewal": paper.public_id,
    }


def _each(name: str) -> Any:
    """Name a seller of their own for the county and for the township."""
    return lambda f: {
        "sellerId": f[name if f["asker"] == "sun" else f"{name}_too"],
        "reason": "看过了",
    }


def _about(name: str, **more: Any) -> Any:
    return lambda f: {"sellerId": f[name], "reason": "看过了", **more}


ROWS = [
    read("sellers", FIRST, "{ nodes { name } }", operator(OK, OK)),
    read("sellerFile", ID, "{ name phone }", operator(OK, OK), lambda f: {"id": f["applied"]}),
    read("identityReports", FIRST, "{ id }", operator(EMPTY)),
    write("sendSellerBack", "SellerInput", SELLER, operator(OK, OK), _each("returned")),
    write("recommendSeller", "SellerInput", SELLER, operator(OK, OK), _each("applied")),
    write(
        "decideSeller",
        "DecideSellerInput",
        SELLER,
        operator(OK),
        _about("recommended", approve=True),
    ),
    write(
        "decidePaper",
        "DecidePaperInput",
        SELLER,
        operator(OK),
        lambda f: {"paperId": f["renewal"], "approve": True, "reason": ""},
    ),
    write("askSuspension", "SellerInput", SELLER, operator(OK), _about("open_shop")),
    write(
        "decideSuspension",
        "DecideSellerInput",
        SELLER,
        operator(OK),
        _about("asked", approve=True),
    ),
    write("liftSuspension", "SellerInput", SELLER, operator(OK), _about("suspended")),
    write(
        "makeIdentityReport",
        "ReportInput",
        "fileName content report { rows }",
        operator(OK),
        lambda f: {"year": 2026, "half": 1, "kind": "CSV"},
    ),
]
