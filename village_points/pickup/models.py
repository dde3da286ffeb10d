"""What lies on the shelf, and the codes that open it."""

from typing import Self

import pghistory
from django.db import models

from market.accounts.actors import Clerk
from market.kernel.models import PublicIdField, Stamped


class CodeQuerySet(models.QuerySet["PickupCode"]):
    def visible_to(self, actor: object) -> Self:
        """A clerk sees those of the clerk's point."""
        if isinstance(actor, Clerk):
            return self.filter(point_id=actor.point_id)
        return self.none()


@pghistory.track()
class PickupCode(Stamped):
    """One code for all parcels of an order at a point.

    The six digits are not stored: they are a keyed hash of `public_id` and `nonce`, so that they
    can be shown again to whoever may see the order, and a copy of the table opens nothing. The
    history keeps every try, lock and new nonce with the actor.
    """

    public_id = PublicIdField("pkc")
    order = models.OneToOneField("orders.Order", models.PROTECT, related_name="pickup_code")
    point = models.ForeignKey("points.Point", models.PROTECT, related_name="+")
    nonce = models.CharField(max_length=32)
    tries = models.PositiveSmallIntegerField(default=0)
    locked_until = models.DateTimeField(null=True)

    objects = CodeQuerySet.as_manager()


class HoldingQuerySet(models.QuerySet["Holding"]):
    def visible_to(self, actor: object) -> Self:
        if isinstance(actor, Clerk):
            return self.filter(point_id=actor.point_id)
        return self.none()


class Holding(Stamped):
    """A parcel on a point's shelf until it is handed over."""

    public_id = PublicIdField("hld")
    parcel = models.OneToOneField("parcels.Parcel", models.PROTECT, related_name="holding")
    point = models.ForeignKey("points.Point", models.PROTECT, related_name="holdings")
    shelf = models.CharField(max_length=8)
    received_at = models.DateTimeField()
    handed_over_at = models.DateTimeField(null=True)
    # Who took it: the buyer, or a named proxy with the buyer's consent (快递暂行条例 art. 25).
    taken_by = models.CharField(max_length=64, blank=True)
    by_proxy = models.BooleanField(default=False)

    objects = HoldingQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["point", "shelf"],
                condition=models.Q(handed_over_at__isnull=True),
                name="pickup_on_the_shelf",
            )
        ]
