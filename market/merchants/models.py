"""Sellers and the people who work for them."""

from typing import Self

import pghistory
from django.db import models

from market.accounts.actors import MerchantStaff, Operator
from market.kernel.models import PublicIdField, Stamped


class SellerClass(models.TextChoices):
    """电子商务法 art. 10 and 15: who must register, and what must be shown."""

    FIRM = "FIRM", "企业"
    COOPERATIVE = "COOPERATIVE", "农民专业合作社"
    TRADER = "TRADER", "个体工商户"
    FARMER = "FARMER", "农户（自产自销，依法免于登记）"


class MerchantStatus(models.TextChoices):
    APPROVED = "APPROVED"
    SUSPENDED = "SUSPENDED"


class MerchantQuerySet(models.QuerySet["Merchant"]):
    def visible_to(self, actor: object) -> Self:
        """Staff see their own; an operator all; shoppers see approved ones through queries."""
        if isinstance(actor, MerchantStaff):
            return self.filter(pk=actor.merchant_id)
        if isinstance(actor, Operator):
            return self.all()
        return self.none()


@pghistory.track()
class Merchant(Stamped):
    """One seller. Firms, cooperatives and traders show a credit code, farmers the exemption."""

    public_id = PublicIdField("mer")
    slug = models.SlugField(max_length=64, unique=True)
    name = models.CharField(max_length=64)
    seller_class = models.CharField(max_length=12, choices=SellerClass.choices)
    status = models.CharField(
        max_length=12, choices=MerchantStatus.choices, default=MerchantStatus.APPROVED
    )
    credit_code = models.CharField(max_length=18, blank=True)
    food_permit = models.CharField(max_length=32, blank=True)
    place = models.ForeignKey("places.Place", models.PROTECT, related_name="+")
    phone = models.CharField(max_length=20)
    story = models.TextField(blank=True)
    is_demo = models.BooleanField(default=False)

    objects = MerchantQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(seller_class=SellerClass.FARMER) | ~models.Q(credit_code=""),
                name="merchants_registered_sellers_have_a_code",
            )
        ]


class Staff(Stamped):
    """Somebody who works for a merchant."""

    user = models.OneToOneField("accounts.User", models.PROTECT, related_name="staff")
    merchant = models.ForeignKey(Merchant, models.PROTECT, related_name="staff")


class FreightTemplate(Stamped):
    """What a merchant charges for delivery: first kilogram, then each started kilogram, in fen."""

    merchant = models.OneToOneField(Merchant, models.PROTECT, related_name="freight")
    first_kg_fen = models.BigIntegerField()
    next_kg_fen = models.BigIntegerField()
    # Goods of this worth or more travel free; null: never.
    free_from_fen = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(first_kg_fen__gte=0) & models.Q(next_kg_fen__gte=0),
                name="merchants_freight_not_negative",
            )
        ]
