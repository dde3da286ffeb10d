"""What people type and what goods are called, brought to one form. Pure."""

import pathlib
import re
import unicodedata

MAX_TEXT = 80
MAX_WORDS = 8

# Traditional characters, each before its simplified form: those of names of goods, places and
# people that a visitor with a traditional keyboard would type here.
_PAIRS = (pathlib.Path(__file__).parent / "traditional.txt").read_text(encoding="utf-8").split()
_SIMPLER = str.maketrans({pair[0]: pair[1] for pair in _PAIRS})
_NOT_A_WORD = re.compile(r"[^\w\-]+")


def normal(text: str) -> str:
    """Return text as it is compared: NFKC (full width, ㎏), simplified characters, lower case."""
    return unicodedata.normalize("NFKC", text).translate(_SIMPLER).lower()


def words(text: str) -> list[str]:
    """Return the words of a search: at most 80 characters are read, at most 8 words kept.

    Everything that is neither letter, digit, underscore nor hyphen only parts words, so no
    character can have a meaning for a query language.
    """
    found = (word.strip("-_") for word in _NOT_A_WORD.split(normal(text[:MAX_TEXT])))
    return list(dict.fromkeys(word for word in found if word))[:MAX_WORDS]


def is_latin(word: str) -> bool:
    """Tell whether a word can be a code or a pronunciation: only ASCII."""
    return word.isascii()
