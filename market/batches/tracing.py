"""Trace codes: made once, opened by anybody, looked at when they are opened too often."""

import hashlib
import hmac
import ipaddress
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Count, Max, Sum

from market.accounts.actors import Actor, require_county
from market.batches import digital_link, rules
from market.batches.models import Batch, TraceCode, TraceOpening
from market.kernel.errors import Invalid, NotFound

# Openings are looked at for so long; afterwards a code is as it was on the first day.
LOOKED_AT = timedelta(days=30)
# So many places are kept apart on one day; whoever comes later is counted as one more place.
MOST_PLACES = 500
MORE_PLACES = "more"

OPEN = """
    INSERT INTO batches_traceopening (code_id, "on", place, times)
    VALUES (%(code)s, %(on)s, CASE WHEN (
               SELECT count(*) FROM batches_traceopening
                WHERE code_id = %(code)s AND "on" = %(on)s AND place <> %(place)s) >= %(most)s
               THEN %(more)s ELSE %(place)s END, 1)
    ON CONFLICT (code_id, "on", place) DO UPDATE SET times = batches_traceopening.times + 1
"""


@dataclass(frozen=True, slots=True)
class Packed:
    """Units of one batch (by its code) in one order line (public id)."""

    line: str
    batch_code: str
    units: int


@dataclass(frozen=True, slots=True)
class Noticed:
    """A code that looks copied, as the county sees it."""

    code: str
    batch_code: str
    product_name: str
    merchant_name: str
    of_line: bool
    units: int
    places: int
    times: int
    last_on: date
    signs: tuple[rules.Sign, ...]


@transaction.atomic
def codes_of_lines(*, packed: Sequence[Packed], now: datetime) -> dict[tuple[str, str], str]:
    """Return the code of each (line, batch code), made on the first call. Three statements.

    Batches that are not there (their code was never ours) get none.
    """
    batches = dict(
        Batch.objects.filter(code__in={each.batch_code for each in packed}).values_list(
            "code", "pk"
        )
    )
    TraceCode.objects.bulk_create(
        [
            TraceCode(
                code=digital_link.new_code(),
                batch_id=batches[each.batch_code],
                line=each.line,
                units=each.units,
                made_at=now,
            )
            for each in packed
            if each.batch_code in batches
        ],
        ignore_conflicts=True,
    )
    return known_codes(lines={each.line for each in packed})


def known_codes(*, lines: set[str]) -> dict[tuple[str, str], str]:
    """Return the codes that lines have, by (line, batch code). One statement."""
    rows = TraceCode.objects.filter(line__in=lines - {""})
    return {
        (line, batch): code for line, batch, code in rows.values_list("line", "batch__code", "code")
    }


def code_of_batch(*, batch_pk: int, now: datetime) -> str:
    """Return the code of a whole batch, made on the first call."""
    known = TraceCode.objects.filter(batch_id=batch_pk, line="")
    found = known.values_list("code", flat=True).first()
    if found is not None:
        return found
    TraceCode.objects.bulk_create(
        [TraceCode(code=digital_link.new_code(), batch_id=batch_pk, made_at=now)],
        ignore_conflicts=True,
    )
    return known.values_list("code", flat=True)[0]


def find(*, code: str = "", gtin: str = "", lot: str = "", serial: str = "") -> TraceCode:
    """Return the code that an address or a typed code names.

    A serial goes before a batch's code. Whatever else is given must agree with it, so that an
    address put together from two labels opens nothing. Raises NotFound("trace").
    """
    found = _by_code(serial) if serial else _by_code(code) if code else _by_gtin(gtin, lot)
    batch = found.batch
    agrees = (
        (not lot or lot == batch.code)
        and (not gtin or digital_link.normal_gtin(gtin) == batch.gtin)
        and (not serial or not code or _same_batch(code, batch.pk))
    )
    if not agrees:
        raise NotFound("trace")
    return found


def address(*, batch: Batch, code: str, serial: str = "") -> str:
    """Return the whole address that a QR code holds: of a batch by its `code`, or of a line's
    units of it by their own, the `serial`.
    """
    path = digital_link.path(
        code=code, gtin=batch.gtin, lot=batch.code, serial=serial, expires_on=batch.expires_on
    )
    return f"{settings.PUBLIC_URL}{path}"


