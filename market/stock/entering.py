"""A harvest and what was packed of it, entered at once: batch, certificate and units in store."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction

from market.accounts.actors import Actor, require_duty
from market.batches import services as batches
from market.batches.models import Batch
from market.batches.services import NOTHING_MORE, More, NewCertificate
from market.catalogue.models import Product, Variant
from market.kernel.errors import Invalid, NotFound
from market.stock import services as stock


@transaction.atomic
def enter(
    *,
    actor: Actor,
    product_id: str,
    village_code: str,
    harvested_on: date,
    units: Mapping[str, int],
    now: datetime,
    grams: int | None = None,
    certificate: NewCertificate | None = None,
    plot: str = "",
    more: More = NOTHING_MORE,
) -> Batch:
    """Enter a harvest with the units packed of each size (variant public id -> units, 0 allowed).

    Without `grams` the batch weighs what was packed. Raises as `batches.create_batch` and
    `stock.receive`, and Invalid: units (required, range), grams (less_than_units).
    """
    staff = require_duty(actor, "GOODS")
    product = Product.objects.visible_to(staff).filter(public_id=product_id).first()
    if product is None:
        raise NotFound("product")
    packed = {variant_id: count for variant_id, count in units.items() if count != 0}
    variants = {
        row.public_id: row for row in Variant.objects.filter(product=product, public_id__in=packed)
    }
    if len(variants) < len(packed):
        raise NotFound("variant")
    if any(not 0 < count <= stock.MOST_UNITS for count in packed.values()):
        raise Invalid("units", "units")
    net = sum(variants[variant_id].net_grams * count for variant_id, count in packed.items())
    if not packed and grams is None:
        raise Invalid("units", "required")
    if grams is not None and grams < net:
        raise Invalid("grams", "less_than_units")
    batch = batches.create_batch(
        actor=actor,
        product_id=product_id,
        village_code=village_code,
        harvested_on=harvested_on,
        grams=net if grams is None else grams,
        certificate=certificate,
        plot=plot,
        more=more,
        now=now,
    )
    for variant_id, count in packed.items():
        stock.receive(
            actor=actor,
            variant_id=variants[variant_id].pk,
            batch=batch,
            quantity=count,
            now=now,
        )
    return batch
