"""A merchant's desk: the own goods, pictures, stock, and parts of orders to pack."""

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from fixtures.build import supply
from market.catalogue.models import PriceRecord
from tests.graphql.asking import Asker, top
from tests.graphql.world import World


@pytest.fixture
def chen(world: World) -> Asker:
    _ = world.oranges
    return world.signed_in("desk", world.chen)


def only_product(chen: Asker) -> Any:
    (product,) = chen.run("desk", "Products", first=20)["products"]["nodes"]
    return product


def test_an_edit_with_the_version_that_was_read(world: World, chen: Asker) -> None:
    product = only_product(chen)
    edit = {"productId": product["id"], "version": product["version"]}
    after = chen.do("desk", "UpdateListing", **edit, name="龙凤沃柑 特级")["product"]
    assert (after["name"], after["story"]) == ("龙凤沃柑 特级", product["story"])
    assert after["version"] == product["version"] + 1
    error = chen.refused("desk", "UpdateListing", **edit, name="别的名字")
    assert (error["code"], error["version"]) == ("STALE", after["version"])
    assert only_product(chen)["name"] == "龙凤沃柑 特级"


def test_paused_goods_are_gone_from_the_shop(chen: Asker) -> None:
    product = only_product(chen)
    edit = {"productId": product["id"], "version": product["version"]}
    paused = chen.do("desk", "UpdateListing", **edit, status="PAUSED")["product"]
    assert paused["status"] == "PAUSED"
    assert Asker().run("shop", "ProductList", first=5)["products"]["total"] == 0
    assert chen.run("desk", "Products", first=5, status="LISTED")["products"]["nodes"] == []
    assert chen.run("desk", "Products", first=5, status="PAUSED")["products"]["total"] == 1


def test_prices_and_their_history(world: World, chen: Asker) -> None:
    variant = world.oranges.variants[0].public_id
    product = chen.do("desk", "SetPrice", variantId=variant, priceFen=3180)["product"]
    assert product["variants"][0]["priceFen"] == 3180
    prices = PriceRecord.objects.filter(variant__public_id=variant).order_by("pk")
    assert [record.price_fen for record in prices] == [2990, 3180]
    error = chen.refused("desk", "SetPrice", variantId=variant, priceFen=0)
    assert (error["code"], error["path"]) == ("INVALID", ["input", "priceFen"])


def test_stock_cannot_go_below_what_is_sold(world: World, chen: Asker) -> None:
    world.order(world.li)
    lot = chen.run("desk", "Lots", first=20)["lots"][0]
    assert (lot["onHand"], lot["reserved"], lot["available"]) == (50, 1, 49)
    error = chen.refused("desk", "CorrectStock", lotId=lot["id"], onHand=0)
    assert (error["code"], error["path"]) == ("STILL_RESERVED", ["input", "onHand"])
    after = chen.do("desk", "CorrectStock", lotId=lot["id"], onHand=30)["lot"]
    assert (after["onHand"], after["available"]) == (30, 29)


def upload(chen: Asker, product_id: str, data: bytes, name: str = "a.png", **change: Any) -> Any:
    """Add a picture as a browser's script does; return the answer."""
    given = {"productId": product_id, "picture": None, "alt": "刚摘的沃柑"}
    operations = {"id": "AddPicture", "variables": {"input": given}}
    response = chen.http.post(
        "/graphql/desk",
        {
            "operations": json.dumps(operations),
            "map": json.dumps({"0": ["variables.input.picture"]}),
            "0": SimpleUploadedFile(name, data),
        },
        headers={"X-Requested-With": "desk", **change},
    )
    chen.status = response.status_code
    return response.json()


