"""How names sound: pinyin and initials, to find goods without a Chinese keyboard. Pure."""

from collections.abc import Iterable
from functools import lru_cache

from market.kernel import pinyin
from market.search import text as texts

# The longest beginning that is indexed; a longer query is cut to it.
LONGEST = 16


@lru_cache(maxsize=4096)
def syllables(text: str) -> tuple[str, ...]:
    """Return the toneless syllables of a name; letters and digits in it stay as they are."""
    return tuple(word for part in pinyin.parts(texts.normal(text)) for word in texts.words(part))


def beginnings(names: Iterable[str]) -> list[str]:
    """Return what may be typed for names: pinyin and initials, from each of the syllables on.

    衡山桃 gives hengshantao, shantao, tao and hst, st, t: a person may leave out the place.
    """
    found = []
    for name in names:
        parts = syllables(name)
        for start in range(len(parts)):
            found.append("".join(parts[start:])[:LONGEST])
            found.append("".join(part[0] for part in parts[start:])[:LONGEST])
    return list(dict.fromkeys(found))


def starts_like(text: str, typed: str) -> bool:
    """Tell whether a name begins with what was typed, by characters, pinyin or initials."""
    parts = syllables(text)
    heads = (texts.normal(text), "".join(parts), "".join(part[0] for part in parts))
    return any(head.startswith(typed) for head in heads)
