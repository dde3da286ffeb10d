"""What people type and what goods are called, brought to one form. Pure."""

import re
import unicodedata

from market.kernel.hanzi import simplified

MAX_TEXT = 80
MAX_WORDS = 8

_NOT_A_WORD = re.compile(r"[^\w\-]+")


def normal(text: str) -> str:
    """Return text as it is compared: NFKC (full width, ㎏), simplified characters, lower case."""
    return simplified(unicodedata.normalize("NFKC", text)).lower()


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
