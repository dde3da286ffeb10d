"""Stock per lot and store. Quantities change only by conditional updates, in lot order."""

from typing import Self

import pgtrigger
from django.db import models
from django.db.models import F, Q

from market.accounts.actors import MerchantStaff, Operator
from market.kernel.models import PublicIdField, Stamped


class Store(models.TextChoices):
    """Where units lie: the seller's own store, or the county depot."""

    MERCHANT = "MERCHANT", "自家仓"
    DEPOT = "DEPOT", "县仓"


class LotQuerySet(models.QuerySet["Lot"]):
    def visible_to(self, actor: object) -> Self:
        """A merchant's staff see their own, an operator all."""
        if isinstance(actor, MerchantStaff):
            return self.filter(variant__product__merchant_id=actor.merchant_id)
        if isinstance(actor, Operator):
            return self.all()
        return self.none()


class Lot(Stamped):
    """Units of one variant from one batch in one store; available = on_hand - reserved."""

    public_id = PublicIdField("lot")
    variant = models.ForeignKey("catalogue.Variant", models.PROTECT, related_name="lots")
    batch = models.ForeignKey("batches.Batch", models.PROTECT, related_name="lots")
    store = models.CharField(max_length=8, choices=Store.choices, default=Store.MERCHANT)
    on_hand = models.IntegerField(default=0)
    reserved = models.IntegerField(default=0)
    expires_on = models.DateField()

    objects = LotQuerySet.as_manager()

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


class MovementKind(models.TextChoices):
    RECEIPT = "RECEIPT", "入库"
    SALE = "SALE", "卖出"
    RETURN = "RETURN", "退回"
    SPOILAGE = "SPOILAGE", "损耗"
    COUNT = "COUNT", "盘点"
    MIX = "MIX", "混批"
    TRANSFER = "TRANSFER", "换仓"


class Movement(models.Model):
    """Every change of `on_hand`, by whom and why; rows are only added.

    The deltas of a lot add up to its `on_hand`. `cause` is the public id of what it belongs to (an
    order, a batch, another lot); `note` is what people wrote.
    """

    lot = models.ForeignKey(Lot, models.PROTECT, related_name="movements")
    kind = models.CharField(max_length=12, choices=MovementKind.choices)
    delta = models.IntegerField()
    cause = models.CharField(max_length=64)
    note = models.CharField(max_length=120, blank=True)
    actor = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(delta=0), name="stock_movement_moves_something")
        ]
        indexes = [models.Index(fields=["lot", "-id"])]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]
