"""Keeping the register: rights as their sources give them, and who is authorised.

Everything here holds at once and is for jobs and the seed. Operators propose (`proposals`).
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.db import transaction
from stdnum.cn import uscc

from market.accounts.actors import Actor, System, require
from market.gi import writing
from market.gi.models import AuthorisedUser, Confidence, Right, RightStatus, Scheme
from market.gi.steps import PutRight, PutStatus, PutUser, Step, StrikeOff, Words, checked
from market.gi.writing import Note
from market.kernel.days import day
from market.kernel.errors import Invalid, NotFound

# How the county's list of specialties says it -> how the register stores it.
_SCHEMES = {
    "gi_product": Scheme.GI_PRODUCT,
    "gi_mark": Scheme.GI_MARK,
    "agri_gi": Scheme.AGRI_GI,
    "one_village_one_product": Scheme.VILLAGE_PRODUCT,
    "none_known": Scheme.NONE,
    "unverified": Scheme.NONE,
}
_STATUSES = {
    "active": RightStatus.ACTIVE,
    "legacy_agi": RightStatus.LEGACY,
    "recognised": RightStatus.RECOGNISED,
    "superseded": RightStatus.SUPERSEDED,
    "revoked": RightStatus.REVOKED,
    "none": RightStatus.NONE,
    "unknown": RightStatus.UNKNOWN,
}
_VILLAGE_CODE = re.compile(r"\b\d{12}\b")


@transaction.atomic
def load_rights(*, rows: Sequence[Mapping[str, str]], now: datetime) -> list[Right]:
    """Write rows of the list of specialties; loading again updates them in place.

    Columns as in fixtures/hengshan/hengyang_specialties.csv; what they do not say of a right stays.
    An honour of a village counts for the village whose 12-digit code the row names, else it is
    stored for the county. A status that changed holds from today. Raises Invalid("rows", "scheme"
    | "status" | "confidence" | "area"); then nothing is written.
    """
    keys = [(row["name"].strip(), _scheme(row)) for row in rows]
    known = {
        (right.name, right.scheme): right
        for right in Right.objects.filter(name__in={name for name, _ in keys})
    }
    steps: list[Step] = []
    for (name, scheme), row in zip(keys, rows, strict=True):
        right, status = known.get((name, scheme)), _status(row)
        words = writing.words_of(right) if right else Words()
        steps.append(PutRight(name, scheme, status, replace(words, **_values(row))))
        if right and right.status_on(day(now)) != status:
            steps.append(PutStatus(name, scheme, status, day(now)))
    note = Note("system:list", "", "名录里的登记", "hengyang_specialties.csv", now)
    writing.carry_out(steps, seen=None, note=note)
    found = {
        (right.name, right.scheme): right
        for right in Right.objects.filter(name__in={name for name, _ in keys})
    }
    return [found[key] for key in keys]


@transaction.atomic
def authorise(
    *,
    actor: Actor,
    right_id: str,
    credit_code: str,
    name: str,
    from_on: date,
    to_on: date | None,
    now: datetime,
    ceiling_grams: int | None = None,
) -> AuthorisedUser:
    """Enter a user of a right at once, or renew the entry that the credit code has.

    Raises Forbidden, NotFound("right"), Invalid (creditCode, userName, toOn before fromOn,
    ceilingGrams).
    """
    right = _kept(actor, right_id)
    step = PutUser(right.name, right.scheme, credit_code, name, from_on, to_on, ceiling_grams)
    _write(actor, step, "授权名单", now)
    return right.authorised_users.get(credit_code=uscc.compact(credit_code))


@transaction.atomic
def strike_off(*, actor: Actor, right_id: str, credit_code: str, now: datetime) -> None:
    """Take a user's right away at once; again does nothing. Raises Forbidden, NotFound, Invalid."""
    right = _kept(actor, right_id)
    _write(actor, StrikeOff(right.name, right.scheme, credit_code), "取消授权", now)


@transaction.atomic
def set_status(
    *,
    actor: Actor,
    right_id: str,
    status: str,
    now: datetime,
    from_on: date | None = None,
) -> Right:
    """Record what an announcement made of a right, from a day on or at once.

    Raises Forbidden, NotFound, Invalid("status") for one that this kind of right cannot have.
    """
    right = _kept(actor, right_id)
    step = PutStatus(right.name, right.scheme, status, from_on or day(now))
    _write(actor, step, "公告", now)
    return Right.objects.get(pk=right.pk)


def _kept(actor: Actor, right_id: str) -> Right:
    """Only jobs and the seed write at once: people propose, and another one agrees."""
    require(actor, System)
    right = Right.objects.filter(public_id=right_id).first()
    if right is None:
        raise NotFound("right")
    return right


def _write(actor: Actor, step: Step, why: str, now: datetime) -> None:
    note = Note(actor.ref, "", why, actor.ref, now)
    writing.carry_out([checked(step)], seen=None, note=note)


def _scheme(row: Mapping[str, str]) -> Scheme:
    scheme = _SCHEMES.get(row["scheme"])
    if scheme is None:
        raise Invalid("rows", "scheme")
    return scheme


def _status(row: Mapping[str, str]) -> RightStatus:
    status = _STATUSES.get(row["status"])
    if status is None:
        raise Invalid("rows", "status")
    return status


def _values(row: Mapping[str, str]) -> dict[str, Any]:
    confidence = row["confidence"].upper()
    if confidence not in Confidence.values:
        raise Invalid("rows", "confidence")
    return {
        "authority": row["authority"],
        "number": row["number"],
        "announced": row["date"],
        "holder": row["holder"],
        "area": row["area"],
        "area_codes": tuple(_area_codes(row)),
        "category": row["category"],
        "confidence": confidence,
        "source": row["source"],
        "note": row["note"],
    }


def _area_codes(row: Mapping[str, str]) -> list[str]:
    villages = _VILLAGE_CODE.findall(row["area"])
    if _scheme(row) == Scheme.VILLAGE_PRODUCT and villages:
        return villages
    code = row["county_code"].strip()
    if not (code.isascii() and code.isdigit() and len(code) in {4, 6}):
        raise Invalid("rows", "area")
    return [code]
