"""What is for sale. Reads that shoppers see start from `listed()`."""

from typing import Self

import pghistory
from django.db import models

from market.accounts.actors import MerchantStaff
from market.kernel.models import PublicIdField, Stamped


class Category(models.Model):
    """A kind of goods: fruit, tea, ..."""

    code = models.SlugField(max_length=32, primary_key=True)
    name = models.CharField(max_length=32)
    pinyin = models.CharField(max_length=64)
    position = models.PositiveSmallIntegerField()


class ProductStatus(models.TextChoices):
    DRAFT = "DRAFT"
    LISTED = "LISTED"
    PAUSED = "PAUSED"


class ProductQuerySet(models.QuerySet["Product"]):
    def listed(self) -> Self:
        """What a shopper may see: listed, of an approved merchant."""
        return self.filter(status=ProductStatus.LISTED, merchant__status="APPROVED")

    def visible_to(self, actor: object) -> Self:
        """A merchant's staff see all of their own; everybody else what is listed."""
        if isinstance(actor, MerchantStaff):
            return self.filter(merchant_id=actor.merchant_id)
        return self.listed()


@pghistory.track()
class Product(Stamped):
    """One thing for sale, in one or more variants."""

    public_id = PublicIdField("prd")
    slug = models.SlugField(max_length=80, unique=True)
    merchant = models.ForeignKey("merchants.Merchant", models.PROTECT, related_name="products")
    category = models.ForeignKey(Category, models.PROTECT, related_name="products")
    name = models.CharField(max_length=80)
    subtitle = models.CharField(max_length=120, blank=True)
    story = models.TextField(blank=True)
    origin = models.ForeignKey("places.Place", models.PROTECT, related_name="+")
    # The right that the merchant says the goods come under; only market.gi decides on a badge.
    right = models.ForeignKey("gi.Right", models.PROTECT, null=True, related_name="products")
    status = models.CharField(
        max_length=8, choices=ProductStatus.choices, default=ProductStatus.DRAFT
    )
    # Label facts (食品安全法 art. 67).
    variety = models.CharField(max_length=64, blank=True)
    storage = models.CharField(max_length=64, blank=True)
    shelf_days = models.PositiveSmallIntegerField()
    # Fresh goods have no return right without reason (消费者权益保护法 art. 25).
    perishable = models.BooleanField()
    pinyin = models.CharField(max_length=255)
    initials = models.CharField(max_length=80)
    listed_at = models.DateTimeField(null=True)
    # Grows with every change of what a shopper sees; also the version of the search document.
    version = models.PositiveBigIntegerField(default=1)
    is_demo = models.BooleanField(default=False)

    objects = ProductQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["status", "-listed_at", "-id"]),
            models.Index(fields=["category", "status", "-listed_at", "-id"]),
        ]


class ProductPicture(models.Model):
    """A picture of a product; position 0 is the main one."""

    product = models.ForeignKey(Product, models.CASCADE, related_name="pictures")
    picture = models.ForeignKey("media.Picture", models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()
    alt = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["product", "position"],
                name="catalogue_one_picture_a_position",
                deferrable=models.Deferrable.DEFERRED,
            )
        ]


@pghistory.track()
class Variant(Stamped):
    """One size or grade of a product, with its price."""

    public_id = PublicIdField("var")
    product = models.ForeignKey(Product, models.PROTECT, related_name="variants")
    sku = models.CharField(max_length=32, unique=True)
    name = models.CharField(max_length=48)
    # Net weight for the unit price, and what the parcel weighs.
    net_grams = models.PositiveIntegerField()
    gross_grams = models.PositiveIntegerField()
    # Goods sold by the piece show a price per piece; 0: by weight.
    pieces = models.PositiveSmallIntegerField(default=0)
    price_fen = models.BigIntegerField()
    position = models.PositiveSmallIntegerField()
    active = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(price_fen__gt=0), name="catalogue_price_above_zero"
            ),
            models.UniqueConstraint(
                fields=["product", "position"],
                name="catalogue_one_variant_a_position",
                deferrable=models.Deferrable.DEFERRED,
            ),
        ]


class PriceRecord(models.Model):
    """Every price a variant ever had; rows are only added."""

    variant = models.ForeignKey(Variant, models.PROTECT, related_name="prices")
    price_fen = models.BigIntegerField()
    at = models.DateTimeField()
    actor = models.CharField(max_length=64)
