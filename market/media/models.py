"""Pictures that were accepted, with the sizes that were made of them."""

from django.db import models

from market.kernel.models import PublicIdField, Stamped


class Picture(Stamped):
    """One accepted picture. Files: `<key>/<width>.webp` under the media storage."""

    public_id = PublicIdField("pic")
    # First 32 hexadecimal digits of the SHA-256 of the cleaned picture: same picture, same files.
    key = models.CharField(max_length=32, unique=True)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    widths = models.JSONField(help_text="the widths that exist, ascending, in pixels")
