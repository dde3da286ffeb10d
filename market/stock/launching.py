"""The last step of a new product: its first harvest, certified, in store, and into the shop."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from market.accounts.actors import Actor, require_duty
from market.batches import services as batches
from market.catalogue import services as catalogue
from market.catalogue.models import Product
from market.kernel import days
from market.kernel.errors import Invalid, NotFound, Stale
from market.stock import services as stock


@dataclass(frozen=True, slots=True)
class FirstHarvest:
    """What a person says of the first harvest; `units` of every size. The rest follows.

    Without `promised_by` no certificate is issued: only sellers who need none may leave it out.
    """

    harvested_on: date
    units: int
    promised_by: str = ""
    contact: str = ""


@transaction.atomic
def launch(
    *, actor: Actor, product_id: str, version: int, first: FirstHarvest, now: datetime
) -> Product:
    """Enter the first harvest with its certificate, take its units in, put the product up.

    All or nothing. The harvest comes from the product's village and weighs what its units weigh;
    the certificate is issued today. Raises Stale, and what entering a batch, receiving units and
    listing a product raise.
    """
    staff = require_duty(actor, "GOODS")
    products = Product.objects.visible_to(staff).select_related("origin__parent")
    product = products.filter(public_id=product_id).first()
    if product is None:
        raise NotFound("product")
    if product.version != version:
        raise Stale(product.version)
    variants = list(product.variants.filter(active=True).order_by("position"))
    if not 1 <= first.units <= stock.MOST_UNITS:
        raise Invalid("units", "range")
    batch = batches.create_batch(
        actor=actor,
        product_id=product_id,
        village_code=product.origin_id,
        harvested_on=first.harvested_on,
        grams=sum(variant.net_grams for variant in variants) * first.units,
        certificate=_certificate(product, first, days.day(now)),
        now=now,
    )
    for variant in variants:
        stock.receive(
            actor=actor, variant_id=variant.pk, batch=batch, quantity=first.units, now=now
        )
    return catalogue.list_product(actor=actor, product_id=product_id, now=now)


def _certificate(
    product: Product, first: FirstHarvest, today: date
) -> batches.NewCertificate | None:
    if not first.promised_by.strip() or first.harvested_on > today:
        return None
    town = product.origin.parent
    return batches.NewCertificate(
        place=f"{town.name if town else ''}{product.origin.name}",
        promised_by=first.promised_by,
        contact=first.contact,
        issued_on=today,
    )
