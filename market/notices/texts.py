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
    "shop.code": "验证码 {code}，{minutes} 分钟内有效，用来在村集开店。不是你本人操作就别管它。",
    "shop.invited": "{shop}请你来管店（{role}）。打开 {url}，输验证码 {code}，24 小时内有效。",
    "shop.applied": "{shop}申请在村集开店，等你推荐，{due_on} 前办。",
    "shop.late": "{shop}的开店申请过了 {due_on} 还没推荐，请尽快办。",
    "shop.returned": "{shop}的开店申请退回来了：{reason}。改好可以再交。",
    "shop.recommended": "{shop}的开店申请乡镇已推荐，县里正在审核。",
    "shop.approved": "{shop}审核通过，现在可以卖东西了。",
    "shop.suspended": "{shop}停业整改：{reason}。商品已从店里撤下，付了款的单照常发。",
    "shop.resumed": "{shop}恢复营业，商品回到店里了。",
    "shop.closing": "{shop}定在 {closes_on} 关店，店铺页已经写明。30 天内可以取消。",
    "shop.closed": "{shop}今天关店了。没发完的单请发完。",
    "shop.recheck": "{shop}到了半年复核的时候，{due_on} 前核对一下资料和证件。",
    "paper.expiring": "{shop}的{paper} {valid_to} 到期，只剩 {days} 天。换了新证传上来。",
    "paper.expired": "{shop}的{paper}昨天到期，要它的商品已经下架。新证通过就自动上架。",
    "paper.accepted": "{shop}的{paper}县里看过了，没问题。",
    "paper.refused": "{shop}的{paper}没通过：{reason}。换一份再传。",
    "paper.revoked": "{shop}的{paper}县里撤销了：{reason}。要它的商品先不卖，换一份新的传上来。",
    "class.approved": "{shop}的类型改成{to}了，店、商品、订单都还在。",
    "class.refused": "{shop}换成{to}没通过：{reason}。改好可以再申请。",
    "shop.near_limit": "{shop}今年卖了 {sum} 元，到 10 万元要办登记，办好在店铺页换类型。",
    "shop.over_limit": "{shop}今年满了 10 万元，商品已经下架。先办登记，办好在店铺页换类型。",
    "claim.approved": "{shop}可以用“{right}”了，县里两人核过。产地和批次对得上的商品自动带标。",
    "claim.refused": "{shop}申请用“{right}”没有通过：{reason}。补好可以再申请。",
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
