"""The register's CSV file: what each row would do, what is wrong with it, and doing it once."""

import csv
import io
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fixtures.build import supply
from market.accounts.actors import MerchantStaff, Operator
from market.cases.models import Case
from market.gi import columns, importing, proposals
from market.gi.importing import FileHasErrors
from market.gi.models import AuthorisedUser, Proposal, Right
from market.gi.proposals import NothingChanged, Paper
from market.gi.steps import PutRight
from market.kernel.errors import Forbidden, Invalid

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
SUN, WU = Operator(1), Operator(2)
PAPER = Paper(why="县农业农村局的名单", source="2026 年名单")
CODE = supply.credit_code("93430423MA4T00001")
OTHER = supply.credit_code("93430423MA4T00002")
TEA = {
    "名称": "衡山云雾茶", "种类": "地理标志产品", "状态": "有效", "登记机关": "CNIPA",
    "文号": "公告第700号", "公布日": "2026-11", "产地": "衡山县东湖镇",
    "区划代码": "430423201；430423100003",
    "品种": "云雾、白茶", "年产量上限（千克）": "12,000.5", "产季起始": "03-01", "品类": "tea",
    "可信程度": "高", "生效日": "2026年11月1日", "来源": "S-test",
}  # fmt: skip
USER = {
    "名称": "衡山云雾茶", "种类": "地理标志产品", "使用人信用代码": CODE,
    "使用人名称": "东湖茶叶合作社", "授权起始日": "2026/11/24", "使用人上限（千克）": "3000",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _places() -> None:
    supply.places()


def file(*rows: dict[str, str], encoding: str = "utf-8") -> bytes:
    out = io.StringIO()
    names = list(dict.fromkeys(name for row in rows for name in row))
    writer = csv.DictWriter(out, names)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode(encoding)


def check(*rows: dict[str, str]) -> importing.Check:
    return importing.check(actor=SUN, data=file(*rows), now=NOW)


def take(data: bytes) -> None:
    case = importing.propose_file(actor=SUN, data=data, paper=PAPER, now=NOW)
    proposals.decide(actor=WU, case_id=case.public_id, approve=True, reason="", now=NOW)


def problems(*rows: dict[str, str]) -> list[tuple[int, str, str]]:
    found = check(*rows)
    assert found.problems
    with pytest.raises(FileHasErrors):
        importing.propose_file(actor=SUN, data=file(*rows), paper=PAPER, now=NOW)
    assert not Proposal.objects.exists()
    return [(problem.row, problem.column, problem.rule) for problem in found.problems]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_file_is_taken_whole_once(encoding: str) -> None:
    data = file(TEA, USER, {**USER, "使用人信用代码": OTHER}, encoding=encoding)
    seen = importing.check(actor=SUN, data=data, now=NOW)
    assert [(row.row, row.what) for row in seen.rows] == [(2, "NEW"), (3, "NEW"), (4, "NEW")]
    assert not seen.problems
    assert not Right.objects.exists()
    take(data)
    right = Right.objects.get()
    assert (right.name, right.scheme, right.status) == ("衡山云雾茶", "GI_PRODUCT", "ACTIVE")
    assert right.area_codes == ["430423201", "430423100003"]
    assert right.varieties == ["云雾", "白茶"]
    assert (right.ceiling_grams, right.season_starts) == (12_000_500, "03-01")
    assert (right.valid_from, right.confidence) == (date(2026, 11, 1), "HIGH")
    users = AuthorisedUser.objects.order_by("credit_code")
    assert [user.ceiling_grams for user in users] == [3_000_000, 3_000_000]
    assert {row.what for row in importing.check(actor=SUN, data=data, now=NOW).rows} == {"SAME"}
    with pytest.raises(NothingChanged):
        take(data)
    assert Case.objects.count() == 1


def test_an_empty_cell_leaves_what_is_there() -> None:
    take(file(TEA, USER))
    take(file({"名称": "衡山云雾茶", "种类": "GI_PRODUCT", "登记人": "衡山县茶叶协会", "状态": ""}))
    right = Right.objects.get()
    assert (right.holder, right.area, right.ceiling_grams) == (
        "衡山县茶叶协会", "衡山县东湖镇", 12_000_500,
    )  # fmt: skip
    take(file({**USER, "使用人状态": "取消"}))
    assert AuthorisedUser.objects.get().status == "STRUCK_OFF"


def test_a_status_begins_on_its_day() -> None:
    take(file(TEA))
    gone = {
        "名称": "衡山云雾茶",
        "种类": "gi_product",
        "状态": "已撤销",
        "状态起始日": "2026-12-01",
    }
    assert check(gone).rows[0].what == "CHANGED"
    take(file(gone))
    assert Right.objects.get().statuses == [["2026-12-01", "REVOKED"]]


@pytest.mark.parametrize(
    ("change", "column", "rule"),
    [
        ({"名称": ""}, "名称", "required"),
        ({"名称": "云雾\u202e茶"}, "名称", "characters"),
        ({"种类": "有机"}, "种类", "choice"),
        ({"种类": ""}, "种类", "required"),
        ({"状态": "很好"}, "状态", "choice"),
        ({"状态": "已认定"}, "状态", "status"),
        ({"状态": ""}, "状态", "required"),
        ({"公布日": "去年"}, "公布日", "day"),
        ({"区划代码": "43042320"}, "区划代码", "division"),
        ({"区划代码": "430423999"}, "区划代码", "unknown"),
        ({"年产量上限（千克）": "很多"}, "年产量上限（千克）", "decimals"),
        ({"年产量上限（千克）": "-5"}, "年产量上限（千克）", "range"),
        ({"年产量上限（千克）": "NaN"}, "年产量上限（千克）", "decimals"),
        ({"生效日": "2026-02-30"}, "生效日", "date"),
        ({"截止日": "2026-10-31"}, "截止日", "order"),
        ({"来源": ""}, "来源", "required"),
        ({"使用人名称": "无码"}, "使用人信用代码", "required"),
        ({"使用人信用代码": "91430423MA4L00017X", "授权起始日": "2026-11-24", "使用人名称": "甲"},
         "使用人信用代码", "credit_code"),
        ({"使用人信用代码": CODE, "使用人名称": "甲"}, "授权起始日", "required"),
        ({"使用人信用代码": CODE, "使用人状态": "取消"}, "使用人信用代码", "no_user"),
    ],
)  # fmt: skip
def test_a_bad_row_is_named_and_nothing_is_taken(
    change: dict[str, str], column: str, rule: str
) -> None:
    good = {**TEA, "名称": "好茶"}
    assert problems(good, {**TEA, **change}) == [(3, column, rule)]


def test_rows_must_agree_with_each_other() -> None:
    assert problems(TEA, TEA) == [(3, "名称", "twice")]
    assert problems(TEA, USER, USER) == [(4, "使用人信用代码", "twice")]
    assert problems(USER) == [(2, "名称", "no_right")]
    # A row with an error is no right for the rows behind it.
    assert [row for row, _, _ in problems({**TEA, "产地": ""}, USER)] == [2, 3]


@pytest.mark.parametrize(
    ("data", "rule"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf  \n", "empty"),
        (file(TEA).splitlines()[0], "empty"),
        (b"\xff\xff\xff\xff", "encoding"),
        ("名称,种类\na\0,b".encode(), "encoding"),
        (b"PK\x03\x04\x00\x00", "encoding"),
        (b"a" * 500_001, "too_large"),
        ("名称,种类,颜色\n茶,地理标志产品,绿".encode(), "header"),
        ("名称,名称,种类\n茶,茶,地理标志产品".encode(), "header"),
        ("名称\n茶".encode(), "header"),
        ("名称,种类\n茶,地理标志产品,多的".encode(), "header"),
        ('名称,种类\n"茶,地理标志产品'.encode(), "header"),
        ("名称,种类\n" .encode() + "茶,x\n".encode() * 2_001, "too_many"),
    ],
)  # fmt: skip
def test_a_file_that_is_none_is_refused(data: bytes, rule: str) -> None:
    with pytest.raises(Invalid) as refused:
        importing.check(actor=SUN, data=data, now=NOW)
    assert (refused.value.name, refused.value.rule) == ("file", rule)


@pytest.mark.parametrize("number", [2, 20])
def test_statements_do_not_grow(number: int) -> None:
    rows = [{**TEA, "名称": f"茶{index}"} for index in range(number)]
    with CaptureQueriesContext(connection) as seen:
        assert len(check(*rows).rows) == number
    assert len(seen) <= 6


@pytest.mark.parametrize("actor", [MerchantStaff(1, 1), Operator(3, "430423201")])
def test_only_the_county_imports(actor: Any) -> None:
    for act in (importing.check, importing.propose_file):
        more = {"paper": PAPER} if act is importing.propose_file else {}
        with pytest.raises(Forbidden):
            act(actor=actor, data=file(TEA), now=NOW, **more)  # type: ignore[operator]


def test_the_template_has_the_headings_that_are_read() -> None:
    data = (columns.template() + "茶,地理标志产品\n").encode()
    [problem] = importing.check(actor=SUN, data=data, now=NOW).problems
    assert (problem.column, problem.rule) == ("名称", "no_right")


def test_a_file_with_what_is_wrong_is_mended_and_read_again() -> None:
    row = {**TEA, "名称": "=1+1", "说明": "-很香", "状态": "没有"}
    said = file(row, {**TEA, "名称": "茶二"}).decode()
    marked = columns.with_problems(said, {2: ["状态：没有这一项", "再看"]})
    first, second = csv.DictReader(io.StringIO(marked))
    assert (first["名称"], first["说明"]) == ("'=1+1", "'-很香")
    assert (first[columns.PROBLEMS], second[columns.PROBLEMS]) == ("状态：没有这一项；再看", "")
    mended = marked.replace("没有,", "有效,").replace("'=1+1", "茶一")
    seen = importing.check(actor=SUN, data=mended.encode(), now=NOW)
    assert [(each.name, each.what) for each in seen.rows] == [("茶一", "NEW"), ("茶二", "NEW")]
    [words] = [step.words for step in seen.steps if isinstance(step, PutRight) and step.words.note]
    assert words.note == "-很香"
    again = columns.with_problems(marked, {})
    assert again.splitlines()[0].count(columns.PROBLEMS) == 1
