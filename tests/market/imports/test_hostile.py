"""Files that mean harm, or are only broken: a clear answer, soon, in little memory."""

import io
import resource
import struct
import time
import zipfile
from collections.abc import Callable
from typing import Any

import pytest

from fixtures.build import supply
from market.imports import archives, services, sources
from market.imports.models import ImportJob
from market.kernel.errors import Invalid
from tests.market.imports.files import NOW, TEA, counts, csv_file, seller, sent, xlsx_file, zip_file

HEADS = "编号,商品名称\n"
LONGEST_SECONDS = 2
MOST_BYTES = 300 << 20


def text(content: str, encoding: str = "utf-8") -> io.BytesIO:
    return io.BytesIO(content.encode(encoding))


def spoiled(**parts: str | bytes) -> io.BytesIO:
    """Return a workbook of which parts are replaced or added; `xl__workbook_xml` is the name of
    one."""
    names = {name.replace("__", "/").replace("_xml", ".xml").replace("_bin", ".bin"): data
             for name, data in parts.items()}  # fmt: skip
    out = io.BytesIO()
    with (
        zipfile.ZipFile(xlsx_file([TEA])) as good,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as bad,
    ):
        for entry in good.infolist():
            if entry.filename not in names:
                bad.writestr(entry, good.read(entry))
        for name, data in names.items():
            bad.writestr(name, data)
    return io.BytesIO(out.getvalue())


SHEET = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    '<row r="1"><c r="A1" t="inlineStr"><is><t>{}</t></is></c></row></sheetData></worksheet>'
)
ENTITY = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + SHEET.format("&a;")
LAUGHS = (
    '<!DOCTYPE x [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(12))
    + "]>"
    + SHEET.format("&m;")
)
TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    + "".join(
        f'<Override PartName="/xl/{part}"'
        f' ContentType="application/vnd.openxmlformats-officedocument'
        f'.spreadsheetml.{kind}+xml"/>'
        for part, kind in (
            ("workbook.xml", "sheet.main"),
            ("worksheets/sheet1.xml", "worksheet"),
            ("sharedStrings.xml", "sharedStrings"),
        )
    )
    + "</Types>"
)
FAR = SHEET.replace('r="1"', 'r="1048576"').replace('r="A1"', 'r="XFD1048576"').format("x")


def old_excel() -> io.BytesIO:
    return io.BytesIO(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2_000))


def encrypted() -> io.BytesIO:
    data = bytearray(xlsx_file([TEA]).getvalue())
    at = data.index(b"PK\x01\x02")
    struct.pack_into("<H", data, at + 8, 1)
    return io.BytesIO(bytes(data))


HOSTILE: dict[str, tuple[Callable[[], io.BytesIO], set[str]]] = {
    "nothing": (lambda: io.BytesIO(b""), {"empty"}),
    "only heads": (lambda: text(HEADS), {"empty"}),
    "only spaces": (lambda: text("\n\n  \n"), {"empty", "heads"}),
    "no heads": (lambda: text("甲,乙\n1,2\n"), {"heads"}),
    "wrong delimiter": (lambda: text("编号|商品名称\n1|2\n"), {"heads"}),
    "a cell of 10 MB": (lambda: text(HEADS + "a," + "茶" * 3_000_000), {"cell"}),
    "100,000 columns": (lambda: text(HEADS + "," * 100_000), {"columns"}),
    "100,000 heads": (lambda: text("编号" + ",x" * 100_000 + "\n1\n"), {"columns", "cell"}),
    "NUL": (lambda: io.BytesIO(b"\xe7\xbc\x96\xe5\x8f\xb7\n\0\n"), {"binary"}),
    "UTF-16": (lambda: text(HEADS + "1,2\n", "utf-16"), {"encoding"}),
    "no text": (lambda: io.BytesIO(b"\x81\xff\xfe\x80" * 100), {"encoding"}),
    "an open quote": (lambda: text(HEADS + '"1,2\n' * 30), {"quotes", "cell"}),
    "10 MB and one byte": (lambda: text(HEADS + "a" * (10 << 20)), {"size"}),
    "a picture": (lambda: io.BytesIO(supply.picture()), {"type"}),
    "an old workbook": (old_excel, {"old_excel"}),
    "half a workbook": (lambda: io.BytesIO(xlsx_file([TEA]).getvalue()[:2_000]), {"broken"}),
    "a workbook with a password": (encrypted, {"protected"}),
    "a ZIP that is no workbook": (lambda: zip_file({"a.txt": b"a"}), {"type"}),
    "macros": (lambda: spoiled(xl__vbaProject_bin=b"x"), {"macros"}),
    "an outside entity": (lambda: spoiled(xl__worksheets__sheet1_xml=ENTITY), {"entities"}),
    "a billion laughs": (lambda: spoiled(xl__worksheets__sheet1_xml=LAUGHS), {"entities"}),
    "laughs in the workbook": (lambda: spoiled(xl__workbook_xml=LAUGHS), {"entities", "broken"}),
    "laughs in the texts": (
        lambda: spoiled(xl__sharedStrings_xml=LAUGHS, **{"[Content_Types]_xml": TYPES}),
        {"entities"},
    ),
    "a bomb": (lambda: spoiled(xl__worksheets__sheet1_xml=bytes(50 << 20)), {"unpacked"}),
    "a bomb of texts": (
        lambda: spoiled(xl__sharedStrings_xml=("<a>" + "茶叶" * 4_000_000)), {"unpacked"}
    ),
    "a thousand parts": (
        lambda: spoiled(**{f"part{n}": b"x" for n in range(300)}), {"entries"}
    ),
    "the farthest cell": (
        lambda: spoiled(xl__worksheets__sheet1_xml=FAR), {"columns", "empty", "heads"}
    ),
    "no XML": (lambda: spoiled(xl__worksheets__sheet1_xml="<worksheet"), {"broken", "empty"}),
}  # fmt: skip


