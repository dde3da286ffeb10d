"""Hostile and odd files, made here byte by byte or by Pillow.

Run as a program it feeds each to what takes files in, in a process of its own, and prints what
became of it: `refused: <rule>` or `cleaned`, CPU seconds, and by how many bytes the process grew.
"""

import io
import json
import multiprocessing
import pathlib
import resource
import struct
import sys
import zlib
from collections.abc import Callable
from functools import cache
from typing import Any

from PIL import Image

from fixtures.build.papers import pdf

MEGABYTE = 1 << 20


def encoded(image: Image.Image, kind: str, **options: Any) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def png_chunk(kind: bytes, content: bytes) -> bytes:
    check = zlib.crc32(kind + content)
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", check)


def picture(width: int = 320, height: int = 240) -> bytes:
    return png(width=width, height=height)


def photo() -> Image.Image:
    return Image.effect_noise((900, 600), 60).convert("RGB")


def png(*chunks: tuple[bytes, bytes], width: int = 64, height: int = 64) -> bytes:
    """A PNG of one colour with chunks between its head and its rows."""
    rows = zlib.compress((b"\0" + b"\xe0\x70\x28" * width) * height)
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = [(b"IHDR", head), *chunks, (b"IDAT", rows), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(png_chunk(kind, data) for kind, data in parts)


def huge_png(width: int, height: int) -> bytes:
    """A small file that says it is huge."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = [(b"IHDR", head), (b"IDAT", zlib.compress(bytes(10_000))), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(png_chunk(kind, data) for kind, data in parts)


def bomb(head: bytes) -> bytes:
    """What a metadata chunk holds: a few bytes, and 200 MB of nothing packed small."""
    return head + packed_nothing(200)


@cache
def packed_nothing(megabytes: int) -> bytes:
    return zlib.compress(bytes(megabytes * MEGABYTE), 9)


def gps_jpeg() -> bytes:
    exif = Image.Exif()
    exif[0x010F] = "SecretCameraMaker"
    place = exif.get_ifd(0x8825)
    place[1], place[2], place[3], place[4] = "N", (27.0, 14.0, 3.5), "E", (112.0, 52.0, 7.25)
    return encoded(photo(), "JPEG", exif=exif, comment=b"SecretComment")


def flood(width: int, height: int) -> bytes:
    """A whole picture of as many pixels as are allowed, all of one colour."""
    return encoded(Image.new("RGB", (width, height), 7), "PNG", compress_level=1)


def animation(kind: str) -> bytes:
    frames = [Image.new("RGB", (200, 100), shade) for shade in ("red", "blue", "green")]
    return encoded(frames[0], kind, save_all=True, append_images=frames[1:])


def segments() -> bytes:
    """A JPEG with 9 MB of comments before its picture."""
    whole = encoded(photo(), "JPEG")
    note = b"\xff\xfe" + struct.pack(">H", 65_535) + b"x" * 65_533
    return whole[:2] + note * 140 + whole[2:]


FILES: dict[str, Callable[[], bytes]] = {
    "nothing": lambda: b"",
    "gif-and-script": lambda: b"GIF89a/*" + bytes(40) + b"*/=1;alert(1)//",
    "svg": lambda: b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
    "html": lambda: b"<!doctype html><script>alert(1)</script>",
    "pdf": pdf,
    "tiff": lambda: encoded(photo(), "TIFF"),
    "png-and-zip": lambda: picture() + b"PK\x03\x04SecretZip" + bytes(100) + b"PK\x05\x06",
    "jpeg-and-script": lambda: encoded(photo(), "JPEG", comment=b"*/=1;Secret()/*"),
    "30000-square": lambda: huge_png(30_000, 30_000),
    "overflow": lambda: huge_png(2**31 - 1, 2**31 - 1),
    "ribbon": lambda: picture(20, 4_000),
    "gps": gps_jpeg,
    "half-jpeg": lambda: encoded(photo(), "JPEG")[:20_000],
    "half-png": lambda: encoded(photo(), "PNG")[:20_000],
    "half-webp": lambda: encoded(photo(), "WEBP")[:20_000],
    "apng": lambda: animation("PNG"),
    "animated-webp": lambda: animation("WEBP"),
    "animated-gif": lambda: animation("GIF"),
    "cmyk": lambda: encoded(photo().convert("CMYK"), "JPEG"),
    "16-bit": lambda: encoded(Image.new("I;16", (600, 400), 0x8000), "PNG"),
    "icc-bomb": lambda: png((b"iCCP", bomb(b"Secret\0\0"))),
    "ztxt-bomb": lambda: png((b"zTXt", bomb(b"Secret\0\0"))),
    "itxt-bomb": lambda: png((b"iTXt", bomb(b"Secret\0\1\0\0\0"))),
    "text-flood": lambda: png(*[(b"tEXt", b"Secret\0" + b"x" * 60_000)] * 150),
    "chunk-flood": lambda: png(*[(b"tIME", b"")] * 400_000),
    "segment-flood": lambda: (
        b"\xff\xd8" + b"\xff\xfe\0\2" * 2_500_000 + encoded(photo(), "JPEG")[2:]
    ),
    "padding-flood": lambda: b"\xff\xd8" + b"\xff" * 9_000_000 + encoded(photo(), "JPEG")[2:],
    "rows-bomb": lambda: (
        huge_png(6_000, 6_000)[:33]
        + png_chunk(b"IDAT", packed_nothing(300))
        + png_chunk(b"IEND", b"")
    ),
    "comment-flood": segments,
    "forty-million-pixels": lambda: flood(8000, 5000),
    "forty-million-upright": lambda: flood(4960, 8064),
    "one-byte-too-much": lambda: picture() + bytes(10 * MEGABYTE + 1 - len(picture())),
}


def outcome(data: bytes) -> str:
    """Take a file in as a picture and as a paper; tell what became of the picture."""
    from market.media import pictures, rules

    if len(data) > rules.MAX_BYTES:
        return "refused: size"
    try:
        kept = [rendition.data for rendition in pictures.renditions(data)]
        kept.append(pictures.paper(data))
    except pictures.NotAPicture as refusal:
        return f"refused: {refusal}"
    secret = any(word in made for made in kept for word in (b"Secret", b"PK\x03\x04", b"EXIF"))
    return "leaked" if secret else "cleaned"


def measure(data: bytes, answer: Any) -> None:
    """In a process of its own: what became of the file, and what it cost."""
    with open("/proc/self/clear_refs", "w") as file:
        file.write("5")  # the peak starts anew
    before, started = _peak(), resource.getrusage(resource.RUSAGE_SELF)
    ended_as = outcome(data)
    ended = resource.getrusage(resource.RUSAGE_SELF)
    seconds = ended.ru_utime + ended.ru_stime - started.ru_utime - started.ru_stime
    answer.send((ended_as, seconds, _peak() - before))


def _peak() -> int:
    status = pathlib.Path("/proc/self/status").read_text()
    return next(int(row.split()[1]) for row in status.splitlines() if "VmHWM" in row) * 1024


def main() -> None:
    from market.media import pictures

    pictures.renditions(picture())  # what is loaded on first use is no file's fault
    found: dict[str, tuple[str, float, int]] = {}
    forking = multiprocessing.get_context("fork")
    for name, make in FILES.items():
        data = make()
        ours, theirs = forking.Pipe(duplex=False)
        child = forking.Process(target=measure, args=(data, theirs))
        child.start()
        theirs.close()
        try:
            found[name] = ours.recv()
        except EOFError:
            found[name] = ("died", 0.0, 0)
        child.join()
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main()
