"""GS1 Digital Link: how a trace code is written as an address, and read back. Pure.

`/01/<gtin>/10/<lot>/21/<serial>?17=<YYMMDD>` (GS1 Digital Link URI syntax: key, its qualifiers in
this order, then attributes). Goods without a GTIN have an address of our own in the same grammar:
`/t/<code>/10/<lot>/21/<serial>?17=<YYMMDD>`. AI 10 is the lot, 21 the serial, 17 the day after
which the goods are not sold. GS1 allows at most 20 characters for lot and serial.
"""

import secrets
from datetime import date, timedelta

from stdnum import ean
from stdnum.iso7064 import mod_37_36

# Crockford's letters: none of them is taken for another when it is read aloud or copied by hand.
_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_MISREAD = str.maketrans({"I": "1", "L": "1", "O": "0", "-": None, " ": None})
LENGTH = 12


def new_code() -> str:
    """Return eleven random characters (55 bits) and a check character (ISO 7064, MOD 37,36).

    Checks that would be one of the letters which are misread are passed over.
    """
    while True:
        body = "".join(secrets.choice(_LETTERS) for _ in range(LENGTH - 1))
        check = mod_37_36.calc_check_digit(body)
        if check in _LETTERS:
            return f"{body}{check}"


def normal_code(typed: str) -> str | None:
    """Return a code as it is kept, from what was typed or scanned; None if it cannot be one."""
    code = typed.upper().translate(_MISREAD)
    whole = len(code) == LENGTH and all(letter in _LETTERS for letter in code)
    return code if whole and mod_37_36.is_valid(code) else None


def normal_gtin(typed: str) -> str | None:
    """Return a GTIN with 14 digits, from 8, 12, 13 or 14 of them; None if it is none."""
    digits = ean.compact(typed)
    return digits.zfill(14) if digits and digits.isascii() and ean.is_valid(digits) else None


def path(*, code: str, gtin: str, lot: str, serial: str, expires_on: date) -> str:
    """Return the address of a batch (`serial` empty) or of an order line's units of it.

    `code` is the batch's own code. The last good day is the day before `expires_on`.
    """
    key = f"/01/{gtin}" if gtin else f"/t/{code}"
    tail = f"/21/{serial}" if serial else ""
    last = expires_on - timedelta(days=1)
    return f"{key}/10/{lot}{tail}?17={last:%y%m%d}"
