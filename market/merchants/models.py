"""Sellers and the people who work for them."""

from typing import Self

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models

from market.accounts.actors import MerchantStaff, Operator
from market.kernel.models import PublicIdField, Stamped


class SellerClass(models.TextChoices):
    """电子商务法 art. 10 and 15: who must register, and what must be shown."""

    FIRM = "FIRM", "企业"
    COOPERATIVE = "COOPERATIVE", "农民专业合作社"
    TRADER = "TRADER", "个体工商户"
    FARMER = "FARMER", "农户（自产自销，依法免于登记）"
    SMALL = "SMALL", "个人（零星小额，依法免于登记）"
    RETAILER = "RETAILER", "城里店铺"


class MerchantStatus(models.TextChoices):
    DRAFT = "DRAFT", "填写中"
    APPLIED = "APPLIED", "等乡镇推荐"
    RECOMMENDED = "RECOMMENDED", "等县里审核"
    APPROVED = "APPROVED", "营业"
    SUSPENDED = "SUSPENDED", "停业整改"
    CLOSED = "CLOSED", "已关店"


class PaperKind(models.TextChoices):
    """What a seller can prove with a document. The numbers' forms are in `duties`."""

    LICENCE = "LICENCE", "营业执照"
    PRODUCTION = "PRODUCTION", "食品生产许可证"
    TRADE = "TRADE", "食品经营许可证"
    WORKSHOP = "WORKSHOP", "食品小作坊许可证"
    FILING = "FILING", "仅销售预包装食品备案"
    OWN_PRODUCE = "OWN_PRODUCE", "自产自销证明"


class PaperState(models.TextChoices):
    WAITING = "WAITING", "等县里看"
    ACCEPTED = "ACCEPTED", "有效"
    REFUSED = "REFUSED", "没通过"
    REVOKED = "REVOKED", "撤销了"


class ChangeState(models.TextChoices):
    WAITING = "WAITING", "等县里看"
    APPROVED = "APPROVED", "改好了"
    REFUSED = "REFUSED", "没通过"
    WITHDRAWN = "WITHDRAWN", "撤回了"


class StaffRole(models.TextChoices):
    OWNER = "OWNER", "店主"
    EDITOR = "EDITOR", "管商品"
    PACKER = "PACKER", "管打包"


class MerchantQuerySet(models.QuerySet["Merchant"]):
    def visible_to(self, actor: object) -> Self:
        """Staff see their own; the county all; a township's officer the town's; others none."""
        if isinstance(actor, MerchantStaff):
            return self.filter(pk=actor.merchant_id)
        if isinstance(actor, Operator):
            return self.filter(place__code__startswith=actor.town_code)
        return self.none()


@pghistory.track()
class Merchant(Stamped):
    """One seller, from the first draft of an application on.

    Registered sellers show a credit code, the others why they need none.
    """

    public_id = PublicIdField("mer")
    slug = models.SlugField(max_length=64, unique=True)
    name = models.CharField(max_length=64)
    seller_class = models.CharField(max_length=12, choices=SellerClass.choices)
    status = models.CharField(
        max_length=12, choices=MerchantStatus.choices, default=MerchantStatus.DRAFT
    )
    credit_code = models.CharField(max_length=18, blank=True)
    place = models.ForeignKey("places.Place", models.PROTECT, related_name="+")
    # Where business is done, below the place: 3组12号.
    address = models.CharField(max_length=120, blank=True)
    phone = models.CharField(max_length=20)
    # Who answers for the business.
    contact_name = models.CharField(max_length=64, blank=True)
    # Of a natural person's resident id: a keyed hash, to know the same person again, and 4 digits.
    resident_hash = models.CharField(max_length=64, blank=True)
    resident_last4 = models.CharField(max_length=4, blank=True)
    story = models.TextField(blank=True)
    applied_at = models.DateTimeField(null=True)
    # When the township should have said something about the application.
    town_due_at = models.DateTimeField(null=True)
    approved_at = models.DateTimeField(null=True)
    # The file is to be checked again on this day (网络交易监督管理办法 (2021): every 6 months).
    recheck_on = models.DateField(null=True)
    # Announced by the owner: the last day of business (电子商务法 art. 16: 30 days before).
    closes_on = models.DateField(null=True)
    # Sales of this calendar year, kept for small-sum persons; the year they are of.
    turnover_fen = models.BigIntegerField(default=0)
    turnover_year = models.PositiveSmallIntegerField(default=0)
    is_demo = models.BooleanField(default=False)

    objects = MerchantQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(seller_class__in=["FARMER", "SMALL"])
                | models.Q(status="DRAFT")
                | ~models.Q(credit_code=""),
                name="merchants_registered_sellers_have_a_code",
            ),
            # One business, one shop; a refused application does not hold the code for ever.
            models.UniqueConstraint(
                fields=["credit_code"],
                condition=~models.Q(credit_code="") & ~models.Q(status__in=["DRAFT", "CLOSED"]),
                name="merchants_one_shop_a_code",
            ),
        ]
        indexes = [models.Index(fields=["status", "-public_id"])]


class MerchantStep(models.Model):
    """One move of a seller's state, with its reason; rows are only added."""

    merchant = models.ForeignKey(Merchant, models.PROTECT, related_name="steps")
    was = models.CharField(max_length=12, blank=True)
    now = models.CharField(max_length=12)
    reason = models.TextField(blank=True)
    actor = models.CharField(max_length=64)
    at = models.DateTimeField()


class PaperQuerySet(models.QuerySet["Paper"]):
    def visible_to(self, actor: object) -> Self:
        """Papers of the merchants that the actor sees."""
        return self.filter(merchant__in=Merchant.objects.visible_to(actor))


