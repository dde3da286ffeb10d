"""Protected names are found in every dress, and other names are let alone."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from market.gi.names import How, Name, folded, hits_in, protected_names_in, without

TEA = Name("衡山云雾茶", ("rgt_tea",))
PEACH = Name("衡山红脆桃", ("rgt_peach", "rgt_old"))
TABLE = (TEA, PEACH)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("衡山云雾茶", "衡山云雾茶"),
        ("正宗衡山云雾茶 明前", "衡山云雾茶"),
        ("衡山雲霧茶", "衡山雲霧茶"),
        ("衡山云霧茶", "衡山云霧茶"),
        ("衡 山 云 雾 茶", "衡 山 云 雾 茶"),
        ("衡·山·云·雾·茶", "衡·山·云·雾·茶"),
        ("【衡山】云雾-茶", "衡山】云雾-茶"),
        ("衡\u200d山\u200b云\u2060雾\ufeff茶", "衡\u200d山\u200b云\u2060雾\ufeff茶"),
        ("\u202e衡山云雾茶\u202c", "衡山云雾茶"),
        ("衡⼭云雾茶", "衡⼭云雾茶"),  # a Kangxi radical
        ("衡山云\ufe00雾茶", "衡山云\ufe00雾茶"),  # a variation selector
    ],
)
def test_written_names(text: str, found: str) -> None:
    (hit,) = protected_names_in(text, TABLE)
    assert (hit.name, hit.right_ids, hit.how) == ("衡山云雾茶", ("rgt_tea",), How.WRITTEN)
    assert hit.found == found


@pytest.mark.parametrize(
    "text",
    [
        "hengshan yunwucha",
        "HengshanYunwuCha",
        "heng-shan-yun-wu-cha",
        "Héngshān Yúnwù Chá",
        "heng2 shan1 yun2 wu4 cha2",
        "ＨＥＮＧＳＨＡＮ ｙｕｎｗｕｃｈａ",
        "hеngshаn yunwuchа",  # Cyrillic е and а
        "h\u200bengshan\u00adyunwucha",
        "𝐡𝐞𝐧𝐠𝐬𝐡𝐚𝐧𝐲𝐮𝐧𝐰𝐮𝐜𝐡𝐚",
        "hengshɑn yunwuchɑ",  # Latin alpha
        "衡山yunwu茶",
        "hengshan云雾茶",
        "恒山云雾茶",
        "横山雲霧茶",
        "新茶上市 hengshan yunwucha 250g",
    ],
)
def test_spoken_names(text: str) -> None:
    (hit,) = protected_names_in(text, TABLE)
    assert (hit.name, hit.how) == ("衡山云雾茶", How.SPOKEN)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "茶",
        "衡山",
        "云雾茶",
        "衡山云雾绿茶",
        "高山绿茶 雨前",
        "店门脆桃",
        "衡山产的桃子，红的，脆的",
        "heng shan",
        "yunwucha",
        "🍑🍑🍑",
        "衡山的云，雾里的茶",
    ],
)
def test_other_names_are_let_alone(text: str) -> None:
    assert protected_names_in(text, TABLE) == ()


def test_each_field_is_told_and_rights_allow() -> None:
    fields = {"name": "衡山红脆桃", "story": "配衡山雲霧茶吃，hengshanhongcuitao", "shop": "龙凤"}
    hits = hits_in(fields, TABLE)
    assert [(hit.field, hit.name, hit.how) for hit in hits] == [
        ("name", "衡山红脆桃", How.WRITTEN),
        ("story", "衡山云雾茶", How.WRITTEN),
        ("story", "衡山红脆桃", How.SPOKEN),
    ]
    assert [hit.field for hit in without(hits, ["rgt_old"])] == ["story"]
    assert without(hits, ["rgt_tea", "rgt_peach"]) == ()
    assert without(hits, []) == hits


def test_a_watched_name_is_allowed_by_no_right() -> None:
    hits = protected_names_in("衡山云雾茶", [Name("衡山云雾茶")])
    assert without(hits, ["rgt_tea"]) == hits


def test_a_name_of_one_character_protects_nothing() -> None:
    assert protected_names_in("茶茶茶", [Name("茶"), Name("")]) == ()


def test_forms_of_one_name_fold_to_the_same() -> None:
    assert folded("衡山雲霧茶") == folded(" 衡山 云雾·茶") == "衡山云雾茶"
    assert folded("ＨÉng") == "heng"


DIRT = st.text(st.sampled_from(" ·-_.，\u200b\u200d\u2060\ufeff\u00ad\u202e"), max_size=3)


@settings(max_examples=40)
@given(before=st.text(max_size=10), dirt=st.lists(DIRT, min_size=4, max_size=4))
def test_dirt_between_the_characters_hides_nothing(before: str, dirt: list[str]) -> None:
    middle = "".join(a + b for a, b in zip("衡山云雾", dirt, strict=True)) + "茶"
    hits = protected_names_in(f"{before} {middle}", [TEA])
    assert [hit.name for hit in hits] == ["衡山云雾茶"]


@settings(max_examples=40)
@given(st.text(max_size=60))
def test_no_text_breaks_it(text: str) -> None:
    for hit in protected_names_in(text, TABLE, "name"):
        assert hit.found in text
