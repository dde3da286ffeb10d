"""Money in fen. Two ways to divide it, both exact: nothing else does arithmetic with rates."""

from collections.abc import Sequence
from typing import NewType

Fen = NewType("Fen", int)

BASIS = 10_000


def share(fen: int, bps: int) -> Fen:
    """Return `bps` basis points of `fen`, half a fen rounded away from zero."""
    sign = -1 if fen < 0 else 1
    return Fen(sign * ((abs(fen) * bps * 2 + BASIS) // (2 * BASIS)))


def allocate(total: int, weights: Sequence[int]) -> list[Fen]:
    """Split `total` fen in proportion to `weights` so that the parts add up (largest remainder).

    All weights zero: equal parts. Ties go to the earlier part. Raises ValueError for no weights
    or a negative weight.
    """
    if not weights or min(weights) < 0:
        raise ValueError("weights must be non-empty and not negative")
    if sum(weights) == 0:
        weights = [1] * len(weights)
    whole = sum(weights)
    sign = -1 if total < 0 else 1
    parts = [divmod(abs(total) * weight, whole) for weight in weights]
    left = abs(total) - sum(quotient for quotient, _ in parts)
    order = sorted(range(len(parts)), key=lambda i: -parts[i][1])
    extra = set(order[:left])
    return [Fen(sign * (q + (i in extra))) for i, (q, _) in enumerate(parts)]


def yuan_text(fen: int) -> str:
    """Return fen as yuan with two decimals and no sign of currency: 1234 -> "12.34"."""
    sign = "-" if fen < 0 else ""
    return f"{sign}{abs(fen) // 100}.{abs(fen) % 100:02d}"
