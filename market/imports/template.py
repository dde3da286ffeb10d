"""An empty workbook with the right heads, examples, what may be chosen, and how to fill it."""

import io
from collections import defaultdict
from collections.abc import Mapping, Sequence

from django.conf import settings
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from market.accounts.actors import Actor, require_duty
from market.catalogue import kinds
from market.catalogue.models import Category
from market.imports.columns import COLUMNS, HEADS
from market.imports.exporting import STATUSES, WIDTHS
from market.imports.sources import EXAMPLE
from market.kernel import text
from market.places.models import Place
from market.places.queries import full_name

LAST_ROW = 5_000
_EXAMPLES = (
    (f"{EXAMPLE}-1", "龙凤沃柑 中果", "水果", "永和乡龙凤村", "沃柑", 30, "阴凉通风处", "是",
     "等级：一级", "2.5千克", 2500, 2850, "", 29.9, 40, "2026-11-20", "", "沃柑1.jpg", "在卖"),
    (f"{EXAMPLE}-2", "龙凤沃柑 中果", "水果", "永和乡龙凤村", "沃柑", 30, "阴凉通风处", "是",
     "等级：一级", "5千克", "10斤", "5.5kg", "", 56.8, 25, "2026-11-20", "", "沃柑1.jpg", "在卖"),
    (f"{EXAMPLE}-3", "散养土鸡蛋", "禽蛋", "永和乡龙凤村", "", 30, "冷藏", "是",
     "饲养方式：散养", "30枚", "3斤", "2kg", 30, 45, "", "", "", "", "草稿"),
)  # fmt: skip


def workbook(*, actor: Actor) -> bytes:
    """Return the template as XLSX. Rows whose 编号 begins with 示例 are examples and never read.

    Raises Forbidden.
    """
    require_duty(actor, "GOODS")
    book = Workbook()
    goods = book.worksheets[0]
    goods.title = "商品"
    choices = {
        "category": list(Category.objects.order_by("position").values_list("name", flat=True)),
        "origin": _villages(),
        "perishable": ["是", "否"],
        "status": list(STATUSES.values()),
    }
    _fill_goods(goods)
    _fill_choices(book.create_sheet("选项"), goods, choices)
    _fill_facts(book.create_sheet("标签信息"))
    _fill_help(book.create_sheet("怎么填"))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _villages() -> list[str]:
    """Return the county's villages by name; with the township, so that each is said once."""
    rows = Place.objects.villages().within(settings.COUNTY_CODE).order_by("code")
    return [full_name(*row) for row in rows.values_list("code", "name", "parent__name")]


def _fill_goods(sheet: Worksheet) -> None:
    sheet.append(HEADS)
    for row in _EXAMPLES:
        sheet.append(row)
    for place, width in enumerate(WIDTHS):
        sheet.cell(1, place + 1).font = Font(bold=True)
        sheet.column_dimensions[chr(ord("A") + place)].width = width
    sheet.freeze_panes = "C2"


def _fill_choices(sheet: Worksheet, goods: Worksheet, choices: Mapping[str, Sequence[str]]) -> None:
    """List what may be chosen, and offer it where it is filled in; other text is allowed too."""
    keys = [column.key for column in COLUMNS]
    for place, (key, offered) in enumerate(choices.items(), start=1):
        letter = chr(ord("A") + place - 1)
        sheet.cell(1, place, COLUMNS[keys.index(key)].head).font = Font(bold=True)
        sheet.column_dimensions[letter].width = 20
        for number, name in enumerate(offered, start=2):
            sheet.cell(number, place, text.neutral(name))
        listed = f"'选项'!${letter}$2:${letter}${max(len(offered), 1) + 1}"
        offer = DataValidation(
            type="list", formula1=listed, allow_blank=True, showErrorMessage=False
        )
        target = chr(ord("A") + keys.index(key))
        offer.add(f"{target}2:{target}{LAST_ROW}")
        goods.add_data_validation(offer)


def _fill_facts(sheet: Worksheet) -> None:
    """List the facts of each kind: which must be there before goods are listed."""
    sheet.append(["类别", "信息", "上架前要写", "写什么"])
    names: dict[str, list[str]] = defaultdict(list)
    for kind, name in Category.objects.order_by("position").values_list("kind", "name"):
        names[kind].append(name)
    for each in kinds.KINDS.values():
        for one in each.attributes:
            offered = "、".join(word for _, word in one.choices) or one.hint
            needed = "要" if one.required else ""
            sheet.append([text.neutral("、".join(names[each.code])), one.label, needed, offered])
    for letter, width in zip("ABCD", (24, 16, 12, 48), strict=True):
        sheet.column_dimensions[letter].width = width


def _fill_help(sheet: Worksheet) -> None:
    sheet.append(["列", "怎么填"])
    for column in COLUMNS:
        sheet.append([column.head, column.why])
    sheet.append(["空着的格", "已有的商品保持原样，不会被清掉"])
    sheet.append(["再传一次", "编号一样的就是同一种规格；同一个文件传两次，什么也不会变"])
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 16, 60
    for row in sheet.iter_rows(min_col=2, max_col=2):
        row[0].alignment = Alignment(wrap_text=True)
