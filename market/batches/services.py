"""Entering what was harvested."""

from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db import IntegrityError, transaction

from market.accounts.actors import Actor, MerchantStaff
from market.accounts.rules import normal_phone
from market.batches import rules
from market.batches.models import Batch, Certificate
from market.catalogue.models import Product
from market.kernel import days, ids, text
from market.kernel.errors import Forbidden, Invalid, NotFound
from market.places.models import Level, Place

MAX_GRAMS = 1_000_000_000


@dataclass(frozen=True, slots=True)
class NewCertificate:
    """A 承诺达标合格证, as issued. Without a number it gets one; without grams, the batch's."""

    place: str
    promised_by: str
    contact: str
    issued_on: date
    number: str = ""
    grams: int | None = None
    product_name: str = ""


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
) -> Batch:
    """Enter a harvest of the merchant's product; its last day follows from the shelf life.

    `harvested_on` is a day of the county, today at the latest; of a presale the day from which it
    is sent. Raises Forbidden,
    NotFound("product"), Invalid: villageCode, harvestedOn (future, expired), grams, plot,
    certificate (required; number taken; its fields).
    """
    if not isinstance(actor, MerchantStaff):
        raise Forbidden
    products = Product.objects.visible_to(actor).select_related("merchant")
    product = products.filter(public_id=product_id).first()
    if product is None:
        raise NotFound("product")
    today = days.day(now)
    # A presale's harvest is declared before it is in; it is certified when it is.
    latest = max(today, product.ships_from or today)
    due = harvested_on <= today and rules.must_certify(product.merchant.seller_class)
    if certificate is None and due:
        raise Invalid("certificate", "required")
    expires = rules.expires_on(_harvested(harvested_on, latest), product.shelf_days)
    if not rules.sellable(expires, today):
        raise Invalid("harvestedOn", "expired")
    batch = Batch.objects.create(
        code=f"{harvested_on:%y%m%d}-{ids.token()[-8:]}",
        product=product,
        village=_village(village_code),
        plot=text.line(plot, field="plot", max_length=64, required=False),
        harvested_on=harvested_on,
        expires_on=expires,
        grams=_grams(grams, "grams"),
    )
    if certificate is not None:
        _certify(batch, product, certificate, today)
    return batch


def _certify(batch: Batch, product: Product, new: NewCertificate, today: date) -> None:
    if not batch.harvested_on <= new.issued_on <= today:
        raise Invalid("certificateIssuedOn", "range")
    certificate = Certificate(
        batch=batch,
        number=text.line(
            new.number or f"HGZ-{batch.code}", field="certificateNumber", max_length=32
        ),
        product_name=text.line(
            new.product_name or product.name, field="certificateProduct", max_length=80
        ),
        grams=batch.grams if new.grams is None else _grams(new.grams, "certificateGrams"),
        place=text.line(new.place, field="certificatePlace", max_length=128),
        promised_by=text.line(new.promised_by, field="certificatePromisedBy", max_length=128),
        contact=normal_phone(new.contact, field="certificateContact"),
        issued_on=new.issued_on,
    )
    try:
        with transaction.atomic():
            certificate.save(force_insert=True)
    except IntegrityError:
        raise Invalid("certificateNumber", "taken") from None


def _harvested(day: date, today: date) -> date:
    if day > today:
        raise Invalid("harvestedOn", "future")
    return day


def _village(code: str) -> Place:
    """A village of this county; of another county, the village or the county as a whole."""
    village = Place.objects.filter(code=code).first()
    whole = village is not None and village.level != Level.VILLAGE
    if village is None or (whole and code.startswith(settings.COUNTY_CODE)):
        raise Invalid("villageCode", "unknown")
    return village


def _grams(value: int, field: str) -> int:
    if isinstance(value, bool) or not 0 < value <= MAX_GRAMS:
        raise Invalid(field, "range")
    return value
