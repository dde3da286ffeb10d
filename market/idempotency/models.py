"""Keys that callers chose, each with the first result."""

from django.db import models


class Key(models.Model):
    """One use of a key by one actor. `result` is null only inside the first, unfinished use."""

    actor = models.CharField(max_length=64)
    key = models.CharField(max_length=255)
    content_hash = models.CharField(max_length=64)
    result = models.JSONField(null=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["actor", "key"], name="idempotency_one_use_of_a_key")
        ]
        indexes = [models.Index(fields=["at"])]
