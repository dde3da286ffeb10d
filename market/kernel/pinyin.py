"""How a name is typed without a Chinese keyboard."""

from pypinyin import lazy_pinyin


def parts(text: str) -> list[str]:
    """Return toneless syllables in lower case; a run of other letters and digits is one part."""
    found = lazy_pinyin(text, errors=lambda rest: "".join(c for c in rest.lower() if c.isalnum()))
    return [part for part in found if part]


def full(text: str, *, max_length: int) -> str:
    """Return the syllables as one word: 永和乡 -> "yonghexiang", cut to `max_length`."""
    return "".join(parts(text))[:max_length]


def initials(text: str, *, max_length: int) -> str:
    """Return the first letters of the syllables: 永和乡 -> "yhx", cut to `max_length`."""
    return "".join(part[0] for part in parts(text))[:max_length]
