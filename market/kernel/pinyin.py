"""How a name is typed without a Chinese keyboard."""

import os

# pypinyin's own switch: it then keeps one copy of its dictionaries, which saves 3 MiB a process.
os.environ.setdefault("PYPINYIN_NO_DICT_COPY", "true")

from pypinyin import lazy_pinyin, load_phrases_dict

# Readings of names in the county that the dictionary has otherwise.
_READINGS = {
    "曾家": ("zeng", "jia"),
    "单家": ("shan", "jia"),
    "解家": ("xie", "jia"),
    "仇家": ("qiu", "jia"),
    "覃家": ("qin", "jia"),
    "查家": ("zha", "jia"),
    "区家": ("ou", "jia"),
    "任家": ("ren", "jia"),
    "长牌": ("chang", "pai"),
}
load_phrases_dict({name: [[part] for part in parts] for name, parts in _READINGS.items()})


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
