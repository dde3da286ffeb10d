"""Codes and tries. Pure: no database, no clock."""

import hashlib
import hmac
import re
from dataclasses import dataclass
from datetime import datetime, timedelta

DIGITS = 6
MOST_TRIES = 5
LOCKED_FOR = timedelta(minutes=15)

_SHELF = re.compile(r"[A-Z]-[0-9]{2}", re.ASCII)


def key_from(secret: str) -> bytes:
    """Return the key that codes are made with: derived, so it opens nothing else."""
    return hmac.digest(secret.encode(), b"cunji pick-up codes v1", hashlib.sha256)


def digits(key: bytes, public_id: str, nonce: str) -> str:
    """Return the six digits of a code row. A new nonce makes new digits."""
    mac = hmac.digest(key, f"{public_id}:{nonce}".encode(), hashlib.sha256)
    return f"{int.from_bytes(mac, 'big') % 10**DIGITS:0{DIGITS}d}"


def is_code(text: str) -> bool:
    """Tell whether a text has the shape of a code."""
    return len(text) == DIGITS and text.isascii() and text.isdigit()


def same(given: str, right: str) -> bool:
    """Compare in a time that does not depend on where they differ."""
    return hmac.compare_digest(given.encode(), right.encode())


def normal_shelf(text: str) -> str | None:
    """Return a shelf place as A-03, or None where it cannot be one: a3, A 03 and A-3 are."""
    found = re.fullmatch(r"\s*([A-Za-z])[\s-]*([0-9]{1,2})\s*", text, re.ASCII)
    if found is None:
        return None
    shelf = f"{found[1].upper()}-{int(found[2]):02d}"
    return shelf if _SHELF.fullmatch(shelf) else None


@dataclass(frozen=True, slots=True)
class Tries:
    """How often a wrong code was tried, and until when no more tries are taken."""

    used: int
    locked_until: datetime | None

    def locked(self, now: datetime) -> bool:
        """Tell whether no try is taken now."""
        return self.locked_until is not None and now < self.locked_until

    def after_one_more(self, now: datetime) -> "Tries":
        """Return the count with one more try at `now`, which must not be locked.

        A lock that is over gives new tries; the last try locks, whatever comes of it, and only
        the right code takes the lock away again.
        """
        used = (0 if self.locked_until is not None else self.used) + 1
        return Tries(used, now + LOCKED_FOR if used >= MOST_TRIES else None)

    @property
    def left(self) -> int:
        """Return how many tries are left before the lock."""
        return max(0, MOST_TRIES - self.used)
