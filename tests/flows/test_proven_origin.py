"""From an application to a revoked right: docs/flows/proven-origin.md, over HTTP alone."""

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from fixtures.build import points, supply
from market.accounts.actors import Operator
from market.accounts.models import User
from market.catalogue import services as catalogue
from market.catalogue.models import Product
from market.gi.models import Right
from market.notices.models import Notice
from market.orders.models import Line
from market.search import services as search
from tests.flows.conftest import eventually
from tests.flows.steps import become_a_guest, order_goods, staff
from tests.flows.talking import Caller
from village_points.points import services as point_services

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.elastic,
    pytest.mark.alipay,
]

OWNER = {"phone": "13800000001", "username": "chenxin", "password": supply.PASSWORD}
FIRM = {
    "name": "岳北茶叶合作社",
    "sellerClass": "COOPERATIVE",
    "placeCode": supply.LONGFENG,
    "phone": OWNER["phone"],
    "address": "3组12号",
    "contactName": "陈新",
    "creditCode": supply.credit_code("93430423MB4T00001"),
}
GONE_WITHIN = 60
IMPORTED = 200


def name_of(actor: Operator) -> str:
    return User.objects.get(pk=actor.user_id).username


def a_right() -> Right:
    """A right in force all over the county, with the cooperative on its list."""
    now = timezone.now()
    row = {
        "name": "衡山试种茶",
        "scheme": "gi_product",
        "authority": "CNIPA",
        "number": "announcement 900",
        "date": "2026-01",
        "holder": "",
        "area": "衡山县",
        "county_code": "430423",
        "quality": "",
        "category": "tea",
        "confidence": "high",
        "source": "S-test",
        "status": "active",
        "note": "",
    }
    (right,) = supply.gi.load_rights(rows=[row], now=now)
    supply.gi.authorise(
        actor=supply.SEED,
        right_id=right.public_id,
        credit_code=FIRM["creditCode"],
        name=FIRM["name"],
        from_on=timezone.localdate() - timedelta(days=30),
        to_on=None,
        now=now,
    )
    return right


def open_a_shop(base: str) -> Caller:
    """A phone, a code, an account; then the application with its licence."""
    owner = Caller(base)
    owner.do("desk", "RequestShopCode", phone=OWNER["phone"])
    code = Notice.objects.order_by("-pk")[0].params["code"]
    shop = {key: FIRM[key] for key in ("sellerClass", "placeCode")}
    owner.do("desk", "OpenShop", **OWNER, **shop, code=code, name="陈新", shopName=FIRM["name"])
    owner.do("desk", "SaveApplication", **FIRM, story="种了二十年茶。")
    paper = {"kind": "LICENCE", "number": FIRM["creditCode"], "file": supply.picture()}
    owner.upload("desk", "AddPaper", field="document", file_name="执照.png", **paper)
    sent = owner.do("desk", "SubmitApplication", sure=True)["shop"]
    assert sent["status"] == "APPLIED"
    return owner


def let_in(owner: Caller, officer: Caller, sun: Caller) -> None:
    """The township recommends, the county approves."""
    seller = owner.run("desk", "ShopRoom")["shop"]["id"]
    said = {"sellerId": seller, "reason": "村里人，情况属实"}
    assert officer.do("county", "RecommendSeller", **said)["seller"]["status"] == "RECOMMENDED"
    done = sun.do("county", "DecideSeller", **{**said, "approve": True})["seller"]
    assert done["status"] == "APPROVED"


def list_a_tea(owner: Caller, sun: Caller, right: Right) -> dict[str, Any]:
    """Page by page what a seller does: the product, a picture, the harvest; the county looks."""
    size = {"name": "250克", "netGrams": 250, "grossGrams": 300, "priceFen": 12_800}
    made = owner.do(
        "desk",
        "CreateProduct",
        category="tea",
        name="岳北明前茶",
        originCode=supply.LONGFENG,
        sizes=[size],
        attributes=[{"name": "tea", "value": "GREEN"}],
        rightId=right.public_id,
    )["product"]
    owner.upload("desk", "AddPicture", productId=made["id"], alt="一罐新茶", file=supply.picture())
    now = owner.run("desk", "Product", id=made["id"], first=5)["product"]
    waits = owner.do(
        "desk",
        "LaunchProduct",
        productId=made["id"],
        version=now["version"],
        harvestedOn=timezone.localdate().isoformat(),
        units=40,
        promisedBy=FIRM["name"],
        contact=FIRM["phone"],
    )["product"]
    assert waits["status"] == "IN_REVIEW", "the first goods of a seller are looked at"
    look = {"productId": made["id"], "version": waits["version"], "approve": True}
    sun.do("county", "DecideGoods", **look, reason="")
    listed: dict[str, Any] = owner.run("desk", "Product", id=made["id"], first=5)["product"]
    assert listed["status"] == "LISTED"
    return listed


def a_file_of_goods() -> bytes:
    out = io.StringIO()
    heads = (
        "编号",
        "商品名称",
        "类别",
        "产地",
        "标签信息",
        "规格",
        "净重（克）",
        "毛重（克）",
        "价钱（元）",
    )
    rows = [
        (
            f"YB-{n:03d}",
            f"岳北茶{n}号",
            "茶叶",
            "龙凤村",
            "茶类：绿茶",
            "100克",
            "100",
            "130",
            "39.9",
        )
        for n in range(IMPORTED)
    ]
    csv.writer(out).writerows([heads, *rows])
    return out.getvalue().encode("gb18030")