@pghistory.track()
class Paper(Stamped):
    """A licence, permit, filing or proof, with the document behind it; good when accepted."""

    public_id = PublicIdField("pap")
    merchant = models.ForeignKey(Merchant, models.PROTECT, related_name="papers")
    kind = models.CharField(max_length=12, choices=PaperKind.choices)
    number = models.CharField(max_length=40, blank=True)
    # Categories of goods that the paper names; none: all that its kind covers.
    scope = ArrayField(models.SlugField(max_length=32), default=list)
    # Public id of the document in market.media, readable by the own staff and operators.
    document = models.CharField(max_length=32, blank=True)
    # The last day on which it is good; null: 长期.
    valid_to = models.DateField(null=True)
    state = models.CharField(max_length=8, choices=PaperState.choices, default=PaperState.WAITING)
    reason = models.TextField(blank=True)
    decided_by = models.CharField(max_length=64, blank=True)
    decided_at = models.DateTimeField(null=True)

    objects = PaperQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["state", "valid_to"])]


class PaperStep(models.Model):
    """One turn in the life of a paper, with its reason; rows are only added."""

    paper = models.ForeignKey(Paper, models.CASCADE, related_name="steps")
    state = models.CharField(max_length=8, choices=PaperState.choices)
    reason = models.TextField(blank=True)
    actor = models.CharField(max_length=64)
    at = models.DateTimeField()


class ClassChangeQuerySet(models.QuerySet["ClassChange"]):
    def visible_to(self, actor: object) -> Self:
        """Changes of the merchants that the actor sees."""
        return self.filter(merchant__in=Merchant.objects.visible_to(actor))


@pghistory.track()
class ClassChange(Stamped):
    """An open shop's wish to be a seller of another class, and what the county said."""

    public_id = PublicIdField("chg")
    merchant = models.ForeignKey(Merchant, models.PROTECT, related_name="class_changes")
    was = models.CharField(max_length=12, choices=SellerClass.choices)
    to = models.CharField(max_length=12, choices=SellerClass.choices)
    credit_code = models.CharField(max_length=18, blank=True)
    # What the new class needs, decided together with the change; null after a withdrawal.
    paper = models.OneToOneField(Paper, models.PROTECT, null=True, related_name="class_change")
    state = models.CharField(max_length=9, choices=ChangeState.choices, default=ChangeState.WAITING)
    asked_by = models.CharField(max_length=64)
    asked_at = models.DateTimeField()
    reason = models.TextField(blank=True)
    decided_by = models.CharField(max_length=64, blank=True)
    decided_at = models.DateTimeField(null=True)

    objects = ClassChangeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["merchant"],
                condition=models.Q(state="WAITING"),
                name="merchants_one_change_at_a_time",
            )
        ]


@pghistory.track()
class Staff(Stamped):
    """Somebody who works for a merchant."""

    user = models.OneToOneField("accounts.User", models.PROTECT, related_name="staff")
    merchant = models.ForeignKey(Merchant, models.PROTECT, related_name="staff")
    role = models.CharField(max_length=6, choices=StaffRole.choices, default=StaffRole.OWNER)


@pghistory.track()
class Invitation(Stamped):
    """An owner's word to a phone: come and work here. The code is in market.accounts."""

    public_id = PublicIdField("inv")
    merchant = models.ForeignKey(Merchant, models.PROTECT, related_name="invitations")
    phone = models.CharField(max_length=20)
    role = models.CharField(max_length=6, choices=StaffRole.choices)
    invited_by = models.CharField(max_length=64)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)


class ShopPicture(models.Model):
    """A picture of a seller's own page; position 0 comes first."""

    merchant = models.ForeignKey(Merchant, models.PROTECT, related_name="pictures")
    picture = models.ForeignKey("media.Picture", models.PROTECT, related_name="shop_pictures")
    position = models.PositiveSmallIntegerField()
    alt = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["merchant", "position"],
                name="merchants_one_picture_a_position",
                deferrable=models.Deferrable.DEFERRED,
            )
        ]


class FreightTemplate(Stamped):
    """What a merchant charges for delivery: first kilogram, then each started kilogram, in fen.

    Zones change that for some destinations; the longest prefix that fits counts.
    """

    merchant = models.OneToOneField(Merchant, models.PROTECT, related_name="freight")
    first_kg_fen = models.BigIntegerField()
    next_kg_fen = models.BigIntegerField()
    # Goods of this worth or more travel free; null: never.
    free_from_fen = models.BigIntegerField(null=True)
    # For a parcel with perishable goods, free delivery or not: ice and a box.
    cold_fen = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(first_kg_fen__gte=0)
                & models.Q(next_kg_fen__gte=0)
                & models.Q(cold_fen__gte=0),
                name="merchants_freight_not_negative",
            )
        ]


class FreightZone(models.Model):
    """Other prices for destinations whose division code begins so."""

    template = models.ForeignKey(FreightTemplate, models.CASCADE, related_name="zones")
    prefix = models.CharField(max_length=12)
    name = models.CharField(max_length=32)
    first_kg_fen = models.BigIntegerField()
    next_kg_fen = models.BigIntegerField()
    free_from_fen = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["template", "prefix"], name="merchants_one_zone_a_prefix"
            ),
            models.CheckConstraint(
                condition=models.Q(first_kg_fen__gte=0) & models.Q(next_kg_fen__gte=0),
                name="merchants_zone_not_negative",
            ),
        ]


class IdentityReport(models.Model):
    """Who took the half-yearly report of identities, when, and what was in it: never changed."""

    public_id = PublicIdField("rep")
    year = models.PositiveSmallIntegerField()
    half = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=4)
    rows = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    made_by = models.CharField(max_length=64)
    made_at = models.DateTimeField()
