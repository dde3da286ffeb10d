"""Parcels counted, for the county's first page."""

from datetime import date

from django.db.models import Count, Q

from logistics.parcels.models import Parcel, ParcelState
from logistics.parcels.queries import ON_THEIR_WAY
from market.accounts.actors import Actor, Operator, require


def by_state(*, actor: Actor) -> dict[str, int]:
    """Return how many parcels are in each state. One statement. Raises Forbidden."""
    visible = Parcel.objects.visible_to(require(actor, Operator))
    found = dict(visible.values_list("state").annotate(count=Count("pk")))
    return {state: found.get(state, 0) for state in ParcelState.values}


def late(*, actor: Actor, today: date) -> int:
    """Return how many parcels are on their way after their promised day. Raises Forbidden."""
    visible = Parcel.objects.visible_to(require(actor, Operator))
    return visible.filter(Q(state__in=ON_THEIR_WAY) & Q(promised_on__lt=today)).count()