def read(file: io.BytesIO) -> None:
    """Read a file to its end, as a job does after its beginning was looked at."""
    sources.look(file)
    assert list(sources.rows(file)) == []


@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_file_is_refused_at_once(what: str) -> None:
    make, rules = HOSTILE[what]
    file = make()
    begun, before = time.process_time(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(Invalid) as refused:
        read(file)
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert refused.value.name == "file"
    assert refused.value.rule in rules
    assert time.process_time() - begun < LONGEST_SECONDS
    assert (after - before) * 1024 < MOST_BYTES


def linked() -> io.BytesIO:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        link = zipfile.ZipInfo("a.png")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    return io.BytesIO(out.getvalue())


def packed(data: bytes) -> io.BytesIO:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.png", data)
    return io.BytesIO(out.getvalue())


ARCHIVES: dict[str, tuple[Callable[[], io.BytesIO], str]] = {
    "no archive": (lambda: io.BytesIO(supply.picture()), "type"),
    "a broken one": (lambda: io.BytesIO(b"PK\x03\x04" + bytes(100)), "broken"),
    "climbing out": (lambda: zip_file({"../a.png": b"x"}), "paths"),
    "climbing out backwards": (lambda: zip_file({"..\\a.png": b"x"}), "paths"),
    "from the root": (lambda: zip_file({"/etc/a.png": b"x"}), "paths"),
    "from a drive": (lambda: zip_file({"C:/a.png": b"x"}), "paths"),
    "a link": (linked, "paths"),
    "a bomb": (lambda: packed(bytes(9 << 20)), "unpacked"),
    "too large a file": (lambda: packed(bytes(11 << 20)), "unpacked"),
    "too many": (lambda: zip_file({f"{n}.png": b"x" for n in range(2_001)}), "entries"),
    "two of one name": (lambda: zip_file({"a/1.png": b"x", "b/1.png": b"y"}), "twice"),
}


@pytest.mark.parametrize("what", ARCHIVES)
def test_a_hostile_archive_is_refused_before_it_is_unpacked(what: str) -> None:
    make, rule = ARCHIVES[what]
    with pytest.raises(Invalid) as refused:
        services._look_at_pictures(make())
    assert (refused.value.name, refused.value.rule) == ("pictures", rule)


def test_names_of_a_chinese_windows_are_read() -> None:
    data = zip_file({"xxxx.png": supply.picture()}).getvalue()
    file = io.BytesIO(data.replace(b"xxxx.png", "茶叶".encode("gb18030") + b".png"))
    found = archives.plain_files(archives.opened(file, services.PICTURES), services.PICTURES)
    assert list(found) == ["茶叶.png"]


@pytest.mark.django_db
def test_a_refused_file_leaves_nothing() -> None:
    with pytest.raises(Invalid):
        services.send(actor=seller(), file=text("甲\n1\n"), name="a.csv", promised=True, now=NOW)
    assert not ImportJob.objects.exists()


@pytest.mark.django_db
def test_a_file_that_is_bad_further_on_fails_as_a_whole() -> None:
    rows = HEADS + "".join(f"A{n},茶\n" for n in range(1_200)) + "," * 100 + "\n"
    job = sent(seller(), text(rows))
    assert (job.state, job.refusal) == ("FAILED", "columns")
    assert not job.pieces.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "file",
    [
        lambda row: csv_file([row], encoding="utf-8"),
        lambda row: csv_file([row], encoding="utf-8-sig"),
        lambda row: csv_file([row], encoding="gb18030"),
        lambda row: csv_file([row], delimiter=";"),
        lambda row: csv_file([row], delimiter="\t", encoding="gb18030"),
        lambda row: xlsx_file([row]),
    ],
)
def test_honest_files_of_every_kind_are_read(file: Any) -> None:
    row = TEA | {"sku": " ＢＧ－０１ ", "price_fen": "￥1，068。5元", "net_grams": "２两",
                 "storage": '阴凉,"干燥"\n通风', "gross_grams": "0.5斤"}  # fmt: skip
    job = sent(seller(), file(row))
    assert counts(job) == (1, 0, 0, 0)
    goods = job.rows.get().goods
    assert (goods["sku"], goods["price_fen"], goods["net_grams"]) == ("BG-01", 106_850, 100)
    assert goods["storage"] == '阴凉,"干燥" 通风'
