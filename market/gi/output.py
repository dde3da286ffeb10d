"""How much of a right's goods was sold in a season, and that it is never more than was licensed.

Orders take grams when they are placed and give them back when they are cancelled. A season's sum is
one row for each user and one for all users together; both change by one conditional UPDATE while
their rows are locked in order of their keys, after the lots (docs/locks.md). Without a ceiling in
the register the grams are only counted. An honour of one village, one product licenses no grams.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from django.db import connection, transaction

from market.events import bus
from market.gi import rules
from market.gi.models import Right, Taking
from market.kernel import ids
from market.kernel.errors import DomainError

# From this share of the ceiling on the seller is told; in percent.
NEAR = 80

MAKE = """
    INSERT INTO gi_output (public_id, right_id, credit_code, season_on, taken_grams,
                           created_at, updated_at)
    SELECT made.public_id, made.right_id, made.credit_code, made.season_on, 0, %s, %s
      FROM unnest(%s::text[], %s::bigint[], %s::text[], %s::date[])
           AS made (public_id, right_id, credit_code, season_on)
     ORDER BY made.right_id, made.credit_code, made.season_on
    ON CONFLICT (right_id, credit_code, season_on) DO NOTHING
"""

LOCK = """
    SELECT output.id, output.public_id,
           output.right_id, output.credit_code, output.season_on, output.taken_grams,
           CASE WHEN output.credit_code = '' THEN registered.ceiling_grams
                ELSE own.ceiling_grams END
      FROM gi_output output
      JOIN unnest(%s::bigint[], %s::text[], %s::date[])
           AS wanted (right_id, credit_code, season_on)
           USING (right_id, credit_code, season_on)
      JOIN gi_right registered ON registered.id = output.right_id
      LEFT JOIN gi_authoriseduser own
           ON own.right_id = output.right_id AND own.credit_code = output.credit_code
     ORDER BY output.id
       FOR NO KEY UPDATE OF output
"""

CHANGE = """
    UPDATE gi_output output
       SET taken_grams = output.taken_grams + change.grams, updated_at = %s
      FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[]) AS change (output_id, grams, ceiling)
     WHERE output.id = change.output_id
       AND (change.grams < 0 OR change.ceiling IS NULL
            OR output.taken_grams + change.grams <= change.ceiling)
"""

LOCK_TAKINGS = """
    SELECT taking.id, output.id, taking.grams
      FROM gi_taking taking
      JOIN gi_output output ON output.id = taking.output_id
     WHERE taking.holder = ANY(%s) AND taking.released_at IS NULL
     ORDER BY output.id, taking.id
       FOR NO KEY UPDATE OF output, taking
"""


@dataclass(eq=False)
class CeilingReached(DomainError):
    """More than was licensed for the season; `left_grams` could still be sold.

    `variant_id` is the public id of the first goods that do not fit.
    """

    code: ClassVar[str] = "CEILING_REACHED"
    variant_id: str = ""
    left_grams: int = 0


@dataclass(frozen=True, slots=True)
class Want:
    """So many grams of a variant (public id), sold by the credit code under a right (its key)."""

    right_pk: int
    credit_code: str
    harvested_on: date
    grams: int
    variant_id: str


_Key = tuple[int, str, date]


@dataclass(frozen=True, slots=True)
class _Row:
    pk: int
    public_id: str
    key: _Key
    taken: int
    ceiling: int | None


@transaction.atomic
def take(*, holder: str, wants: Sequence[Want], now: datetime) -> None:
    """Count the grams of an order, all or none. Raises CeilingReached.

    Four statements however many goods, none without wants. The caller's transaction holds the rows
    until its end.
    """
    if not wants:
        return
    need = _by_output(wants)
    rows = _locked(list(need), now)
    for row in rows:
        _check(row, need[row.key])
    grams = {row.pk: sum(want.grams for want in need[row.key]) for row in rows}
    _change(grams, {row.pk: row.ceiling for row in rows}, now)
    Taking.objects.bulk_create(
        Taking(holder=holder, output_id=pk, grams=sum_, taken_at=now) for pk, sum_ in grams.items()
    )
    bus.emit_all(
        ("output.near", {"output": row.public_id})
        for row in rows
        if row.ceiling is not None
        and not _is_near(row.taken, row.ceiling)
        and _is_near(row.taken + grams[row.pk], row.ceiling)
    )


@transaction.atomic
def release(*, holders: Sequence[str], now: datetime) -> None:
    """Give back what cancelled orders had taken. Harmless when repeated."""
    with connection.cursor() as cursor:
        cursor.execute(LOCK_TAKINGS, [list(holders)])
        held = cursor.fetchall()
    if not held:
        return
    back: dict[int, int] = {}
    for _, output, grams in held:
        back[output] = back.get(output, 0) - grams
    Taking.objects.filter(pk__in=[pk for pk, _, _ in held]).update(released_at=now)
    _change(back, {}, now)


def percent(taken_grams: int, ceiling_grams: int) -> int:
    """Return how much of a ceiling is taken, in whole percent, never rounded up to the next."""
    return taken_grams * 100 // ceiling_grams if ceiling_grams else 100


def _is_near(taken: int, ceiling: int) -> bool:
    return percent(taken, ceiling) >= NEAR


def _by_output(wants: Iterable[Want]) -> dict[_Key, list[Want]]:
    """Return the wants of each row: the seller's own, and the one of all users."""
    wants = list(wants)
    rights = Right.objects.filter(pk__in={want.right_pk for want in wants})
    starts = dict(rights.values_list("pk", "season_starts"))
    need: dict[_Key, list[Want]] = {}
    for want in wants:
        season = rules.season_of(want.harvested_on, starts[want.right_pk])
        for code in {want.credit_code, ""}:
            need.setdefault((want.right_pk, code, season), []).append(want)
    return need


def _locked(keys: Sequence[_Key], now: datetime) -> list[_Row]:
    rows = _lock(keys)
    if len(rows) < len(keys):
        _make(set(keys) - {row.key for row in rows}, now)
        rows = _lock(keys)
    return rows


def _lock(keys: Sequence[_Key]) -> list[_Row]:
    with connection.cursor() as cursor:
        cursor.execute(LOCK, [list(column) for column in zip(*keys, strict=True)])
        return [
            _Row(pk, public_id, (right, code, season), taken, ceiling)
            for pk, public_id, right, code, season, taken, ceiling in cursor.fetchall()
        ]


def _make(keys: Iterable[_Key], now: datetime) -> None:
    rows = [(ids.new("out"), *key) for key in sorted(keys)]
    with connection.cursor() as cursor:
        columns = [list(column) for column in zip(*rows, strict=True)]
        cursor.execute(MAKE, [now, now, *columns])


def _check(row: _Row, wants: Sequence[Want]) -> None:
    if row.ceiling is None:
        return
    left = max(row.ceiling - row.taken, 0)
    together = 0
    for want in wants:
        together += want.grams
        if together > left:
            raise CeilingReached(want.variant_id, left)


def _change(grams: Mapping[int, int], ceilings: Mapping[int, int | None], now: datetime) -> None:
    """Add grams to locked rows; a row that would not allow it is a bug and stops everything."""
    rows = sorted(grams)
    with connection.cursor() as cursor:
        cursor.execute(
            CHANGE, [now, rows, [grams[pk] for pk in rows], [ceilings.get(pk) for pk in rows]]
        )
        if cursor.rowcount != len(rows):
            raise RuntimeError(f"{cursor.rowcount} of {len(rows)} locked outputs had room")
