"""Arithmetic of the drawer, in fen. Pure."""

# More than this in a drawer or in a hand is a slip of the finger.
MOST_FEN = 10_000_000


def plausible(fen: int) -> bool:
    """Tell whether a counted or tendered sum can be meant."""
    return 0 <= fen <= MOST_FEN


def change(*, due_fen: int, tendered_fen: int) -> int:
    """Return what goes back to the buyer; negative: so much is missing."""
    return tendered_fen - due_fen
