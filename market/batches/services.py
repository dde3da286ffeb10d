"""Entering what was harvested or mixed, and what a laboratory said of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db import transaction

from market.accounts.actors import Actor, MerchantStaff, require_duty
from market.batches import certifying, digital_link, rules, tracing
from market.batches.certifying import NewCertificate as NewCertificate
from market.batches.models import Batch, InspectionReport, Parent, Storage
from market.catalogue.models import Product
from market.kernel import days, ids, text
from market.kernel.errors import Invalid, NotFound
from market.media import services as media
from market.places.models import Level, Place

NOTES_LENGTH = 2_000
MOST_REPORTS = 10


@dataclass(frozen=True, slots=True)
class More:
    """What else is known of a harvest. `household` is never shown outside the desk.

    `expires_on` may only shorten what the product's shelf life gives.
    """

    household: str = ""
    plot_lat: float | None = None
    plot_lon: float | None = None
    packed_on: date | None = None
    expires_on: date | None = None
    storage: str = Storage.AMBIENT.value
    gtin: str = ""
    notes: str = ""


NOTHING_MORE = More()


@dataclass(frozen=True, slots=True)
class Harvest:
    """What was harvested of a product, as `create_batch` takes it."""

    village_code: str
    harvested_on: date
    grams: int
    certificate: NewCertificate | None = None
    plot: str = ""
    more: More = NOTHING_MORE


@transaction.atomic
def create_batch(
    *,
    actor: Actor,
    product_id: str,
    village_code: str,
    harvested_on: date,
    grams: int,
    now: datetime,
    certificate: NewCertificate | None = None,
    plot: str = "",
    more: More = NOTHING_MORE,
) -> Batch:
    """Enter a harvest of the merchant's product; its last day follows from the shelf life.

    `harvested_on` is a day of the county, today at the latest; of a presale the day from which it
    is sent. Raises Forbidden, NotFound("product"), Invalid: villageCode, harvestedOn (future,
    expired), grams, plot, packedOn, expiresOn, storage, gtin, plotLat, household, notes,
    certificate (required; number taken; its fields).
    """
    product = _own_product(require_duty(actor, "GOODS"), product_id)
    new = Harvest(village_code, harvested_on, grams, certificate, plot, more)
    today = days.day(now)
    batch = harvest_of(product, _village(village_code), new, today)
    batch.save(force_insert=True)
    tracing.code_of_batch(batch_pk=batch.pk, now=now)
    if certificate is not None:
        certifying.issue(batch, product, certificate, today)
    return batch


def harvest_of(product: Product, village: Place, new: Harvest, today: date) -> Batch:
    """Return a harvest that is not stored yet. Raises Invalid as `create_batch` does."""
    # A presale's harvest is declared before it is in; it is certified when it is.
    latest = max(today, product.ships_from or today)
    due = new.harvested_on <= today and rules.must_certify(product.merchant.seller_class)
    if new.certificate is None and due:
        raise Invalid("certificate", "required")
    last = rules.expires_on(_harvested(new.harvested_on, latest), product.shelf_days)
    expires = _expires(new.more.expires_on, new.harvested_on, last)
    if not rules.sellable(expires, today):
        raise Invalid("harvestedOn" if expires == last else "expiresOn", "expired")
    return Batch(
        code=_code(new.harvested_on),
        product=product,
        village=_of_batches(village),
        plot=text.line(new.plot, field="plot", max_length=64, required=False),
        harvested_on=new.harvested_on,
        expires_on=expires,
        grams=certifying.checked_grams(new.grams, "grams"),
        packed_on=_packed(new.more.packed_on, new.harvested_on, today),
        **_clean(new.more),
    )


@transaction.atomic
def create_mixed(
    *,
    actor: Actor,
    product_id: str,
    grams_of: Mapping[Batch, int],
    certificate: NewCertificate,
    now: datetime,
) -> Batch:
    """Enter a batch that was mixed from others of the product, with a certificate of its own.

    It expires when the first of them does (`rules.mixed`). The caller moves the stock. Raises
    Forbidden, NotFound("product"), Invalid: parts (few, product, expired, place), certificate.
    """
    product = _own_product(require_duty(actor, "GOODS"), product_id)
    if len(grams_of) < 2:
        raise Invalid("parts", "few")
    if any(source.product_id != product.pk for source in grams_of):
        raise Invalid("parts", "product")
    made = rules.mixed(
        [
            rules.Ingredient(
                source.village_id, source.harvested_on, source.expires_on, source.storage
            )
            for source in grams_of
        ]
    )
    today = days.day(now)
    if not rules.sellable(made.expires_on, today):
        raise Invalid("parts", "expired")
    place = Place.objects.filter(code=made.place_code).first()
    if place is None:
        raise Invalid("parts", "place")
    batch = Batch.objects.create(
        code=_code(today),
        product=product,
        village=place,
        harvested_on=made.harvested_on,
        expires_on=made.expires_on,
        grams=sum(grams_of.values()),
        packed_on=today,
        storage=made.storage,
    )
    Parent.objects.bulk_create(
        Parent(batch=batch, source=source, grams=grams) for source, grams in grams_of.items()
    )
    tracing.code_of_batch(batch_pk=batch.pk, now=now)
    certifying.issue(batch, product, certificate, today)
    return batch


@transaction.atomic
def attach_report(
    *,
    actor: Actor,
    batch_id: str,
    data: bytes,
    name: str,
    laboratory: str,
    tested_on: date,
    now: datetime,
) -> InspectionReport:
    """Attach a laboratory's report to a batch; the same paper again is the same report.

    Raises Forbidden, NotFound("batch"), Invalid (laboratory; testedOn: before the harvest or in
    the future; reports: too_many), DocumentRefused.
    """
    staff = require_duty(actor, "GOODS")
    own = Batch.objects.visible_to(staff).select_related("product__merchant")
    batch = own.filter(public_id=batch_id).first()
    if batch is None:
        raise NotFound("batch")
    by = text.line(laboratory, field="laboratory", max_length=64)
    if not batch.harvested_on <= tested_on <= days.day(now):
        raise Invalid("testedOn", "range")
    if batch.reports.count() >= MOST_REPORTS:
        raise Invalid("reports", "too_many")
    owner = batch.product.merchant.public_id
    document = media.accept_document(data=data, name=name, owner=owner, now=now)
    report, _ = InspectionReport.objects.get_or_create(
        batch=batch, document=document, defaults={"laboratory": by, "tested_on": tested_on}
    )
    return report


def _own_product(actor: MerchantStaff, product_id: str) -> Product:
    products = Product.objects.visible_to(actor).select_related("merchant")
    product = products.filter(public_id=product_id).first()
    if product is None:
        raise NotFound("product")
    return product


def _clean(more: More) -> dict[str, str | float | None]:
    """Return the further columns of a batch. Raises Invalid."""
    if more.storage not in Storage.values:
        raise Invalid("storage", "choice")
    gtin = digital_link.normal_gtin(more.gtin) if more.gtin.strip() else ""
    if gtin is None:
        raise Invalid("gtin", "format")
    lat, lon = more.plot_lat, more.plot_lon
    if (lat is None) != (lon is None):
        raise Invalid("plotLat", "required")
    if lat is not None and lon is not None and not (-90 <= lat <= 90 and -180 <= lon <= 180):
        raise Invalid("plotLat", "range")
    return {
        "storage": more.storage,
        "gtin": gtin,
        "plot_lat": lat,
        "plot_lon": lon,
        "household": text.line(more.household, field="household", max_length=64, required=False),
        "notes": text.paragraphs(more.notes, field="notes", max_length=NOTES_LENGTH),
    }


def _code(day: date) -> str:
    return f"{day:%y%m%d}-{ids.token()[-8:]}"


def _harvested(day: date, today: date) -> date:
    if day > today:
        raise Invalid("harvestedOn", "future")
    return day


def _packed(day: date | None, harvested_on: date, today: date) -> date | None:
    if day is not None and not harvested_on <= day <= today:
        raise Invalid("packedOn", "range")
    return day


def _expires(given: date | None, harvested_on: date, last: date) -> date:
    if given is None:
        return last
    if not harvested_on < given <= last:
        raise Invalid("expiresOn", "range")
    return given


def _village(code: str) -> Place:
    village = Place.objects.filter(code=code).first()
    if village is None:
        raise Invalid("villageCode", "unknown")
    return village


def _of_batches(place: Place) -> Place:
    """A village of this county; of another county, the village or the county as a whole."""
    if place.level != Level.VILLAGE and place.code.startswith(settings.COUNTY_CODE):
        raise Invalid("villageCode", "unknown")
    return place
