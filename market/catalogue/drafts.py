"""What people have typed and not saved: kept every few seconds, given back when they return."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from market.accounts.actors import Actor
from market.catalogue import finding
from market.catalogue.models import ListingDraft, Product
from market.kernel.errors import Invalid

# Fields of the editor; those of the kind's facts begin with "attributes.".
FIELDS = frozenset(
    {
        "name", "subtitle", "story", "variety", "storage", "shelf_days", "origin_code",
        "perishable", "right_id",
    }
)  # fmt: skip
# Fields of the first page of a product that is not there yet.
NEW_FIELDS = frozenset({"category", "name", "origin_code", "net_grams", "price", "pieces"})
FACT = "attributes."
MOST_FIELDS = 40
LONGEST = 10_000


@transaction.atomic
def save_draft(
    *, actor: Actor, product_id: str, version: int, fields: Mapping[str, str], now: datetime
) -> ListingDraft:
    """Keep what was typed, as it was typed, for this person; the product stays as it is.

    `version` is the product's when the typing began. Half a word is kept, too: it is checked when
    it is saved. Raises NotFound, Invalid("fields", "unknown" | "too_many" | "too_long").
    """
    staff = finding.staff(actor)
    product = finding.visible(actor, product_id)
    _check(fields, FIELDS)
    draft, _ = ListingDraft.objects.update_or_create(
        product=product,
        user_id=staff.user_id,
        defaults={"version": version, "fields": dict(fields), "saved_at": now},
    )
    return draft


@transaction.atomic
def save_new_draft(*, actor: Actor, fields: Mapping[str, str], now: datetime) -> ListingDraft:
    """Keep what this person typed of a product that is not there yet, as it was typed.

    Making a product uses it up. Raises Invalid("fields") as `save_draft` does.
    """
    staff = finding.staff(actor)
    _check(fields, NEW_FIELDS)
    draft, _ = ListingDraft.objects.update_or_create(
        product=None,
        user_id=staff.user_id,
        defaults={"version": 0, "fields": dict(fields), "saved_at": now},
    )
    return draft


@transaction.atomic
def drop_new_draft(*, actor: Actor) -> None:
    """Forget what this person typed of a new product; without a draft nothing happens."""
    ListingDraft.objects.filter(product=None, user_id=finding.staff(actor).user_id).delete()


def own_new_draft(*, actor: Actor) -> ListingDraft | None:
    """Return what this person typed of a new product, or None. One statement."""
    own = ListingDraft.objects.filter(product=None, user_id=finding.staff(actor).user_id)
    return own.first()


@transaction.atomic
def drop_draft(*, actor: Actor, product_id: str, now: datetime) -> Product:
    """Forget what this person typed; without a draft nothing happens. Raises NotFound."""
    staff = finding.staff(actor)
    product = finding.visible(actor, product_id)
    ListingDraft.objects.filter(product=product, user_id=staff.user_id).delete()
    return product


def own_draft(*, actor: Actor, product_id: str) -> ListingDraft | None:
    """Return what this person typed and did not save, or None. One statement."""
    staff = finding.staff(actor)
    return ListingDraft.objects.filter(
        product__public_id=product_id,
        product__merchant=staff.merchant_id,
        user_id=staff.user_id,
    ).first()


def _check(fields: Mapping[str, str], known: frozenset[str]) -> None:
    if len(fields) > MOST_FIELDS:
        raise Invalid("fields", "too_many")
    if not all(name in known or name.startswith(FACT) for name in fields):
        raise Invalid("fields", "unknown")
    if any(len(text) > LONGEST or "\x00" in text for text in fields.values()):
        raise Invalid("fields", "too_long")


def typed_facts(fields: Mapping[str, str]) -> dict[str, Any]:
    """Return the facts of the kind among typed fields, by their own names."""
    return {name.removeprefix(FACT): text for name, text in fields.items() if name.startswith(FACT)}
