"""A merchant's own batches at the desk, with what is left of each. Constant statements."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import F, QuerySet, Sum
from django.db.models.functions import Coalesce

from market.accounts.actors import Actor, require_duty
from market.batches import rules as batch_rules
from market.batches.models import Basis, Batch, Cancellation, InspectionReport, Parent, Storage
from market.catalogue.models import Product
from market.kernel import ids
from market.kernel.errors import Invalid, NotFound
from market.places.queries import full_name
from market.stock.models import Lot
from market.stock.rules import near_expiry

MOST_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class OwnBatch:
    """One line of the list. `on_hand` and `reserved` are units of all sizes and stores."""

    pk: int
    id: str
    code: str
    product_id: str
    product_name: str
    village_name: str
    plot: str
    household: str
    harvested_on: date
    packed_on: date | None
    expires_on: date
    grams: int
    storage: str
    gtin: str
    notes: str
    plot_lat: float | None
    plot_lon: float | None
    seller_class: str
    certificate_number: str
    on_hand: int
    reserved: int
    near_expiry: bool

    @property
    def storage_label(self) -> str:
        return str(Storage(self.storage).label)

    @property
    def must_certify(self) -> bool:
        return batch_rules.must_certify(self.seller_class)


@dataclass(frozen=True, slots=True)
class OwnBatchPage:
    """A page of batches, the latest entered first; `total` counts all pages."""

    nodes: tuple[OwnBatch, ...]
    end_cursor: str | None
    has_next: bool
    total: int


@dataclass(frozen=True, slots=True)
class Paper:
    """A batch's certificate with how long it must be kept."""

    number: str
    product_name: str
    grams: int
    place: str
    promised_by: str
    contact: str
    issued_on: date
    basis_label: str
    kept_until: date


@dataclass(frozen=True, slots=True)
class CancelledPaper:
    """A certificate that no longer holds; it is kept as long as one that does."""

    number: str
    issued_on: date
    kept_until: date
    cancelled_at: datetime
    cancelled_by: str
    reason: str
    # Number of the certificate issued instead; empty while there is none.
    replaced_by: str


@dataclass(frozen=True, slots=True)
class ParentRow:
    """So many grams of a batch in a mixed one."""

    id: str
    code: str
    village_name: str
    harvested_on: date
    grams: int


@dataclass(frozen=True, slots=True)
class ReportRow:
    """A laboratory's report."""

    document_id: str
    name: str
    laboratory: str
    tested_on: date


@dataclass(frozen=True, slots=True)
class Draft:
    """What a new batch begins with: as the product's last one, else from product and seller."""

    product_id: str
    product_name: str
    village_code: str
    village_name: str
    plot: str
    household: str
    storage: str
    shelf_days: int
    must_certify: bool
    place: str
    promised_by: str
    contact: str


_COLUMNS = (
    "pk", "public_id", "code", "product__public_id", "product__name",
    "plot", "household", "harvested_on", "packed_on", "expires_on", "grams", "storage",
    "gtin", "notes", "plot_lat", "plot_lon", "product__merchant__seller_class",
    "village_id", "village__name", "village__parent__name", "certificate__number",
)  # fmt: skip


def own_batches(*, actor: Actor, first: int, on: date, after: str | None = None) -> OwnBatchPage:
    """Return a page of the merchant's batches. 3 statements.

    Raises Forbidden for whoever has not the duty of goods, Invalid: first (1 to 100), after.
    """
    staff = require_duty(actor, "GOODS")
    if not 1 <= first <= MOST_AT_ONCE:
        raise Invalid("first", "range")
    own = Batch.objects.visible_to(staff)
    page = own.order_by("-public_id")
    if after is not None:
        if not ids.is_id(after, "bat"):
            raise Invalid("after", "cursor")
        page = page.filter(public_id__lt=after)
    found = _batches(page[: first + 1], on)
    shown = found[:first]
    return OwnBatchPage(
        nodes=tuple(shown),
        end_cursor=shown[-1].id if shown else None,
        has_next=len(found) > first,
        total=own.count(),
    )


def own_batch(*, actor: Actor, batch_id: str, on: date) -> OwnBatch:
    """Return one of the merchant's batches. 2 statements. Raises Forbidden, NotFound."""
    own = Batch.objects.visible_to(require_duty(actor, "GOODS"))
    found = _batches(own.filter(public_id=batch_id), on)
    if not found:
        raise NotFound("batch")
    return found[0]


