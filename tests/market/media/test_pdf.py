"""What a PDF must not hold; every file is written here, nothing is mocked."""

import random
import time
import zlib

import pytest

from fixtures.build.papers import pdf, stream
from market.media.pdf import NotAPdf, check

ACTION = b"<< /S /JavaScript /JS (app.alert(1)) >>"


def packed_objects(objects: bytes, more: str = "/Filter /FlateDecode") -> bytes:
    return stream(zlib.compress(objects), f"/Type /ObjStm /N 1 /First 4 {more}")


def test_a_plain_paper_is_taken() -> None:
    check(pdf())
    check(pdf() + b"\r\n\0\0")
    check(pdf(extra=packed_objects(b"7 0 << /Type /Metadata >>")))
    check(pdf(extra=packed_objects(b"7 0 << >>", "/Filter [ /FlateDecode ]")))
    check(pdf(extra=stream(random.Random(1).randbytes(300_000), "/Subtype /Image")))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"PDF",
        b" %PDF-1.4\n%%EOF",
        b"%PDF-9.9\n",
        b"GIF89a" + pdf(),
        b"%PDF-x",
        b"<html>" + pdf(),
    ],
)
def test_what_does_not_begin_as_a_pdf_is_none(data: bytes) -> None:
    with pytest.raises(NotAPdf, match="type"):
        check(data)


@pytest.mark.parametrize(
    "data",
    [
        b"%PDF-1.4\n",
        pdf()[:-20],
        pdf()[: len(pdf()) // 2],
        pdf() + b"PK\x03\x04 a zip behind it",
        pdf() + b"<script>alert(1)</script>",
        pdf(extra=b"<< >>\nstream\nno end"),
        pdf(extra=stream(b"not deflated", "/Type /ObjStm /Filter /FlateDecode")),
    ],
)
def test_a_part_of_a_pdf_or_more_than_one_is_refused(data: bytes) -> None:
    with pytest.raises(NotAPdf, match="broken"):
        check(data)


@pytest.mark.parametrize(
    "catalog",
    [
        "/OpenAction 6 0 R",
        "/OpenAction[3 0 R /Fit]",
        "/AA << /WC 6 0 R >>",
        "/Names << /JavaScript 6 0 R >>",
        "/Names << /EmbeddedFiles 6 0 R >>",
        "/X << /S /Launch /F (cmd.exe) >>",
        "/X << /S /J#61vaScript >>",
        "/X << /S /#4caunch >>",
        "/X << /JS (1) >>",
        "/AcroForm << /XFA 6 0 R >>",
        "/X << /S /GoToE >>",
        "/X << /S /SubmitForm /F (http://127.0.0.1) >>",
    ],
)
def test_what_starts_by_itself_or_carries_files_is_refused(catalog: str) -> None:
    with pytest.raises(NotAPdf, match="active"):
        check(pdf(catalog=catalog))


@pytest.mark.parametrize(
    "extra",
    [
        ACTION,
        packed_objects(b"7 0 " + ACTION),
        packed_objects(b"7 0 << /JS (1) >>"),
        packed_objects(b"7 0 << /S /Java#53cript >>"),
        # Streams that cannot be looked into.
        stream(b"zz", "/Type /ObjStm /Filter /LZWDecode"),
        stream(b"zz", "/Type /Obj#53tm /Filter [/ASCIIHexDecode /FlateDecode]"),
        packed_objects(b"7 0 <<>>", "/Filter /FlateDecode /DecodeParms << /Predictor 12 >>"),
        # Hidden from a reader that believes the word in a comment.
        b"<<>>\n%stream\n" + ACTION + b"\n%endstream",
    ],
)
def test_scripts_are_found_where_they_hide(extra: bytes) -> None:
    with pytest.raises(NotAPdf, match="active"):
        check(pdf(extra=extra))


def test_a_password_is_refused() -> None:
    with pytest.raises(NotAPdf, match="encrypted"):
        check(pdf(catalog="/Encrypt 9 0 R"))


def bomb() -> bytes:
    return pdf(extra=packed_objects(bytes(200 << 20)))


def streams() -> bytes:
    return pdf(extra=b"/ObjStm stream\nendstream\n" * 400_000)


def open_ends() -> bytes:
    return pdf(extra=b"stream\n" * 1_400_000)


def names() -> bytes:
    return pdf(extra=b"/#4aS#" * 1_700_000)


@pytest.mark.parametrize("make", [bomb, streams, open_ends, names])
def test_a_file_made_to_hurt_is_refused_in_time(make: object) -> None:
    data = make()  # type: ignore[operator]
    begun = time.process_time()
    with pytest.raises(NotAPdf):
        check(data)
    assert time.process_time() - begun < 2
