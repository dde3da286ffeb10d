"""What a merchant charges for delivery: one template, with zones."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from market.accounts.actors import Actor, require_duty
from market.kernel import text
from market.kernel.errors import Invalid
from market.merchants.models import FreightTemplate, FreightZone, Merchant
from market.merchants.tariff import Freight as Freight
from market.merchants.tariff import Zone as Zone
from market.places.models import Place

MAX_FREIGHT_FEN = 1_000_000
MAX_FREE_FEN = 100_000_000
MOST_ZONES = 20


@transaction.atomic
def set_freight(*, actor: Actor, freight: Freight, now: datetime) -> FreightTemplate:
    """Change what the actor's merchant charges for delivery, zones and all.

    Orders that are placed keep what was agreed. Raises Forbidden, Invalid: freight (range),
    zones (range, twice, too_many, place).
    """
    staff = require_duty(actor, "SHOP")
    merchant = Merchant.objects.select_for_update(no_key=True).get(pk=staff.merchant_id)
    return write(merchant, freight)


def write(merchant: Merchant, freight: Freight) -> FreightTemplate:
    """Check and store a template with its zones. Raises Invalid."""
    checked = _checked(freight)
    named = _named(freight.zones)
    template, _ = FreightTemplate.objects.update_or_create(merchant=merchant, defaults=checked)
    template.zones.all().delete()
    FreightZone.objects.bulk_create(
        FreightZone(
            template=template,
            prefix=zone.prefix,
            name=named[zone.prefix],
            first_kg_fen=zone.first_kg_fen,
            next_kg_fen=zone.next_kg_fen,
            free_from_fen=zone.free_from_fen,
        )
        for zone in sorted(freight.zones, key=lambda zone: zone.prefix)
    )
    return template


def _checked(freight: Freight) -> dict[str, int | None]:
    _range("freight", freight.first_kg_fen, freight.next_kg_fen, freight.free_from_fen)
    _range("freight", freight.cold_fen, 0, None)
    for zone in freight.zones:
        _range("zones", zone.first_kg_fen, zone.next_kg_fen, zone.free_from_fen)
    return {
        "first_kg_fen": freight.first_kg_fen,
        "next_kg_fen": freight.next_kg_fen,
        "free_from_fen": freight.free_from_fen,
        "cold_fen": freight.cold_fen,
    }


def _range(field: str, first: int, following: int, free_from: int | None) -> None:
    if not all(0 <= fen <= MAX_FREIGHT_FEN for fen in (first, following)):
        raise Invalid(field, "range")
    if free_from is not None and not 0 <= free_from <= MAX_FREE_FEN:
        raise Invalid(field, "range")


def _named(zones: Sequence[Zone]) -> dict[str, str]:
    """Return the zones' names: those of the places that they are. Raises Invalid("zones")."""
    prefixes = [zone.prefix for zone in zones]
    if len(prefixes) > MOST_ZONES:
        raise Invalid("zones", "too_many")
    if len(set(prefixes)) != len(prefixes):
        raise Invalid("zones", "twice")
    rows = Place.objects.filter(code__in=prefixes).values_list("code", "name")
    names = {code: text.line(name, field="zones", max_length=32) for code, name in rows}
    if names.keys() != set(prefixes):
        raise Invalid("zones", "place")
    return names
