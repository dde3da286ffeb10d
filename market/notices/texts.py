"""What messages say: Chinese, by kind. A message is a document, so its words live here.

Every message names the shop first, as the rules for short messages ask.
"""

from collections.abc import Mapping
from string import Formatter

SIGN = "【村集】"

TEXTS = {
    "order.paid": "你的订单 {number} 已付款，{total} 元，预计 {promised_on} 到{deliver_to}。",
    "parcel.ready": "你的订单 {number} 到{point}了，取件码 {code}，带上它来取，不收钱。",
    "order.cancelled": "你的订单 {number} 已取消。付过的钱会原路退回。",
    "order.refunded": "你的订单 {number} 已退款 {total} 元，按原路退回。",
    "question.answered": "你问的“{product}”，商家回答了，打开商品页就能看到。",
    "output.near": "{right}这一季能卖 {licensed} 千克，已经卖了 {percent}%。卖满以后不能再带标卖。",
}
# These open something: they are forgotten once the message is out.
SECRETS = frozenset({"code"})


def names(kind: str) -> frozenset[str]:
    """Return the parameters of a kind. Raises ValueError for an unknown one."""
    if kind not in TEXTS:
        raise ValueError(f"no message of kind {kind!r}")
    return frozenset(name for _, name, _, _ in Formatter().parse(TEXTS[kind]) if name)


def text(kind: str, params: Mapping[str, str]) -> str:
    """Return the message. Raises ValueError for an unknown kind or a missing parameter."""
    missing = names(kind) - params.keys()
    if missing:
        raise ValueError(f"message {kind} needs {', '.join(sorted(missing))}")
    return SIGN + TEXTS[kind].format_map(params)
