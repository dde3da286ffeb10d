"""Does a text use a protected name? Pure, given the table of names.

A name is found however it is dressed up: in traditional characters, in full or half width, with
spaces, marks or invisible characters inside, in pinyin with or without tones, in letters that only
look like Latin ones, or in characters that sound the same. A hit is a question for a person, never
a verdict.
"""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from pypinyin import lazy_pinyin

from market.kernel.hanzi import simplified

# A text's found part is shown to people; no protected name is longer than this, dressed up or not.
LONGEST_FOUND = 80
SHORTEST = 2
# Two syllables sound like too much else.
_FEWEST_SYLLABLES = 3
_TONES = "12345"
# v is how ü is typed; an l and an I look the same.
_ALIKE = str.maketrans({"v": "u", "l": "i"})


class How(StrEnum):
    """How a name was found: its characters, or their sound."""

    WRITTEN = "WRITTEN"
    SPOKEN = "SPOKEN"


@dataclass(frozen=True, slots=True)
class Name:
    """A protected name and the public ids of the rights that allow it; none for a watched one."""

    name: str
    right_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Hit:
    """A name in a field of a text; `found` is what stands there, as typed."""

    field: str
    name: str
    right_ids: tuple[str, ...]
    found: str
    how: How


@dataclass(frozen=True, slots=True)
class _Folded:
    """A text without its dress; each letter knows its place in the text as typed."""

    written: str
    places: tuple[int, ...]
    # One part a letter of `written`: a syllable for a character, else the letter itself.
    spoken: tuple[str, ...]


def hits_in(fields: Mapping[str, str], table: Sequence[Name]) -> tuple[Hit, ...]:
    """Return the names in each field, field by field, in the table's order."""
    return tuple(
        hit for field, text in fields.items() for hit in protected_names_in(text, table, field)
    )


def protected_names_in(text: str, table: Sequence[Name], field: str = "") -> tuple[Hit, ...]:
    """Return each protected name that the text uses, once."""
    folded = _fold(text)
    found = ((name, _find(folded, _fold_name(name.name))) for name in table)
    return tuple(
        Hit(field, name.name, name.right_ids, text[start : end + 1][:LONGEST_FOUND], how)
        for name, place in found
        if place is not None
        for start, end, how in [place]
    )


def without(hits: Iterable[Hit], allowed_right_ids: Iterable[str]) -> tuple[Hit, ...]:
    """Return the hits that none of these rights allows."""
    allowed = set(allowed_right_ids)
    return tuple(hit for hit in hits if not allowed & set(hit.right_ids))


def folded(text: str) -> str:
    """Return the letters of a text without its dress: two forms of one name are equal."""
    return _fold(text).written


def _find(text: _Folded, name: _Folded) -> tuple[int, int, How] | None:
    if len(name.written) < SHORTEST:
        return None
    at = text.written.find(name.written)
    if at >= 0:
        return text.places[at], text.places[at + len(name.written) - 1], How.WRITTEN
    if len(name.spoken) < _FEWEST_SYLLABLES:
        return None
    place = _find_spoken(text.spoken, "".join(name.spoken))
    return place and (text.places[place[0]], text.places[place[1]], How.SPOKEN)


def _find_spoken(parts: Sequence[str], wanted: str) -> tuple[int, int] | None:
    """Return the first and last part that together make `wanted`, whole parts only."""
    starts: dict[int, int] = {}
    ends: dict[int, int] = {}
    place = 0
    for number, part in enumerate(parts):
        starts.setdefault(place, number)
        place += len(part)
        ends[place] = number
    said = "".join(parts)
    at = said.find(wanted)
    while at >= 0:
        if at in starts and at + len(wanted) in ends:
            return starts[at], ends[at + len(wanted)]
        at = said.find(wanted, at + 1)
    return None


@lru_cache(maxsize=1024)
def _fold_name(name: str) -> _Folded:
    return _fold(name)


def _fold(text: str) -> _Folded:
    pairs = [(letter, place) for place, typed in enumerate(text) for letter in _letters_of(typed)]
    kept: list[tuple[str, int]] = []
    for letter, place in pairs:
        # A tone's number after a syllable: heng2shan1.
        if letter in _TONES and kept and kept[-1][0].isascii() and kept[-1][0].isalpha():
            continue
        kept.append((letter, place))
    written = "".join(letter for letter, _ in kept)
    return _Folded(written, tuple(place for _, place in kept), _spoken(written))


@lru_cache(maxsize=8192)
def _letters_of(typed: str) -> str:
    """Return what one typed character stands for: simplified, plain, lower case; or nothing."""
    plain = unicodedata.normalize("NFKD", simplified(unicodedata.normalize("NFKC", typed)))
    letters = [each for each in plain.casefold() if unicodedata.category(each)[0] in "LN"]
    return "".join(_latin(letter) for letter in letters)


def _latin(letter: str) -> str:
    """Return the Latin letter that another script's letter looks like, or the letter."""
    if letter.isascii() or _is_han(letter):
        return letter
    # A table of 6 MB that hardly any text asks for.
    from confusable_homoglyphs import confusables

    alike = confusables.is_confusable(letter, greedy=True) or []
    forms = [form["c"].casefold() for found in alike for form in found["homoglyphs"]]
    return next((form for form in forms if form.isascii() and form.isalpha()), letter)


def _spoken(written: str) -> tuple[str, ...]:
    parts: list[str] = []
    run = ""
    for letter in [*written, ""]:
        if letter and _is_han(letter):
            run += letter
            continue
        parts += _syllables(run) if run else []
        run = ""
        # A nought stands for an o among letters.
        parts += [letter.replace("0", "o").translate(_ALIKE)] if letter else []
    return tuple(parts)


def _syllables(run: str) -> list[str]:
    said = lazy_pinyin(run)
    if len(said) != len(run):
        said = [lazy_pinyin(letter)[0] for letter in run]
    return [syllable.casefold().translate(_ALIKE) for syllable in said]


def _is_han(letter: str) -> bool:
    return unicodedata.name(letter, "").startswith("CJK UNIFIED IDEOGRAPH")
