"""The columns of a file of goods: one row a size, the heads as sellers read them. Pure."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its key in the code, its head, other heads that mean it, how to fill it."""

    key: str
    head: str
    also: tuple[str, ...]
    why: str


COLUMNS = (
    Column("sku", "编号", ("sku", "货号", "商家编码"), "每种规格一个，字母和数字，写了就不要改"),
    Column("name", "商品名称", ("名称", "品名", "商品"), "同一个商品的几种规格写一样的名称"),
    Column("category", "类别", ("种类", "分类"), "从“选项”里选"),
    Column(
        "origin",
        "产地",
        ("产地村", "村", "原产地"),
        "村名，重名的前面写上乡镇，也可以写12位区划代码",
    ),
    Column("variety", "品种", (), "选填"),
    Column(
        "shelf_days",
        "保质期（天）",
        ("保质期", "保质期天数"),
        "从采收那天算起，整数；空着用这一类的",
    ),
    Column("storage", "贮存条件", ("贮存", "储存", "储存条件"), "选填"),
    Column("perishable", "鲜活易腐", ("鲜活",), "是或者否；空着用这一类的"),
    Column(
        "attributes", "标签信息", ("标签",), "像 茶类：绿茶；等级：一级，每类写什么看“标签信息”"
    ),
    Column("variant", "规格", ("规格名称",), "比如 2.5千克、礼盒"),
    Column("net_grams", "净重（克）", ("净重",), "只写数字就是克，也可以写 5斤、2.5kg"),
    Column("gross_grams", "毛重（克）", ("毛重",), "连包装多重，算运费用"),
    Column("pieces", "个数", ("件数", "枚数"), "按个卖的写，比如 30；按重量卖的空着"),
    Column("price_fen", "价钱（元）", ("价钱", "价格", "售价", "单价"), "一份多少钱，比如 29.9"),
    Column("on_hand", "库存（份）", ("库存", "数量"), "数出来有几份；空着就不动"),
    Column("harvested_on", "采收日期", ("采收", "生产日期"), "写了库存就要写，比如 2026-11-20"),
    Column("batch", "批次", ("批次号", "批号"), "已有的批次号，选填"),
    Column("pictures", "图片", ("图片文件名", "图片文件"), "压缩包里的文件名，几张用逗号隔开"),
    Column("status", "状态", ("卖不卖",), "在卖、先不卖、草稿"),
)
BY_KEY = {column.key: column for column in COLUMNS}
HEADS = tuple(column.head for column in COLUMNS)

_LEFT_OUT = re.compile(r"\(.*\)|[\s*:]")


def key_of_head(head: str) -> str | None:
    """Return the column that a head means, however it is spaced, widened or bracketed."""
    return _MEANT.get(_plain(head))


def placed(heads: Sequence[str]) -> dict[str, int]:
    """Return the place of each known column, by key; of two that mean the same, the first."""
    found: dict[str, int] = {}
    for place, head in enumerate(heads):
        key = key_of_head(head)
        if key is not None:
            found.setdefault(key, place)
    return found


def _plain(head: str) -> str:
    return _LEFT_OUT.sub("", unicodedata.normalize("NFKC", head)).casefold()


_MEANT = {
    _plain(head): column.key
    for column in COLUMNS
    for head in (column.key, column.head, *column.also)
}
