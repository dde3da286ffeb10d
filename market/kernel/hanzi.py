"""Traditional characters as simplified ones, by OpenCC."""

from opencc import OpenCC

_SIMPLER = OpenCC("t2s")


def simplified(text: str) -> str:
    """Return the text in simplified characters: 雲霧茶 -> 云雾茶. The number of them may change.

    Half a surrogate pair, which no text should hold, becomes a question mark.
    """
    return str(_SIMPLER.convert(text.encode(errors="replace").decode()))
