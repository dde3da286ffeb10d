"""What a trace code tells everybody: where goods come from, never who bought them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from market.batches import queries as batches
from market.batches import rules, tracing
from market.batches.models import Batch, Cancellation, InspectionReport, Parent, Storage, TraceCode
from market.catalogue.models import Product, ProductPicture
from market.gi import queries as gi
from market.kernel import days
from market.orders.models import Line
from market.places.queries import full_name


@dataclass(frozen=True, slots=True)
class Picture:
    """The product's picture."""

    key: str
    width: int
    height: int
    alt: str


@dataclass(frozen=True, slots=True)
class CarriedBadge:
    """A right, as it could be shown on `on`: the order's day, or today for a whole batch."""

    code: str
    text: str
    right_id: str
    on: date


@dataclass(frozen=True, slots=True)
class Promise:
    """The 承诺达标合格证; who promised is the seller, no person is named."""

    number: str
    issued_on: date


@dataclass(frozen=True, slots=True)
class Cancelled:
    """A certificate that no longer holds, since that day. Why is not told."""

    number: str
    on: date


@dataclass(frozen=True, slots=True)
class Origin:
    """Where and when a part of a mixed batch was harvested."""

    village_name: str
    harvested_on: date


@dataclass(frozen=True, slots=True)
class Report:
    """Who tested the batch, and when."""

    laboratory: str
    tested_on: date


@dataclass(frozen=True, slots=True)
class Story:
    """A batch, or one order line's units of it (`of_line`). `consignment_pk` leads to the way."""

    code: str
    of_line: bool
    product_name: str
    variant_name: str
    product_slug: str
    picture: Picture | None
    merchant_name: str
    merchant_slug: str
    batch_code: str
    village_name: str
    harvested_on: date
    packed_on: date | None
    expires_on: date
    storage_label: str
    certificate: Promise | None
    # Certificates that were issued for the batch and no longer hold, the last one first.
    cancelled: tuple[Cancelled, ...]
    reports: tuple[Report, ...]
    origins: tuple[Origin, ...]
    badge: CarriedBadge | None
    consignment_pk: int | None
    copied: bool


def story(*, code: TraceCode, on: date) -> Story:
    """Return what a code tells on that day; about nine statements, whatever the code is."""
    batch = Batch.objects.select_related("product__merchant", "village__parent", "certificate").get(
        pk=code.batch_id
    )
    line = _line(code.line)
    product = batch.product
    snapshot: dict[str, Any] = line.snapshot if line else {}
    sold = code.units if code.line else tracing.units_sold([batch.pk]).get(batch.pk, 0)
    issued = batch.certificate
    parents = _parents(batch)
    return Story(
        code=code.code,
        of_line=bool(code.line),
        product_name=snapshot["product"]["name"] if line else product.name,
        variant_name=snapshot["variant"]["name"] if line else "",
        product_slug=product.slug if _listed(product, on) else "",
        picture=_picture(product),
        merchant_name=product.merchant.name,
        merchant_slug=product.merchant.slug,
        batch_code=batch.code,
        village_name=full_name(
            batch.village_id,
            batch.village.name,
            batch.village.parent.name if batch.village.parent else None,
        ),
        harvested_on=batch.harvested_on,
        packed_on=batch.packed_on,
        expires_on=batch.expires_on,
        storage_label=str(Storage(batch.storage).label),
        certificate=Promise(issued.number, issued.issued_on) if issued else None,
        cancelled=_cancelled(batch),
        reports=_reports(batch),
        origins=tuple(
            Origin(
                full_name(
                    parent.source.village_id,
                    parent.source.village.name,
                    parent.source.village.parent.name if parent.source.village.parent else None,
                ),
                parent.source.harvested_on,
            )
            for parent in parents
        ),
        badge=_kept(line) if line else _today(batch, parents, on),
        consignment_pk=line.consignment_id if line else None,
        copied=tracing.looks_copied(code=code, units=sold, on=on),
    )


def _line(public_id: str) -> Line | None:
    if not public_id:
        return None
    return Line.objects.select_related("consignment__order").filter(public_id=public_id).first()


def _listed(product: Product, on: date) -> bool:
    return Product.objects.listed(on).filter(pk=product.pk).exists()


def _picture(product: Product) -> Picture | None:
    row = (
        ProductPicture.objects.filter(product=product)
        .order_by("position")
        .values_list("picture__key", "picture__width", "picture__height", "alt")
        .first()
    )
    return Picture(*row) if row else None


def _reports(batch: Batch) -> tuple[Report, ...]:
    rows = InspectionReport.objects.filter(batch=batch).order_by("-tested_on", "-id")
    return tuple(Report(*row) for row in rows.values_list("laboratory", "tested_on"))


def _cancelled(batch: Batch) -> tuple[Cancelled, ...]:
    rows = Cancellation.objects.filter(certificate__batch=batch).order_by("-at", "-id")
    return tuple(
        Cancelled(number, days.day(at))
        for number, at in rows.values_list("certificate__number", "at")
    )


def _parents(batch: Batch) -> list[Parent]:
    parents = Parent.objects.filter(batch=batch).select_related("source__village__parent")
    return list(parents.order_by("-grams", "id"))


def _kept(line: Line) -> CarriedBadge | None:
    """The badge of the order's day, as the snapshot holds it."""
    badge = line.snapshot["badge"]
    if badge is None:
        return None
    return CarriedBadge(**badge, on=days.day(line.consignment.order.placed_at))


def _today(batch: Batch, parents: Sequence[Parent], on: date) -> CarriedBadge | None:
    """The badge that every part of the batch may carry today, while it may be sold."""
    product = batch.product
    if product.right_id is None or not rules.sellable(batch.expires_on, on):
        return None
    claims = [
        gi.Claim(
            number,
            product.right_id,
            product.merchant.credit_code,
            where.village_code,
            product.variety,
            where.plot,
        )
        for number, where in enumerate(map(_grown, [each.source for each in parents] or [batch]))
    ]
    told = gi.badges_of(claims, on)
    if len(told) < len(claims):
        return None
    return CarriedBadge(told[0].code, told[0].text, told[0].right_id, on)


def _grown(batch: Batch) -> batches.Grown:
    return batches.grown(batch.village_id, batch.plot_lon, batch.plot_lat)