def paper(batch_pk: int) -> Paper | None:
    """Return a batch's certificate, if it has one. One statement."""
    issued = (
        Batch.objects.filter(pk=batch_pk, certificate__isnull=False)
        .values_list(
            "certificate__number", "certificate__product_name", "certificate__grams",
            "certificate__place", "certificate__promised_by", "certificate__contact",
            "certificate__issued_on", "certificate__basis",
        )
        .first()
    )  # fmt: skip
    if issued is None:
        return None
    facts: list[Any] = list(issued)
    issued_on, basis = facts[-2:]
    label = str(Basis(basis).label)
    return Paper(*[*facts[:-1], label, batch_rules.kept_until(issued_on)])


def cancelled_papers(batch_pk: int) -> list[CancelledPaper]:
    """Return a batch's certificates that no longer hold, the last one first. One statement."""
    rows = Cancellation.objects.filter(certificate__batch=batch_pk).order_by("-at", "-id")
    return [
        CancelledPaper(
            number, issued_on, batch_rules.kept_until(issued_on), at, name, reason, instead or ""
        )
        for number, issued_on, at, name, reason, instead in rows.values_list(
            "certificate__number", "certificate__issued_on", "at", "by__name", "reason",
            "certificate__replaced_by__number",
        )
    ]  # fmt: skip


def parents(batch_pk: int) -> list[ParentRow]:
    """Return what a batch was mixed from, the most first. One statement."""
    rows = Parent.objects.filter(batch_id=batch_pk).order_by("-grams", "id")
    return [
        ParentRow(public_id, code, full_name(village, name, town), harvested_on, grams)
        for public_id, code, village, name, town, harvested_on, grams in rows.values_list(
            "source__public_id",
            "source__code",
            "source__village_id",
            "source__village__name",
            "source__village__parent__name",
            "source__harvested_on",
            "grams",
        )
    ]


def reports(batch_pk: int) -> list[ReportRow]:
    """Return the laboratory reports of a batch, the newest first. One statement."""
    rows = InspectionReport.objects.filter(batch_id=batch_pk).order_by("-tested_on", "-id")
    return [
        ReportRow(*row)
        for row in rows.values_list(
            "document__public_id", "document__name", "laboratory", "tested_on"
        )
    ]


def draft(*, actor: Actor, product_id: str) -> Draft:
    """Return what a new batch of a product begins with. 2 statements.

    Raises Forbidden, NotFound.
    """
    staff = require_duty(actor, "GOODS")
    products = Product.objects.visible_to(staff).select_related("merchant", "origin__parent")
    product = products.filter(public_id=product_id).first()
    if product is None:
        raise NotFound("product")
    last = (
        Batch.objects.filter(product=product, parents=None)
        .select_related("village__parent", "certificate")
        .order_by("-pk")
        .first()
    )
    village = last.village if last else product.origin
    parent = village.parent.name if village.parent else None
    name = full_name(village.code, village.name, parent)
    issued = last.certificate if last else None
    return Draft(
        product_id=product.public_id,
        product_name=product.name,
        village_code=village.code,
        village_name=name,
        plot=last.plot if last else "",
        household=last.household if last else "",
        storage=last.storage if last else Storage.AMBIENT.value,
        shelf_days=product.shelf_days,
        must_certify=batch_rules.must_certify(product.merchant.seller_class),
        place=issued.place if issued else name,
        promised_by=issued.promised_by if issued else product.merchant.name,
        contact=issued.contact if issued else product.merchant.phone,
    )


def _batches(batches: QuerySet[Batch], on: date) -> list[OwnBatch]:
    rows = list(batches.values_list(*_COLUMNS))
    left = _left([row[0] for row in rows])
    found = []
    for *facts, village, name, town, number in rows:
        units = left.get(facts[0], (0, 0))
        harvested_on, expires_on = facts[7], facts[9]
        near = units[0] > 0 and near_expiry(harvested_on, expires_on, on)
        place = full_name(village, name, town)
        found.append(OwnBatch(*[*facts[:5], place, *facts[5:], number or "", *units, near]))
    return found


def _left(batch_pks: list[int]) -> dict[int, tuple[int, int]]:
    sums = (
        Lot.objects.filter(batch__in=batch_pks)
        .values("batch_id")
        .annotate(units=Coalesce(Sum(F("on_hand")), 0), held=Coalesce(Sum(F("reserved")), 0))
    )
    return {pk: (units, held) for pk, units, held in sums.values_list("batch_id", "units", "held")}
