"""Hostile and odd pictures, made here byte by byte or by Pillow; nothing is mocked."""

import io
import struct
import subprocess
import sys
import time
import zlib

import pytest
from PIL import Image, ImageDraw

from fixtures.build.supply import picture, png_chunk
from market.media import pictures, rules
from market.media.pictures import NotAPicture, renditions

GPS = 0x8825
ORIENTATION = 0x0112


def encoded(image: Image.Image, kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def quarters(width: int = 400, height: int = 200) -> Image.Image:
    """A picture whose four quarters are red, green, blue and white, from the top left."""
    image = Image.new("RGB", (width, height), "white")
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, width // 2 - 1, height // 2 - 1), fill=(255, 0, 0))
    draw.rectangle((width // 2, 0, width, height // 2 - 1), fill=(0, 255, 0))
    draw.rectangle((0, height // 2, width // 2 - 1, height), fill=(0, 0, 255))
    return image


def opened(rendition: pictures.Rendition) -> Image.Image:
    return Image.open(io.BytesIO(rendition.data))


def near(colour: object, wanted: tuple[int, int, int]) -> bool:
    assert isinstance(colour, tuple)
    return all(abs(a - b) < 30 for a, b in zip(colour[:3], wanted, strict=True))


def huge_png(width: int, height: int) -> bytes:
    """A PNG that says it is huge, with a few rows of real data."""
    data = zlib.compress(b"\0" * 10_000)
    return b"".join(
        (
            b"\x89PNG\r\n\x1a\n",
            png_chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)),
            png_chunk(b"IDAT", data),
            png_chunk(b"IEND", b""),
        )
    )


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_each_accepted_type_becomes_webp_in_the_sizes_shown(kind: str) -> None:
    made = renditions(encoded(quarters(1600, 800), kind))
    assert [(r.width, r.height) for r in made] == [(160, 80), (320, 160), (640, 320), (1280, 640)]
    for rendition in made:
        image = opened(rendition)
        assert image.format == "WEBP"
        assert image.size == (rendition.width, rendition.height)
        assert near(image.convert("RGB").getpixel((10, 10)), (255, 0, 0))


def test_nothing_is_enlarged_and_one_size_is_always_made() -> None:
    assert [r.width for r in renditions(picture(700, 300))] == [160, 320, 640]
    assert [(r.width, r.height) for r in renditions(picture(40, 20))] == [(40, 20)]


@pytest.mark.parametrize("orientation", range(1, 9))
def test_the_camera_s_orientation_is_applied(orientation: int) -> None:
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    upright = quarters(320, 160)
    # What a camera held that way would have stored.
    backwards = {6: 8, 8: 6}.get(orientation, orientation)
    turn = pictures._TURNS.get(backwards)
    stored = upright.transpose(turn) if turn is not None else upright
    [_, made] = renditions(encoded(stored, "PNG", exif=exif))
    assert (made.width, made.height) == (320, 160)
    image = opened(made).convert("RGB")
    assert near(image.getpixel((20, 20)), (255, 0, 0))
    assert near(image.getpixel((300, 20)), (0, 255, 0))
    assert near(image.getpixel((20, 140)), (0, 0, 255))


def test_a_large_sideways_photo_keeps_its_full_width() -> None:
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    made = renditions(encoded(quarters(4000, 3000), "JPEG", exif=exif))
    assert (made[-1].width, made[-1].height) == (1280, 1707)


def test_where_and_by_what_a_photo_was_taken_is_gone() -> None:
    exif = Image.Exif()
    exif[0x010F] = "SecretCameraMaker"
    gps = exif.get_ifd(GPS)
    gps[1], gps[2], gps[3], gps[4] = "N", (27.0, 14.0, 3.5), "E", (112.0, 52.0, 7.25)
    source = encoded(quarters(), "JPEG", exif=exif, comment=b"SecretComment")
    assert Image.open(io.BytesIO(source)).getexif().get_ifd(GPS)
    for made in renditions(source):
        image = opened(made)
        assert not image.getexif()
        assert b"Secret" not in made.data
        assert not any(chunk in made.data for chunk in (b"EXIF", b"XMP ", b"ICCP"))


@pytest.mark.parametrize("tail", [b"<script>alert(1)</script>", b"PK\x03\x04 a zip", b"<?php ?>"])
def test_a_polyglot_loses_its_other_half(tail: bytes) -> None:
    for source in (encoded(quarters(), "JPEG") + tail, picture(400, 200) + tail):
        for made in renditions(source):
            assert tail not in made.data
            assert opened(made).size == (made.width, made.height)


def test_a_script_hidden_in_a_comment_is_gone() -> None:
    source = encoded(quarters(), "JPEG", comment=b"*/=1;alert(document.domain)/*")
    assert all(b"alert" not in made.data for made in renditions(source))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"not a picture",
        b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
        b'<?xml version="1.0"?><!DOCTYPE svg><svg xmlns="http://www.w3.org/2000/svg"></svg>',
        b"%PDF-1.7 %%EOF",
        b"GIF89a\x01\x00\x01\x00\x00\x00\x00;",
        encoded(quarters(), "GIF"),
        encoded(quarters(), "BMP"),
        encoded(quarters(), "TIFF"),
        encoded(quarters(), "ICO"),
    ],
)
def test_other_types_are_refused_whatever_they_are_called(data: bytes) -> None:
    with pytest.raises(NotAPicture, match="type"):
        renditions(data)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("part", [0.5, 0.9])
def test_a_truncated_file_is_refused(kind: str, part: float) -> None:
    noise = Image.effect_noise((600, 400), 80).convert("RGB")
    whole = encoded(noise, kind)
    with pytest.raises(NotAPicture, match=r"broken|type"):
        renditions(whole[: int(len(whole) * part)])


def test_a_png_with_a_broken_chunk_is_refused() -> None:
    whole = bytearray(encoded(Image.effect_noise((200, 200), 50).convert("RGB"), "PNG"))
    at = whole.index(b"IDAT") + 100
    whole[at : at + 20] = b"\xff" * 20
    with pytest.raises(NotAPicture, match="broken"):
        renditions(bytes(whole))


@pytest.mark.parametrize(
    ("width", "height"), [(30_000, 30_000), (10_000, 4_001), (2**31 - 1, 2**31 - 1)]
)
def test_too_many_pixels_are_refused_from_the_header(width: int, height: int) -> None:
    begun = time.monotonic()
    with pytest.raises(NotAPicture, match="pixels"):
        renditions(huge_png(width, height))
    assert time.monotonic() - begun < 0.5


def test_a_ribbon_is_refused() -> None:
    with pytest.raises(NotAPicture, match="pixels"):
        renditions(picture(100, 2_000))
    assert renditions(picture(100, 1_200))


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "CMYK", "I;16"])
def test_every_colour_mode_is_shown_as_it_looks(mode: str) -> None:
    kind = "JPEG" if mode == "CMYK" else "PNG"
    if mode == "I;16":
        image = Image.new("I;16", (200, 100), 0xFFFF)
    else:
        image = Image.new("RGB", (200, 100), "white").convert(mode)
    [made] = renditions(encoded(image, kind))
    assert near(opened(made).convert("RGB").getpixel((50, 50)), (255, 255, 255))


