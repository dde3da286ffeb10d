"""The register's forms: their questions, what was typed, and how it is sent to the API."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.http import HttpRequest

SURENESS = [
    {"value": "HIGH", "label": "高"},
    {"value": "MEDIUM", "label": "中"},
    {"value": "LOW", "label": "低，商品上不给标"},
]
MONITORING = [
    {"value": "UNKNOWN", "label": "没有查到"},
    {"value": "CONFIRMED", "label": "监测合格"},
    {"value": "LAPSED", "label": "监测没有通过"},
]
_NOT_A_DAY = "日子写成 2026-11-24，核对是不是真有这一天。"
_NOT_A_WEIGHT = "要填数字，最多三位小数。"


@dataclass(frozen=True, slots=True)
class Asked:
    """One question. `how`: text, codes (several in a line), day, kilograms or file."""

    name: str
    label: str
    how: str = "text"
    kind: str = "text"
    why: str = ""
    optional: bool = True
    maxlength: int = 255
    options: Sequence[Mapping[str, str]] = ()


PAPER = (
    Asked("why", "为什么改", kind="textarea", optional=False, maxlength=1000),
    Asked("source", "依据", why="公告号、名单或网址；有文件可以不写。", maxlength=200),
    Asked("document", "依据的文件", how="file", kind="file", why="PDF 或图片，10 MB 以内。"),
)
WORDS = (
    Asked("authority", "登记机关", why="CNIPA 国家知识产权局，MARA 农业农村部。", maxlength=32),
    Asked("number", "文号", why="一村一品写“第10批”。", maxlength=64),
    Asked("announced", "公布日", why="2019、2019-06 或 2019-06-24。", maxlength=10),
    Asked("holder", "登记人", maxlength=128),
    Asked("area", "产地", optional=False),
    Asked(
        "areaCodes",
        "产地的区划代码",
        how="codes",
        kind="textarea",
        why="先写 12 位的村代码，隔开写几个；整乡 9 位，整县 6 位。",
        optional=False,
        maxlength=7000,
    ),
    Asked(
        "outline",
        "范围图",
        kind="textarea",
        why="GeoJSON 的面。代码先算；地块有坐标时再看范围，放宽 600 米。",
        maxlength=200_000,
    ),
    Asked("varieties", "品种", how="codes", why="公告写明的，隔开写几个。"),
    Asked("standard", "标准号", maxlength=64),
    Asked("ceilingGrams", "年产量上限（千克）", how="kilograms", maxlength=20),
    Asked("seasonStarts", "产季从哪天算", why="09-01 这样的月和日。", maxlength=5),
    Asked("category", "品类", optional=False, maxlength=32),
    Asked("confidence", "可信程度", kind="select", optional=False, options=SURENESS),
    Asked("validFrom", "生效日", how="day", kind="date"),
    Asked("validTo", "截止日", how="day", kind="date", why="到这一天为止，过后自己失效。"),
    Asked(
        "monitoring",
        "监测结果",
        kind="select",
        why="只有一村一品才有；没有通过的，从监测那天起撤销。",
        options=MONITORING,
    ),
    Asked("monitoredOn", "监测日期", how="day", kind="date"),
    Asked("entrySource", "登记的来源", optional=False, maxlength=64),
    Asked("note", "说明", kind="textarea", maxlength=2000),
)
USER = (
    Asked("creditCode", "统一社会信用代码", optional=False, maxlength=18),
    Asked("userName", "名称", why="照营业执照写。", optional=False, maxlength=128),
    Asked("fromOn", "从哪天起", how="day", kind="date", optional=False),
    Asked("toOn", "到哪天止", how="day", kind="date", why="空着就是没有期限。"),
    Asked("ceilingGrams", "一季最多（千克）", how="kilograms", maxlength=20),
)


def typed(request: HttpRequest, questions: Sequence[Asked]) -> dict[str, str]:
    """Return what was typed, by question."""
    return {q.name: request.POST.get(q.name, "").strip() for q in questions if q.how != "file"}


def read(request: HttpRequest, questions: Sequence[Asked]) -> tuple[dict[str, Any], dict[str, str]]:
    """Return the input for the API, and what cannot be read, by question; empty is not sent."""
    given: dict[str, Any] = {}
    wrong: dict[str, str] = {}
    for question in questions:
        if question.how == "file":
            file = request.FILES.get(question.name)
            if file is not None:
                given[question.name] = file
            continue
        said = request.POST.get(question.name, "").strip()
        if question.how == "codes":
            given[question.name] = [part for part in re.split(r"[\s,，;；、]+", said) if part]
        elif said or not question.optional:
            try:
                given[question.name] = _value(question.how, said)
            except (ValueError, InvalidOperation):
                wrong[question.name] = _NOT_A_DAY if question.how == "day" else _NOT_A_WEIGHT
    return given, wrong


def drawn(
    questions: Sequence[Asked], values: Mapping[str, Any], wrong: Mapping[str, str]
) -> list[dict[str, Any]]:
    """Return the questions as parts/field.html wants them."""
    return [
        {
            "name": q.name,
            "label": q.label,
            "kind": q.kind,
            "why": q.why,
            "optional": q.optional,
            "maxlength": None if q.kind in {"file", "date", "select"} else q.maxlength,
            "options": q.options,
            "value": values.get(q.name, ""),
            "wrong": wrong.get(q.name) or wrong.get(_ALSO.get(q.name, "")),
        }
        for q in questions
    ]


# Refusals that name another field than the one a person filled in.
_ALSO = {"source": "paper", "document": "file", "userName": "name"}


def stored(record: Mapping[str, Any]) -> dict[str, Any]:
    """Return an entry's words as they are typed."""
    words = record["words"]
    grams = record["ceilingGrams"]
    return {
        **words,
        "areaCodes": "、".join(words["areaCodes"]),
        "varieties": "、".join(record["varieties"]),
        "standard": record["standard"],
        "ceilingGrams": "" if grams is None else f"{(Decimal(grams) / 1000).normalize():f}",
        "seasonStarts": record["seasonStarts"],
        "category": record["category"],
        "validFrom": record["validFrom"],
        "validTo": record["validTo"],
        "monitoring": record["monitoring"],
        "monitoredOn": record["monitoredOn"],
        "entrySource": record["source"],
    }


def _value(how: str, said: str) -> Any:
    if how == "day":
        return date.fromisoformat(said).isoformat()
    if how == "kilograms":
        grams = Decimal(said.replace(",", "")) * 1000
        if not grams.is_finite() or grams != int(grams):
            raise ValueError
        return int(grams)
    return said
