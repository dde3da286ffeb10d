"""What can be done to the register: four kinds of steps, checked and as JSON. Pure.

A step names its right by name and scheme, which never change, so that it can be about one that is
not there yet. Errors name the field as the API does; days include both ends; weights are grams.
"""

import dataclasses
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from stdnum.cn import uscc

from market.gi.models import Confidence, Monitoring, RightStatus, Scheme
from market.kernel import text
from market.kernel.errors import Invalid

MOST_CODES, MOST_VARIETIES = 500, 20
MOST_GRAMS = 10**15
_CODE = re.compile(r"\d{4}|\d{6}|\d{9}|\d{12}", re.ASCII)
_SEASON = re.compile(r"\d{2}-\d{2}", re.ASCII)
_ANNOUNCED = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?", re.ASCII)

# What an announcement can make of a right of each kind.
_NO_MORE = {RightStatus.SUPERSEDED, RightStatus.REVOKED, RightStatus.UNKNOWN}
STATUSES: dict[str, set[RightStatus]] = {
    Scheme.GI_PRODUCT: {RightStatus.ACTIVE, *_NO_MORE},
    Scheme.GI_MARK: {RightStatus.ACTIVE, *_NO_MORE},
    # The agricultural register takes nothing in any more (2022): there is only what was.
    Scheme.AGRI_GI: {RightStatus.LEGACY, *_NO_MORE},
    Scheme.VILLAGE_PRODUCT: {RightStatus.RECOGNISED, *_NO_MORE},
    Scheme.NONE: {RightStatus.NONE, RightStatus.UNKNOWN},
}


@dataclass(frozen=True, slots=True)
class Words:
    """What the register says of a right, but for who it is and its status."""

    authority: str = ""
    number: str = ""
    announced: str = ""
    holder: str = ""
    area: str = ""
    area_codes: tuple[str, ...] = ()
    outline: Mapping[str, Any] | None = None
    varieties: tuple[str, ...] = ()
    standard: str = ""
    ceiling_grams: int | None = None
    season_starts: str = "01-01"
    category: str = ""
    confidence: str = Confidence.MEDIUM
    valid_from: date | None = None
    valid_to: date | None = None
    monitoring: str = Monitoring.UNKNOWN
    monitored_on: date | None = None
    source: str = ""
    note: str = ""


COLUMNS = tuple(field.name for field in dataclasses.fields(Words))


@dataclass(frozen=True, slots=True)
class PutRight:
    """Enter a right with its first status, or replace what is said of it (the status stays)."""

    name: str
    scheme: str
    status: str
    words: Words


@dataclass(frozen=True, slots=True)
class PutStatus:
    """From a day on the right has this status; what was said from that day on is replaced."""

    name: str
    scheme: str
    status: str
    from_on: date


@dataclass(frozen=True, slots=True)
class PutUser:
    """Enter a user, or renew the entry that the credit code has."""

    name: str
    scheme: str
    credit_code: str
    user_name: str
    from_on: date
    to_on: date | None = None
    ceiling_grams: int | None = None


@dataclass(frozen=True, slots=True)
class StrikeOff:
    """Take a user's right away."""

    name: str
    scheme: str
    credit_code: str


Step = PutRight | PutStatus | PutUser | StrikeOff
_KINDS: dict[str, type[Any]] = {
    "RIGHT": PutRight,
    "STATUS": PutStatus,
    "USER": PutUser,
    "STRIKE_OFF": StrikeOff,
}
NAMES = {kind: name for name, kind in _KINDS.items()}


def checked(step: Step) -> Step:
    """Return the step as it is stored. Raises Invalid (field, rule)."""
    name = text.line(step.name, field="name", max_length=64)
    if step.scheme not in Scheme.values:
        raise Invalid("scheme", "scheme")
    if isinstance(step, PutRight):
        words = _words(step.words, step.scheme)
        _status(step.scheme, step.status)
        return dataclasses.replace(step, name=name, words=words)
    if isinstance(step, PutStatus):
        _status(step.scheme, step.status)
        return dataclasses.replace(step, name=name)
    code = uscc.compact(step.credit_code)
    if not uscc.is_valid(code):
        raise Invalid("creditCode", "credit_code")
    if isinstance(step, PutUser):
        user_name = text.line(step.user_name, field="userName", max_length=128)
        _period(step.from_on, step.to_on, "toOn")
        _grams(step.ceiling_grams)
        return dataclasses.replace(step, name=name, credit_code=code, user_name=user_name)
    return dataclasses.replace(step, name=name, credit_code=code)


