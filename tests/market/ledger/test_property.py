"""Two thousand random operations: debit equals credit, and each balance is its sum."""

import random
from collections import Counter
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.db.models import Sum

from market.kernel.money import allocate
from market.ledger import queries
from market.ledger.models import Account, AccountKind, Posting
from market.ledger.services import AlreadyPosted, Post, Unbalanced, accounts, post

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
OPERATIONS = 2_000


def owners() -> list[tuple[AccountKind, str]]:
    return [(kind, f"own_{n}") for kind in AccountKind for n in range(4)]


@pytest.mark.django_db
def test_the_books_balance_after_anything() -> None:
    rng = random.Random(20261124)
    books = accounts(keys=owners())
    expected: Counter[tuple[AccountKind, str]] = Counter()
    refused = Counter[str]()
    causes: list[str] = []
    for n in range(OPERATIONS):
        cause = rng.choice(causes) if causes and rng.random() < 0.1 else f"pay_{n}"
        keys = [rng.choice(owners()) for _ in range(rng.randint(2, 8))]
        total = rng.choice([1, -1]) * rng.randint(1, 10**9)
        parts = allocate(-total, [rng.randint(0, 100) for _ in keys[1:]])
        amounts = [total, *parts]
        if rng.random() < 0.05:
            amounts[-1] += rng.choice([-1, 1])
        sides = [Post(books[key], fen) for key, fen in zip(keys, amounts, strict=True)]
        try:
            post(kind="any", cause=cause, at=NOW, postings=sides)
        except (AlreadyPosted, Unbalanced) as error:
            refused[type(error).__name__] += 1
            continue
        causes.append(cause)
        for key, fen in zip(keys, amounts, strict=True):
            expected[key] += fen
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    assert min(refused.values()) > 20
    assert set(refused) == {"AlreadyPosted", "Unbalanced"}
    assert Posting.objects.aggregate(fen=Sum("amount_fen"))["fen"] == 0
    uneven = Posting.objects.values("transaction").annotate(fen=Sum("amount_fen")).exclude(fen=0)
    assert not uneven.exists()
    for kind in AccountKind:
        names = [owner for own, owner in owners() if own == kind]
        told = queries.balances(kind=kind, owners=names)
        assert told == {owner: expected[kind, owner] for owner in names}
    assert Account.objects.count() == len(owners())
