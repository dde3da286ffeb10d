"""Text that people typed, and how it sounds."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from market.kernel import phones, pinyin, text
from market.kernel.errors import Invalid


def refused(value: str, **kwargs: object) -> str:
    with pytest.raises(Invalid) as caught:
        text.line(value, field="name", **{"max_length": 10} | kwargs)  # type: ignore[arg-type]
    assert caught.value.field == "name"
    return caught.value.rule


def test_a_line_is_tidied() -> None:
    assert text.line("  龙凤 \t 沃柑　", field="name", max_length=10) == "龙凤 沃柑"
    assert text.line("e\u0301", field="name", max_length=1) == "é"
    assert text.line("  ", field="name", max_length=1, required=False) == ""


@pytest.mark.parametrize(
    "value", ["a\nb", "a\x00b", "a\x1b[31m", "a\u202eb", "a\u200bb", "a\ue000b", "a\ud800b"]
)
def test_what_hides_or_reorders_is_refused(value: str) -> None:
    assert refused(value) == "characters"


def test_limits_count_what_is_kept() -> None:
    assert refused("果" * 11) == "too_long"
    assert refused("   ") == "required"
    assert text.line(" " * 50 + "果", field="name", max_length=1) == "果"


def test_paragraphs_keep_their_lines() -> None:
    typed = "一 \r\n\r\n二\r三\n\n"
    assert text.paragraphs(typed, field="story", max_length=20) == "一\n\n二\n三"
    with pytest.raises(Invalid):
        text.paragraphs("a\x0bb", field="story", max_length=20)


@given(st.text(max_size=50))
def test_a_line_that_was_taken_is_taken_again_unchanged(typed: str) -> None:
    try:
        first = text.line(typed, field="name", max_length=50, required=False)
    except Invalid:
        return
    assert text.line(first, field="name", max_length=50, required=False) == first
    assert unicodedata.is_normalized("NFC", first)
    assert "\n" not in first


@pytest.mark.parametrize(
    ("name", "full", "initials"),
    [
        ("永和乡", "yonghexiang", "yhx"),
        ("长江镇", "changjiangzhen", "cjz"),
        ("衡山红脆桃", "hengshanhongcuitao", "hshct"),
        ("家庭装 2.5千克", "jiatingzhuang25qianke", "jtz2qk"),
        ("A级 茶", "ajicha", "ajc"),
        ("", "", ""),
    ],
)
def test_names_have_a_sound(name: str, full: str, initials: str) -> None:
    assert pinyin.full(name, max_length=64) == full
    assert pinyin.initials(name, max_length=64) == initials
    assert pinyin.full(name, max_length=3) == full[:3]


@pytest.mark.parametrize(
    ("stored", "said"),
    [("+867345800001", "0734 580 0001"), ("+8613812341234", "138 1234 1234"), ("", ""), ("?", "?")],
)
def test_a_phone_is_said_as_people_dial_it(stored: str, said: str) -> None:
    assert phones.national(stored) == said
