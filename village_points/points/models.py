"""Village service points and their clerks."""

from django.db import models

from market.kernel.models import PublicIdField, Stamped


class Point(Stamped):
    """A service point: one network node of kind POINT, with hours in minutes of the day."""

    public_id = PublicIdField("pnt")
    # P-<12-digit village code>, the same as the node's.
    code = models.CharField(max_length=32, unique=True)
    node = models.OneToOneField("network.Node", models.PROTECT, related_name="point")
    place = models.ForeignKey("places.Place", models.PROTECT, related_name="+")
    name = models.CharField(max_length=64)
    address = models.CharField(max_length=120)
    phone = models.CharField(max_length=20)
    opens_minute = models.PositiveSmallIntegerField(default=480)
    closes_minute = models.PositiveSmallIntegerField(default=1140)
    active = models.BooleanField(default=True)


class ClerkPost(Stamped):
    """Who works at which point: one point a clerk."""

    user = models.OneToOneField("accounts.User", models.PROTECT, related_name="clerk_post")
    point = models.ForeignKey(Point, models.PROTECT, related_name="clerk_posts")
    active = models.BooleanField(default=True)
