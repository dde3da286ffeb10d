"""Stock per lot and store. Quantities change only by conditional updates, in lot order."""

from django.db import models
from django.db.models import F, Q

from market.kernel.models import PublicIdField, Stamped


class Lot(Stamped):
    """Units of one variant from one batch in one store; available = on_hand - reserved."""

    public_id = PublicIdField("lot")
    variant = models.ForeignKey("catalogue.Variant", models.PROTECT, related_name="lots")
    batch = models.ForeignKey("batches.Batch", models.PROTECT, related_name="lots")
    # MERCHANT: the seller's own store; DEPOT: the county depot.
    store = models.CharField(
        max_length=8, choices=[("MERCHANT", "MERCHANT"), ("DEPOT", "DEPOT")], default="MERCHANT"
    )
    on_hand = models.IntegerField(default=0)
    reserved = models.IntegerField(default=0)
    expires_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["variant", "batch", "store"], name="stock_one_lot_a_store"
            ),
            models.CheckConstraint(
                condition=Q(reserved__gte=0) & Q(on_hand__gte=F("reserved")),
                name="stock_never_oversold",
            ),
        ]
        indexes = [models.Index(fields=["variant", "expires_on", "id"])]


class ReservationState(models.TextChoices):
    HELD = "HELD"
    COMMITTED = "COMMITTED"
    RELEASED = "RELEASED"


class Reservation(Stamped):
    """Units of a lot held for an order (by its public id) until paid, released or expired."""

    holder = models.CharField(max_length=32, db_index=True)
    lot = models.ForeignKey(Lot, models.PROTECT, related_name="reservations")
    quantity = models.PositiveIntegerField()
    state = models.CharField(
        max_length=9, choices=ReservationState.choices, default=ReservationState.HELD
    )
    until = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["until"], condition=Q(state="HELD"), name="stock_held_until")
        ]


class Movement(models.Model):
    """Every change of `on_hand`, with its reason; rows are only added."""

    lot = models.ForeignKey(Lot, models.PROTECT, related_name="movements")
    # RECEIPT, SALE, RETURN, SPOILAGE, COUNT
    kind = models.CharField(max_length=12)
    delta = models.IntegerField()
    cause = models.CharField(max_length=64)
    actor = models.CharField(max_length=64)
    at = models.DateTimeField()
