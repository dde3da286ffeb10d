"""Papers taken in and handed out: to whom, and who is written down."""

import io
import os
from datetime import UTC, datetime

import pytest
from django.db import IntegrityError
from PIL import Image

from fixtures.build import supply
from fixtures.build.papers import pdf, stream
from market.accounts.actors import Anonymous, Clerk, MerchantStaff, Operator, Shopper
from market.kernel.errors import NotFound
from market.media import rules
from market.media.models import Document, DocumentOpening
from market.media.services import DocumentRefused, accept_document, open_document, storage

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)


@pytest.fixture
def chen() -> MerchantStaff:
    return supply.staff(supply.merchant(now=NOW), now=NOW)


@pytest.fixture
def owner(chen: MerchantStaff) -> str:
    from market.merchants.models import Merchant

    return Merchant.objects.get(pk=chen.merchant_id).public_id


def photo(width: int = 600, height: int = 400, kind: str = "JPEG", **more: object) -> bytes:
    out = io.BytesIO()
    Image.effect_noise((width, height), 40).convert("RGB").save(out, kind, **more)
    return out.getvalue()


def content(document: Document) -> bytes:
    with storage().open(document.path) as file:
        return bytes(file.read())


def test_a_pdf_is_kept_as_it_came(owner: str) -> None:
    made = accept_document(data=pdf(), name="检验报告.pdf", owner=owner, now=NOW)
    assert (made.kind, made.name, made.owner) == ("PDF", "检验报告.pdf", owner)
    assert content(made) == pdf()
    assert made.size == len(pdf())
    assert not made.is_public


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_photo_is_cleaned_and_kept_as_jpeg(kind: str, owner: str) -> None:
    exif = Image.Exif()
    exif[0x010F] = "SecretCameraMaker"
    exif.get_ifd(0x8825)[1] = "N"
    sent = photo(kind=kind, exif=exif) + b"<script>tail</script>"
    made = accept_document(data=sent, name="permit.html", owner=owner, now=NOW)
    kept = content(made)
    assert (made.kind, made.name, made.size) == ("JPEG", "permit.jpg", len(kept))
    image = Image.open(io.BytesIO(kept))
    assert (image.format, image.size) == ("JPEG", (600, 400))
    assert not image.getexif()
    assert b"Secret" not in kept
    assert b"<script>" not in kept


def test_a_large_scan_stays_legible_and_is_not_kept_larger(owner: str) -> None:
    made = accept_document(data=photo(5000, 3000), name="a", owner=owner, now=NOW)
    with Image.open(io.BytesIO(content(made))) as image:
        assert image.size == (rules.PAPER_WIDTH, 1488)


def test_transparent_paper_is_white(owner: str) -> None:
    out = io.BytesIO()
    Image.new("RGBA", (60, 40), (0, 0, 0, 0)).save(out, "PNG")
    made = accept_document(data=out.getvalue(), name="a", owner=owner, now=NOW)
    with Image.open(io.BytesIO(content(made))) as image:
        assert image.getpixel((30, 20)) == (255, 255, 255)


def test_the_same_paper_again_is_the_same_row(owner: str) -> None:
    first = accept_document(data=pdf(), name="a.pdf", owner=owner, now=NOW)
    assert accept_document(data=pdf(), name="b.pdf", owner=owner, now=NOW) == first
    assert accept_document(data=pdf(), name="a.pdf", owner="mer_other", now=NOW) != first
    public = accept_document(data=pdf(), name="a.pdf", owner=owner, now=NOW, public=True)
    assert public != first
    assert public.path == first.path


@pytest.mark.parametrize(
    ("data", "rule"),
    [
        (b"", "type"),
        (b"<html><script>alert(1)</script>", "type"),
        (b"PK\x03\x04 word/document.xml", "type"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "type"),
        (photo()[:3000], "broken"),
        (pdf()[:-9], "broken"),
        (pdf(catalog="/OpenAction 6 0 R"), "active"),
        (pdf(catalog="/Encrypt 6 0 R"), "encrypted"),
        (supply.picture(60, 3_000), "pixels"),
        (pdf() + bytes(rules.MAX_BYTES + 1 - len(pdf())), "size"),
    ],
)
def test_a_refusal_leaves_nothing_behind(data: bytes, rule: str, owner: str) -> None:
    with pytest.raises(DocumentRefused) as refused:
        accept_document(data=data, name="a.pdf", owner=owner, now=NOW)
    assert (refused.value.rule, refused.value.field) == (rule, "document")
    assert not Document.objects.exists()


