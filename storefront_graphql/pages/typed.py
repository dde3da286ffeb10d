"""What people type, read: yuan as fen. Nothing is guessed; what cannot be read is None."""

import re
import unicodedata

_YUAN = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,2})?", re.ASCII)


def fen(text: str | None) -> int | None:
    """Return typed yuan as fen: "29.9", "¥1,284.50" and "２９.９ 元" can be read; less is None."""
    plain = unicodedata.normalize("NFKC", text or "").replace(",", "").replace("。", ".")
    plain = re.sub(r"[\s¥元]", "", plain)
    if not _YUAN.fullmatch(plain):
        return None
    yuan, _, rest = plain.partition(".")
    return int(yuan) * 100 + int(f"{rest:0<2}")


def weight_name(grams: int) -> str:
    """Return what a size of that weight is called: 2500 is 2.5千克, 250 is 250克."""
    return f"{grams / 1000:.3f}".rstrip("0").rstrip(".") + "千克" if grams >= 1000 else f"{grams}克"


_KILOGRAMS = re.compile(r"[0-9]{1,7}(?:\.[0-9]{1,3})?", re.ASCII)


def grams(text: str | None) -> int | None:
    """Return typed kilograms as grams: "12.5" and "１２.５ 千克" can be read; less is None."""
    plain = unicodedata.normalize("NFKC", text or "").replace(",", "").replace("。", ".")
    plain = re.sub(r"\s|千克|公斤|kg", "", plain, flags=re.IGNORECASE)
    if not _KILOGRAMS.fullmatch(plain):
        return None
    whole, _, rest = plain.partition(".")
    return int(whole) * 1000 + int(f"{rest:0<3}")
