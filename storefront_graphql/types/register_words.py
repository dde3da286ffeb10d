"""What became of a right, said for people: which words of its entry changed, from what to what."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from market.gi.models import Monitoring

STATUSES = {
    "ACTIVE": "有效",
    "LEGACY": "旧登记，没有查到转换公告",
    "RECOGNISED": "已认定",
    "SUPERSEDED": "已被新的登记取代",
    "REVOKED": "已撤销",
    "NONE": "没有登记",
    "UNKNOWN": "没有查实",
    "STRUCK_OFF": "已取消",
}
SURENESS = {"HIGH": "高", "MEDIUM": "中", "LOW": "低"}
KINDS = {
    "RIGHT": "登记内容",
    "STATUS": "状态",
    "USER": "授权",
    "STRIKE_OFF": "取消授权",
}
LABELS = {
    "authority": "登记机关",
    "number": "文号",
    "announced": "公布日",
    "holder": "登记人",
    "area": "产地",
    "area_codes": "区划代码",
    "outline": "范围图",
    "varieties": "品种",
    "standard": "标准号",
    "ceiling_grams": "年产量上限",
    "season_starts": "产季起始",
    "category": "品类",
    "confidence": "可信程度",
    "valid_from": "生效日",
    "valid_to": "截止日",
    "monitoring": "监测结果",
    "monitored_on": "监测日期",
    "source": "来源",
    "note": "说明",
    "statuses": "状态",
    "name": "使用人",
    "from_on": "授权起始日",
    "to_on": "授权截止日",
    "status": "状态",
}
_ENUMS: Mapping[str, Mapping[str, str]] = {
    "confidence": SURENESS,
    "monitoring": {value: str(label) for value, label in Monitoring.choices},
    "status": STATUSES,
}


def differences(before: Mapping[str, Any] | None, after: Mapping[str, Any]) -> list[dict[str, str]]:
    """Return what differs, in the entry's order; of something new what it says at all."""
    found = []
    for name, label in LABELS.items():
        if name not in after or (name == "status" and "statuses" in after):
            continue
        old = "" if before is None else said(name, before.get(name), before)
        new = said(name, after[name], after)
        if old != new or (before is not None and before.get(name) != after[name]):
            found.append({"label": label, "before": old, "after": new})
    return found


def said(name: str, value: Any, beside: Mapping[str, Any]) -> str:
    """Return a stored value, and what stands beside it, as people read it."""
    if name == "statuses":
        later = [f"{first} 起{STATUSES[status]}" for first, status in value or []]
        return "；".join([STATUSES[beside["status"]], *later])
    if value is None or value == "" or value == []:
        return ""
    if name == "outline":
        return "画了范围"
    if name == "ceiling_grams":
        return f"{(Decimal(value) / 1000).normalize():,f}千克"
    if name in _ENUMS:
        return _ENUMS[name].get(value, str(value))
    return "、".join(value) if isinstance(value, list) else str(value)
