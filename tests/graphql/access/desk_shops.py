"""Rows of the desk door: the shop itself, which only its owner runs."""

from typing import Any

from fixtures.build import supply
from market.merchants import staffing
from market.merchants.models import Merchant, Paper
from tests.graphql.access.rows import (
    FORBIDDEN,
    NOT_FOUND,
    OK,
    PEOPLE,
    Expected,
    everybody,
    merchant,
    read,
    staff,
    write,
)
from tests.graphql.world import World

DOOR = "desk"
SHOP = "shop { id }"


def facts(world: World) -> dict[str, Any]:
    firm = Merchant.objects.get(pk=world.chen.merchant_id)
    paper = Paper.objects.create(merchant=firm, kind="LICENCE")
    invited = staffing.invite(actor=world.chen, phone="13800000099", role="PACKER", now=world.now)
    leaving = supply.staff(firm, "Fu", role="EDITOR", now=world.now)
    packer = firm.staff.get(user_id=leaving.user_id).user
    return {
        "paper": paper.public_id,
        "invitation": invited.public_id,
        "packer": packer.public_id,
    }


def both(outcome: str) -> Expected:
    """Return the same for both owners, each about the own shop."""
    return merchant(outcome, outcome)


def _phone(facts: Any) -> str:
    return f"138000000{PEOPLE.index(facts['asker']):02d}"


SURE = {"sure": True}
APPLICATION = {
    "name": "换个名字",
    "sellerClass": "FIRM",
    "placeCode": "430423201224",
    "phone": "13800000001",
}

ROWS = [
    read("shop", "|", "{ name phone staff { name } }", both(OK)),
    read("shopChoices", "|", "{ classes { label } }", everybody(OK)),
    write(
        "requestShopCode",
        "PhoneInput",
        "",
        everybody("OK"),
        lambda f: {"phone": _phone(f)},
    ),
    write(
        "openShop",
        "OpenShopInput",
        "account { id }",
        everybody("PHONE_CODE_GONE"),
        lambda f: {
            "phone": "13800000077",
            "code": "123456",
            "username": "somebody",
            "password": "a-long-password",
            "name": "某人",
            "shopName": "某店",
            "sellerClass": "FARMER",
            "placeCode": "430423201224",
        },
    ),
    write(
        "joinShop",
        "JoinShopInput",
        "account { id }",
        everybody("PHONE_CODE_GONE"),
        lambda f: {"phone": "13800000078", "code": "123456"},
    ),
    # Both shops are open: there is no draft to write in, and nothing to hand in.
    write(
        "saveApplication",
        "ApplicationInput",
        SHOP,
        both("WRONG_STATE"),
        lambda f: APPLICATION,
    ),
    write("submitApplication", "ShopMoveInput", SHOP, both("INVALID"), lambda f: SURE),
    write("withdrawApplication", "ShopMoveInput", SHOP, both("WRONG_STATE"), lambda f: SURE),
    write(
        "addPaper",
        "AddPaperInput",
        SHOP,
        # Without a file the request itself is broken, for all who enter.
        staff(chen="BAD_REQUEST", deng="BAD_REQUEST", pan="BAD_REQUEST"),
        lambda f: {"kind": "LICENCE", "number": "", "document": "no file"},
    ),
    write(
        "removePaper",
        "PaperInput",
        SHOP,
        merchant(OK, NOT_FOUND),
        lambda f: {"paperId": f["paper"]},
    ),
    write(
        "inviteStaff",
        "InviteInput",
        SHOP,
        both(OK),
        lambda f: {"phone": _phone(f).replace("1380", "1390"), "role": "EDITOR"},
    ),
    write(
        "withdrawInvitation",
        "InvitationInput",
        SHOP,
        merchant(OK, NOT_FOUND),
        lambda f: {"invitationId": f["invitation"]},
    ),
    write(
        "setStaffRole",
        "RoleInput",
        SHOP,
        merchant(OK, NOT_FOUND),
        lambda f: {"userId": f["packer"], "role": "PACKER"},
    ),
    write(
        "updateShop",
        "UpdateShopInput",
        SHOP,
        both(OK),
        lambda f: {"story": "我们的来历", "phone": "13800000001"},
    ),
    write(
        "addShopPicture",
        "ShopPictureInput",
        SHOP,
        staff(chen="BAD_REQUEST", deng="BAD_REQUEST", pan="BAD_REQUEST"),
        lambda f: {"picture": "no file", "alt": "店"},
    ),
    write(
        "removeShopPicture",
        "RemoveShopPictureInput",
        SHOP,
        both(NOT_FOUND),
        lambda f: {"pictureId": "pic_none"},
    ),
    write(
        "setFreight",
        "SetFreightInput",
        SHOP,
        both(OK),
        lambda f: {"firstKgFen": 600, "nextKgFen": 200, "coldFen": 0, "zones": []},
    ),
    write("announceClosing", "ShopMoveInput", SHOP, both(OK), lambda f: SURE),
    write("withdrawClosing", "ShopMoveInput", SHOP, both(OK), lambda f: SURE),
    write(
        "removeStaff",
        "WorkerInput",
        SHOP,
        merchant(OK, NOT_FOUND, FORBIDDEN),
        lambda f: {"userId": f["packer"]},
    ),
]
