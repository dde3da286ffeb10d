"""Text that people typed: cleaned the same way everywhere, or refused."""

import unicodedata

from market.kernel.errors import Invalid

# Control, formatting, surrogate, private and unassigned characters.
_REFUSED = {"Cc", "Cf", "Cs", "Co", "Cn"}

# A spreadsheet would run a text that begins so, in East Asian widths too.
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def line(value: str, *, field: str, max_length: int, required: bool = True) -> str:
    """Return one line: composed (NFC), runs of space made one, ends stripped.

    Raises Invalid(field, "required" | "too_long" | "characters"); the last for control and
    formatting characters, which could reorder or hide what others read.
    """
    text = unicodedata.normalize("NFC", value)
    text = " ".join(text.split())
    return _checked(text, value, field, max_length, required, allowed="\t")


def paragraphs(value: str, *, field: str, max_length: int, required: bool = False) -> str:
    """Return text of several lines; line ends become `\\n`. Raises as `line` does."""
    text = unicodedata.normalize("NFC", value).replace("\r\n", "\n").replace("\r", "\n")
    text = "\n".join(part.rstrip() for part in text.split("\n")).strip()
    return _checked(text, value, field, max_length, required, allowed="\t\r\n")


def plain(value: str) -> str:
    """Return a name in one width and case, without spaces: for comparing, never for showing."""
    return "".join(unicodedata.normalize("NFKC", value).casefold().split())


def neutral(cell: str) -> str:
    """Return text that no spreadsheet runs: an apostrophe before what looks like a formula."""
    return f"'{cell}" if _is_formula(cell) else cell


def from_neutral(cell: str) -> str:
    """Return what `neutral` was given: a file that we wrote is read as it was meant."""
    return cell[1:] if cell.startswith("'") and _is_formula(cell) else cell


def _is_formula(cell: str) -> bool:
    return cell.lstrip("'").startswith(FORMULA_SIGNS)


def _checked(
    text: str, typed: str, field: str, max_length: int, required: bool, allowed: str
) -> str:
    if any(unicodedata.category(c) in _REFUSED for c in typed if c not in allowed):
        raise Invalid(field, "characters")
    if required and not text:
        raise Invalid(field, "required")
    if len(text) > max_length:
        raise Invalid(field, "too_long")
    return text
