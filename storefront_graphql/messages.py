"""What people read when something was refused: short, spoken, what to do next; nobody is blamed.

Each text may name the fields of its error. A test demands one for every code, and one for every
rule that a service names in `Invalid`.
"""

from collections.abc import Mapping
from dataclasses import fields
from datetime import datetime
from typing import Any

from django.utils import timezone

from market.kernel.errors import DomainError, Invalid
from market.kernel.money import yuan_text

TEXTS: dict[str, str] = {
    "BUSY": "正有别人在办同一件事。什么都没有改,等几秒再试一次。",
    "FORBIDDEN": "你的账号不能办这件事。什么都没有改。",
    "INVALID": "这一项填得不对,改好再提交。",
    "NOT_FOUND": "没有找到。什么都没有改,刷新后再看看。",
    "SIGN_IN_FAILED": "账号或密码不对,再试一次。",
    "STALE": "刚才有别人改过。你的改动还没有保存,刷新后再改。",
    "TOO_MANY_TRIES": "试错的次数多了。账号没有丢,15 分钟后再登录。",
    "WRONG_DOOR": "这个账号不在这里上班,换一个入口登录。",
    "WRONG_STATE": "现在不能这样办,它已经到了下一步。刷新后再看看。",
}

# By the rule that a value breaks, whatever its name.
RULES: dict[str, str] = {}

# Top-level errors: the request itself was broken.
REQUEST_TEXTS: dict[str, str] = {
    "BAD_REQUEST": "请求写得不对,没有执行。",
    "TOO_COMPLEX": "一次问得太多,没有执行。分几次来问。",
    "UNAUTHENTICATED": "先登录,再办这件事。",
    "FORBIDDEN": "你的账号不能办这件事。什么都没有改。",
    "INTERNAL": "系统出了错,已经记下。过一会儿再试;还是不行,把编号告诉县里。",
}


def text(error: DomainError) -> str:
    """Return the sentence for a refusal."""
    template = TEXTS.get(error.code, "")
    if isinstance(error, Invalid):
        template = RULES.get(error.rule, template)
    return template.format_map(_words(error))


def _words(error: DomainError) -> Mapping[str, Any]:
    return {item.name: _said(item.name, getattr(error, item.name)) for item in fields(error)}


def _said(name: str, value: Any) -> Any:
    """Return a value as people say it: yuan for fen, the clock for a time."""
    if isinstance(value, datetime):
        return f"{timezone.localtime(value):%H:%M}"
    if name.endswith("_fen") and isinstance(value, int):
        return f"¥{yuan_text(value)}"
    return value
