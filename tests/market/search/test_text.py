"""What is typed, cleaned; and how names sound."""

from hypothesis import given
from hypothesis import strategies as st

from market.search import sounds, text


def test_words_are_letters_and_digits_in_one_form() -> None:
    assert text.words("衡山 桃") == ["衡山", "桃"]
    assert text.words("  ＨＥＮＧＳＨＡＮ　雲霧茶，5㎏ ") == ["hengshan", "云雾茶", "5kg"]
    assert text.words("cun-00012") == ["cun-00012"]
    assert text.words("桃 桃 桃") == ["桃"]


@given(st.text(max_size=200))
def test_no_character_survives_that_could_mean_something(typed: str) -> None:
    words = text.words(typed)
    assert len(words) <= text.MAX_WORDS
    assert all(c.isalnum() or c in "-_" for word in words for c in word)
    assert all(word == word.strip("-_") and word for word in words)


def test_only_eighty_characters_are_read() -> None:
    assert text.words("桃" * 80 + " 沃柑") == ["桃" * 80]


def test_a_name_is_typed_from_any_syllable_on() -> None:
    begun = set(sounds.beginnings(["衡山红脆桃"]))
    assert {"hengshanhongcuit", "hshct", "hongcuitao", "hct", "tao", "t"} <= begun
    assert "hst" not in begun


def test_readings_of_the_county() -> None:
    assert sounds.syllables("曾家村") == ("zeng", "jia", "cun")
    assert sounds.syllables("长牌村") == ("chang", "pai", "cun")
    assert sounds.syllables("沃柑 5斤") == ("wo", "gan", "5", "jin")


def test_starting_like() -> None:
    assert sounds.starts_like("永和乡", "永")
    assert sounds.starts_like("永和乡", "yongh")
    assert sounds.starts_like("永和乡", "yhx")
    assert not sounds.starts_like("永和乡", "he")
