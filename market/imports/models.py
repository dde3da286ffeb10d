"""Jobs that bring in goods, what was sent, and the rows as they were read."""

from typing import Self

from django.db import models

from market.accounts.actors import MerchantStaff
from market.kernel.models import PublicIdField, Stamped


class JobState(models.TextChoices):
    UPLOADED = "UPLOADED", "正在检查"
    CHECKED = "CHECKED", "检查好了"
    RUNNING = "RUNNING", "正在导入"
    DONE = "DONE", "导好了"
    CANCELLED = "CANCELLED", "停下了"
    FAILED = "FAILED", "没有导入"


class Outcome(models.TextChoices):
    """What a row would change, or has changed."""

    NEW = "NEW", "新的"
    CHANGED = "CHANGED", "有改动"
    SAME = "SAME", "没有变"
    WRONG = "WRONG", "有错"


class ImportJobQuerySet(models.QuerySet["ImportJob"]):
    def visible_to(self, actor: object) -> Self:
        """A merchant's staff see their merchant's; nobody else any."""
        if isinstance(actor, MerchantStaff):
            return self.filter(merchant_id=actor.merchant_id)
        return self.none()


class ImportJob(Stamped):
    """One file of goods. Counts are of its rows; `done` of `total` says how far the step is."""

    public_id = PublicIdField("imp")
    merchant = models.ForeignKey("merchants.Merchant", models.PROTECT, related_name="+")
    # Who sent it; the job acts for them, as long as they work for the merchant.
    user = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    name = models.CharField(max_length=128)
    kind = models.CharField(max_length=4, choices=[("XLSX", "XLSX"), ("CSV", "CSV")])
    # The seller promises a 承诺达标合格证 for each batch that the file brings.
    promised = models.BooleanField()
    state = models.CharField(max_length=9, choices=JobState.choices, default=JobState.UPLOADED)
    # The rule that the file as a whole breaks, where it failed.
    refusal = models.CharField(max_length=32, blank=True)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    new_rows = models.PositiveIntegerField(default=0)
    changed_rows = models.PositiveIntegerField(default=0)
    same_rows = models.PositiveIntegerField(default=0)
    wrong_rows = models.PositiveIntegerField(default=0)
    uploaded_at = models.DateTimeField()
    checked_at = models.DateTimeField(null=True)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    objects = ImportJobQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["merchant", "-id"])]


class Piece(models.Model):
    """A part of a file that was sent; gone when the job has ended.

    In the database, not in the media storage: that one is for what everybody may see.
    """

    job = models.ForeignKey(ImportJob, models.CASCADE, related_name="pieces")
    kind = models.CharField(max_length=8, choices=[("GOODS", "GOODS"), ("PICTURES", "PICTURES")])
    position = models.PositiveIntegerField()
    data = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["job", "kind", "position"], name="imports_one_piece_a_position"
            )
        ]


class StagedRow(models.Model):
    """One row as it was read: the cells as text, and what they mean where nothing is wrong."""

    job = models.ForeignKey(ImportJob, models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField()
    raw = models.JSONField()
    goods = models.JSONField(null=True)
    outcome = models.CharField(max_length=7, choices=Outcome.choices, blank=True)
    # [[column, rule, what was read], ...]
    problems = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["job", "number"], name="imports_one_row_a_number")
        ]
        indexes = [models.Index(fields=["job", "outcome", "number"])]


class StagedPicture(models.Model):
    """A picture of the archive that rows name: accepted, or the rule that it breaks."""

    job = models.ForeignKey(ImportJob, models.CASCADE, related_name="pictures")
    name = models.CharField(max_length=128)
    picture = models.ForeignKey("media.Picture", models.PROTECT, null=True, related_name="+")
    rule = models.CharField(max_length=16, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["job", "name"], name="imports_one_picture_a_name")
        ]
