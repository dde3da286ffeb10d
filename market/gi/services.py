"""Keeping the register: rights as their sources give them, and who is authorised."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.db import transaction
from stdnum.cn import uscc

from market.accounts.actors import Actor, Operator, System
from market.events.bus import emit
from market.gi.models import AuthorisedUser, Confidence, Right, RightStatus, Scheme, UserStatus
from market.kernel import text
from market.kernel.errors import Forbidden, Invalid, NotFound

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
_COLUMNS = (
    "authority",
    "number",
    "announced",
    "holder",
    "area",
    "area_codes",
    "category",
    "confidence",
    "status",
    "source",
    "note",
)


@transaction.atomic
def load_rights(*, rows: Sequence[Mapping[str, str]], now: datetime) -> list[Right]:
    """Write rows of the list of specialties; loading again updates them in place.

    Columns as in fixtures/hengshan/hengyang_specialties.csv. An honour of a village counts for
    the village whose 12-digit code the row names, else it is stored for the county. Raises
    Invalid("rows", "scheme" | "status" | "confidence" | "area"); then nothing is written.
    """
    rights = []
    for row in rows:
        values = _values(row)
        right, made = Right.objects.get_or_create(
            name=row["name"].strip(), scheme=_scheme(row), defaults=values
        )
        if not made and any(getattr(right, name) != values[name] for name in _COLUMNS):
            for name in _COLUMNS:
                setattr(right, name, values[name])
            right.save()
            emit("right.changed", right=right.public_id)
        rights.append(right)
    return rights


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
) -> AuthorisedUser:
    """Enter a user of a right, or renew the entry that the credit code has.

    Raises Forbidden, NotFound("right"), Invalid (creditCode, name, to_on before from_on).
    """
    _may_keep(actor)
    right = _locked(right_id)
    code = uscc.compact(credit_code)
    if not uscc.is_valid(code):
        raise Invalid("creditCode", "credit_code")
    if to_on is not None and to_on < from_on:
        raise Invalid("toOn", "order")
    user, _ = AuthorisedUser.objects.update_or_create(
        right=right,
        credit_code=code,
        defaults={
            "name": text.line(name, field="name", max_length=128),
            "from_on": from_on,
            "to_on": to_on,
            "status": UserStatus.ACTIVE,
        },
    )
    emit("right.changed", right=right.public_id)
    return user


@transaction.atomic
def strike_off(*, actor: Actor, right_id: str, credit_code: str, now: datetime) -> None:
    """Take a user's right away; again does nothing. Raises Forbidden, NotFound."""
    _may_keep(actor)
    right = _locked(right_id)
    user = right.authorised_users.filter(credit_code=uscc.compact(credit_code)).first()
    if user is None:
        raise NotFound("authorised_user")
    if user.status != UserStatus.STRUCK_OFF:
        user.status = UserStatus.STRUCK_OFF
        user.save(update_fields=["status", "updated_at"])
        emit("right.changed", right=right.public_id)


@transaction.atomic
def set_status(
    *, actor: Actor, right_id: str, status: str, valid_to: date | None = None, now: datetime
) -> Right:
    """Record what an announcement made of a right. Raises Forbidden, NotFound, Invalid."""
    _may_keep(actor)
    if status not in RightStatus.values:
        raise Invalid("status", "choice")
    right = _locked(right_id)
    right.status = status
    right.valid_to = valid_to
    right.save(update_fields=["status", "valid_to", "updated_at"])
    emit("right.changed", right=right.public_id)
    return right


def _may_keep(actor: Actor) -> None:
    """The register is kept by the county's operators and by the seed."""
    if not isinstance(actor, Operator | System):
        raise Forbidden


def _locked(right_id: str) -> Right:
    right = Right.objects.select_for_update(no_key=True).filter(public_id=right_id).first()
    if right is None:
        raise NotFound("right")
    return right


def _scheme(row: Mapping[str, str]) -> Scheme:
    scheme = _SCHEMES.get(row["scheme"])
    if scheme is None:
        raise Invalid("rows", "scheme")
    return scheme


def _values(row: Mapping[str, str]) -> dict[str, object]:
    status = _STATUSES.get(row["status"])
    if status is None:
        raise Invalid("rows", "status")
    confidence = row["confidence"].upper()
    if confidence not in Confidence.values:
        raise Invalid("rows", "confidence")
    return {
        "authority": row["authority"],
        "number": row["number"],
        "announced": row["date"],
        "holder": row["holder"],
        "area": row["area"],
        "area_codes": _area_codes(row),
        "category": row["category"],
        "confidence": confidence,
        "status": status,
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