def test_a_picture_is_added_and_served(chen: Asker) -> None:
    product = only_product(chen)
    data = supply.picture(800, 600, colour=(10, 120, 60))
    answer = upload(chen, product["id"], data)["data"]["addPicture"]
    assert answer["errors"] == []
    added = answer["product"]["pictures"][-1]
    assert added["alt"] == "刚摘的沃柑"
    assert chen.http.get(f"/media/{added['key']}/640.webp").status_code == 200


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"GIF89a",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        supply.picture()[:60],
    ],
    ids=["empty", "gif", "svg", "half"],
)
def test_what_is_no_picture_is_refused(chen: Asker, data: bytes) -> None:
    product = only_product(chen)
    answer = upload(chen, product["id"], data)["data"]["addPicture"]
    (error,) = answer["errors"]
    assert (error["code"], error["path"]) == ("PICTURE_REFUSED", ["input", "picture"])
    assert only_product(chen)["pictures"] == product["pictures"]


def test_an_upload_of_more_than_10_megabytes_is_not_read(chen: Asker) -> None:
    product = only_product(chen)
    assert top(upload(chen, product["id"], b"x" * (11 << 20))) == "TOO_COMPLEX"
    assert chen.status == 413


def test_a_picture_is_not_a_text(chen: Asker) -> None:
    given = {"productId": only_product(chen)["id"], "picture": "a.png", "alt": "a"}
    answer = chen.post("desk", {"id": "AddPicture", "variables": {"input": given}})
    assert top(answer) == "BAD_REQUEST"


def test_each_merchant_packs_its_own_part(world: World, chen: Asker) -> None:
    order = world.paid(world.li, lines=2)
    deng = world.signed_in("desk", world.deng)
    mine = chen.run("desk", "Consignments", first=20, state="TO_PACK")["consignments"]
    theirs = deng.run("desk", "Consignments", first=20)["consignments"]
    assert mine["total"] == theirs["total"] == 1
    (own,), (other,) = mine["nodes"], theirs["nodes"]
    assert own["orderNumber"] == other["orderNumber"] == order.number
    assert [line["productName"] for line in own["consignment"]["lines"]] == ["龙凤沃柑"]
    assert [line["productName"] for line in other["consignment"]["lines"]] == ["白果云雾茶"]
    assert (own["buyerName"], own["buyerPhone"]) == ("L*", "138****1234")
    part = own["consignment"]["id"]
    assert chen.run("desk", "Label", consignmentId=part)["label"] is None
    packed = chen.do("desk", "PackConsignment", consignmentId=part)
    assert packed["consignment"]["consignment"]["state"] == "PACKED"
    label = packed["label"]
    assert label["waybill"] == packed["consignment"]["consignment"]["track"]["waybill"]
    assert (label["receiver"], label["receiverPhone"]) == ("L*", "138****1234")
    assert label["qr"]["path"].startswith("M")
    assert chen.run("desk", "Label", consignmentId=part)["label"] == label
    assert chen.do("desk", "PackConsignment", consignmentId=part)["label"] == label
    counts = chen.run("desk", "Me")["me"]["counts"]
    assert (counts["toPack"], counts["packed"]) == (0, 1)
    assert deng.run("desk", "Me")["me"]["counts"]["toPack"] == 1


def test_what_is_not_paid_is_not_to_be_packed(world: World, chen: Asker) -> None:
    order = world.order(world.li)
    part = world.consignment(order, world.chen).public_id
    assert chen.run("desk", "Consignment", id=part)["consignment"] is None
    assert chen.refused("desk", "PackConsignment", consignmentId=part)["code"] == "NOT_FOUND"


def test_pages_of_consignments(world: World, chen: Asker) -> None:
    for _ in range(3):
        world.paid(world.li)
    one = chen.run("desk", "Consignments", first=2)["consignments"]
    two = chen.run("desk", "Consignments", first=2, after=one["endCursor"])["consignments"]
    ids = [own["consignment"]["id"] for own in one["nodes"] + two["nodes"]]
    assert (one["hasNext"], two["hasNext"], one["total"]) == (True, False, 3)
    assert ids == sorted(set(ids), reverse=True)
    for after in ("x", "prd_00000000000000000000", one["endCursor"].upper()):
        given = {"first": 2, "after": after}
        assert top(chen.post("desk", {"id": "Consignments", "variables": given})) == "BAD_REQUEST"
