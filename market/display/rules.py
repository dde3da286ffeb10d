"""Cursors of lists that are ordered by time and key, newest first. Pure."""

import base64
import binascii
from datetime import datetime

from market.kernel.errors import Invalid


def cursor(at: datetime, pk: int) -> str:
    """Return an opaque mark of a row's place."""
    return base64.urlsafe_b64encode(f"{at.isoformat()} {pk}".encode()).decode().rstrip("=")


def read_cursor(text: str) -> tuple[datetime, int]:
    """Return what `cursor` was given. Raises Invalid("after", "cursor")."""
    try:
        padded = text.encode("ascii") + b"=" * (-len(text) % 4)
        at, _, pk = base64.b64decode(padded, altchars=b"-_", validate=True).decode().partition(" ")
        moment, key = datetime.fromisoformat(at), int(pk)
    except (ValueError, binascii.Error):
        raise Invalid("after", "cursor") from None
    if moment.tzinfo is None or not 0 < key < 1 << 63:
        raise Invalid("after", "cursor")
    return moment, key
