"""Order numbers: ten digits to be said aloud. Pure."""

from stdnum.iso7064 import mod_11_10

LOWEST = 100_000_000
HIGHEST = 999_999_999


def number_from(nine_digits: int) -> str:
    """Return nine digits (100,000,000 or more) with their ISO 7064 MOD 11,10 check digit.

    The check finds every single wrong digit and nearly every exchange of two neighbours.
    """
    if not LOWEST <= nine_digits <= HIGHEST:
        raise ValueError(f"{nine_digits} has not nine digits")
    text = str(nine_digits)
    return text + str(mod_11_10.calc_check_digit(text))


def is_number(text: str) -> bool:
    """Tell whether the text is ten digits whose check digit fits; no order need have it."""
    return len(text) == 10 and text.isascii() and text.isdigit() and bool(mod_11_10.is_valid(text))
