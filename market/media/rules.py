"""What a picture may be, and which sizes are made of it. Pure."""

MAX_BYTES = 10 * 1024 * 1024
MAX_PIXELS = 40_000_000
WIDTHS = (160, 320, 640, 1280)
# The format of the files has no longer side than this.
MAX_SIDE = 16_383


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
