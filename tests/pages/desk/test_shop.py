"""Opening a shop in pages, from a phone number to the first sale day."""

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from fixtures.build import points, supply
from market.accounts.models import User
from market.merchants.models import Merchant, Staff
from market.notices.models import Notice

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


def code() -> str:
    return str(Notice.objects.order_by("-pk")[0].params["code"])


def sign_in(user_id: int) -> Client:
    client = Client()
    client.post(
        "/accounts/login/",
        {"login": User.objects.get(pk=user_id).username, "password": supply.PASSWORD},
    )
    return client


def opened(client: Client, phone: str = "13800000001") -> Any:
    client.post("/desk/apply/", {"phone": phone, "send": "1"})
    return client.post(
        "/desk/apply/",
        {
            "phone": phone,
            "code": code(),
            "name": "陈新",
            "username": "chenxin",
            "password": supply.PASSWORD,
            "shopName": "新来的合作社",
            "sellerClass": "COOPERATIVE",
            "placeCode": supply.LONGFENG,
        },
    )


def test_from_a_phone_to_an_open_shop() -> None:
    points.county()
    owner = Client()
    assert opened(owner).url == "/desk/shop/"
    page = owner.get("/desk/shop/").content.decode()
    assert "还差：经营地址、统一社会信用代码、证件或证明" in page
    number = supply.credit_code("93430423MB4T00001")
    saved = owner.post(
        "/desk/shop/save/",
        {
            "name": "新来的合作社",
            "sellerClass": "COOPERATIVE",
            "placeCode": supply.LONGFENG,
            "phone": "13800000001",
            "address": "3组12号",
            "contactName": "陈新",
            "creditCode": number,
            "story": "种了二十年橘子。",
        },
    )
    assert saved.status_code == 303, saved.content.decode()

    paper = SimpleUploadedFile("执照.png", supply.picture(), "image/png")
    brought = owner.post(
        "/desk/shop/paper/", {"kind": "LICENCE", "number": number, "document": paper}
    )
    assert brought.status_code == 303, brought.content.decode()
    assert owner.post("/desk/shop/move/submit/").status_code == 303
    merchant = Merchant.objects.get(credit_code=number)
    assert merchant.status == "APPLIED"
    officer = sign_in(points.operator("Mao", town_code=supply.YONGHE).user_id)
    assert officer.get("/work/").url == "/county/sellers/"
    assert "新来的合作社" in officer.get("/county/sellers/").content.decode()
    assert officer.get("/county/parcel/").status_code == 403
    path = f"/county/sellers/{merchant.public_id}/"
    assert officer.get(path).status_code == 200
    officer.post(f"{path}recommend/", {"reason": "情况属实"})
    county = sign_in(points.operator("Sun").user_id)
    county.post(f"{path}approve/", {"reason": ""})
    shown = Client().get(f"/m/{merchant.slug}").content.decode()
    assert number in shown
    assert "种了二十年橘子" in shown


def test_what_was_typed_stays_and_says_what_is_wrong() -> None:
    supply.places()
    client = Client()
    wrong = client.post("/desk/apply/", {"phone": "12", "send": "1"})
    assert wrong.status_code == 422
    assert "电话号码不对" in wrong.content.decode()
    client.post("/desk/apply/", {"phone": "13800000001", "send": "1"})
    again = client.post("/desk/apply/", {"phone": "13800000001", "code": "0", "shopName": "小店"})
    assert again.status_code == 422
    assert 'value="小店"' in again.content.decode()
    assert not User.objects.exists()


def test_somebody_invited_packs_and_nothing_else_until_they_are_let_go() -> None:
    now = timezone.now()
    supply.goods(now=now)
    merchant = Merchant.objects.get()
    owner = sign_in(merchant.staff.get().user_id)
    owner.post("/desk/staff/change/", {"phone": "13800000009", "role": "PACKER"})
    packer = Client()
    joined = packer.post(
        "/desk/join/",
        {
            "phone": "13800000009",
            "code": code(),
            "name": "潘打包",
            "username": "packer",
            "password": supply.PASSWORD,
        },
    )
    assert joined.status_code == 303, joined.content.decode()
    assert packer.get("/desk/").status_code == 200
    assert packer.get("/desk/orders/").status_code == 200
    assert packer.get("/desk/goods/").status_code == 403
    assert packer.get("/desk/shop/").status_code == 403
    staff = Staff.objects.get(role="PACKER")
    owner.post("/desk/staff/change/", {"remove": staff.user.public_id})
    gone = packer.get("/desk/orders/")
    assert gone.status_code == 302
    assert "/accounts/login/" in gone.url


def test_freight_is_typed_in_yuan_with_zones() -> None:
    now = timezone.now()
    points.county()
    merchant = supply.merchant(now=now)
    owner = sign_in(supply.staff(merchant, now=now).user_id)
    usual = {"first": "6.5", "next": "2", "free": "", "cold": "5"}
    zone = {"prefix": [supply.SEAT], "zone_first": ["3"], "zone_next": ["1"], "zone_free": ["39"]}
    assert owner.post("/desk/freight/save/", {**usual, **zone}).status_code == 303
    merchant.freight.refresh_from_db()
    assert (merchant.freight.first_kg_fen, merchant.freight.cold_fen) == (650, 500)
    kept = merchant.freight.zones.get()
    assert (kept.prefix, kept.first_kg_fen, kept.free_from_fen) == (supply.SEAT, 300, 3_900)
    bad = owner.post("/desk/freight/save/", {**usual, "first": "abc", **zone})
    assert bad.status_code == 422
    assert re.search(r'value="abc"', bad.content.decode())


def test_the_report_is_a_file_and_is_noted() -> None:
    supply.merchant(now=timezone.now(), name="=HYPERLINK(1)")
    county = sign_in(points.operator("Sun").user_id)
    made = county.post("/county/report/", {"year": "2026", "half": "1", "kind": "CSV"})
    assert made.headers["Content-Disposition"] == 'attachment; filename="sellers-2026-01.csv"'
    assert "'=HYPERLINK(1)" in made.content.decode("utf-8-sig")
    assert "CSV" in county.get("/county/report/").content.decode()
