"""Rows of the county door: the register and its proposals."""

from typing import Any

from fixtures.build import points, supply
from market.gi import proposals
from market.gi.proposals import NewUser, Paper
from market.kernel import days
from tests.graphql.access.rows import FIRST, ID, OK, operator, read, write
from tests.graphql.world import World

DOOR = "county"

CASE = "($c: ID!) | (caseId: $c)"
PAPER = {"why": "公告", "source": "公告第1号"}
WORDS = {"area": "衡山县", "areaCodes": ["430423"], "category": "tea", "confidence": "HIGH",
         "entrySource": "S-test"}  # fmt: skip
FILE = (
    "名称,种类,状态,产地,区划代码,品类,来源\n衡山新茶,地理标志产品,有效,衡山县,430423,tea,S-test\n"
)
ASKED = "proposal { caseId }"


def facts(world: World) -> dict[str, Any]:
    """Two proposals of another operator and one of Sun, and a user to strike off."""
    right = supply.right("衡山红脆桃", now=world.now)
    merchant = supply.merchant(now=world.now)
    supply.authorise(right, merchant, from_on=days.day(world.now), now=world.now)
    other = points.operator("Wu")

    def asked(actor: Any, number: int) -> str:
        user = NewUser(supply.credit_code(f"93430423MA4W{number:05d}"), "甲社", days.day(world.now))
        case = proposals.propose_user(
            actor=actor, right_id=right.public_id, user=user, paper=Paper("公告", "公告第1号"),
            now=world.now,
        )  # fmt: skip
        return case.public_id

    return {
        "peach": right.public_id,
        "user_code": merchant.credit_code,
        "wish": asked(other, 1),
        "own_wish": asked(world.sun, 2),
        "day": days.day(world.now).isoformat(),
    }


def _anew(f: Any) -> dict[str, Any]:
    return {"rightId": f["peach"], **PAPER}


ROWS = [
    read("rights", FIRST, "{ nodes { id } }", operator(OK)),
    read("rightRecord", ID, "{ keptChanges { byName } }", operator(OK),
         lambda f: {"id": f["peach"]}),
    read("rightProposals", "|", "{ caseId }", operator(OK)),
    read("rightProposal", CASE, "{ why }", operator(OK), lambda f: {"c": f["wish"]}),
    read("rightSchemes", "|", "{ value }", operator(OK)),
    read("registerTemplate", "|", "", operator(OK)),
    write("proposeRight", "ProposeRightInput", ASKED, operator(OK),

          lambda f: {"name": "衡山米", "scheme": "GI_PRODUCT", "status": "ACTIVE",
                     **WORDS, **PAPER}),
    write("proposeWords", "ProposeWordsInput", ASKED, operator(OK),
          lambda f: {**_anew(f), **WORDS}),
    write("proposeStatus", "ProposeStatusInput", ASKED, operator(OK),
          lambda f: {**_anew(f), "status": "REVOKED", "fromOn": f["day"]}),
    write("proposeUser", "ProposeUserInput", ASKED, operator(OK),
          lambda f: {**_anew(f), "creditCode": supply.credit_code("93430423MA4W00009"),
                     "userName": "乙社", "fromOn": f["day"]}),
    write("proposeStrikeOff", "ProposeStrikeOffInput", ASKED, operator(OK),
          lambda f: {**_anew(f), "creditCode": f["user_code"]}),
    write("checkRegisterFile", "CheckRegisterFileInput", "check { new }", operator(OK),
          lambda f: {"text": FILE}),
    write("proposeRegisterFile", "ProposeRegisterFileInput", ASKED, operator(OK),
          lambda f: {"text": FILE, **PAPER}),
    write("decideRight", "DecideRightInput", ASKED, operator(OK),
          lambda f: {"caseId": f["wish"], "approve": True}),
    write("withdrawRight", "WithdrawRightInput", ASKED, operator(OK),
          lambda f: {"caseId": f["own_wish"]}),
]  # fmt: skip
