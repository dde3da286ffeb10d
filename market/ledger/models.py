"""Accounts, transactions and postings. Rows are only ever added; the database refuses the rest."""

import pgtrigger
from django.db import models

from market.kernel.models import PublicIdField


class AccountKind(models.TextChoices):
    """What an account holds. The sign of a posting: debit positive, credit negative."""

    DRAWER = "DRAWER", "cash in a point's drawer"
    CLEARING = "CLEARING", "money that a payment provider holds for us"
    MERCHANT = "MERCHANT", "owed to a merchant for goods"
    FREIGHT = "FREIGHT", "owed for carrying"
    VARIANCE = "VARIANCE", "counted cash that differs from recorded cash"
    FLOAT = "FLOAT", "change money put into drawers by the county"
    RETURNING = "RETURNING", "owed back to buyers: paid twice, or for an order that was closed"


class Account(models.Model):
    """One balance. `code` is `kind:owner`, for example `DRAWER:pnt_…`."""

    code = models.CharField(max_length=64, unique=True)
    kind = models.CharField(max_length=16, choices=AccountKind.choices)


class Transaction(models.Model):
    """One movement of money: its postings add up to zero (a deferred trigger checks)."""

    public_id = PublicIdField("txn")
    kind = models.CharField(max_length=32)
    # The public id of what caused it. One movement of a kind for one cause, ever.
    cause = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "cause"], name="ledger_one_movement_a_cause")
        ]
        indexes = [models.Index(fields=["cause"])]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]


class Posting(models.Model):
    """One side of a transaction on one account, in fen; debit positive."""

    transaction = models.ForeignKey(Transaction, models.PROTECT, related_name="postings")
    account = models.ForeignKey(Account, models.PROTECT, related_name="postings")
    amount_fen = models.BigIntegerField()
    # What the posting is about, for example a consignment or a shift.
    about = models.CharField(max_length=64, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["account", "transaction"]),
            models.Index(fields=["about"], condition=~models.Q(about=""), name="ledger_about"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(amount_fen=0), name="ledger_posting_not_zero"
            )
        ]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
            pgtrigger.Trigger(
                name="balanced",
                operation=pgtrigger.Insert,
                when=pgtrigger.After,
                timing=pgtrigger.Deferred,
                func=(
                    "IF (SELECT sum(amount_fen) FROM ledger_posting "
                    "WHERE transaction_id = NEW.transaction_id) <> 0 THEN "
                    "RAISE EXCEPTION 'ledger transaction % does not balance', NEW.transaction_id "
                    "USING ERRCODE = 'check_violation'; END IF; RETURN NULL;"
                ),
            ),
        ]
