"""Harvest lots and their certificates."""

from django.db import models

from market.kernel.models import PublicIdField, Stamped


class Batch(Stamped):
    """What was harvested (or made) of a product at one place on one day."""

    public_id = PublicIdField("bat")
    code = models.CharField(max_length=24, unique=True)
    product = models.ForeignKey("catalogue.Product", models.PROTECT, related_name="batches")
    village = models.ForeignKey("places.Place", models.PROTECT, related_name="+")
    plot = models.CharField(max_length=64, blank=True)
    harvested_on = models.DateField()
    expires_on = models.DateField()
    grams = models.BigIntegerField()


class Certificate(Stamped):
    """承诺达标合格证 (农产品质量安全法 art. 39; duty in force 2026-02-01): one per batch."""

    public_id = PublicIdField("crf")
    batch = models.OneToOneField(Batch, models.PROTECT, related_name="certificate")
    number = models.CharField(max_length=32, unique=True)
    product_name = models.CharField(max_length=80)
    grams = models.BigIntegerField()
    place = models.CharField(max_length=128)
    promised_by = models.CharField(max_length=128)
    contact = models.CharField(max_length=20)
    issued_on = models.DateField()
