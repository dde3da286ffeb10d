"""Accepted pictures with the sizes that were made of them; papers, and who opened them."""

from typing import Any, Literal, Self

from django.apps import apps
from django.db import models
from django.db.models import Q

from market.accounts.actors import MerchantStaff, Operator
from market.kernel.models import PublicIdField, Stamped


class Picture(Stamped):
    """One accepted picture. Files: `<key>/<width>.webp`, with `avif` also `<key>/<width>.avif`."""

    public_id = PublicIdField("pic")
    # First 32 hexadecimal digits of the SHA-256 of the cleaned picture: same picture, same files.
    key = models.CharField(max_length=32, unique=True)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    widths = models.JSONField(help_text="the widths that exist, ascending, in pixels")
    avif = models.BooleanField(default=False)
    # When it was first found that nothing shows it; null while anything does.
    unused_since = models.DateTimeField(null=True)

    def file(self, width: int, kind: Literal["webp", "avif"]) -> str:
        """Where one size lies in the media storage."""
        return f"{self.key}/{width}.{kind}"


class DocumentKind(models.TextChoices):
    PDF = "PDF", "PDF"
    JPEG = "JPEG", "图片"


class DocumentQuerySet(models.QuerySet["Document"]):
    def visible_to(self, actor: object) -> Self:
        """Public ones for everybody; a seller's for the own staff and for operators; a township's
        officer sees those of the sellers in that township.
        """
        public = Q(is_public=True)
        if isinstance(actor, MerchantStaff):
            return self.filter(public | Q(owner__in=_owners(pk=actor.merchant_id)))
        if isinstance(actor, Operator) and actor.town_code:
            own = _owners(place__code__startswith=actor.town_code)
            return self.filter(public | Q(owner__in=own))
        return self if isinstance(actor, Operator) else self.filter(public)


def _owners(**about: object) -> models.QuerySet[Any, Any]:
    """The public ids of sellers. By name: the sellers' module stands above this one."""
    merchants = apps.get_model("merchants", "Merchant")
    return merchants._default_manager.filter(**about).values("public_id")


class Document(Stamped):
    """One accepted paper; never changed, never deleted. File: `path` in the private storage.

    `owner` is the public id of the merchant whose paper it is, or empty for one of the county.
    """

    public_id = PublicIdField("doc")
    name = models.CharField(max_length=100)
    kind = models.CharField(max_length=4, choices=DocumentKind.choices)
    size = models.PositiveIntegerField(help_text="of the stored file, in bytes")
    # Of the stored file, which is not what was sent where a picture was cleaned.
    sha256 = models.CharField(max_length=64)
    owner = models.CharField(max_length=32, blank=True)
    is_public = models.BooleanField()

    objects = DocumentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "sha256", "is_public"], name="media_one_document_a_content"
            ),
            models.CheckConstraint(
                condition=Q(is_public=True) | ~Q(owner=""),
                name="media_private_documents_have_owners",
            ),
        ]

    @property
    def path(self) -> str:
        """Where the file lies: by content, so that no sender's name becomes a path."""
        return f"{self.sha256[:2]}/{self.sha256}"


class DocumentOpening(models.Model):
    """Somebody opened a private document; rows are only added."""

    document = models.ForeignKey(Document, models.PROTECT, related_name="openings")
    actor = models.CharField(max_length=64)
    at = models.DateTimeField()
    request = models.CharField(max_length=32)

    class Meta:
        indexes = [models.Index(fields=["document", "-at"])]
