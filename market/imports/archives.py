"""ZIP archives, looked at before anything in them is unpacked. Pure.

The sizes in an archive's directory are claims, but binding ones: `zipfile` never gives more bytes
than are claimed, and stops at content that is not as claimed.
"""

import stat
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from typing import IO

from market.kernel.errors import Invalid

_ENCRYPTED = 0x1


@dataclass(frozen=True, slots=True)
class Bounds:
    """What an archive may hold: entries, bytes of one and of all unpacked, and how well packed."""

    field: str
    entries: int
    entry_bytes: int
    all_bytes: int
    ratio: int


def opened(file: IO[bytes], bounds: Bounds) -> zipfile.ZipFile:
    """Return an archive that keeps the bounds.

    Raises Invalid(bounds.field, rule): broken, protected, too_many, unpacked (too large, or packed
    too well to be honest).
    """
    try:
        archive = zipfile.ZipFile(file)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        raise Invalid(bounds.field, "broken") from None
    entries = archive.infolist()
    if len(entries) > bounds.entries:
        raise Invalid(bounds.field, "entries")
    if any(entry.flag_bits & _ENCRYPTED for entry in entries):
        raise Invalid(bounds.field, "protected")
    if sum(entry.file_size for entry in entries) > bounds.all_bytes:
        raise Invalid(bounds.field, "unpacked")
    if any(_is_bomb(entry, bounds) for entry in entries):
        raise Invalid(bounds.field, "unpacked")
    return archive


def _is_bomb(entry: zipfile.ZipInfo, bounds: Bounds) -> bool:
    packed = max(entry.compress_size, 1)
    # Small things pack well and hurt nobody.
    swollen = entry.file_size > (1 << 20) and entry.file_size / packed > bounds.ratio
    return entry.file_size > bounds.entry_bytes or swollen


def plain_files(archive: zipfile.ZipFile, bounds: Bounds) -> Mapping[str, zipfile.ZipInfo]:
    """Return what lies in an archive of pictures, by name alone, folders left out.

    Raises Invalid(bounds.field, "paths") for a name that climbs out or begins at the root, and for
    a link; "twice" for two files of one name in different folders.
    """
    found: dict[str, zipfile.ZipInfo] = {}
    for entry in archive.infolist():
        parts = _name(entry).replace("\\", "/").split("/")
        if ".." in parts or parts[0] == "" or ":" in parts[0] or _is_link(entry):
            raise Invalid(bounds.field, "paths")
        # What a Mac adds by itself: folders of its own and hidden files.
        if entry.is_dir() or parts[-1].startswith(".") or parts[0] == "__MACOSX":
            continue
        if parts[-1] in found:
            raise Invalid(bounds.field, "twice")
        found[parts[-1]] = entry
    return found


def _is_link(entry: zipfile.ZipInfo) -> bool:
    mode = entry.external_attr >> 16
    return stat.S_IFMT(mode) not in (0, stat.S_IFREG, stat.S_IFDIR)


def _name(entry: zipfile.ZipInfo) -> str:
    """Return the name; archives made on a Chinese Windows have it in GB18030 without saying so."""
    if entry.flag_bits & 0x800:
        return entry.filename
    try:
        raw = entry.filename.encode("cp437")
    except UnicodeEncodeError:
        return entry.filename
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return entry.filename