@transaction.atomic
def open_code(*, code: TraceCode, network: str, now: datetime, on: date) -> None:
    """Count one opening of a code, from a network (an address; only its coarse part is used)."""
    values: dict[str, str | int | date] = {
        "code": code.pk,
        "on": on,
        "place": coarse_place(network, on),
        "most": MOST_PLACES,
        "more": MORE_PLACES,
    }
    with connection.cursor() as cursor:
        cursor.execute(OPEN, values)


def coarse_place(network: str, on: date) -> str:
    """Return a name for where an address is, good for one day and of no use on another.

    Of an IPv4 address 24 bits count, of an IPv6 address 48: a village or a carrier's gateway, not
    a person. The key of the hash holds the day. An address that is none is one place.
    """
    try:
        address = ipaddress.ip_address(network)
        bits = 24 if address.version == 4 else 48
        coarse = str(ipaddress.ip_network((address, bits), strict=False))
    except ValueError:
        coarse = ""
    key = f"trace-place:{on.isoformat()}:{settings.SECRET_KEY}".encode()
    return hmac.new(key, coarse.encode(), hashlib.sha256).hexdigest()[:12]


def opened_days(*, code_pks: Sequence[int], on: date) -> dict[int, list[rules.Opened]]:
    """Return, by code, its openings of the last 30 days by day. One statement."""
    rows = (
        TraceOpening.objects.filter(code__in=code_pks, on__gt=on - LOOKED_AT)
        .values("code_id", "on")
        .annotate(places=Count("pk"), opened=Sum("times"))
        .order_by("code_id", "on")
        .values_list("code_id", "on", "places", "opened")
    )
    found: dict[int, list[rules.Opened]] = defaultdict(list)
    for code, day, places, times in rows:
        found[code].append(rules.Opened(day, places, times))
    return found


def looks_copied(*, code: TraceCode, units: int, on: date) -> bool:
    """Tell whether a code was opened as only a copied one is. One statement."""
    days = opened_days(code_pks=[code.pk], on=on).get(code.pk, [])
    return bool(rules.suspicious(days, units=units))


def noticed(*, actor: Actor, on: date, first: int = 100) -> list[Noticed]:
    """Return codes that look copied, those opened last at the top. Three statements.

    Raises Forbidden for all but the county, Invalid("first").
    """
    require_county(actor)
    if not 1 <= first <= 100:
        raise Invalid("first", "range")
    busy = (
        TraceOpening.objects.filter(on__gt=on - LOOKED_AT)
        .values("code_id")
        .annotate(places=Count("pk"), opened=Sum("times"), last=Max("on"))
        .filter(opened__gt=rules.USUAL_PLACES)
        .order_by("-last", "-places")
    )
    rows = {row["code_id"]: row for row in busy[: 10 * first]}
    days = opened_days(code_pks=list(rows), on=on)
    codes = TraceCode.objects.select_related("batch__product__merchant").in_bulk(list(rows))
    sold = units_sold([codes[pk].batch_id for pk in rows if not codes[pk].line])
    found = []
    for pk, row in rows.items():
        code = codes[pk]
        units = code.units if code.line else sold.get(code.batch_id, 0)
        signs = rules.suspicious(days[pk], units=units)
        if signs:
            product = code.batch.product
            found.append(
                Noticed(
                    code=code.code,
                    batch_code=code.batch.code,
                    product_name=product.name,
                    merchant_name=product.merchant.name,
                    of_line=bool(code.line),
                    units=units,
                    places=row["places"],
                    times=row["opened"],
                    last_on=row["last"],
                    signs=signs,
                )
            )
    return found[:first]


def units_sold(batch_pks: Sequence[int]) -> dict[int, int]:
    """Return, by batch, how many units went out under codes of lines. One statement."""
    rows = TraceCode.objects.filter(batch__in=batch_pks).exclude(line="")
    sums = rows.values("batch_id").annotate(sold=Sum("units"))
    return dict(sums.values_list("batch_id", "sold"))


def _by_code(typed: str) -> TraceCode:
    code = digital_link.normal_code(typed)
    found = code and TraceCode.objects.select_related("batch").filter(code=code).first()
    if not found:
        raise NotFound("trace")
    return found


def _by_gtin(gtin: str, lot: str) -> TraceCode:
    whole = digital_link.normal_gtin(gtin)
    codes = TraceCode.objects.select_related("batch").filter(line="", batch__code=lot)
    found = whole and codes.filter(batch__gtin=whole).first()
    if not found:
        raise NotFound("trace")
    return found


def _same_batch(typed: str, batch_pk: int) -> bool:
    code = digital_link.normal_code(typed)
    return TraceCode.objects.filter(code=code, batch_id=batch_pk).exists()
