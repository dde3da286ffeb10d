"""A key chosen by the caller makes a repeat harmless: the first result is given again."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.db import connection

from market.idempotency.models import Key
from market.kernel.errors import DomainError, Invalid

# Offline clerks may come back after a week; a day more than promised.
KEEP = timedelta(days=8)
KEY_LENGTH = 255


@dataclass(eq=False)
class KeyReused(DomainError):
    """The key was used before with other content; nothing was done."""

    code: ClassVar[str] = "KEY_REUSED"

    @property
    def field(self) -> str | None:
        return "key"


@dataclass(slots=True)
class Claim:
    """One use of a key. `result` is None for the first use, which must `settle` it."""

    pk: int
    result: dict[str, Any] | None

    def settle(self, result: dict[str, Any]) -> None:
        """Keep what later uses of the key are given."""
        Key.objects.filter(pk=self.pk).update(result=result)
        self.result = result


def content_hash(content: Mapping[str, Any]) -> str:
    """Return the same 64 digits for the same content, whatever the order of its keys."""
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def claim(*, actor: str, key: str, content: Mapping[str, Any], now: datetime) -> Claim:
    """Take the key for this actor inside the caller's transaction, which must do the work.

    A second use at the same time waits for the first to end: committed, its result is given;
    rolled back, the second becomes the first. Raises Invalid for an unusable key, KeyReused for
    other content.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("claim a key inside the transaction that does the work")
    if not 1 <= len(key) <= KEY_LENGTH or "\x00" in key:
        raise Invalid("key", "length")
    digest = content_hash(content)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO idempotency_key (actor, key, content_hash, at) VALUES (%s, %s, %s, %s)"
            " ON CONFLICT (actor, key) DO NOTHING RETURNING id",
            [actor, key, digest, now],
        )
        row = cursor.fetchone()
    if row:
        return Claim(pk=row[0], result=None)
    return _repeat(Key.objects.get(actor=actor, key=key), digest)


def _repeat(first: Key, digest: str) -> Claim:
    if first.content_hash != digest:
        raise KeyReused
    if first.result is None:
        raise RuntimeError(f"use {first.pk} of a key ended without a result")
    return Claim(pk=first.pk, result=first.result)


def purge(*, now: datetime) -> int:
    """Forget keys older than eight days; return how many."""
    deleted, _ = Key.objects.filter(at__lt=now - KEEP).delete()
    return deleted