def test_ten_megabytes_are_taken(owner: str) -> None:
    most = rules.MAX_BYTES - len(pdf(extra=stream(b"", "")))
    whole = pdf(extra=stream(bytes(most - 27), ""))
    whole += b"\n" * (rules.MAX_BYTES - len(whole))
    assert accept_document(data=whole, name="a.pdf", owner=owner, now=NOW).size == rules.MAX_BYTES


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("许可证.pdf", "许可证.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\papers\\permit.final.PDF", "permit.final.pdf"),
        ("gnp\u202efdp.exe", "gnpfdp.pdf"),
        ("a\u200bb\x00c\r\n.pdf", "abc.pdf"),
        ('x"; filename="evil.html', "x; filename=evil.pdf"),
        ("  .pdf", "文件.pdf"),
        ("", "文件.pdf"),
        ("长" * 300 + ".pdf", "长" * 80 + ".pdf"),
    ],
)
def test_a_name_hides_nothing(sent: str, kept: str) -> None:
    assert rules.document_name(sent, "PDF") == kept


def test_the_county_s_papers_are_everybody_s_and_a_seller_s_are_not(
    chen: MerchantStaff, owner: str
) -> None:
    county = accept_document(data=pdf("A"), name="a.pdf", owner="", now=NOW)
    private = accept_document(data=pdf("B"), name="b.pdf", owner=owner, now=NOW)
    shown = accept_document(data=pdf("C"), name="c.pdf", owner=owner, now=NOW, public=True)
    assert county.is_public
    deng = supply.staff(supply.merchant(now=NOW, name="别家"), "Deng", now=NOW)
    own_town, other_town = supply.LONGFENG[:9], supply.SEAT

    def seen(actor: object) -> set[int]:
        return set(Document.objects.visible_to(actor).values_list("pk", flat=True))

    everything = {county.pk, private.pk, shown.pk}
    for actor in (chen, Operator(1), Operator(1, town_code=own_town)):
        assert seen(actor) == everything
    for stranger in (Anonymous(), Shopper(1), Clerk(1, 1), deng, Operator(1, town_code=other_town)):
        assert seen(stranger) == {county.pk, shown.pk}


def test_a_private_paper_without_an_owner_cannot_be(owner: str) -> None:
    with pytest.raises(IntegrityError, match="media_private_documents_have_owners"):
        Document.objects.create(name="a", kind="PDF", size=1, sha256="0", owner="", is_public=False)


def test_opening_a_private_paper_is_written_down(chen: MerchantStaff, owner: str) -> None:
    private = accept_document(data=pdf("B"), name="b.pdf", owner=owner, now=NOW)
    shown = accept_document(data=pdf("C"), name="c.pdf", owner=owner, now=NOW, public=True)
    for document in (private, shown):
        opened = open_document(actor=chen, document_id=document.public_id, request_id="r1", now=NOW)
        with opened.file as file:
            assert file.read() == content(document)
    (row,) = DocumentOpening.objects.all()
    assert (row.document_id, row.actor, row.at, row.request) == (private.pk, chen.ref, NOW, "r1")


def test_what_is_not_there_and_what_is_not_visible_are_the_same(owner: str) -> None:
    private = accept_document(data=pdf("B"), name="b.pdf", owner=owner, now=NOW)
    for document_id in (private.public_id, "doc_00000000000000000000", ""):
        with pytest.raises(NotFound):
            open_document(actor=Anonymous(), document_id=document_id, request_id="", now=NOW)
    os.remove(storage().path(private.path))
    with pytest.raises(NotFound):
        open_document(actor=Operator(1), document_id=private.public_id, request_id="", now=NOW)
    assert not DocumentOpening.objects.exists()