def import_goods(owner: Caller) -> None:
    """200 goods from a file: looked through first, then applied at once."""
    sent = owner.upload(
        "desk",
        "SendGoods",
        field="file",
        file=a_file_of_goods(),
        file_name="茶.csv",
        content_type="text/csv",
        promised=True,
    )
    job = sent["goodsImport"]["id"]

    def reached(state: str) -> Any:
        found = owner.run("desk", "ImportRoom", id=job, first=5)
        return found if found["goodsImport"]["state"] == state else None

    checked = eventually(lambda: reached("CHECKED"))
    problems = [row["problems"] for row in checked["importRows"]["nodes"] if row["problems"]]
    assert (checked["goodsImport"]["newRows"], problems) == (IMPORTED, [])
    owner.do("desk", "StartImport", importId=job)
    eventually(lambda: reached("DONE"))
    assert Product.objects.filter(merchant__name=FIRM["name"]).count() == IMPORTED + 1


def badge_everywhere(li: Caller, slug: str) -> dict[str, Any]:
    """Where a shopper would see the badge of the tea."""
    page = li.run("shop", "ProductDetail", slug=slug)["product"]
    found = li.run("shop", "Search", text="岳北明前茶", first=5)["search"]
    filtered = li.run("shop", "Search", text="", first=5, right="gi_product")["search"]
    listing = li.run("shop", "ProductList", first=100)["products"]["nodes"]
    (line,) = li.run("shop", "Cart")["cart"]["parts"][0]["lines"]
    return {
        "page": page["badge"],
        "search": next((n["badge"] for n in found["nodes"] if n["slug"] == slug), None),
        "filter": [node["slug"] for node in filtered["nodes"]] == [slug],
        "list": next((n["badge"] for n in listing if n["slug"] == slug), None),
        "cart": line["badge"],
        "cart is told": "RIGHT_LOST" not in line["changes"],
    }


def sell(wang: Caller, variant: str) -> None:
    """A villager buys at the counter."""
    wang.do("counter", "OpenShift", floatFen=20_000)
    lines = [{"variantId": variant, "quantity": 2}]
    due = wang.run("counter", "Quote", lines=lines)["quote"]["quote"]["totalFen"]
    order = {"key": "tea", "customerName": "刘桂花", "lines": lines, "tenderedFen": due}
    wang.do("counter", "PlaceOrder", **order, expectedTotalFen=due)


def revoke(sun: Caller, wu: Caller, right: Right) -> None:
    """One asks, another agrees: nothing less ends a right."""
    asked = sun.do(
        "county",
        "ProposeStatus",
        rightId=right.public_id,
        status="REVOKED",
        fromOn=timezone.localdate().isoformat(),
        why="公告撤销",
        source="announcement 901",
    )["proposal"]
    same = sun.refused("county", "DecideRight", caseId=asked["caseId"], approve=True, reason="")
    assert same["code"] == "SAME_PERSON"
    wu.do("county", "DecideRight", caseId=asked["caseId"], approve=True, reason="看过公告")


def test_badge_goes_with_the_right_and_old_orders_stay(shop_url: str, worker: None) -> None:
    points.county()
    catalogue.put_category(code="tea", name="茶叶", position=1, kind="TEA")
    clerk = points.clerk("Wang")
    point_services.set_hours(point_id=clerk.point_id, opens_minute=0, closes_minute=1440)
    right = a_right()
    search.rebuild(now=timezone.now())
    sun, wu, officer = (
        staff(shop_url, "county", name_of(actor))
        for actor in (
            points.operator("Sun"),
            points.operator("Wu"),
            points.operator("He", town_code=supply.YONGHE),
        )
    )
    wang = staff(shop_url, "counter", User.objects.get(pk=clerk.user_id).username)
    owner = open_a_shop(shop_url)
    let_in(owner, officer, sun)
    tea = list_a_tea(owner, sun, right)
    variant = tea["variants"][0]["id"]

    li = Caller(shop_url)
    become_a_guest(li)
    li.do("shop", "AddToCart", variantId=variant, quantity=1)
    eventually(lambda: all(badge_everywhere(li, tea["slug"]).values()))
    import_goods(owner)
    sell(wang, variant)
    kept = list(Line.objects.order_by("pk").values_list("snapshot", flat=True))
    badge = {"code": "gi_product", "text": "地理标志产品", "right_id": right.public_id}
    assert kept[0]["badge"] == badge

    revoke(sun, wu, right)
    eventually(lambda: not any(badge_everywhere(li, tea["slug"]).values()), seconds=GONE_WITHIN)
    assert list(Line.objects.order_by("pk").values_list("snapshot", flat=True)) == kept
    carried = li.run("shop", "RegisterEntry", id=right.public_id)["right"]
    assert carried["goods"] == []
    _, order = order_goods(li, {}, {"pointCode": points.point().code}, key="after")
    assert order["consignments"][0]["lines"][0]["badge"] is None
