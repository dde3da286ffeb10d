"""What a picture or document may be, and which sizes are made of a picture. Pure."""

import unicodedata

MAX_BYTES = 10 * 1024 * 1024
MAX_PIXELS = 40_000_000
WIDTHS = (160, 320, 640, 1280)
# The format of the files has no longer side than this.
MAX_SIDE = 16_383
# A sheet of A4 at 300 dots an inch: stamps and small print stay legible.
PAPER_WIDTH = 2480

NAME_LENGTH = 80
_ENDINGS = {"PDF": "pdf", "JPEG": "jpg"}


def widths_for(source_width: int) -> list[int]:
    """Return the widths to make, ascending: never larger than the source, at least one."""
    return [width for width in WIDTHS if width <= source_width] or [source_width]


def height_at(width: int, source_width: int, source_height: int) -> int:
    """Return the height that keeps the picture's shape, at least one pixel."""
    return max(1, round(source_height * width / source_width))


def shrink_by(source_width: int, target_width: int) -> int:
    """Return the whole factor by which a picture may be averaged down before it is resampled.

    What remains is at least twice as wide as the target, so nothing is seen of it.
    """
    return max(1, source_width // (2 * target_width))


def document_name(sent: str, kind: str) -> str:
    """Return what a document is called: the sender's name without folders, signs that hide or
    reorder what is read, and its ending, which is made to fit the kind.
    """
    last = sent.replace("\\", "/").rpartition("/")[2]
    plain = "".join(c for c in unicodedata.normalize("NFC", last) if c == " " or _shown(c))
    stem = plain.rpartition(".")[0] or plain
    stem = " ".join(stem.split())[:NAME_LENGTH].strip(" .") or "文件"
    return f"{stem}.{_ENDINGS[kind]}"


def _shown(character: str) -> bool:
    """Letters, numbers, marks, punctuation and symbols; no controls, formats, separators."""
    return unicodedata.category(character)[0] in "LMNPS" and character not in '"<>:|?*'
