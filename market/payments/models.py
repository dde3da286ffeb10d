"""Payments, refunds and what providers told us."""

from typing import Self

from django.db import models

from market.kernel.models import PublicIdField, Stamped
from market.orders.models import Order


class PaymentQuerySet(models.QuerySet["Payment"]):
    def visible_to(self, actor: object) -> Self:
        """As the order is visible; a merchant sees none."""
        return self.filter(order__in=Order.objects.visible_to(actor))


class PaymentState(models.TextChoices):
    PENDING = "PENDING", "等待付款"
    PAID = "PAID", "已付款"
    CLOSED = "CLOSED", "已关闭"


class Payment(Stamped):
    """One attempt to pay an order. Its public id is the number that the provider knows it by."""

    public_id = PublicIdField("pay")
    order = models.ForeignKey("orders.Order", models.PROTECT, related_name="payments")
    provider = models.CharField(max_length=16)
    amount_fen = models.BigIntegerField()
    state = models.CharField(
        max_length=8, choices=PaymentState.choices, default=PaymentState.PENDING
    )
    provider_ref = models.CharField(max_length=128, blank=True)
    redirect_url = models.TextField(blank=True)
    expires_at = models.DateTimeField()
    paid_at = models.DateTimeField(null=True)
    # When the provider was last asked; the reconciling job asks the longest unasked first.
    asked_at = models.DateTimeField()

    objects = PaymentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(amount_fen__gt=0), name="payments_amount_above_zero"
            ),
            models.UniqueConstraint(
                fields=["provider", "provider_ref"],
                condition=~models.Q(provider_ref=""),
                name="payments_one_row_a_provider_ref",
            ),
            models.UniqueConstraint(
                fields=["order", "provider"],
                condition=models.Q(state="PENDING"),
                name="payments_one_pending_a_provider",
            ),
        ]
        indexes = [
            models.Index(
                fields=["asked_at"], condition=models.Q(state="PENDING"), name="payments_pending"
            ),
            models.Index(
                fields=["expires_at"], condition=models.Q(state="CLOSED"), name="payments_closed"
            ),
        ]


class RefundState(models.TextChoices):
    PENDING = "PENDING"
    UNKNOWN = "UNKNOWN"
    DONE = "DONE"
    FAILED = "FAILED"


class Refund(Stamped):
    """Money going back. Its public id is the refund's number at the provider, on every try."""

    public_id = PublicIdField("ref")
    payment = models.ForeignKey(Payment, models.PROTECT, related_name="refunds")
    amount_fen = models.BigIntegerField()
    state = models.CharField(max_length=8, choices=RefundState.choices, default=RefundState.PENDING)
    # PAID_AFTER_CLOSE, PAID_TWICE
    reason = models.CharField(max_length=32)
    asked_at = models.DateTimeField()
    # When the provider was last asked to give the money back.
    tried_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(amount_fen__gt=0), name="payments_refund_above_zero"
            )
        ]
        indexes = [
            models.Index(
                fields=["tried_at"],
                condition=models.Q(state__in=["PENDING", "UNKNOWN"]),
                name="payments_refunds_open",
            )
        ]


class ProviderEvent(models.Model):
    """One notice of a provider, kept as it came; the unique key makes repeats harmless."""

    provider = models.CharField(max_length=16)
    event_key = models.CharField(max_length=255)
    kind = models.CharField(max_length=64)
    payment = models.ForeignKey(Payment, models.PROTECT, null=True, related_name="events")
    body = models.TextField()
    received_at = models.DateTimeField()
    # APPLIED, REPEATED, IGNORED or the reason why it was refused
    outcome = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["provider", "event_key"], name="payments_an_event_once")
        ]
