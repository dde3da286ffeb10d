"""What was said, by whom, about what. Rows are never deleted; every version is kept."""

from typing import Any, Self

import pghistory
import pgtrigger
from django.db import models
from django.db.models import Q

from market.accounts.actors import Anonymous, MerchantStaff, Operator, Shopper
from market.kernel.models import PublicIdField, Stamped


class PostQuerySet(models.QuerySet[Any]):
    def visible_to(self, actor: object) -> Self:
        """Staff what is about their own goods; shoppers and operators all: it is public."""
        if isinstance(actor, MerchantStaff):
            return self.filter(merchant_id=actor.merchant_id)
        if isinstance(actor, Anonymous | Shopper | Operator):
            return self.all()
        return self.none()


class Post(Stamped):
    """A review or a question: something said in public about a product, with one reply.

    Hidden is not gone: the row stays, and its place says why. 电子商务法 art. 39.
    """

    product = models.ForeignKey("catalogue.Product", models.PROTECT, related_name="%(class)ss")
    merchant = models.ForeignKey("merchants.Merchant", models.PROTECT, related_name="%(class)ss")
    customer = models.ForeignKey("accounts.Customer", models.PROTECT, related_name="%(class)ss")
    text = models.TextField(blank=True)
    said_at = models.DateTimeField()
    reply = models.TextField(blank=True)
    replied_at = models.DateTimeField(null=True)
    replied_by = models.CharField(max_length=64, blank=True)
    reply_changed_at = models.DateTimeField(null=True)
    hidden_at = models.DateTimeField(null=True)
    hidden_by = models.CharField(max_length=64, blank=True)
    # Public: what stands where the text stood.
    hidden_reason = models.TextField(blank=True)

    objects = PostQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(hidden_at=None, hidden_reason="")
                | Q(hidden_at__isnull=False) & ~Q(hidden_reason=""),
                name="trust_%(class)s_hidden_with_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(replied_at=None, reply="") | Q(replied_at__isnull=False) & ~Q(reply=""),
                name="trust_%(class)s_replied_with_words",
            ),
        ]
        indexes = [
            models.Index(fields=["product", "-said_at", "-id"]),
            models.Index(fields=["merchant", "-said_at", "-id"]),
        ]
        triggers = [pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete)]


@pghistory.track(append_only=True)
class Review(Post):
    """What the buyer of one line thinks of it."""

    public_id = PublicIdField("rev")
    line = models.OneToOneField("orders.Line", models.PROTECT, related_name="review")
    # Masked when it was written, so no full name is kept here: 李**.
    author = models.CharField(max_length=8)
    bought = models.CharField(max_length=48)
    stars = models.PositiveSmallIntegerField()
    changed_at = models.DateTimeField(null=True)

    class Meta(Post.Meta):
        constraints = [
            *Post.Meta.constraints,
            models.CheckConstraint(
                condition=Q(stars__gte=1, stars__lte=5), name="trust_one_to_five_stars"
            ),
        ]


class ReviewPicture(models.Model):
    """A picture of a review; one that its author took out is no longer shown."""

    review = models.ForeignKey(Review, models.PROTECT, related_name="pictures")
    picture = models.ForeignKey("media.Picture", models.PROTECT, related_name="+")
    taken_out_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["review", "picture"],
                condition=Q(taken_out_at=None),
                name="trust_a_picture_once",
            )
        ]
        triggers = [pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete)]


@pghistory.track(append_only=True, exclude=["tell_phone"])
class Question(Post):
    """What somebody wants to know before buying."""

    public_id = PublicIdField("que")
    # Where to say that it was answered, in E.164; forgotten once that was said.
    tell_phone = models.CharField(max_length=20, blank=True)

    class Meta(Post.Meta):
        indexes = [
            *Post.Meta.indexes,
            models.Index(fields=["customer", "-said_at", "-id"]),
            models.Index(
                fields=["merchant"],
                condition=Q(replied_at=None, hidden_at=None),
                name="trust_unanswered",
            ),
        ]


class Report(models.Model):
    """Somebody asks the county to look at a post; each person once."""

    post = models.CharField(max_length=32)
    by = models.CharField(max_length=64)
    reason = models.TextField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["post", "by"], name="trust_one_report_a_person")
        ]
        indexes = [models.Index(fields=["by", "at"])]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]


class CardDay(models.Model):
    """A seller's integrity card as it was counted on one day."""

    merchant = models.ForeignKey("merchants.Merchant", models.PROTECT, related_name="cards")
    on = models.DateField()
    taken_at = models.DateTimeField()
    # The parts of rules.Figures: [done, of] each, and stars [1, 2, 3, 4, 5].
    figures = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["merchant", "on"], name="trust_one_card_a_day")
        ]
