"""Waybill numbers, masks for labels, and which place comes next. Pure."""

import re
from collections.abc import Collection, Sequence

from stdnum.iso7064 import mod_11_10

from market.kernel.names import masked_name as masked_name

_WAYBILL = re.compile(r"CJ[0-9]{11}", re.ASCII)


def waybill(number: int) -> str:
    """Return CJ, ten digits and a check digit (ISO 7064 MOD 11,10) for 0 <= number < 10**10."""
    if not 0 <= number < 10**10:
        raise ValueError(f"a waybill has ten digits, not {number}")
    digits = f"{number:010d}"
    return f"CJ{digits}{mod_11_10.calc_check_digit(digits)}"


def normal_waybill(text: str) -> str | None:
    """Return what was scanned or typed as a waybill, or None where it cannot be one.

    One wrong digit and almost every swap of two are found by the check digit.
    """
    plain = re.sub(r"[\s-]+", "", text).upper()
    if not _WAYBILL.fullmatch(plain) or not mod_11_10.is_valid(plain[2:]):
        return None
    return plain


def next_stop(route: Sequence[str], scanned: Collection[str]) -> str | None:
    """Return the first node of the route that has no scan; None when all have one."""
    return next((code for code in route if code not in scanned), None)
