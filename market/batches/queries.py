"""Batches that shoppers and sellers see."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

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


class Grown(NamedTuple):
    """Where the goods of a batch were grown: what a right's area is compared with.

    `plot` is (longitude, latitude) where somebody measured it.
    """

    village_code: str
    plot: tuple[float, float] | None


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
    plot_lon: float | None
    plot_lat: float | None
    certificate: CertificateRow | None

    @property
    def grown(self) -> Grown:
        return grown(self.village_code, self.plot_lon, self.plot_lat)


_BATCH = (
    "pk",
    "public_id",
    "code",
    "village_id",
    "village__name",
    "plot",
    "harvested_on",
    "expires_on",
    "plot_lon",
    "plot_lat",
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


def grown_newest(product_pks: Collection[int], on: date) -> dict[int, Grown]:
    """Return, by product, where `newest_sellable` was grown; less to read. One statement."""
    rows = _newest(product_pks, on).values_list("product_id", "village_id", "plot_lon", "plot_lat")
    return {product: grown(village, lon, lat) for product, village, lon, lat in rows}


def grown(village_code: str, plot_lon: float | None, plot_lat: float | None) -> Grown:
    """Return the village, and the plot where both of its numbers are known."""
    if plot_lon is None or plot_lat is None:
        return Grown(village_code, None)
    return Grown(village_code, (plot_lon, plot_lat))


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
