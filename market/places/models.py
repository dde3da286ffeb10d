"""Places by division code: 6 digits county, 9 township, 12 village (NBS codes as at 2023-06-30)."""

from typing import Self

from django.db import models


class Level(models.TextChoices):
    COUNTY = "COUNTY", "县"
    TOWNSHIP = "TOWNSHIP", "乡镇"
    VILLAGE = "VILLAGE", "村"


class PlaceQuerySet(models.QuerySet["Place"]):
    def towns(self) -> Self:
        return self.filter(level=Level.TOWNSHIP)

    def villages(self) -> Self:
        return self.filter(level=Level.VILLAGE)

    def within(self, code: str) -> Self:
        """Everything whose code begins with `code`: the place itself and what lies in it."""
        return self.filter(code__startswith=code)


class Place(models.Model):
    """A county, township or village. The code's prefix is the hierarchy."""

    code = models.CharField(max_length=12, primary_key=True)
    name = models.CharField(max_length=64)
    short_name = models.CharField(max_length=64)
    level = models.CharField(max_length=8, choices=Level.choices)
    kind = models.CharField(max_length=24)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    pinyin = models.CharField(max_length=128)
    initials = models.CharField(max_length=32)
    # Degrees, WGS 84. No source gives coordinates: drawn by a fixed seed inside the boundary.
    lat = models.FloatField()
    lon = models.FloatField()

    objects = PlaceQuerySet.as_manager()
