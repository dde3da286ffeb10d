"""The allowed moves of a parcel. What happened at which moment are its scans."""

from logistics.parcels.models import Parcel, ParcelState
from market.kernel.errors import WrongState

MOVES: dict[ParcelState, frozenset[ParcelState]] = {
    ParcelState.PLANNED: frozenset({ParcelState.PACKED, ParcelState.CANCELLED}),
    ParcelState.PACKED: frozenset({ParcelState.ON_THE_WAY}),
    # To the shelf of a point, or straight into the hands at an address.
    ParcelState.ON_THE_WAY: frozenset({ParcelState.READY, ParcelState.DELIVERED}),
    ParcelState.READY: frozenset({ParcelState.DELIVERED}),
    ParcelState.DELIVERED: frozenset(),
    ParcelState.CANCELLED: frozenset(),
}


def move(parcel: Parcel, to: ParcelState) -> None:
    """Move a parcel whose row the caller has locked. Raises WrongState, and changes nothing."""
    if to not in MOVES[ParcelState(parcel.state)]:
        raise WrongState(state=parcel.state, wanted=to.value)
    parcel.state = to
    parcel.save(update_fields=["state", "updated_at"])
