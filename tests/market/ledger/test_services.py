"""Money moves once for a cause, adds up, and is never changed afterwards."""

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.utils import ProgrammingError
from django.test.utils import CaptureQueriesContext

from market.ledger import queries
from market.ledger.models import Account, AccountKind, Posting, Transaction
from market.ledger.services import AlreadyPosted, Post, Unbalanced, account, accounts, post

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def drawer() -> Account:
    return account(kind=AccountKind.DRAWER, owner="pnt_1")


def merchant() -> Account:
    return account(kind=AccountKind.MERCHANT, owner="mer_1")


def sale(cause: str = "pay_1", fen: int = 500) -> Transaction:
    sides = [Post(drawer(), fen, cause), Post(merchant(), -fen, "con_1"), Post(merchant(), 0)]
    return post(kind="sale", cause=cause, at=NOW, postings=sides)


def test_a_movement_and_its_balances() -> None:
    made = sale()
    sale("pay_2", 250)
    assert queries.balance(kind=AccountKind.DRAWER, owner="pnt_1") == 750
    assert queries.balance(kind=AccountKind.MERCHANT, owner="mer_1") == -750
    assert queries.balances(kind=AccountKind.MERCHANT, owners=["mer_1", "mer_2"]) == {
        "mer_1": -750,
        "mer_2": 0,
    }
    assert Posting.objects.filter(transaction=made.pk).count() == 2
    newest, oldest = queries.statement(drawer())
    assert (newest.cause, newest.amount_fen, oldest.cause) == ("pay_2", 250, "pay_1")
    assert queries.statement(drawer(), first=1) == [newest]
    assert [each.amount_fen for each in queries.movements("con_1")] == [-500, -250]
    assert [each.account for each in queries.caused_by("pay_1")] == [
        "DRAWER:pnt_1",
        "MERCHANT:mer_1",
    ]


def test_a_statement_goes_on_where_it_ended() -> None:
    for n in range(3):
        sale(f"pay_{n}")
    first = Posting.objects.filter(account=drawer()).order_by("-pk")[1]
    assert [each.cause for each in queries.statement(drawer(), before=first.pk)] == ["pay_0"]


def test_a_cause_moves_money_once() -> None:
    sale()
    with pytest.raises(AlreadyPosted) as refused:
        sale(fen=900)
    assert refused.value.cause == "pay_1"
    assert Posting.objects.count() == 2


@pytest.mark.parametrize("amounts", [[], [0, 0], [100], [100, -99]])
def test_what_does_not_add_up_is_a_bug(amounts: list[int]) -> None:
    with pytest.raises(Unbalanced):
        post(kind="x", cause="y", at=NOW, postings=[Post(drawer(), fen) for fen in amounts])
    assert not Transaction.objects.exists()


def test_the_database_refuses_what_does_not_add_up() -> None:
    row = Transaction.objects.create(kind="x", cause="y", at=NOW)
    Posting.objects.create(transaction=row, account=drawer(), amount_fen=5)
    with (
        pytest.raises(IntegrityError, match="does not balance"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    # Nothing may be left for the end of the test, where the same check comes again.
    Posting.objects.create(transaction=row, account=merchant(), amount_fen=-5)


def test_the_database_refuses_a_posting_of_nothing() -> None:
    row = Transaction.objects.create(kind="x", cause="y", at=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        Posting.objects.create(transaction=row, account=drawer(), amount_fen=0)


@pytest.mark.parametrize("table", ["ledger_posting", "ledger_transaction"])
@pytest.mark.parametrize("verb", ["DELETE FROM {}", "UPDATE {} SET id = id"])
def test_rows_are_only_added(table: str, verb: str) -> None:
    sale()
    with (
        pytest.raises(ProgrammingError, match="Cannot update or delete"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(verb.format(table))
    assert (Posting.objects.count(), Transaction.objects.count()) == (2, 1)


def test_accounts_are_made_once_and_read_together() -> None:
    keys = [(AccountKind.MERCHANT, f"mer_{n}") for n in range(5)]
    with CaptureQueriesContext(connection) as made:
        first = accounts(keys=keys)
    with CaptureQueriesContext(connection) as read:
        assert accounts(keys=keys) == first
    assert (len(made), len(read)) == (3, 1)
    assert accounts(keys=[]) == {}


def test_statements_of_a_movement() -> None:
    drawer(), merchant()
    sides = [Post(drawer(), 5), Post(merchant(), -5)]
    with CaptureQueriesContext(connection) as statements:
        post(kind="sale", cause="pay_1", at=NOW, postings=sides)
    assert len(statements) == 4  # two of them the savepoint
