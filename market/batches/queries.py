"""Batches that shoppers and sellers see."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, QuerySet

from market.batches.models import Batch


@dataclass(frozen=True, slots=True)
class CertificateRow:
    """The certificate of a batch, as issued."""

    number: str
    product_name: str
    grams: int
    place: str
    promised_by: str
    contact: str
    issued_on: date


@dataclass(frozen=True, slots=True)
class BatchRow:
    """A harvest and its certificate, if it has one."""

    pk: int
    id: str
    code: str
    village_code: str
    village_name: str
    plot: str
    harvested_on: date
    expires_on: date
    certificate: CertificateRow | None


_BATCH = (
    "pk",
    "public_id",
    "code",
    "village_id",
    "village__name",
    "plot",
    "harvested_on",
    "expires_on",
)
_CERTIFICATE = tuple(
    f"certificate__{name}"
    for name in (
        "number",
        "product_name",
        "grams",
        "place",
        "promised_by",
        "contact",
        "issued_on",
    )
)


def newest_sellable(product_pks: Collection[int], on: date) -> dict[int, BatchRow]:
    """Return, by product, the newest harvest of which a unit can be sold on that day.

    Products without one are left out. One statement.
    """
    rows = _newest(product_pks, on).values_list("product_id", *_BATCH, *_CERTIFICATE)
    size = 1 + len(_BATCH)
    return {row[0]: _batch(row[1:size], row[size:]) for row in rows}


def villages_of_newest(product_pks: Collection[int], on: date) -> dict[int, str]:
    """Return, by product, the village code of `newest_sellable`; less to read. One statement."""
    return dict(_newest(product_pks, on).values_list("product_id", "village_id"))


def _newest(product_pks: Collection[int], on: date) -> QuerySet[Batch]:
    return (
        Batch.objects.filter(
            product__in=product_pks, lots__on_hand__gt=F("lots__reserved"), lots__expires_on__gt=on
        )
        .order_by("product", "-harvested_on", "-pk")
        .distinct("product")
    )


def _batch(values: Sequence[Any], certificate: Sequence[Any]) -> BatchRow:
    issued = CertificateRow(*certificate) if certificate[0] is not None else None
    return BatchRow(*[*values, issued])
