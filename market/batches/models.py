"""Harvest lots, their certificates and reports, what they were mixed from, and their codes."""

from typing import Self

import pgtrigger
from django.db import models

from market.accounts.actors import MerchantStaff
from market.kernel.models import PublicIdField, Stamped

# Issued papers and what was mixed are facts: the database refuses to change or delete them.
KEPT = pgtrigger.Update | pgtrigger.Delete


class Storage(models.TextChoices):
    AMBIENT = "AMBIENT", "常温"
    COOL = "COOL", "冷藏"
    FROZEN = "FROZEN", "冷冻"


class BatchQuerySet(models.QuerySet["Batch"]):
    def visible_to(self, actor: object) -> Self:
        """A merchant's staff see their own; shoppers see batches only through a product or code."""
        if isinstance(actor, MerchantStaff):
            return self.filter(product__merchant_id=actor.merchant_id)
        return self.none()


class Batch(Stamped):
    """What was harvested (or made) of a product at one place on one day, or mixed from such.

    The village of a mixed batch is the smallest place that holds the villages of its parents.
    """

    public_id = PublicIdField("bat")
    code = models.CharField(max_length=20, unique=True)
    product = models.ForeignKey("catalogue.Product", models.PROTECT, related_name="batches")
    village = models.ForeignKey("places.Place", models.PROTECT, related_name="+")
    plot = models.CharField(max_length=64, blank=True)
    # Degrees, WGS 84, of the plot.
    plot_lat = models.FloatField(null=True)
    plot_lon = models.FloatField(null=True)
    # Which household of a cooperative grew it. Never shown outside the merchant's desk.
    household = models.CharField(max_length=64, blank=True)
    harvested_on = models.DateField()
    packed_on = models.DateField(null=True)
    expires_on = models.DateField()
    grams = models.BigIntegerField()
    storage = models.CharField(max_length=8, choices=Storage.choices, default=Storage.AMBIENT)
    # The bar code of the goods as packed, 14 digits (GTIN); most village goods have none.
    gtin = models.CharField(max_length=14, blank=True)
    # 农产品质量安全法 art. 27: production records, kept two years.
    notes = models.TextField(blank=True)
    # The certificate that holds; those that were cancelled are among `certificates`.
    certificate = models.OneToOneField("Certificate", models.PROTECT, null=True, related_name="+")

    objects = BatchQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(plot_lat=None, plot_lon=None)
                | models.Q(plot_lat__range=(-90, 90), plot_lon__range=(-180, 180)),
                name="batches_plot_is_on_the_globe",
            )
        ]
        indexes = [models.Index(fields=["product", "-harvested_on", "-id"])]
        triggers = [pgtrigger.Protect(name="kept", operation=pgtrigger.Delete)]


class Parent(models.Model):
    """So many grams of a batch went into a mixed one."""

    batch = models.ForeignKey(Batch, models.PROTECT, related_name="parents")
    source = models.ForeignKey(Batch, models.PROTECT, related_name="went_into")
    grams = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["batch", "source"], name="batches_one_row_a_parent"),
            models.CheckConstraint(
                condition=models.Q(grams__gt=0) & ~models.Q(source=models.F("batch")),
                name="batches_parent_gives_something",
            ),
        ]
        triggers = [pgtrigger.Protect(name="append_only", operation=KEPT)]


class Basis(models.TextChoices):
    """What a promise rests on, as the printed form offers it."""

    CONTROL = "CONTROL", "质量安全控制符合要求"
    OWN_TEST = "OWN_TEST", "自行检测合格"
    LAB_TEST = "LAB_TEST", "委托检测合格"


class Certificate(Stamped):
    """承诺达标合格证 (农产品质量安全法 art. 39; duty in force 2026-02-01): one per batch holds.

    To be kept for six months at least; an issued one is never changed or deleted. A wrong one is
    cancelled, and the one issued instead names it.
    """

    public_id = PublicIdField("crf")
    batch = models.ForeignKey(Batch, models.PROTECT, related_name="certificates")
    replaces = models.OneToOneField("self", models.PROTECT, null=True, related_name="replaced_by")
    number = models.CharField(max_length=32, unique=True)
    product_name = models.CharField(max_length=80)
    grams = models.BigIntegerField()
    place = models.CharField(max_length=128)
    promised_by = models.CharField(max_length=128)
    contact = models.CharField(max_length=20)
    issued_on = models.DateField()
    basis = models.CharField(max_length=8, choices=Basis.choices, default=Basis.CONTROL)

    class Meta:
        triggers = [pgtrigger.Protect(name="issued", operation=KEPT)]


class Cancellation(models.Model):
    """A certificate no longer holds: since when, who said so and why. The reason is not public."""

    certificate = models.OneToOneField(Certificate, models.PROTECT, related_name="cancellation")
    reason = models.CharField(max_length=120)
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        triggers = [pgtrigger.Protect(name="append_only", operation=KEPT)]


class InspectionReport(Stamped):
    """A laboratory's report on a batch. The paper itself is for the seller and the county."""

    batch = models.ForeignKey(Batch, models.PROTECT, related_name="reports")
    document = models.ForeignKey("media.Document", models.PROTECT, related_name="+")
    laboratory = models.CharField(max_length=64)
    tested_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["batch", "document"], name="batches_one_row_a_report")
        ]
        triggers = [pgtrigger.Protect(name="append_only", operation=KEPT)]


class TraceCode(models.Model):
    """A code that opens a batch's public page: of the batch, or of one order line's units of it.

    `line` is the public id of the order line, or empty. Ends with a check character.
    """

    code = models.CharField(max_length=16, unique=True)
    batch = models.ForeignKey(Batch, models.PROTECT, related_name="codes")
    line = models.CharField(max_length=32, blank=True)
    units = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["batch", "line"], name="batches_one_code_a_line")
        ]
        indexes = [models.Index(fields=["line"], condition=~models.Q(line=""), name="trace_line")]


class TraceOpening(models.Model):
    """How often a code was opened on one day from one coarse place.

    `place` is a hash of the day and the asker's network: it cannot be followed to another day.
    """

    code = models.ForeignKey(TraceCode, models.PROTECT, related_name="openings")
    on = models.DateField()
    place = models.CharField(max_length=12)
    times = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code", "on", "place"], name="batches_place_a_day")
        ]
        indexes = [models.Index(fields=["on", "code"])]
