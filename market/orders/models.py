"""Orders. One order, one consignment a merchant; what was agreed is kept as a snapshot."""

from typing import ClassVar, Self

from django.db import models

from market.accounts.actors import Clerk, MerchantStaff, Operator, Shopper
from market.kernel.models import PublicIdField, Stamped


class Channel(models.TextChoices):
    SHOP = "SHOP"
    COUNTER = "COUNTER"


class OrderState(models.TextChoices):
    PLACED = "PLACED", "待付款"
    PAID = "PAID", "已付款"
    COMPLETED = "COMPLETED", "已完成"
    CANCELLED = "CANCELLED", "已取消"


class ConsignmentState(models.TextChoices):
    WAITING = "WAITING", "等待付款"
    TO_PACK = "TO_PACK", "待打包"
    PACKED = "PACKED", "已打包"
    ON_THE_WAY = "ON_THE_WAY", "运输中"
    READY = "READY", "待取件"
    DELIVERED = "DELIVERED", "已取件"
    CANCELLED = "CANCELLED", "已取消"


class OrderQuerySet(models.QuerySet["Order"]):
    def visible_to(self, actor: object) -> Self:
        """A shopper's own; a clerk those for the clerk's point; an operator all; else none.

        A merchant never sees an order, only its own consignments.
        """
        if isinstance(actor, Shopper):
            return self.filter(customer_id=actor.customer_id)
        if isinstance(actor, Clerk):
            return self.filter(point_id=actor.point_id)
        if isinstance(actor, Operator):
            return self.all()
        return self.none()


class Order(Stamped):
    """What a customer agreed to buy. Sums in fen: goods + freight = total."""

    public_id = PublicIdField("ord")
    # Ten digits with a check digit, to be said aloud.
    number = models.CharField(max_length=10, unique=True)
    customer = models.ForeignKey("accounts.Customer", models.PROTECT, related_name="orders")
    channel = models.CharField(max_length=8, choices=Channel.choices)
    placed_by = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=OrderState.choices)
    buyer_name = models.CharField(max_length=64)
    buyer_phone = models.CharField(max_length=20, blank=True)
    # POINT: collected at a village point. ADDRESS: brought to an address in the county.
    delivery_kind = models.CharField(
        max_length=8, choices=[("POINT", "POINT"), ("ADDRESS", "ADDRESS")]
    )
    # The point's database key and public code as village_points knows them: no key upward.
    point_id = models.BigIntegerField(null=True, db_index=True)
    point_code = models.CharField(max_length=32, blank=True)
    # The 12-digit village of the point or address, and the words that people read.
    village_code = models.CharField(max_length=12)
    deliver_to = models.CharField(max_length=255)
    goods_fen = models.BigIntegerField()
    freight_fen = models.BigIntegerField()
    total_fen = models.BigIntegerField()
    promised_on = models.DateField()
    placed_at = models.DateTimeField()
    pay_until = models.DateTimeField()
    paid_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    objects = OrderQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    total_fen=models.F("goods_fen") + models.F("freight_fen"), goods_fen__gt=0
                ),
                name="orders_total_adds_up",
            )
        ]
        indexes = [
            models.Index(fields=["customer", "-placed_at", "-id"]),
            models.Index(
                fields=["pay_until"], condition=models.Q(state="PLACED"), name="orders_unpaid"
            ),
        ]


class ConsignmentQuerySet(models.QuerySet["Consignment"]):
    def visible_to(self, actor: object) -> Self:
        """A merchant's own once paid; otherwise as the order is visible."""
        if isinstance(actor, MerchantStaff):
            return self.filter(merchant_id=actor.merchant_id).exclude(
                state=ConsignmentState.WAITING
            )
        if isinstance(actor, Shopper):
            return self.filter(order__customer_id=actor.customer_id)
        if isinstance(actor, Clerk):
            return self.filter(order__point_id=actor.point_id)
        if isinstance(actor, Operator):
            return self.all()
        return self.none()


class Consignment(Stamped):
    """One merchant's part of an order: packed, carried and handed over as one parcel."""

    public_id = PublicIdField("con")
    order = models.ForeignKey(Order, models.PROTECT, related_name="consignments")
    merchant = models.ForeignKey("merchants.Merchant", models.PROTECT, related_name="consignments")
    state = models.CharField(max_length=10, choices=ConsignmentState.choices)
    goods_fen = models.BigIntegerField()
    freight_fen = models.BigIntegerField()
    gross_grams = models.BigIntegerField()

    objects = ConsignmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["order", "merchant"], name="orders_one_consignment_a_merchant"
            )
        ]
        indexes = [models.Index(fields=["merchant", "state", "-id"])]


class Line(models.Model):
    """What was bought, as it was agreed: the snapshot never changes with the product."""

    # A picture that an order shows stays, whatever becomes of the product.
    PICTURE_KEYS: ClassVar = ("snapshot__picture__key",)

    public_id = PublicIdField("lin")
    consignment = models.ForeignKey(Consignment, models.PROTECT, related_name="lines")
    variant = models.ForeignKey("catalogue.Variant", models.PROTECT, related_name="+")
    quantity = models.PositiveIntegerField()
    unit_price_fen = models.BigIntegerField()
    total_fen = models.BigIntegerField()
    gross_grams = models.BigIntegerField()
    # product, variant, sku, origin, badge (or null), picture, perishable, and the
    # batches [{code, quantity}] that the goods come from
    snapshot = models.JSONField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(total_fen=models.F("unit_price_fen") * models.F("quantity"))
                & models.Q(quantity__gt=0),
                name="orders_line_adds_up",
            )
        ]


class Step(models.Model):
    """One move of an order or of one of its consignments; rows are only added."""

    order = models.ForeignKey(Order, models.PROTECT, related_name="steps")
    consignment = models.ForeignKey(Consignment, models.PROTECT, null=True, related_name="steps")
    was = models.CharField(max_length=10, blank=True)
    now = models.CharField(max_length=10)
    at = models.DateTimeField()
    actor = models.CharField(max_length=64)
    reason = models.CharField(max_length=64, blank=True)
