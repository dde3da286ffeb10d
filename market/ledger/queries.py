"""Balances and the movements behind them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Sum

from market.kernel.money import Fen
from market.ledger.models import Account, AccountKind, Posting


@dataclass(frozen=True, slots=True)
class Movement:
    """One side of a transaction, as a statement shows it."""

    transaction_id: str
    kind: str
    cause: str
    account: str
    amount_fen: int
    about: str
    at: datetime


def balance(*, kind: AccountKind, owner: str) -> Fen:
    """Return the account's balance, debit positive; nothing ever posted: zero."""
    return balances(kind=kind, owners=[owner])[owner]


def balances(*, kind: AccountKind, owners: Sequence[str]) -> dict[str, Fen]:
    """Return many balances of one kind with one statement."""
    codes = {f"{kind.value}:{owner}": owner for owner in owners}
    rows = (
        Posting.objects.filter(account__code__in=codes)
        .values_list("account__code")
        .annotate(fen=Sum("amount_fen"))
    )
    sums = {codes[code]: Fen(fen) for code, fen in rows}
    return {owner: sums.get(owner, Fen(0)) for owner in owners}


def statement(account: Account, *, first: int = 100, before: int | None = None) -> list[Movement]:
    """Return the account's newest movements, newest first; `before` is a posting's key."""
    rows = Posting.objects.filter(account=account)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    return [_movement(row) for row in rows.select_related(*_JOINS).order_by("-pk")[:first]]


def movements(about: str) -> list[Movement]:
    """Return every side that concerns a public id (a consignment, a shift), oldest first."""
    rows = Posting.objects.filter(about=about).select_related(*_JOINS).order_by("pk")
    return [_movement(row) for row in rows]


def caused_by(cause: str) -> list[Movement]:
    """Return every side of the transactions that a public id (a payment) caused, oldest first."""
    rows = Posting.objects.filter(transaction__cause=cause).select_related(*_JOINS)
    return [_movement(row) for row in rows.order_by("pk")]


_JOINS = ("transaction", "account")


def _movement(row: Posting) -> Movement:
    return Movement(
        transaction_id=row.transaction.public_id,
        kind=row.transaction.kind,
        cause=row.transaction.cause,
        account=row.account.code,
        amount_fen=row.amount_fen,
        about=row.about,
        at=row.transaction.at,
    )
