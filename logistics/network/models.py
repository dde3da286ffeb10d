"""Where goods can be, and how they get from one place to the next."""

from django.db import models

from market.kernel.models import PublicIdField, Stamped


class NodeKind(models.TextChoices):
    MERCHANT = "MERCHANT", "发货商家"
    DEPOT = "DEPOT", "县级仓"
    STATION = "STATION", "乡镇站"
    POINT = "POINT", "村服务点"


class Node(Stamped):
    """One place on the network. Codes: D-430423, S-<township>, P-<village>, M-<merchant slug>."""

    public_id = PublicIdField("nod")
    code = models.CharField(max_length=80, unique=True)
    kind = models.CharField(max_length=8, choices=NodeKind.choices)
    name = models.CharField(max_length=64)
    place = models.ForeignKey("places.Place", models.PROTECT, related_name="+")
    lat = models.FloatField()
    lon = models.FloatField()


class Link(Stamped):
    """A daily run between nodes. Times of day in minutes after midnight, Beijing time."""

    origin = models.ForeignKey(Node, models.PROTECT, related_name="links_out")
    # Null: to the doors of the station's town, where there is no node.
    target = models.ForeignKey(Node, models.PROTECT, null=True, related_name="links_in")
    carrier = models.CharField(max_length=16)
    departs_minute = models.PositiveSmallIntegerField()
    # May be over 1440: arrives on a later day.
    arrives_minute = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["origin", "target", "departs_minute"],
                nulls_distinct=False,
                name="network_one_run_a_time",
            ),
            models.CheckConstraint(
                condition=models.Q(arrives_minute__gt=models.F("departs_minute")),
                name="network_arrives_after_departing",
            ),
        ]
