"""What the database keeps: certificates, batches and parents; and what is printed of them."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import ProgrammingError, transaction

from fixtures.build import supply
from fixtures.build.papers import pdf
from market.accounts.actors import MerchantStaff
from market.batches import certifying, paper, tracing
from market.batches import services as batches
from market.batches.models import Batch, Certificate, InspectionReport
from market.kernel.errors import Forbidden, Invalid, NotFound
from tests.market.goods import NOW, TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def goods() -> supply.Goods:
    return supply.goods(now=NOW, units=5)


def promise(**changes: object) -> batches.NewCertificate:
    given = {
        "place": "衡山县永和乡",
        "promised_by": "陈水生",
        "contact": "0734-5800001",
        "issued_on": TODAY,
    }
    return batches.NewCertificate(**{**given, **changes})  # type: ignore[arg-type]


def test_an_issued_certificate_is_never_changed_or_deleted(goods: supply.Goods) -> None:
    issued = Certificate.objects.get(batch=goods.batch)
    for write in (
        lambda: Certificate.objects.filter(pk=issued.pk).update(grams=1),
        lambda: Certificate.objects.filter(pk=issued.pk)._raw_delete("default"),
        lambda: Batch.objects.filter(pk=goods.batch.pk)._raw_delete("default"),
    ):
        with pytest.raises(ProgrammingError), transaction.atomic():
            write()
    assert Certificate.objects.get(pk=issued.pk).grams == issued.grams


def test_farmers_may_certify_later_and_once() -> None:
    actor = supply.staff(supply.merchant(now=NOW, seller_class="FARMER"), now=NOW)
    product = supply.product(actor, now=NOW)
    made = batches.create_batch(
        actor=actor,
        product_id=product.public_id,
        village_code=supply.LONGFENG,
        harvested_on=TODAY,
        grams=1_000,
        now=NOW,
    )
    assert not Certificate.objects.filter(batch=made).exists()
    given = {"actor": actor, "batch_id": made.public_id, "now": NOW}
    certifying.certify(certificate=promise(), **given)  # type: ignore[arg-type]
    with pytest.raises(Invalid) as refused:
        certifying.certify(certificate=promise(), **given)  # type: ignore[arg-type]
    assert (refused.value.name, refused.value.rule) == ("certificate", "issued")


def test_who_may_enter_and_certify(goods: supply.Goods) -> None:
    packer = MerchantStaff(goods.staff.user_id, goods.merchant.pk, role="PACKER")
    given = {"batch_id": goods.batch.public_id, "certificate": promise(), "now": NOW}
    with pytest.raises(Forbidden):
        certifying.certify(actor=packer, **given)  # type: ignore[arg-type]
    stranger = supply.staff(supply.merchant(now=NOW), now=NOW)
    with pytest.raises(NotFound):
        certifying.certify(actor=stranger, **given)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("more", "field", "rule"),
    [
        (batches.More(storage="WARM"), "storage", "choice"),
        (batches.More(gtin="6901234567893"), "gtin", "format"),
        (batches.More(packed_on=TODAY + timedelta(days=1)), "packedOn", "range"),
        (batches.More(expires_on=TODAY + timedelta(days=31)), "expiresOn", "range"),
        (batches.More(plot_lat=91.0, plot_lon=1.0), "plotLat", "range"),
        (batches.More(plot_lat=27.2), "plotLat", "required"),
        (batches.More(household="a\u202eb"), "household", "characters"),
    ],
)
def test_bad_facts_leave_no_batch(
    goods: supply.Goods, more: batches.More, field: str, rule: str
) -> None:
    count = Batch.objects.count()
    with pytest.raises(Invalid) as refused:
        batches.create_batch(
            actor=goods.staff,
            product_id=goods.product.public_id,
            village_code=supply.LONGFENG,
            harvested_on=TODAY,
            grams=1_000,
            certificate=promise(),
            more=more,
            now=NOW,
        )
    assert (refused.value.name, refused.value.rule) == (field, rule)
    assert Batch.objects.count() == count


def test_a_certificate_on_paper_is_the_same_each_time(goods: supply.Goods) -> None:
    code = tracing.code_of_batch(batch_pk=goods.batch.pk, now=NOW)
    address = tracing.address(batch=goods.batch, code=code)
    made = paper.certificate(batch=goods.batch, address=address)
    assert made == paper.certificate(batch=goods.batch, address=address)
    assert made.startswith(b"%PDF-")
    # A6 in points.
    assert re.search(rb"/MediaBox ?\[0 0 297\.6\d* 419\.5\d*\]", made)


def test_reports_are_attached_once(goods: supply.Goods) -> None:
    sent = SimpleUploadedFile("报告.pdf", pdf("REPORT"))
    for _ in range(2):
        sent.seek(0)
        batches.attach_report(
            actor=goods.staff,
            batch_id=goods.batch.public_id,
            data=sent.read(),
            name="报告.pdf",
            laboratory="衡阳市检测中心",
            tested_on=TODAY,
            now=NOW,
        )
    report = InspectionReport.objects.select_related("document").get()
    assert report.document.owner == goods.merchant.public_id
    assert not report.document.is_public
