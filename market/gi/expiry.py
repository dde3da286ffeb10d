"""Rights, users and statuses that begin or end by their dates: nobody has to press a button.

Pages and orders judge by the day at once. What keeps a copy (the search index, flagged texts) is
told here, once for each day, in the first minute of it.
"""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q

from market.events.bus import emit_all
from market.gi.models import AuthorisedUser, DayTold, Right
from market.kernel import days

_NAME = "rights"


@transaction.atomic
def tell_changes(*, now: datetime) -> list[str]:
    """Emit `right.changed` for every right that changed by date since the last call.

    Days are the county's. However long nobody called, no change is left out; a second call on one
    day tells nothing. Returns the public ids.
    """
    today = days.day(now)
    mark, _ = DayTold.objects.select_for_update(no_key=True).get_or_create(
        name=_NAME, defaults={"told_on": today - timedelta(days=1)}
    )
    if mark.told_on >= today:
        return []
    changed = changed_between(mark.told_on, today)
    mark.told_on = today
    mark.save()
    emit_all(("right.changed", {"right": right}) for right in changed)
    return changed


def changed_between(after: date, until: date) -> list[str]:
    """Return rights for which a first day or the day after a last one is in (after, until]."""
    begins, ended = (after + timedelta(days=1), until), (after, until - timedelta(days=1))
    users = AuthorisedUser.objects.filter(Q(from_on__range=begins) | Q(to_on__range=ended))
    dated = Right.objects.filter(
        Q(valid_from__range=begins) | Q(valid_to__range=ended) | Q(pk__in=users.values("right"))
    )
    found = set(dated.values_list("public_id", flat=True))
    for public_id, statuses in Right.objects.exclude(statuses=[]).values_list(
        "public_id", "statuses"
    ):
        if any(after < date.fromisoformat(first) <= until for first, _ in statuses):
            found.add(public_id)
    return sorted(found)
