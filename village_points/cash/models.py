"""Drawer shifts and what was taken in them. Balances live in market.ledger."""

from django.db import models
from django.db.models import Q

from market.kernel.models import PublicIdField, Stamped


class Shift(Stamped):
    """One clerk's time at one drawer. At most one open shift a point."""

    public_id = PublicIdField("shf")
    point = models.ForeignKey("points.Point", models.PROTECT, related_name="shifts")
    clerk = models.ForeignKey("accounts.User", models.PROTECT, related_name="shifts")
    opened_at = models.DateTimeField()
    # Change money in the drawer at the start, counted by the clerk.
    float_fen = models.BigIntegerField()
    closed_at = models.DateTimeField(null=True)
    recorded_fen = models.BigIntegerField(null=True)
    counted_fen = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["point"],
                condition=Q(closed_at__isnull=True),
                name="cash_one_open_shift_a_point",
            ),
            models.CheckConstraint(condition=Q(float_fen__gte=0), name="cash_float_not_negative"),
        ]


class Taking(Stamped):
    """Cash taken for one order: amount due, tendered, change given, in fen."""

    public_id = PublicIdField("tak")
    shift = models.ForeignKey(Shift, models.PROTECT, related_name="takings")
    order = models.OneToOneField("orders.Order", models.PROTECT, related_name="taking")
    amount_fen = models.BigIntegerField()
    tendered_fen = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(tendered_fen__gte=models.F("amount_fen")),
                name="cash_tendered_covers_amount",
            )
        ]
