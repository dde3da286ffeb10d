"""Many harvests at once, for imports: the rules of `services`, with few statements for all."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from django.db import transaction

from market.accounts.actors import Actor, require_duty
from market.batches import certifying, digital_link
from market.batches.certifying import certificate_of
from market.batches.models import Batch, TraceCode
from market.batches.services import Harvest, harvest_of
from market.catalogue.models import Product
from market.kernel import days
from market.kernel.errors import Invalid, NotFound
from market.places.models import Place

CHUNK = 1_000
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Entered:
    """A harvest that is stored: its key and its last day."""

    pk: int
    expires_on: date


@transaction.atomic
def create_batches(
    *, actor: Actor, harvests: Sequence[tuple[int, Harvest]], now: datetime
) -> list[Entered]:
    """Enter harvests of the merchant's products (by key), each with its trace code; in this order.

    Six statements for each thousand. Raises what `services.create_batch` raises.
    """
    staff = require_duty(actor, "GOODS")
    own = Product.objects.visible_to(staff).select_related("merchant")
    places = Place.objects.in_bulk({new.village_code for _, new in harvests})
    found: list[Entered] = []
    for part in _chunks(harvests):
        products = own.in_bulk({pk for pk, _ in part})
        found += _create(part, products, places, now)
    return found


def _create(
    part: Sequence[tuple[int, Harvest]],
    products: dict[int, Product],
    places: dict[str, Place],
    now: datetime,
) -> list[Entered]:
    today = days.day(now)
    made = []
    for pk, new in part:
        if pk not in products:
            raise NotFound("product")
        if new.village_code not in places:
            raise Invalid("villageCode", "unknown")
        made.append(harvest_of(products[pk], places[new.village_code], new, today))
    Batch.objects.bulk_create(made)
    TraceCode.objects.bulk_create(
        [TraceCode(code=digital_link.new_code(), batch=batch, made_at=now) for batch in made]
    )
    certifying.issue_first(
        [
            certificate_of(batch, products[pk], new.certificate, batch.harvested_on, today)
            for batch, (pk, new) in zip(made, part, strict=True)
            if new.certificate is not None
        ]
    )
    # Only this much of them: thousands of batches with their products would fill the memory.
    return [Entered(batch.pk, batch.expires_on) for batch in made]


def _chunks(rows: Sequence[T]) -> Iterator[Sequence[T]]:
    for start in range(0, len(rows), CHUNK):
        yield rows[start : start + CHUNK]
