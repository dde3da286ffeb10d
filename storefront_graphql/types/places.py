"""Places and the points where parcels are fetched."""

from typing import Any

import graphene

from logistics.network import queries as network
from market.kernel.errors import Invalid
from storefront_graphql.types import fields as f


class Town(graphene.ObjectType):
    """A town of the county, by its 9-digit division code."""

    code = f.key()
    name = f.text()
    points = f.whole("How many points it has.")


class Village(graphene.ObjectType):
    """A village, by its 12-digit division code."""

    code = f.key()
    name = f.text()
    town_code = f.key()


def require_on_globe(lat: float, lon: float) -> None:
    """Raise Invalid for degrees that are no place."""
    if not -90 <= lat <= 90:
        raise Invalid("lat", "range")
    if not -180 <= lon <= 180:
        raise Invalid("lon", "range")


class Point(graphene.ObjectType):
    """A village service point. Hours in minutes of the day, Beijing time."""

    id = f.key()
    code = f.key("P- and the village's code.")
    name = f.text()
    address = f.text()
    phone = f.text()
    village_code = f.key()
    village_name = f.text()
    town_code = f.key()
    town_name = f.text()
    lat = graphene.Float(required=True)
    lon = graphene.Float(required=True)
    opens_minute = f.whole()
    closes_minute = f.whole()
    active = f.yes()
    distance_m = graphene.Int(description="From where was asked, in metres; else null.")
    promised_on = f.date("When a parcel ordered now can be fetched here.")

    @staticmethod
    def resolve_promised_on(point: Any, info: Any) -> Any:
        return network.promise(village_code=point.village_code, now=info.context.now)
