"""Where an order goes, in the words and with the promise that the order keeps."""

from datetime import datetime

from logistics.network import queries as network
from market.kernel import days, text
from market.kernel.errors import Invalid, NotFound
from market.orders.delivery import Delivery
from market.places.models import Level, Place
from village_points.points import queries

# With county, town and village before it, this fits what an order keeps.
ADDRESS_LENGTH = 120


def to_point(*, point_code: str, now: datetime) -> Delivery:
    """Return a delivery to an active point, open at this hour or not. Raises NotFound."""
    point = queries.point(point_code)
    if point is None or not point.active:
        raise NotFound("point")
    return Delivery(
        kind="POINT",
        point_id=point.pk,
        point_code=point.code,
        village_code=point.village_code,
        deliver_to=f"{point.town_name}{point.name}",
        promised_on=network.promise(village_code=point.village_code, now=now),
    )


def to_address(*, village_code: str, address: str, now: datetime) -> Delivery:
    """Return a delivery to an address in a village of the county.

    `address` says where in the village; county, town and village may stand before it. Raises
    Invalid ("address": "length", "characters", ...; "villageCode": "unknown").
    """
    village = (
        Place.objects.villages().select_related("parent__parent").filter(pk=village_code).first()
    )
    if village is None:
        raise Invalid("villageCode", "unknown")
    words = _words(address, full_name(village))
    arrives = network.promised_at(village_code=village_code, to_door=True, now=now)
    return Delivery(
        kind="ADDRESS",
        point_id=None,
        point_code="",
        village_code=village_code,
        deliver_to=f"{full_name(village)}{words}",
        promised_on=days.day(arrives),
    )


def full_name(place: Place) -> str:
    """Return a place's name with county and town before it, as addresses are written."""
    names = []
    here: Place | None = place
    while here is not None:
        names.append(here.name)
        here = here.parent if here.level != Level.COUNTY else None
    return "".join(reversed(names))


def _words(address: str, village: str) -> str:
    words = text.line(address, field="address", max_length=240).removeprefix(village).strip()
    if not 2 <= len(words) <= ADDRESS_LENGTH:
        raise Invalid("address", "length")
    return words
