"""Public ids: a prefix, an underscore, 20 Crockford base32 characters (48 bits of time, 52 random).

The same text stands in API, address, log and ledger, and is the Relay global id.
"""

import secrets
import time

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"


def encode(number: int, length: int) -> str:
    """Return `number` in Crockford base32, padded to `length` characters."""
    digits = []
    for _ in range(length):
        number, rest = divmod(number, 32)
        digits.append(ALPHABET[rest])
    return "".join(reversed(digits))


def new(prefix: str) -> str:
    """Return a new public id; ids of one prefix sort by the millisecond they were made in."""
    millis = time.time_ns() // 1_000_000
    return f"{prefix}_{encode((millis << 52) | secrets.randbits(52), 20)}"


def is_id(text: str, prefix: str) -> bool:
    """Tell whether `text` has the shape of a public id with this prefix."""
    head, _, tail = text.partition("_")
    return head == prefix and len(tail) == 20 and all(c in ALPHABET for c in tail)


def token() -> str:
    """Return 128 random bits as 26 characters, for secrets that open something."""
    return encode(secrets.randbits(130), 26)
