"""The register. A badge is a result of right, user, batch and day; never a text field."""

from datetime import date

import pghistory
import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models

from market.kernel.models import PublicIdField, Stamped
from market.media.models import Document


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


class Monitoring(models.TextChoices):
    """What the last check of an honour found (一村一品 is monitored; the rest lapse)."""

    UNKNOWN = "UNKNOWN", "没有查到"
    CONFIRMED = "CONFIRMED", "监测合格"
    LAPSED = "LAPSED", "监测没有通过"


@pghistory.track()
class Right(Stamped):
    """One entry of the register, as its source gives it.

    `name` and `scheme` are who it is and never change. `status` held until the first of
    `statuses`, a list of [first day, status], ascending.
    """

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
    # GeoJSON Polygon or MultiPolygon (see `areas`); the codes are asked first.
    outline = models.JSONField(null=True)
    # Those that the announcement names; none: it names none.
    varieties = ArrayField(models.CharField(max_length=32), default=list)
    standard = models.CharField(max_length=64, blank=True)
    # Of all users together in one season; null: not known. A season begins each year on "MM-DD".
    ceiling_grams = models.BigIntegerField(null=True)
    season_starts = models.CharField(max_length=5, default="01-01")
    monitoring = models.CharField(
        max_length=12, choices=Monitoring.choices, default=Monitoring.UNKNOWN
    )
    monitored_on = models.DateField(null=True)
    category = models.CharField(max_length=32)
    confidence = models.CharField(max_length=8, choices=Confidence.choices)
    status = models.CharField(max_length=12, choices=RightStatus.choices)
    statuses = models.JSONField(default=list)
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)
    source = models.CharField(max_length=64)
    note = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["name", "scheme"], name="gi_one_entry_a_scheme")
        ]

    def status_on(self, day: date) -> str:
        """Return the status of that day."""
        begun = [status for first, status in self.statuses if first <= day.isoformat()]
        return begun[-1] if begun else self.status


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
    # Of this user in one season; null: only the right's own ceiling counts.
    ceiling_grams = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["right", "credit_code"], name="gi_one_row_a_user_of_a_right"
            )
        ]


class Proposal(Stamped):
    """Changes that one operator wants and another has to agree to: a case of kind RIGHT.

    `steps` are what to do, as `steps.to_json` writes it, each with what it found before.
    """

    public_id = PublicIdField("rpr")
    title = models.CharField(max_length=120)
    # The only right that it is about; null for a new one, and for a file of many.
    right = models.ForeignKey(Right, models.PROTECT, null=True, related_name="proposals")
    steps = models.JSONField()
    # SHA-256 of the steps: the same wish twice is one proposal.
    digest = models.CharField(max_length=64)
    why = models.TextField()
    # What it rests on, in words: an announcement, a list, an address.
    source = models.CharField(max_length=200, blank=True)
    document = models.ForeignKey(Document, models.PROTECT, null=True, related_name="+")
    proposed_by = models.CharField(max_length=64)
    proposed_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["digest"],
                condition=models.Q(closed_at=None),
                name="gi_one_open_proposal_a_wish",
            )
        ]


class RightChange(models.Model):
    """What became of a right: who, when, why, and on what paper. Rows are only ever added."""

    public_id = PublicIdField("rch")
    right = models.ForeignKey(Right, models.PROTECT, related_name="changes")
    what = models.CharField(max_length=16)
    # The user's credit code, where the change is about one.
    about = models.CharField(max_length=18, blank=True)
    # What it was; null: nothing was there.
    before = models.JSONField(null=True)
    after = models.JSONField()
    at = models.DateTimeField()
    # Actors' references: who asked, and who agreed ("" where a source list was loaded).
    by = models.CharField(max_length=64)
    agreed_by = models.CharField(max_length=64, blank=True)
    why = models.TextField()
    source = models.CharField(max_length=200, blank=True)
    document = models.ForeignKey(Document, models.PROTECT, null=True, related_name="+")
    proposal = models.ForeignKey(Proposal, models.PROTECT, null=True, related_name="changes")

    class Meta:
        indexes = [models.Index(fields=["right", "-id"])]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]


