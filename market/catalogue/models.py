"""What is for sale. Reads that shoppers see start from `listed(on)`."""

from datetime import date
from typing import Self

import pghistory
from django.db import models
from django.db.models.functions import Now

from market.accounts.actors import MerchantStaff
from market.kernel.models import PublicIdField, Stamped
from market.merchants import queries as merchants


class Category(models.Model):
    """A kind of goods: fruit, tea, ..."""

    code = models.SlugField(max_length=32, primary_key=True)
    name = models.CharField(max_length=32)
    pinyin = models.CharField(max_length=64)
    position = models.PositiveSmallIntegerField()
    # Which facts its goods state and how their unit price is said (`kinds`).
    kind = models.CharField(max_length=12, default="FRUIT")


class ProductStatus(models.TextChoices):
    """LISTED is in the shop, from its appointed time on if it has one. The moves: `states`."""

    DRAFT = "DRAFT"
    IN_REVIEW = "IN_REVIEW"
    LISTED = "LISTED"
    PAUSED = "PAUSED"
    REFUSED = "REFUSED"


def waiting(prefix: str = "") -> models.Q:
    """Match products whose appointed time has not come, by the database's clock.

    `prefix` leads from another model to the product, such as "product__".
    """
    return models.Q(**{f"{prefix}scheduled_for__gt": Now()})


class ProductQuerySet(models.QuerySet["Product"]):
    def listed(self, on: date) -> Self:
        """What a shopper may see that day: listed, its time has come, its seller may sell it.

        No job is needed for a day that ends: neither a seller's last day of business nor a
        permit's.
        """
        # An appointed time is rare: `IS NULL` first lets the others pass without a look at a clock.
        live = models.Q(scheduled_for=None) | ~waiting()
        return self.filter(live, merchants.sells(on), status=ProductStatus.LISTED)

    def visible_to(self, actor: object) -> Self:
        """A merchant's staff see all of their own; shoppers see goods through `listed`."""
        if isinstance(actor, MerchantStaff):
            return self.filter(merchant_id=actor.merchant_id)
        return self.none()


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
        max_length=9, choices=ProductStatus.choices, default=ProductStatus.DRAFT
    )
    # What the seller reads of a refusal, or of a pause that others made; `held_for` says who:
    # TEXT a protected name, PAPER an expired paper, else nothing.
    reason = models.TextField(blank=True)
    held_for = models.CharField(max_length=8, blank=True)
    # Goes into the shop at this time; null: at once.
    scheduled_for = models.DateTimeField(null=True)
    # A harvest sold before it is in: nothing is sent before this day; null: at hand.
    ships_from = models.DateField(null=True)
    # The facts of its kind, as `kinds.clean` returns them.
    attributes = models.JSONField(default=dict)
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
            models.Index(
                fields=["scheduled_for"],
                condition=models.Q(scheduled_for__isnull=False),
                name="catalogue_scheduled",
            ),
        ]


class ProductPicture(models.Model):
    """A picture of a product; position 0 is the main one."""

    product = models.ForeignKey(Product, models.CASCADE, related_name="pictures")
    picture = models.ForeignKey("media.Picture", models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()
    alt = models.CharField(max_length=80)
    # What must stay in sight when a page cuts the picture to its shape: percent from left and top.
    focus_x = models.PositiveSmallIntegerField(default=50)
    focus_y = models.PositiveSmallIntegerField(default=50)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["product", "picture"], name="catalogue_a_picture_once_a_product"
            ),
            models.CheckConstraint(
                condition=models.Q(focus_x__lte=100) & models.Q(focus_y__lte=100),
                name="catalogue_focus_inside",
            ),
            models.UniqueConstraint(
                fields=["product", "position"],
                name="catalogue_one_picture_a_position",
                deferrable=models.Deferrable.DEFERRED,
            ),
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


class Sold(models.Model):
    """What a variant was paid for, once a line of a paid order; rows are only added.

    The comparison price of the law is reckoned from them (`prices`).
    """

    variant = models.ForeignKey(Variant, models.PROTECT, related_name="sold")
    price_fen = models.BigIntegerField()
    at = models.DateTimeField()
    # Public id of the order's line.
    cause = models.CharField(max_length=32, unique=True)

    class Meta:
        indexes = [models.Index(fields=["variant", "-at"], name="catalogue_sold_when")]


class Revision(models.Model):
    """What one change of a product's words, facts or prices changed; rows are only added."""

    product = models.ForeignKey(Product, models.PROTECT, related_name="revisions")
    # The version that the change made.
    version = models.PositiveBigIntegerField()
    at = models.DateTimeField()
    actor = models.CharField(max_length=64)
    # {"product": {column: [before, after]}, "variants": {public id: {column: [before, after]}}}
    changes = models.JSONField()
    undo = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["product", "-id"], name="catalogue_newest_revision")]


class ListingDraft(Stamped):
    """What somebody has typed and not saved yet, as it was typed: one a product and person.

    Without a product: what is typed of a new one.
    """

    product = models.ForeignKey(Product, models.PROTECT, null=True, related_name="drafts")
    user = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    # Of the product when the typing began.
    version = models.PositiveBigIntegerField()
    fields = models.JSONField()
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["product", "user"],
                name="catalogue_one_draft_a_person",
                nulls_distinct=False,
            )
        ]