def to_json(step: Step) -> dict[str, Any]:
    """Return the step for a JSON column."""
    return {"do": NAMES[type(step)], **plain(step)}


def from_json(stored: Mapping[str, Any]) -> Step:
    """Return the step that `to_json` wrote."""
    kind = _KINDS[stored["do"]]
    values = {key: value for key, value in stored.items() if key != "do"}
    if kind is PutRight:
        values["words"] = words_from(values["words"])
    step: Step = kind(**_days(values))
    return step


def words_from(stored: Mapping[str, Any]) -> Words:
    """Return the words that `plain` wrote."""
    values = _days(stored)
    for name in ("area_codes", "varieties"):
        values[name] = tuple(values[name])
    return Words(**values)


def plain(value: Any) -> Any:
    """Return dataclasses, tuples and days as what JSON has."""
    if dataclasses.is_dataclass(value):
        names = (field.name for field in dataclasses.fields(value))
        return {name: plain(getattr(value, name)) for name in names}
    if isinstance(value, tuple):
        return [plain(each) for each in value]
    return value.isoformat() if isinstance(value, date) else value


def _days(values: Mapping[str, Any]) -> dict[str, Any]:
    days = {"valid_from", "valid_to", "monitored_on", "from_on", "to_on"}
    return {
        name: date.fromisoformat(value) if name in days and value else value
        for name, value in values.items()
    }


def _words(words: Words, scheme: str) -> Words:
    _period(words.valid_from, words.valid_to, "validTo")
    _grams(words.ceiling_grams)
    if words.confidence not in Confidence.values:
        raise Invalid("confidence", "confidence")
    _monitoring(words, scheme)
    return dataclasses.replace(
        words,
        authority=_line(words.authority, "authority", 32),
        number=_line(words.number, "number", 64),
        announced=_announced(words.announced),
        holder=_line(words.holder, "holder", 128),
        area=_line(words.area, "area", 255, required=True),
        area_codes=_codes(words.area_codes),
        varieties=_varieties(words.varieties),
        standard=_line(words.standard, "standard", 64),
        season_starts=_season(words.season_starts),
        category=_line(words.category, "category", 32, required=True),
        source=_line(words.source, "source", 64, required=True),
        note=text.paragraphs(words.note, field="note", max_length=2000),
    )


def _line(value: str, field: str, max_length: int, *, required: bool = False) -> str:
    return text.line(value, field=field, max_length=max_length, required=required)


def _status(scheme: str, status: str) -> None:
    if status not in STATUSES[scheme]:
        raise Invalid("status", "status")


def _period(first: date | None, last: date | None, field: str) -> None:
    if first is not None and last is not None and last < first:
        raise Invalid(field, "order")


def _grams(grams: int | None) -> None:
    if grams is not None and not 0 < grams <= MOST_GRAMS:
        raise Invalid("ceilingGrams", "range")


def _monitoring(words: Words, scheme: str) -> None:
    if words.monitoring not in Monitoring.values:
        raise Invalid("monitoring", "choice")
    known = words.monitoring != Monitoring.UNKNOWN
    if known and scheme != Scheme.VILLAGE_PRODUCT:
        raise Invalid("monitoring", "honours_only")
    if known is not (words.monitored_on is not None):
        raise Invalid("monitoredOn", "both")


def _announced(value: str) -> str:
    said = value.strip()
    if not said:
        return ""
    try:
        if not _ANNOUNCED.fullmatch(said):
            raise ValueError
        date.fromisoformat(f"{said}-01-01"[:10] if len(said) < 10 else said)
    except ValueError:
        raise Invalid("announced", "day") from None
    return said


def _season(value: str) -> str:
    said = value.strip() or "01-01"
    try:
        if not _SEASON.fullmatch(said):
            raise ValueError
        # Not a leap year: a season must begin every year.
        date.fromisoformat(f"2001-{said}")
    except ValueError:
        raise Invalid("seasonStarts", "season") from None
    return said


def _codes(codes: tuple[str, ...]) -> tuple[str, ...]:
    found = tuple(dict.fromkeys(code.strip() for code in codes if code.strip()))
    if not found:
        raise Invalid("areaCodes", "required")
    if len(found) > MOST_CODES:
        raise Invalid("areaCodes", "too_many")
    if not all(_CODE.fullmatch(code) for code in found):
        raise Invalid("areaCodes", "division")
    return found


def _varieties(varieties: tuple[str, ...]) -> tuple[str, ...]:
    found = tuple(dict.fromkeys(_line(each, "varieties", 32) for each in varieties))
    found = tuple(each for each in found if each)
    if len(found) > MOST_VARIETIES:
        raise Invalid("varieties", "too_many")
    return found
