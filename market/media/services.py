"""Taking in pictures."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from market.kernel.errors import DomainError
from market.media import pictures, rules
from market.media.models import Picture


@dataclass(eq=False)
class PictureRefused(DomainError):
    """Not a picture that can be shown. `rule`: size, type, pixels or broken; `name`: the file."""

    code: ClassVar[str] = "PICTURE_REFUSED"
    rule: str = ""
    name: str = ""

    @property
    def field(self) -> str:
        return "picture"


@transaction.atomic
def accept_picture(*, data: bytes, name: str, now: datetime) -> Picture:
    """Verify, clean and size a picture; the same picture again gives the row that there is.

    JPEG, PNG or WebP by content, at most 10 MB and 40 million pixels, not more than 12 times as
    long as wide. Of several frames the first is taken. Stored: `<key>/<width>.webp`, upright, in
    WebP, nothing else of the file. `name` is what the sender calls it; only for the refusal.
    Raises PictureRefused.
    """
    if len(data) > rules.MAX_BYTES:
        raise PictureRefused("size", name)
    try:
        sizes = pictures.renditions(data)
    except pictures.NotAPicture as refusal:
        raise PictureRefused(str(refusal), name) from None
    largest = sizes[-1]
    key = hashlib.sha256(largest.data).hexdigest()[:32]
    for size in sizes:
        _store(f"{key}/{size.width}.webp", size.data)
    picture, _ = Picture.objects.get_or_create(
        key=key,
        defaults={
            "width": largest.width,
            "height": largest.height,
            "widths": [size.width for size in sizes],
        },
    )
    return picture


def _store(path: str, data: bytes) -> None:
    """Write a file unless it is there; a key never has other content."""
    if not default_storage.exists(path):
        default_storage.save(path, ContentFile(data))
