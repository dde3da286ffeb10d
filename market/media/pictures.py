"""Opening, turning, shrinking and encoding pictures: everything that touches Pillow."""

import io
import warnings
from dataclasses import dataclass

from PIL import Image, UnidentifiedImageError

from market.media import rules

FORMATS = ("JPEG", "PNG", "WEBP")
QUALITY = 80
PAPER_QUALITY = 85
# About as good to look at as WebP at 80, in two thirds of the bytes.
AVIF_QUALITY = 60
AVIF_SPEED = 6
_ORIENTATION = 0x0112
# EXIF 2.32 orientation -> what turns the picture upright.
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_SIDEWAYS = {5, 6, 7, 8}
# Rows decoded at once while shrinking, so that no second whole picture is held in memory.
_BAND = 256


class NotAPicture(Exception):
    """The bytes are refused; the argument is the rule: type, pixels or broken."""


@dataclass(frozen=True, slots=True)
class Rendition:
    """One size of a cleaned picture, as a WebP file without any metadata."""

    width: int
    height: int
    data: bytes


def renditions(data: bytes) -> list[Rendition]:
    """Return the sizes of a picture, ascending, upright and free of metadata.

    The type is told by content. A picture of more pixels than allowed is refused from its header,
    before anything is decoded. The same bytes give the same files. Raises NotAPicture.
    """
    upright = _read(data, rules.WIDTHS[-1])
    return [_encoded(upright, width) for width in rules.widths_for(upright.width)]


def avif(webp: bytes) -> bytes:
    """Return one of our own renditions as AVIF, which is smaller and takes longer to make."""
    out = io.BytesIO()
    with Image.open(io.BytesIO(webp), formats=("WEBP",)) as made:
        made.save(out, "AVIF", quality=AVIF_QUALITY, speed=AVIF_SPEED, max_threads=1)
    return out.getvalue()


def paper(data: bytes) -> bytes:
    """Return a photographed or scanned paper as JPEG: upright, legible, free of metadata.

    The same limits as for `renditions`. At most `rules.PAPER_WIDTH` wide; what is transparent
    becomes white. Raises NotAPicture.
    """
    upright = _read(data, rules.PAPER_WIDTH)
    width = min(upright.width, rules.PAPER_WIDTH)
    if width != upright.width:
        size = (width, rules.height_at(width, upright.width, upright.height))
        upright = upright.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0)
    if upright.mode == "RGBA":
        white = Image.new("RGB", upright.size, "white")
        white.paste(upright, mask=upright.getchannel("A"))
        upright = white
    out = io.BytesIO()
    nothing = {"exif": b"", "comment": b"", "icc_profile": b""}
    upright.save(out, "JPEG", quality=PAPER_QUALITY, optimize=True, **nothing)
    return out.getvalue()


def _read(data: bytes, widest: int) -> Image.Image:
    """Return the upright picture, not much wider than `widest`. Raises NotAPicture."""
    with warnings.catch_warnings():
        # The pixel limit below is far stricter than the one that Pillow warns of.
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        try:
            with _opened(data) as source:
                return _upright(source, widest)
        except NotAPicture:
            raise
        except Image.DecompressionBombError:
            raise NotAPicture("pixels") from None
        except UnidentifiedImageError:
            raise NotAPicture("type") from None
        except (OSError, SyntaxError, ValueError, ArithmeticError, LookupError):
            # What Pillow's readers raise for damaged files.
            raise NotAPicture("broken") from None


def _opened(data: bytes) -> Image.Image:
    if rules.is_flooded(data):
        raise NotAPicture("broken")
    source = Image.open(io.BytesIO(data), formats=FORMATS)
    width, height = source.size
    if width * height > rules.MAX_PIXELS:
        raise NotAPicture("pixels")
    if max(width, height) / min(width, height) > rules.MAX_SIDE / rules.WIDTHS[-1]:
        raise NotAPicture("pixels")
    return source


def _upright(source: Image.Image, largest: int) -> Image.Image:
    """Return the decoded picture, turned as its camera meant and not much wider than needed."""
    orientation = source.getexif().get(_ORIENTATION, 1)
    if source.format == "JPEG":
        # The decoder itself leaves out detail that no size would show.
        source.draft("RGB", (2 * largest, 2 * largest))
    shown = source.height if orientation in _SIDEWAYS else source.width
    small = _shrunk(source, rules.shrink_by(shown, largest, source.width * source.height))
    turn = _TURNS.get(orientation)
    return small.transpose(turn) if turn is not None else small


def _shrunk(source: Image.Image, factor: int) -> Image.Image:
    """Decode, convert to RGB or RGBA and average down by `factor`, a band at a time."""
    source.load()
    mode = "RGBA" if source.has_transparency_data else "RGB"
    if factor == 1 and source.mode == mode:
        source.info = {}  # what a writer would take along: comments, place, profile
        return source
    size = (-(-source.width // factor), -(-source.height // factor))
    small = Image.new(mode, size)
    for top in range(0, source.height, _BAND * factor):
        bottom = min(top + _BAND * factor, source.height)
        band = _plain(source.crop((0, top, source.width, bottom)), mode)
        small.paste(band.reduce(factor) if factor > 1 else band, (0, top // factor))
    return small


def _plain(band: Image.Image, mode: str) -> Image.Image:
    """Convert to 8 bits a channel; grey of 16 bits keeps its brightness."""
    if band.mode.startswith("I"):
        band = band.convert("I").point(lambda value: value / 256).convert("L")
    return band if band.mode == mode else band.convert(mode)


def _encoded(upright: Image.Image, width: int) -> Rendition:
    height = rules.height_at(width, upright.width, upright.height)
    sized = upright
    if width != upright.width:
        sized = upright.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=3.0)
    out = io.BytesIO()
    sized.save(out, "WEBP", quality=QUALITY, method=4, exif=b"", xmp=b"", icc_profile=b"")
    return Rendition(width, height, out.getvalue())
