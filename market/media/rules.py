"""What a picture or document may be, and which sizes are made of a picture. Pure."""

import math
import unicodedata
from collections.abc import Callable

MAX_BYTES = 10 * 1024 * 1024
MAX_PIXELS = 40_000_000
WIDTHS = (160, 320, 640, 1280)
# The format of the files has no longer side than this.
MAX_SIDE = 16_383
# A sheet of A4 at 300 dots an inch: stamps and small print stay legible.
PAPER_WIDTH = 2480
# From so many pixels on memory matters more than the last bit of sharpness.
PLENTY = 12_000_000
MAX_PARTS = 20_000

NAME_LENGTH = 80
_ENDINGS = {"PDF": "pdf", "JPEG": "jpg"}


def widths_for(source_width: int) -> list[int]:
    """Return the widths to make, ascending: never larger than the source, at least one."""
    return [width for width in WIDTHS if width <= source_width] or [source_width]


def height_at(width: int, source_width: int, source_height: int) -> int:
    """Return the height that keeps the picture's shape, at least one pixel."""
    return max(1, round(source_height * width / source_width))


def shrink_by(source_width: int, target_width: int, pixels: int = 0) -> int:
    """Return the whole factor by which a picture may be averaged down before it is resampled.

    What remains is at least twice as wide as the target, so nothing is seen of it; of very many
    pixels at least as wide, so that no second picture of that size is held in memory.
    """
    spare = min(source_width // target_width, 1 + math.isqrt(pixels // PLENTY))
    return max(1, source_width // (2 * target_width), spare)


def is_flooded(data: bytes) -> bool:
    """Tell whether a PNG or JPEG has more parts than any camera or program writes.

    Readers go through them one by one, so millions of empty ones cost seconds; here it is found
    after the first 20,000.
    """
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return _many(data, 8, _after_chunk)
    return data.startswith(b"\xff\xd8\xff") and _many(data, 2, _after_segment)


def _many(data: bytes, at: int, after: Callable[[bytes, int], int]) -> bool:
    for _ in range(MAX_PARTS):
        if at + 12 > len(data):
            return False
        at = after(data, at)
    return True


def _after_chunk(data: bytes, at: int) -> int:
    if data[at + 4 : at + 8] == b"IEND":
        return len(data)
    return at + 12 + int.from_bytes(data[at : at + 4])


def _after_segment(data: bytes, at: int) -> int:
    """Stray bytes and padding are passed one by one, as readers do."""
    first, marker = data[at], data[at + 1]
    if first != 0xFF or marker == 0xFF:
        return at + 1
    if marker == 0xDA:  # the picture itself begins
        return len(data)
    if marker in {0x00, 0x01} or 0xD0 <= marker <= 0xD9:
        return at + 2
    return at + 2 + int.from_bytes(data[at + 2 : at + 4])


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
