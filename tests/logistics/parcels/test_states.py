"""Every pair of states of a parcel: allowed, or refused with nothing changed."""

import itertools

import pytest

from logistics.parcels.models import Parcel, ParcelState
from logistics.parcels.states import move
from market.kernel.errors import WrongState
from tests.village_points.scene import Scene

ALLOWED = {
    ("PLANNED", "PACKED"),
    ("PLANNED", "CANCELLED"),
    ("PACKED", "ON_THE_WAY"),
    ("ON_THE_WAY", "READY"),
    ("ON_THE_WAY", "DELIVERED"),
    ("READY", "DELIVERED"),
}


@pytest.mark.django_db
@pytest.mark.parametrize(("was", "to"), list(itertools.product(ParcelState, ParcelState)))
def test_every_pair(was: ParcelState, to: ParcelState, scene: Scene) -> None:
    parcel = scene.planned()[0]
    Parcel.objects.filter(pk=parcel.pk).update(state=was)
    parcel.refresh_from_db()
    if (was, to) in ALLOWED:
        move(parcel, to)
        assert Parcel.objects.get(pk=parcel.pk).state == to
        return
    with pytest.raises(WrongState) as caught:
        move(parcel, to)
    assert (caught.value.state, caught.value.wanted) == (was, to)
    assert Parcel.objects.get(pk=parcel.pk).state == was
