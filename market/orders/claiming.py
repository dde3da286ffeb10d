"""What an order's goods may claim: a badge a line, and the grams that count against an output."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from market.batches import queries as batches
from market.batches.models import Batch
from market.batches.queries import Grown
from market.gi import output
from market.gi import queries as gi
from market.gi.models import Right
from market.gi.rules import Badge, is_licensed
from market.orders.models import Line, Order
from market.orders.offers import Offer
from market.stock.services import Allocation


@dataclass(frozen=True, slots=True)
class Harvest:
    """What of a batch a right is judged by."""

    grown: Grown
    harvested_on: date


@dataclass(frozen=True, slots=True)
class Claimed:
    """Badges by variant key, and the net grams under them by the season of their harvest."""

    badges: dict[int, Badge]
    outputs: list[output.Want]


def claim(offered: Sequence[Offer], allocations: Sequence[Allocation], *, on: date) -> Claimed:
    """Return what these goods may claim on that day. Two statements, none without rights.

    A badge is one that every batch of a variant's units may carry.
    """
    under = {offer.variant_pk: offer for offer in offered if offer.right_pk is not None}
    units = [each for each in allocations if each.variant_pk in under]
    if not units:
        return Claimed({}, [])
    grown = _harvests(units)
    badges = _badges(under, units, grown, on)
    return Claimed(
        badges,
        [
            _want(under[each.variant_pk], each.quantity, grown[each.batch_code])
            for each in units
            if each.variant_pk in badges and is_licensed(badges[each.variant_pk].code)
        ],
    )


def _harvests(allocations: Sequence[Allocation]) -> dict[str, Harvest]:
    codes = {each.batch_code for each in allocations}
    rows = Batch.objects.filter(code__in=codes).values_list(
        "code", "harvested_on", "village_id", "plot_lon", "plot_lat"
    )
    return {
        code: Harvest(batches.grown(village, lon, lat), harvested_on)
        for code, harvested_on, village, lon, lat in rows
    }


def _badges(
    under: Mapping[int, Offer],
    units: Sequence[Allocation],
    grown: Mapping[str, Harvest],
    on: date,
) -> dict[int, Badge]:
    # The register answers by a claim's first number: here its place in this list.
    claims = [
        _claim(number, under[each.variant_pk], grown[each.batch_code])
        for number, each in enumerate(units)
    ]
    told = gi.badges_of(claims, on)
    refused = {each.variant_pk for number, each in enumerate(units) if number not in told}
    return {
        each.variant_pk: told[number]
        for number, each in enumerate(units)
        if each.variant_pk not in refused
    }


def _claim(number: int, offer: Offer, grown: Harvest) -> gi.Claim:
    return gi.Claim(
        product_pk=number,
        right_pk=offer.right_pk or 0,
        credit_code=offer.credit_code,
        village_code=grown.grown.village_code,
        variety=offer.variety,
        plot=grown.grown.plot,
    )


def _want(offer: Offer, quantity: int, grown: Harvest) -> output.Want:
    return output.Want(
        right_pk=offer.right_pk or 0,
        credit_code=offer.credit_code,
        harvested_on=grown.harvested_on,
        grams=offer.net_grams * quantity,
        variant_id=offer.variant_id,
    )


def count_again(
    order: Order, lines: Sequence[Line], allocations: Sequence[Allocation], now: datetime
) -> None:
    """Count a revived order anew, under the badges that were agreed. Raises CeilingReached."""
    output.release(holders=[order.public_id], now=now)
    under = {line.pk: line.snapshot["badge"]["right_id"] for line in lines if _counts(line)}
    if not under:
        return
    grown = _harvests(allocations)
    rights = dict(Right.objects.filter(public_id__in=under.values()).values_list("public_id", "pk"))
    sellers = dict(
        Line.objects.filter(pk__in=under).values_list("pk", "consignment__merchant__credit_code")
    )
    wants = [
        output.Want(
            right_pk=rights[under[line.pk]],
            credit_code=sellers[line.pk],
            harvested_on=grown[each.batch_code].harvested_on,
            grams=line.snapshot["net_grams"] * each.quantity,
            variant_id=line.snapshot["variant"]["id"],
        )
        for line in lines
        if line.pk in under
        for each in allocations
        if each.variant_pk == line.variant_id
    ]
    output.take(holder=order.public_id, wants=wants, now=now)


def _counts(line: Line) -> bool:
    badge = line.snapshot["badge"]
    return badge is not None and is_licensed(badge["code"])
