"""What each kind of goods says about itself: typed facts, the label's lines, the unit of its price.

Pure. A kind is a property of a category; its facts are kept as JSON that `clean` has checked.
Sources of the label's lines: 食品安全法 art. 67 (name and size, net content and day of making;
ingredients; maker; shelf life; code of the standard; storage; additives; number of the production
licence). Farm produce as harvested needs fewer lines than processed food (art. 35, 68).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Literal

from market.kernel import text
from market.kernel.errors import Invalid

Per = Literal["500g", "100g", "piece"]
MOST_GRAMS = 1_000_000
_STANDARD = re.compile(r"[A-Z]{1,4}[A-Z0-9/ ]{0,12}[ ]?[0-9]+(?:\.[0-9]+)?(?:-[0-9]{4})?S?")
_LICENCE = re.compile(r"SC\d{14}")


class Type(StrEnum):
    """How a fact is typed, and how it is stored: text, code, int, int, ISO day, bool."""

    TEXT = "TEXT"
    CHOICE = "CHOICE"
    GRAMS = "GRAMS"
    PERCENT = "PERCENT"
    DATE = "DATE"
    FLAG = "FLAG"


@dataclass(frozen=True, slots=True)
class Attribute:
    """One fact of a kind. `article` names the item of the law that wants it, if one does."""

    name: str
    label: str
    type: Type
    required: bool = False
    choices: tuple[tuple[str, str], ...] = ()
    most: int = 64
    article: str = ""
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of goods: its facts in the order of the label, and what a new product starts with."""

    code: str
    label: str
    attributes: tuple[Attribute, ...]
    per: Per
    # Sold by the piece only (crafts), or by the piece where pieces are said (eggs).
    pieces_needed: bool
    shelf_days: int
    storage: str
    perishable: bool

    def attribute(self, name: str) -> Attribute | None:
        """Return the fact of that name, or None."""
        return next((each for each in self.attributes if each.name == name), None)


def _text(name: str, label: str, **more: Any) -> Attribute:
    return Attribute(name, label, Type.TEXT, **more)


def _choice(name: str, label: str, *choices: tuple[str, str], **more: Any) -> Attribute:
    return Attribute(name, label, Type.CHOICE, choices=choices, **more)


_ART_67 = "食品安全法 art. 67 (1) "
_INGREDIENTS = _text("ingredients", "配料", required=True, most=400, article=f"{_ART_67}(2)")
_STANDARD_CODE = _text(
    "standard", "产品标准号", article=f"{_ART_67}(5)", hint="标签上 GB、NY 或 Q 开头的一串"
)
_ADDITIVES = _text("additives", "食品添加剂", most=200, article=f"{_ART_67}(7)", hint="没有就空着")
_LICENCE_NUMBER = _text(
    "licence", "生产许可证编号", article=f"{_ART_67}(8)", hint="SC 和 14 位数字，小作坊没有可以空着"
)
_GRADE = _choice("grade", "等级", ("SPECIAL", "特级"), ("FIRST", "一级"), ("SECOND", "二级"))

KINDS: dict[str, Kind] = {
    kind.code: kind
    for kind in (
        Kind(
            code="FRUIT",
            label="水果蔬菜",
            attributes=(
                _GRADE,
                _text("size", "果径或大小", most=32, hint="比如 70 到 80 毫米"),
                Attribute("sugar", "含糖量", Type.PERCENT),
                Attribute("bagged", "套袋栽培", Type.FLAG),
            ),
            per="500g",
            pieces_needed=False,
            shelf_days=20,
            storage="阴凉通风处",
            perishable=True,
        ),
        Kind(
            code="TEA",
            label="茶叶",
            attributes=(
                _choice(
                    "tea",
                    "茶类",
                    ("GREEN", "绿茶"), ("BLACK", "红茶"), ("WHITE", "白茶"), ("YELLOW", "黄茶"),
                    ("OOLONG", "乌龙茶"), ("DARK", "黑茶"), ("HERBAL", "代用茶"),
                    required=True,
                ),
                _GRADE,
                _choice(
                    "season", "采摘季",
                    ("SPRING", "春茶"), ("SUMMER", "夏茶"), ("AUTUMN", "秋茶"),
                ),
                Attribute("made_on", "制成日期", Type.DATE, article=f"{_ART_67}(1)"),
                _STANDARD_CODE,
                _LICENCE_NUMBER,
            ),
            per="100g",
            pieces_needed=False,
            shelf_days=540,
            storage="密封、干燥、避光",
            perishable=False,
        ),
        Kind(
            code="GRAIN",
            label="粮食",
            attributes=(_GRADE, Attribute("milled_on", "加工日期", Type.DATE), _STANDARD_CODE),
            per="500g",
            pieces_needed=False,
            shelf_days=365,
            storage="干燥通风处",
            perishable=False,
        ),
        Kind(
            code="EGGS_POULTRY",
            label="禽蛋",
            attributes=(
                _choice(
                    "raised", "饲养方式",
                    ("FREE", "散养"), ("BARN", "平养"), ("CAGE", "笼养"),
                ),
                _text("feed", "饲料", most=64),
                Attribute("piece_grams", "每个约重", Type.GRAMS),
                Attribute("washed", "洗过", Type.FLAG),
            ),
            per="500g",
            pieces_needed=False,
            shelf_days=30,
            storage="冷藏 0-5℃",
            perishable=True,
        ),
        Kind(
            code="HONEY",
            label="蜂蜜",
            attributes=(
                _text("flower", "蜜源", required=True, most=32, hint="比如油菜、荆条、百花"),
                Attribute("water", "含水量", Type.PERCENT),
                Attribute("raw", "未加热浓缩", Type.FLAG),
                _STANDARD_CODE,
                _LICENCE_NUMBER,
            ),
            per="500g",
            pieces_needed=False,
            shelf_days=540,
            storage="密封、阴凉处",
            perishable=False,
        ),
        Kind(
            code="PROCESSED",
            label="加工食品",
            attributes=(
                _INGREDIENTS,
                _STANDARD_CODE,
                _ADDITIVES,
                _LICENCE_NUMBER,
                _text("maker", "生产者", most=80, article=f"{_ART_67}(3)", hint="和店家一样就空着"),
                _text("allergens", "致敏物质", most=80),
            ),
            per="500g",
            pieces_needed=False,
            shelf_days=180,
            storage="阴凉干燥处",
            perishable=False,
        ),
        Kind(
            code="CRAFTS",
            label="手工艺品",
            attributes=(
                _text("material", "材料", required=True),
                _text("dimensions", "尺寸", most=64, hint="长、宽、高，厘米"),
                Attribute("handmade", "纯手工", Type.FLAG),
            ),
            per="piece",
            pieces_needed=True,
            shelf_days=3650,
            storage="避免潮湿和暴晒",
            perishable=False,
        ),
    )
}  # fmt: skip


