"""Kinds of goods: typed facts, and the lines of the label."""

from typing import Any

import pytest

from market.catalogue import kinds
from market.catalogue.kinds import KINDS, Type
from market.kernel.errors import Invalid


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.code)
def test_every_kind_is_whole(kind: kinds.Kind) -> None:
    names = [each.name for each in kind.attributes]
    assert len(set(names)) == len(names)
    assert kind.shelf_days > 0
    for each in kind.attributes:
        assert (each.type is Type.CHOICE) == bool(each.choices), each
        assert not each.required or each.type in {Type.TEXT, Type.CHOICE}, each
        assert kind.attribute(each.name) == each
    assert kind.attribute("none") is None


def test_seven_kinds() -> None:
    assert list(KINDS) == [
        "FRUIT", "TEA", "GRAIN", "EGGS_POULTRY", "HONEY", "PROCESSED", "CRAFTS",
    ]  # fmt: skip
    with pytest.raises(Invalid):
        kinds.of("CARS")


def test_processed_food_states_what_the_law_wants() -> None:
    """食品安全法 art. 67 (1), beside the lines that every product has."""
    wanted = {each.article for each in KINDS["PROCESSED"].attributes if each.article}
    assert {f"食品安全法 art. 67 (1) ({n})" for n in (2, 3, 5, 7, 8)} <= wanted
    assert kinds.missing(KINDS["PROCESSED"], {}) == ["配料"]


GOOD = [
    ("TEA", {"tea": "GREEN"}, {"tea": "GREEN"}, [("茶类", "绿茶")]),
    ("FRUIT", {"sugar": " 12 "}, {"sugar": 12}, [("含糖量", "12%")]),
    ("FRUIT", {"sugar": 12, "bagged": "是"}, {"sugar": 12, "bagged": True},
     [("含糖量", "12%"), ("套袋栽培", "是")]),
    ("FRUIT", {"bagged": "0", "size": "  "}, {}, []),
    ("EGGS_POULTRY", {"piece_grams": "50"}, {"piece_grams": 50}, [("每个约重", "50 克")]),
    ("GRAIN", {"milled_on": "2026-11-01"}, {"milled_on": "2026-11-01"},
     [("加工日期", "2026-11-01")]),
    ("PROCESSED", {"licence": "sc 11443042300003", "standard": "gb/t 20293-2006"},
     {"licence": "SC11443042300003", "standard": "GB/T 20293-2006"},
     [("产品标准号", "GB/T 20293-2006"), ("生产许可证编号", "SC11443042300003")]),
]  # fmt: skip


@pytest.mark.parametrize(("code", "typed", "stored", "lines"), GOOD)
def test_facts_are_read_stored_and_shown(
    code: str, typed: dict[str, Any], stored: dict[str, Any], lines: list[tuple[str, str]]
) -> None:
    kind = KINDS[code]
    found = kinds.clean(kind, typed)
    # The label follows the kind, not the order of typing.
    assert (found, sorted(kinds.lines(kind, found))) == (stored, sorted(lines))
    assert kinds.clean(kind, found) == found, "what is stored can be read again"


@pytest.mark.parametrize(
    ("code", "typed", "field", "rule"),
    [
        ("TEA", {"tea": "PURPLE"}, "attributes.tea", "choice"),
        ("TEA", {"sugar": "1"}, "attributes", "unknown"),
        ("FRUIT", {"sugar": "十二"}, "attributes.sugar", "number"),
        ("FRUIT", {"sugar": "-1"}, "attributes.sugar", "number"),
        ("FRUIT", {"sugar": True}, "attributes.sugar", "number"),
        ("FRUIT", {"sugar": "101"}, "attributes.sugar", "range"),
        ("FRUIT", {"size": "大\u202e"}, "attributes.size", "characters"),
        ("FRUIT", {"size": "大" * 33}, "attributes.size", "too_long"),
        ("FRUIT", {"bagged": "maybe"}, "attributes.bagged", "choice"),
        ("GRAIN", {"milled_on": "昨天"}, "attributes.milled_on", "day"),
        ("PROCESSED", {"licence": "SC12"}, "attributes.licence", "permit"),
        ("PROCESSED", {"standard": "随便写"}, "attributes.standard", "format"),
        ("EGGS_POULTRY", {"piece_grams": "1000001"}, "attributes.piece_grams", "range"),
    ],
)
def test_what_cannot_be_is_refused(code: str, typed: dict[str, Any], field: str, rule: str) -> None:
    with pytest.raises(Invalid) as refused:
        kinds.clean(KINDS[code], typed)
    assert (refused.value.field, refused.value.rule) == (field, rule)
