"""Rows of the desk door: new goods, copies, times, drafts, tables."""

from typing import Any

from fixtures.build import supply
from market.catalogue import editing
from market.kernel import days
from tests.graphql.access.rows import EMPTY, NOT_FOUND, OK, Row, merchant, read, write
from tests.graphql.world import World

DOOR = "desk"
SIZE = {"name": "一份", "netGrams": 500, "priceFen": 900}


def facts(world: World) -> dict[str, Any]:
    """Chen has a draft that was changed once, with a typed and unsaved word."""
    goods = supply.product(world.chen, now=world.now, name="待上架的橘子", listed=False)
    changed = editing.update_listing(
        actor=world.chen,
        product_id=goods.public_id,
        version=goods.version,
        name="待上架的蜜橘",
        now=world.now,
    )
    return {
        "unlisted": goods.public_id,
        "unlisted_version": changed.version,
        "unlisted_size": goods.variants.order_by("position")[0].public_id,
        "harvest_day": days.day(world.now).isoformat(),
    }


def own(field: str, kind: str, about: Any) -> Any:
    return write(field, kind, "product { id }", merchant(OK, NOT_FOUND), about)


ROWS = [
    read("goodsKinds", "|", "{ code }", merchant(OK, OK)),
    read("origins", "|", "{ name }", merchant(OK, OK)),
    read("goodsCounts", "|", "{ count }", merchant(OK, OK)),
    read(
        "productChanges",
        "($p: ID!) | (productId: $p, first: 5)",
        "{ by columns { after } }",
        merchant(OK, EMPTY),
        lambda f: {"p": f["unlisted"]},
    ),
    read(
        "productDraft",
        "($p: ID!) | (productId: $p)",
        "{ savedAt }",
        merchant(EMPTY, EMPTY),
        lambda f: {"p": f["unlisted"]},
    ),
    read(
        "productPreview",
        "($p: ID!) | (id: $p)",
        "{ name }",
        merchant(OK, EMPTY),
        lambda f: {"p": f["unlisted"]},
    ),
    write(
        "createProduct",
        "CreateProductInput",
        "product { id }",
        merchant(OK, OK),
        lambda f: {
            "category": "fruit",
            "name": "新橘子",
            "originCode": supply.LONGFENG,
            "sizes": [SIZE],
        },
    ),
    own("copyProduct", "ProductInput", lambda f: {"productId": f["unlisted"]}),
    write(
        "saveDraft",
        "SaveDraftInput",
        "draft { savedAt }",
        merchant(OK, NOT_FOUND),
        lambda f: {
            "productId": f["unlisted"],
            "version": 1,
            "fields": [{"name": "name", "value": "半"}],
        },
    ),
    write(
        "dropDraft",
        "ProductInput",
        "",
        merchant(OK, NOT_FOUND),
        lambda f: {"productId": f["unlisted"]},
    ),
    own(
        "undoLast",
        "VersionInput",
        lambda f: {"productId": f["unlisted"], "version": f["unlisted_version"]},
    ),
    own(
        "planSale",
        "PlanSaleInput",
        lambda f: {"productId": f["unlisted"], "version": f["unlisted_version"] + 1},
    ),
    own("addSize", "AddSizeInput", lambda f: {"productId": f["unlisted"], "size": SIZE}),
    own(
        "updateSize",
        "UpdateSizeInput",
        lambda f: {"variantId": f["unlisted_size"], "version": f["unlisted_version"] + 3},
    ),
    read("rightsToName", "|", "{ name }", merchant(OK, OK)),
    read("newDraft", "|", "{ savedAt }", merchant(EMPTY, EMPTY)),
    write(
        "saveNewDraft",
        "SaveNewDraftInput",
        "draft { savedAt }",
        merchant(OK, OK),
        lambda f: {"fields": [{"name": "name", "value": "半"}]},
    ),
    Row("dropNewDraft", "mutation { dropNewDraft { errors { code } } }", merchant(OK, OK)),
    own("offerSize", "OfferSizeInput", lambda f: {"variantId": f["variant"], "active": True}),
    write(
        "saveTable",
        "SaveTableInput",
        "cells { id error { code } }",
        # A stranger's cells are refused one by one; nothing else is said of them.
        merchant(OK, OK),
        lambda f: {
            "prices": [{"variantId": f["variant"], "priceFen": 3100, "seenFen": 1}],
            "counts": [],
        },
    ),
    own(
        "launchProduct",
        "LaunchProductInput",
        lambda f: {
            "productId": f["unlisted"],
            "version": f["unlisted_version"] + 3,
            "harvestedOn": f["harvest_day"],
            "units": 5,
            "promisedBy": "陈水生",
            "contact": "0734-5800001",
        },
    ),
]
