"""What was said to whom."""

from django.db import models

from market.kernel.models import PublicIdField


class NoticeState(models.TextChoices):
    QUEUED = "QUEUED"
    SENT = "SENT"
    FAILED = "FAILED"


class Notice(models.Model):
    """One message. `cause` and `kind` are unique together, so a repeated job says it once."""

    public_id = PublicIdField("ntc")
    kind = models.CharField(max_length=32)
    cause = models.CharField(max_length=64)
    phone = models.CharField(max_length=20)
    params = models.JSONField(default=dict)
    state = models.CharField(max_length=8, choices=NoticeState.choices, default=NoticeState.QUEUED)
    tries = models.PositiveSmallIntegerField(default=0)
    queued_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "cause"], name="notices_said_once")]
