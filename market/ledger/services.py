"""Money moves only here: append-only double entry in fen."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from django.db import connection, transaction

from market.kernel import ids
from market.kernel.errors import DomainError
from market.ledger.models import Account, AccountKind, Posting, Transaction

AccountKey = tuple[AccountKind, str]


class Unbalanced(ValueError):
    """Postings that do not add up to zero, or none: a bug of the caller."""


@dataclass(eq=False)
class AlreadyPosted(DomainError):
    """This cause moved money of this kind before; nothing was posted."""

    code: ClassVar[str] = "ALREADY_POSTED"
    cause: str = ""


@dataclass(frozen=True, slots=True)
class Post:
    """One side: fen on an account, debit positive; `about` is the public id it concerns."""

    account: Account
    amount_fen: int
    about: str = ""


def account(*, kind: AccountKind, owner: str) -> Account:
    """Return the account, made if need be; safe when two ask at once."""
    return accounts(keys=[(kind, owner)])[kind, owner]


def accounts(*, keys: Iterable[AccountKey]) -> dict[AccountKey, Account]:
    """Return many accounts with one statement, three when some have to be made."""
    codes = {f"{kind.value}:{owner}": (kind, owner) for kind, owner in keys}
    found = {row.code: row for row in Account.objects.filter(code__in=codes)}
    missing = sorted(set(codes) - set(found))
    if missing:
        rows = [Account(code=code, kind=codes[code][0].value) for code in missing]
        Account.objects.bulk_create(rows, ignore_conflicts=True)
        found |= {row.code: row for row in Account.objects.filter(code__in=missing)}
    return {key: found[code] for code, key in codes.items()}


@transaction.atomic
def post(*, kind: str, cause: str, at: datetime, postings: Sequence[Post]) -> Transaction:
    """Move money once for this (kind, cause). Sides of nothing are left out.

    Raises Unbalanced, and AlreadyPosted when the cause was posted before.
    """
    sides = [side for side in postings if side.amount_fen]
    if not sides or sum(side.amount_fen for side in sides) != 0:
        raise Unbalanced(f"{kind} for {cause}: {[side.amount_fen for side in postings]}")
    public_id = ids.new("txn")
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO ledger_transaction (public_id, kind, cause, at) VALUES (%s, %s, %s, %s)"
            " ON CONFLICT (kind, cause) DO NOTHING RETURNING id",
            [public_id, kind, cause, at],
        )
        row = cursor.fetchone()
    if row is None:
        raise AlreadyPosted(cause)
    Posting.objects.bulk_create(
        Posting(
            transaction_id=row[0],
            account=side.account,
            amount_fen=side.amount_fen,
            about=side.about,
        )
        for side in sides
    )
    return Transaction(id=row[0], public_id=public_id, kind=kind, cause=cause, at=at)
