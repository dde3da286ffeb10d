"""Names that the county watches beside those of the register: put on the list, taken off, and why.

Goods that use one are looked at again by a job (`names.changed`), in both directions.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F

from market.accounts.actors import Actor, System, require_county
from market.events.bus import emit
from market.gi import history, names
from market.gi.models import Right, WatchedName
from market.kernel import text
from market.kernel.errors import Invalid, NotFound

NAME_LENGTH = 64
WHY_LENGTH = 500
MOST = 200


@dataclass(frozen=True, slots=True)
class Watched:
    """A row of the list, and the names of the people."""

    row: WatchedName
    added_by_name: str
    removed_by_name: str


@transaction.atomic
def watch(
    *, actor: Actor, name: str, why: str, now: datetime, right_id: str | None = None
) -> WatchedName:
    """Watch a name beside those of the register, alone or as another form of a right's name.

    Raises Forbidden, Invalid: name (characters, too_long, short, taken), why (required, too_long),
    rightId (unknown).
    """
    operator = actor if isinstance(actor, System) else require_county(actor)
    said = text.line(name, field="name", max_length=NAME_LENGTH)
    folded = names.folded(said)
    if len(folded) < names.SHORTEST:
        raise Invalid("name", "short")
    reason = text.paragraphs(why, field="why", max_length=WHY_LENGTH, required=True)
    right = Right.objects.filter(public_id=right_id).first() if right_id else None
    if right_id and right is None:
        raise Invalid("rightId", "unknown")
    row = WatchedName(
        name=said,
        folded=folded[:NAME_LENGTH],
        right=right,
        why=reason,
        added_by=operator.ref,
        added_at=now,
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise Invalid("name", "taken") from None
    emit("names.changed", name=row.public_id)
    return row


@transaction.atomic
def unwatch(*, actor: Actor, name_id: str, why: str, now: datetime) -> WatchedName:
    """Watch a name no longer; the row stays, and questions that it alone opened are withdrawn.

    Raises Forbidden, NotFound("name"), Invalid: why (required, too_long).
    """
    operator = require_county(actor)
    reason = text.paragraphs(why, field="why", max_length=WHY_LENGTH, required=True)
    rows = WatchedName.objects.select_for_update(of=("self",), no_key=True)
    row = rows.select_related("right").filter(public_id=name_id, removed_at=None).first()
    if row is None:
        raise NotFound("name")
    row.removed_at, row.removed_by, row.removed_why = now, operator.ref, reason
    row.save(update_fields=["removed_at", "removed_by", "removed_why", "updated_at"])
    emit("names.changed", name=row.public_id)
    return row


def watched(*, actor: Actor) -> list[Watched]:
    """Return the names, those that are watched first, then by age, `MOST` at most.

    Two statements. Raises Forbidden.
    """
    require_county(actor)
    newest = F("removed_at").desc(nulls_first=True)
    return shown(list(WatchedName.objects.select_related("right").order_by(newest, "-pk")[:MOST]))


def shown(rows: Sequence[WatchedName]) -> list[Watched]:
    """Return rows as the list has them. One statement."""
    people = history.people({ref for row in rows for ref in (row.added_by, row.removed_by)})
    return [
        Watched(row, people.get(row.added_by, ""), people.get(row.removed_by, "")) for row in rows
    ]
