"""Parcels: one per consignment, with planned legs and the scans that happened."""

from typing import Self

from django.db import models

from market.accounts.actors import Clerk, MerchantStaff, Operator, Shopper
from market.kernel.models import PublicIdField, Stamped


class ParcelState(models.TextChoices):
    PLANNED = "PLANNED", "等待打包"
    PACKED = "PACKED", "已打包"
    ON_THE_WAY = "ON_THE_WAY", "运输中"
    READY = "READY", "待取件"
    DELIVERED = "DELIVERED", "已取件"
    CANCELLED = "CANCELLED", "已取消"


class ParcelQuerySet(models.QuerySet["Parcel"]):
    def visible_to(self, actor: object) -> Self:
        """As the consignment is visible."""
        if isinstance(actor, MerchantStaff):
            return self.filter(consignment__merchant_id=actor.merchant_id)
        if isinstance(actor, Shopper):
            return self.filter(consignment__order__customer_id=actor.customer_id)
        if isinstance(actor, Clerk):
            return self.filter(consignment__order__point_id=actor.point_id)
        if isinstance(actor, Operator):
            return self.all()
        return self.none()


class Parcel(Stamped):
    """What travels. `waybill` is 13 characters: CJ, ten digits, a check digit."""

    public_id = PublicIdField("par")
    waybill = models.CharField(max_length=13, unique=True)
    consignment = models.OneToOneField("orders.Consignment", models.PROTECT, related_name="parcel")
    state = models.CharField(
        max_length=10, choices=ParcelState.choices, default=ParcelState.PLANNED
    )
    promised_on = models.DateField()
    gross_grams = models.BigIntegerField()

    objects = ParcelQuerySet.as_manager()


class Leg(models.Model):
    """One planned part of the way. The last leg of an address delivery has no target node."""

    parcel = models.ForeignKey(Parcel, models.CASCADE, related_name="legs")
    seq = models.PositiveSmallIntegerField()
    origin = models.ForeignKey("network.Node", models.PROTECT, related_name="+")
    target = models.ForeignKey("network.Node", models.PROTECT, null=True, related_name="+")
    carrier = models.CharField(max_length=16)
    departs_at = models.DateTimeField()
    arrives_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["parcel", "seq"], name="parcels_one_leg_a_step")
        ]


class ScanKind(models.TextChoices):
    PACKED = "PACKED", "打包"
    ARRIVED = "ARRIVED", "到达"
    RECEIVED = "RECEIVED", "入点"
    DELIVERED = "DELIVERED", "交付"


class Scan(models.Model):
    """One thing that happened to a parcel at a node; rows are only added."""

    parcel = models.ForeignKey(Parcel, models.PROTECT, related_name="scans")
    node = models.ForeignKey("network.Node", models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=10, choices=ScanKind.choices)
    at = models.DateTimeField()
    actor = models.CharField(max_length=64)

    class Meta:
        constraints = [
            # The same scan twice (a nervous trigger finger, a retried request) is one scan.
            models.UniqueConstraint(
                fields=["parcel", "node", "kind"],
                nulls_distinct=False,
                name="parcels_one_scan_a_step",
            )
        ]