def of(code: str) -> Kind:
    """Return a kind. Raises Invalid("kind", "choice")."""
    if code not in KINDS:
        raise Invalid("kind", "choice")
    return KINDS[code]


def clean(kind: Kind, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the facts as they are stored: in the kind's order, empty ones left out.

    Values may come as typed text ("12", "是", "2026-04-05") or as stored. Raises
    Invalid("attributes", "unknown") for a fact that the kind does not have, and
    Invalid("attributes.<name>", rule) for a value that cannot be.
    """
    if unknown := given.keys() - {each.name for each in kind.attributes}:
        raise Invalid("attributes", "unknown") from KeyError(*sorted(unknown))
    found: dict[str, Any] = {}
    for attribute in kind.attributes:
        value = _read(attribute, given.get(attribute.name))
        if value not in (None, "", False):
            found[attribute.name] = value
    return found


def missing(kind: Kind, facts: Mapping[str, Any]) -> list[str]:
    """Return the labels of required facts that are not there: without them nothing is listed."""
    return [a.label for a in kind.attributes if a.required and not facts.get(a.name)]


def lines(kind: Kind, facts: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return (label, words) of every fact that is told, in the order of the label."""
    return [(a.label, shown(a, facts[a.name])) for a in kind.attributes if a.name in facts]


def shown(attribute: Attribute, value: Any) -> str:
    """Return a stored fact as people read it."""
    match attribute.type:
        case Type.CHOICE:
            return dict(attribute.choices).get(value, str(value))
        case Type.GRAMS:
            return f"{value} 克"
        case Type.PERCENT:
            return f"{value}%"
        case Type.FLAG:
            return "是" if value else "否"
        case _:
            return str(value)


def _read(attribute: Attribute, value: Any) -> Any:
    field = f"attributes.{attribute.name}"
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    match attribute.type:
        case Type.TEXT:
            return _words(attribute, str(value), field)
        case Type.CHOICE:
            if value not in dict(attribute.choices):
                raise Invalid(field, "choice")
            return value
        case Type.GRAMS:
            return _number(value, MOST_GRAMS, field)
        case Type.PERCENT:
            return _number(value, 100, field)
        case Type.DATE:
            return _day(value, field)
        case Type.FLAG:
            return _flag(value, field)


def _words(attribute: Attribute, value: str, field: str) -> str:
    words = text.line(value, field=field, max_length=attribute.most)
    if attribute.name == "standard":
        words = words.upper()
        if not _STANDARD.fullmatch(words):
            raise Invalid(field, "format")
    if attribute.name == "licence":
        words = words.upper().replace(" ", "")
        if not _LICENCE.fullmatch(words):
            raise Invalid(field, "permit")
    return words


def _number(value: Any, most: int, field: str) -> int:
    typed = str(value).strip()
    if isinstance(value, bool) or not (typed.isascii() and typed.isdigit() and len(typed) < 9):
        raise Invalid(field, "number")
    number = int(typed)
    if not 0 < number <= most:
        raise Invalid(field, "range")
    return number


def _day(value: Any, field: str) -> str:
    try:
        return date.fromisoformat(str(value)).isoformat()
    except ValueError:
        raise Invalid(field, "day") from None


def _flag(value: Any, field: str) -> bool:
    if value in (True, "1", "true", "on", "是"):
        return True
    if value in (False, "0", "false", "off", "否"):
        return False
    raise Invalid(field, "choice")