def test_transparent_parts_stay_transparent() -> None:
    image = Image.new("RGBA", (200, 100), (255, 0, 0, 0))
    [made] = renditions(encoded(image, "PNG"))
    pixel = opened(made).convert("RGBA").getpixel((50, 50))
    assert isinstance(pixel, tuple)
    assert pixel[3] == 0


def test_the_first_frame_of_an_animation_is_taken() -> None:
    frames = [Image.new("RGB", (200, 100), colour) for colour in ("red", "blue")]
    source = encoded(frames[0], "WEBP", save_all=True, append_images=frames[1:])
    [made] = renditions(source)
    assert near(opened(made).convert("RGB").getpixel((50, 50)), (255, 0, 0))


def test_the_same_bytes_give_the_same_files() -> None:
    source = encoded(quarters(1500, 900), "JPEG")
    assert renditions(source) == renditions(source)


@pytest.mark.parametrize("kind", ["RGBA", "P"])
def test_the_largest_picture_takes_less_than_300_megabytes(kind: str) -> None:
    """In a process of its own, whose greatest memory the system tells."""
    program = f"""
import io, resource
from PIL import Image
from market.media.pictures import renditions
image = Image.new("{kind}", (8000, 5000), 7)
out = io.BytesIO()
image.save(out, "PNG", compress_level=1)
del image
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
with open("/proc/self/clear_refs", "w") as file:
    file.write("5")
made = renditions(out.getvalue())
peak = next(int(l.split()[1]) for l in open("/proc/self/status") if l.startswith("VmHWM"))
print(peak)
assert [r.width for r in made] == [160, 320, 640, 1280]
"""
    run = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True
    )
    assert int(run.stdout) * 1024 < 300_000_000 + 60_000_000


def test_sizes_are_worked_out_without_a_picture() -> None:
    assert rules.widths_for(1280) == [160, 320, 640, 1280]
    assert rules.widths_for(1279) == [160, 320, 640]
    assert rules.widths_for(160) == [160]
    assert rules.widths_for(159) == [159]
    assert rules.height_at(160, 16_000, 10) == 1
    assert rules.shrink_by(2_559, 1_280) == 1
    assert rules.shrink_by(5_120, 1_280) == 2
