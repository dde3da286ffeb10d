"""How names sound: pinyin and initials, to find goods without a Chinese keyboard. Pure."""

from functools import lru_cache

from pypinyin import lazy_pinyin, load_phrases_dict

from market.search import text as texts

# The longest beginning that is indexed; a longer query is cut to it.
LONGEST = 16

# Readings of names that the dictionary has otherwise.
_READINGS = {
    "曾家": ["zeng", "jia"],
    "单家": ["shan", "jia"],
    "解家": ["xie", "jia"],
    "仇家": ["qiu", "jia"],
    "覃家": ["qin", "jia"],
    "查家": ["zha", "jia"],
    "区家": ["ou", "jia"],
    "任家": ["ren", "jia"],
    "华家": ["hua", "jia"],
    "长塘": ["chang", "tang"],
    "长岭": ["chang", "ling"],
    "长冲": ["chang", "chong"],
    "长牌": ["chang", "pai"],
    "藠头": ["jiao", "tou"],
    "坛子": ["tan", "zi"],
    "盐菜": ["yan", "cai"],
}
load_phrases_dict({name: [[part] for part in parts] for name, parts in _READINGS.items()})


@lru_cache(maxsize=4096)
def syllables(text: str) -> tuple[str, ...]:
    """Return the toneless syllables of a name; letters and digits in it stay as they are."""
    parts = lazy_pinyin(texts.normal(text))
    return tuple(word for part in parts for word in texts.words(part))


def beginnings(text: str) -> list[str]:
    """Return what may be typed for a name: pinyin and initials, from each of its syllables on.

    衡山桃 gives hengshantao, shantao, tao and hst, st, t: a person may leave out the place.
    """
    parts = syllables(text)
    found = []
    for start in range(len(parts)):
        found.append("".join(parts[start:])[:LONGEST])
        found.append("".join(part[0] for part in parts[start:])[:LONGEST])
    return list(dict.fromkeys(found))


def starts_like(text: str, typed: str) -> bool:
    """Tell whether a name begins with what was typed, by characters, pinyin or initials."""
    parts = syllables(text)
    heads = (texts.normal(text), "".join(parts), "".join(part[0] for part in parts))
    return any(head.startswith(typed) for head in heads)
