"""Batches at the desk: entered with their certificate, spoilt, moved, mixed, printed."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from fixtures.build import supply
from fixtures.build.papers import pdf
from market.batches.models import Batch, Certificate, InspectionReport
from market.kernel import days
from market.stock.models import Lot, Movement
from tests.graphql.world import World
from tests.pages.conftest import sound

pytestmark = pytest.mark.django_db


@pytest.fixture
def chen(world: World) -> Client:
    return world.signed_in("desk", world.chen).http


def yesterday(world: World) -> date:
    return days.day(world.now) - timedelta(days=1)


def test_a_harvest_is_entered_with_its_certificate_in_one_form(chen: Client, world: World) -> None:
    """What the last batch said stands in the form already: day and units are left to fill in."""
    product, size = world.oranges.product.public_id, world.oranges.variants[0]
    assert "收的是哪个商品" in sound(chen.get("/desk/batches/new/"))
    url = f"/desk/batches/new/?product={product}"
    page = sound(chen.get(url))
    assert 'value="陈水生"' in page
    assert "每批都要开" in page
    day = yesterday(world).isoformat()
    form = {
        "harvestedOn": day, "issuedOn": day, "certify": "1", "promisedBy": "陈水生",
        "contact": "0734-5800001", "place": "衡山县永和乡龙凤村", "villageCode": supply.LONGFENG,
        "storage": "COOL", "household": "陈家", f"units-{size.public_id}": "12",
    }  # fmt: skip
    before = Batch.objects.count()
    page = sound(chen.post(url, {**form, "contact": ""}), 422)
    assert 'value="12"' in page
    assert Batch.objects.count() == before
    page = sound(chen.post(url, {**form, f"units-{size.public_id}": "x"}), 422)
    assert "份数写成整数" in page
    sent = chen.post(url, form)
    assert sent.status_code == 303
    batch = Batch.objects.latest("pk")
    assert (batch.storage, batch.household, batch.grams) == ("COOL", "陈家", 12 * size.net_grams)
    assert Certificate.objects.get(batch=batch).promised_by == "陈水生"
    page = sound(chen.get(sent.headers["Location"]))
    assert "还有 <b>12</b> 份" in page
    assert "陈家" in page
    assert batch.code in sound(chen.get("/desk/batches/"))


def test_stock_is_spoilt_and_moved_and_the_page_tells_it(chen: Client, world: World) -> None:
    batch, lot = world.oranges.batch, world.oranges.lots[0]
    base = f"/desk/batches/{batch.public_id}"
    refused = chen.post(f"{base}/spoil/{lot.public_id}/", {"quantity": "900", "reason": "压坏"})
    assert "能动的只有 50 份" in sound(refused, 422)
    chen.post(f"{base}/spoil/{lot.public_id}/", {"quantity": "3", "reason": "压坏"})
    chen.post(f"{base}/move/{lot.public_id}/", {"quantity": "7", "store": "DEPOT"})
    lot.refresh_from_db()
    assert lot.on_hand == 40
    assert Lot.objects.get(batch=batch, store="DEPOT").on_hand == 7
    page = sound(chen.get(f"{base}/"))
    assert "损耗" in page
    assert "压坏" in page
    assert "换仓" in page


def test_two_batches_become_one_with_a_new_certificate(chen: Client, world: World) -> None:
    other = supply.batch(world.chen, world.oranges.product, now=world.now, days_ago=4)
    first, size = world.oranges.lots[0], world.oranges.variants[0]
    second = supply.lot(world.chen, size, other, 10, now=world.now)
    url = f"/desk/batches/mix/?product={world.oranges.product.public_id}"
    assert other.code in sound(chen.get(url))
    day = days.day(world.now).isoformat()
    form = {
        f"part-{first.public_id}": "5", f"part-{second.public_id}": "5", "units": "9",
        "variantId": size.public_id, "promisedBy": "龙凤果业", "contact": "0734-5800001",
        "issuedOn": day, "place": "衡山县永和乡",
    }  # fmt: skip
    assert "至少选两批" in sound(chen.post(url, {**form, f"part-{first.public_id}": ""}), 422)
    sent = chen.post(url, form)
    assert sent.status_code == 303
    page = sound(chen.get(sent.headers["Location"]))
    assert "由这些混成" in page
    made = Batch.objects.latest("pk")
    assert made.expires_on == other.expires_on
    assert Movement.objects.filter(kind="MIX").count() == 3


def test_certificates_are_printed_and_reports_attached(chen: Client, world: World) -> None:
    base = f"/desk/batches/{world.oranges.batch.public_id}"
    paper = chen.get(f"{base}/certificate.pdf")
    assert paper.headers["Content-Type"] == "application/pdf"
    assert paper.content.startswith(b"%PDF-")
    assert "先选一份报告" in sound(chen.post(f"{base}/report/", {"laboratory": "x"}), 422)
    sent = chen.post(
        f"{base}/report/",
        {
            "report": SimpleUploadedFile("报告.pdf", pdf("REPORT"), "application/pdf"),
            "laboratory": "衡阳市检测中心",
            "testedOn": yesterday(world).isoformat(),
        },
    )
    assert sent.status_code == 303
    assert InspectionReport.objects.get().laboratory == "衡阳市检测中心"
    assert "衡阳市检测中心" in sound(chen.get(f"{base}/"))


def test_a_wrong_certificate_is_cancelled_and_another_one_issued(
    chen: Client, world: World
) -> None:
    batch = world.oranges.batch
    old = Certificate.objects.get(batch=batch)
    url = f"/desk/batches/{batch.public_id}/cancel-certificate/"
    given = {
        "number": old.number,
        "reason": "重量写错了",
        "kilograms": "12.5 千克",
        "place": old.place,
        "promisedBy": old.promised_by,
        "contact": "07345800001",
        "issuedOn": yesterday(world).isoformat(),
    }
    assert "这一项要填" in sound(chen.post(url, {**given, "reason": ""}), 422)
    assert "写成千克数" in sound(chen.post(url, {**given, "kilograms": "很多"}), 422)
    assert chen.post(url, given).status_code == 303
    page = sound(chen.get(f"/desk/batches/{batch.public_id}/"))
    assert f"{old.number}-2" in page
    assert "重量写错了" in page
    assert "12.5千克" in page
    assert "这张合格证已经不在用了" in sound(chen.post(url, given), 422)
    assert Certificate.objects.filter(batch=batch).count() == 2


def test_a_stranger_finds_no_batch(world: World) -> None:
    base = f"/desk/batches/{world.oranges.batch.public_id}"
    deng = world.signed_in("desk", world.deng).http
    assert deng.get(f"{base}/").status_code == 404
    assert deng.get(f"{base}/certificate.pdf").status_code == 404