class Application(Stamped):
    """A seller's wish to use a right: a case of kind CLAIM, which two of the county decide.

    `merchant` is a public id; the credit code and the name are those of the day it was sent.
    """

    public_id = PublicIdField("uap")
    right = models.ForeignKey(Right, models.PROTECT, related_name="applications")
    merchant = models.CharField(max_length=32)
    merchant_name = models.CharField(max_length=128)
    credit_code = models.CharField(max_length=18)
    # Where the goods are to come from, by 12-digit code, and which of the right's varieties.
    village_codes = ArrayField(models.CharField(max_length=12))
    varieties = ArrayField(models.CharField(max_length=32), default=list)
    # Asked for in one season; null: as much as the right's own ceiling lets.
    ceiling_grams = models.BigIntegerField(null=True)
    from_on = models.DateField()
    to_on = models.DateField(null=True)
    # The paper that gives the use: what it is called, and the file, which is the seller's.
    paper = models.CharField(max_length=200)
    document = models.ForeignKey(Document, models.PROTECT, related_name="+")
    applied_by = models.CharField(max_length=64)
    applied_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["right", "merchant"],
                condition=models.Q(closed_at=None),
                name="gi_one_open_application_a_right",
            )
        ]
        indexes = [models.Index(fields=["merchant", "-id"])]


class WatchedName(Stamped):
    """A name that the county watches beside those of the register: another form, or a bare name.

    With a right it is another form of that right's name; without one nobody may use it unasked.
    Rows stay when a name is watched no longer: who, when and why.
    """

    public_id = PublicIdField("wnm")
    name = models.CharField(max_length=64)
    # The name without its dress (`names.folded`): one row at a time however it is written.
    folded = models.CharField(max_length=64)
    right = models.ForeignKey(Right, models.PROTECT, null=True, related_name="watched_names")
    why = models.TextField(blank=True)
    added_by = models.CharField(max_length=64)
    added_at = models.DateTimeField()
    removed_why = models.TextField(blank=True)
    removed_by = models.CharField(max_length=64, blank=True)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["folded"],
                condition=models.Q(removed_at=None),
                name="gi_one_watched_name_a_form",
            )
        ]


class FlagState(models.TextChoices):
    WAITING = "WAITING"
    ALLOWED = "ALLOWED"
    REFUSED = "REFUSED"
    CLEAR = "CLEAR"


@pghistory.track()
class TextFlag(Stamped):
    """What was found in the texts of `subject` (a public id), and what the county said of it."""

    public_id = PublicIdField("flg")
    subject = models.CharField(max_length=32, unique=True)
    merchant = models.CharField(max_length=32)
    title = models.CharField(max_length=120)
    # [{field, name, found, how, key}]; the key is what a decision is about.
    hits = models.JSONField()
    state = models.CharField(max_length=8, choices=FlagState.choices)
    # Keys that the county let stand: the same words are not asked about twice.
    allowed = ArrayField(models.CharField(max_length=200), default=list)
    reason = models.TextField(blank=True)
    flagged_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["merchant", "state"])]


class Output(Stamped):
    """Grams of a right's goods sold and held in one season: of one user, or of all ("").

    The ceiling is the register's: the right's for all together, the user's own for one.
    """

    public_id = PublicIdField("out")
    right = models.ForeignKey(Right, models.PROTECT, related_name="outputs")
    credit_code = models.CharField(max_length=18, blank=True)
    # First day of the season in which the goods were harvested.
    season_on = models.DateField()
    taken_grams = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["right", "credit_code", "season_on"], name="gi_one_output_a_season"
            ),
            models.CheckConstraint(
                condition=models.Q(taken_grams__gte=0), name="gi_output_not_negative"
            ),
        ]


class Taking(models.Model):
    """Grams of an output that an order (its public id) holds or has sold, until released."""

    holder = models.CharField(max_length=32, db_index=True)
    output = models.ForeignKey(Output, models.PROTECT, related_name="takings")
    grams = models.BigIntegerField()
    taken_at = models.DateTimeField()
    released_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(grams__gt=0), name="gi_taking_of_something")
        ]


class DayTold(models.Model):
    """The last day whose changes by date were told (`expiry`); one row."""

    name = models.CharField(max_length=16, primary_key=True)
    told_on = models.DateField()
