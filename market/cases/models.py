"""What waits, since when, and how it ended."""

import pghistory
from django.db import models

from market.kernel.models import PublicIdField, Stamped


class CaseKind(models.TextChoices):
    """What is to be decided. The clocks are in `rules`."""

    SELLER = "SELLER", "商家入驻"
    GOODS = "GOODS", "商品上架"
    CLAIM = "CLAIM", "地理标志使用"
    TEXT = "TEXT", "用了受保护的名字"
    RIGHT = "RIGHT", "登记簿变更"
    SUSPENSION = "SUSPENSION", "停业"
    REVIEW = "REVIEW", "评价举报"


class CaseState(models.TextChoices):
    OPEN = "OPEN"
    # One person said yes; another one has to.
    SECOND = "SECOND"
    APPROVED = "APPROVED"
    REFUSED = "REFUSED"
    WITHDRAWN = "WITHDRAWN"


WAITING = (CaseState.OPEN, CaseState.SECOND)


@pghistory.track()
class Case(Stamped):
    """One question about `subject`, a public id; one case a question at a time."""

    public_id = PublicIdField("cas")
    kind = models.CharField(max_length=12, choices=CaseKind.choices)
    subject = models.CharField(max_length=32)
    title = models.CharField(max_length=120)
    detail = models.TextField(blank=True)
    # Public id of the merchant that it concerns, or nothing.
    merchant = models.CharField(max_length=32, blank=True)
    needs_second = models.BooleanField(default=False)
    state = models.CharField(max_length=9, choices=CaseState.choices, default=CaseState.OPEN)
    opened_by = models.CharField(max_length=64)
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField()
    first_by = models.CharField(max_length=64, blank=True)
    first_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=64, blank=True)
    decided_at = models.DateTimeField(null=True)
    reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject"],
                condition=models.Q(state__in=["OPEN", "SECOND"]),
                name="cases_one_open_a_subject",
            )
        ]
        indexes = [models.Index(fields=["state", "kind", "due_at", "id"])]
