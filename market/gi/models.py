"""The register. A badge is a result of right, user, batch and day; never a text field."""

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models

from market.kernel.models import PublicIdField, Stamped


class Scheme(models.TextChoices):
    GI_PRODUCT = "GI_PRODUCT", "地理标志产品"
    GI_MARK = "GI_MARK", "地理标志集体或证明商标"
    AGRI_GI = "AGRI_GI", "农产品地理标志（登记至 2022 年）"
    VILLAGE_PRODUCT = "VILLAGE_PRODUCT", "一村一品示范村镇"
    NONE = "NONE", "没有查到"


class RightStatus(models.TextChoices):
    ACTIVE = "ACTIVE"
    LEGACY = "LEGACY"
    RECOGNISED = "RECOGNISED"
    SUPERSEDED = "SUPERSEDED"
    REVOKED = "REVOKED"
    NONE = "NONE"
    UNKNOWN = "UNKNOWN"


class Confidence(models.TextChoices):
    HIGH = "HIGH"
    MEDIUM = "MEDIUM"
    LOW = "LOW"


@pghistory.track()
class Right(Stamped):
    """One entry of the register, as its source gives it."""

    public_id = PublicIdField("rgt")
    name = models.CharField(max_length=64)
    scheme = models.CharField(max_length=16, choices=Scheme.choices)
    authority = models.CharField(max_length=32, blank=True)
    number = models.CharField(max_length=64, blank=True)
    # As precise as the source: 2019, 2019-06 or 2019-06-24.
    announced = models.CharField(max_length=10, blank=True)
    holder = models.CharField(max_length=128, blank=True)
    area = models.CharField(max_length=255)
    # Division code prefixes (4 to 12 digits) of the area.
    area_codes = ArrayField(models.CharField(max_length=12))
    category = models.CharField(max_length=32)
    confidence = models.CharField(max_length=8, choices=Confidence.choices)
    status = models.CharField(max_length=12, choices=RightStatus.choices)
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)
    source = models.CharField(max_length=64)
    note = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["name", "scheme"], name="gi_one_entry_a_scheme")
        ]


class UserStatus(models.TextChoices):
    ACTIVE = "ACTIVE"
    STRUCK_OFF = "STRUCK_OFF"


@pghistory.track()
class AuthorisedUser(Stamped):
    """Who may use a right, known by the unified social credit code (GB 32100)."""

    right = models.ForeignKey(Right, models.PROTECT, related_name="authorised_users")
    credit_code = models.CharField(max_length=18)
    name = models.CharField(max_length=128)
    from_on = models.DateField()
    to_on = models.DateField(null=True)
    status = models.CharField(max_length=12, choices=UserStatus.choices, default=UserStatus.ACTIVE)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["right", "credit_code"], name="gi_one_row_a_user_of_a_right"
            )
        ]
