"""Rows of the register from a CSV file: read, checked row by row, and proposed as one change.

One row is one right, one user of a right, or both. An empty cell leaves what is there; a row that
says what the register says already is none, so the same file twice changes nothing.
"""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, ClassVar

from django.db import transaction
from stdnum.cn import uscc

from market.accounts.actors import Actor, require_county
from market.cases.models import Case
from market.gi import columns as c
from market.gi import proposals, writing
from market.gi import steps as s
from market.gi.models import AuthorisedUser, Confidence, Monitoring, Right, RightStatus, Scheme
from market.gi.proposals import Paper
from market.gi.steps import PutRight, PutStatus, PutUser, Step, StrikeOff, Words
from market.kernel.days import day
from market.kernel.errors import DomainError, Invalid


@dataclass(eq=False)
class FileHasErrors(DomainError):
    """Some rows cannot be; nothing of the file was taken."""

    code: ClassVar[str] = "FILE_HAS_ERRORS"
    rows: int = 0


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with one row. `name` and `rule` are those of an Invalid; rows count from 1."""

    row: int
    column: str
    name: str
    rule: str


@dataclass(frozen=True, slots=True)
class RowResult:
    """What a good row would do: NEW, CHANGED or SAME."""

    row: int
    name: str
    scheme: str
    user_name: str
    what: str


@dataclass(frozen=True, slots=True)
class Check:
    """What a file would do; nothing was written. `text` is the file as it was read."""

    text: str
    rows: tuple[RowResult, ...]
    problems: tuple[Problem, ...]
    steps: tuple[Step, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class _Known:
    """What the register holds for the names of a file."""

    rights: Mapping[tuple[str, str], Right]
    users: Mapping[tuple[tuple[str, str], str], AuthorisedUser]
    today: date


def check(*, actor: Actor, data: bytes, now: datetime) -> Check:
    """Say for each row what it would do, or what is wrong with it. Four statements.

    Raises Forbidden, Invalid("file", "empty" | "too_large" | "encoding" | "too_many" | "header").
    """
    require_county(actor)
    said = c.decoded(data)
    rows = c.rows_of(said)
    known = _known(rows, day(now))
    steps: list[Step] = []
    by_row: list[tuple[int, list[Step]]] = []
    problems: list[Problem] = []
    taken: set[tuple[Any, ...]] = set()
    for number, cells in rows:
        try:
            own = [s.checked(step) for step in _steps(cells, known, taken)]
        except Invalid as wrong:
            problems.append(_problem(number, wrong))
            continue
        own = proposals.with_lapses(own)
        taken |= {_key(step) for step in own}
        by_row.append((number, own))
        steps += own
    problems += _unknown_places(by_row)
    outcomes = {id(each.step): each for each in writing.plan(steps)}
    results = [_result(number, own, outcomes) for number, own in by_row if own]
    return Check(said, tuple(results), tuple(sorted(problems, key=lambda p: p.row)), tuple(steps))


@transaction.atomic
def propose_file(*, actor: Actor, data: bytes, paper: Paper, now: datetime) -> Case:
    """Ask another operator to agree to a whole file.

    Raises what `check` and `proposals.propose` do, and FileHasErrors.
    """
    checked = check(actor=actor, data=data, now=now)
    if checked.problems:
        raise FileHasErrors(len({problem.row for problem in checked.problems}))
    return proposals.propose(actor=actor, steps=checked.steps, paper=paper, now=now)


def _known(rows: list[tuple[int, dict[str, str]]], today: date) -> _Known:
    names = {unicodedata.normalize("NFC", " ".join(row.get("name", "").split())) for _, row in rows}
    rights = {(right.name, right.scheme): right for right in Right.objects.filter(name__in=names)}
    keys = {right.pk: key for key, right in rights.items()}
    users = AuthorisedUser.objects.filter(right__in=list(keys))
    return _Known(rights, {(keys[u.right_id], u.credit_code): u for u in users}, today)


def _steps(cells: dict[str, str], known: _Known, taken: set[tuple[Any, ...]]) -> list[Step]:
    """Return a row's steps. Raises Invalid for what cannot be."""
    scheme = c.choice(cells, "scheme", c.SCHEMES, Scheme.values)
    if scheme is None:
        raise Invalid("scheme", "required")
    name = " ".join(unicodedata.normalize("NFC", cells["name"]).split())
    key = (name, scheme)
    right = known.rights.get(key)
    here = right is not None or ("RIGHT", *key) in taken
    steps: list[Step] = []
    if any(cells.get(each) for each in (*c.WORDS, "status", "statusFrom")):
        if ("RIGHT", *key) in taken:
            raise Invalid("name", "twice")
        steps += _of_right(cells, key, right, known.today)
    elif not here:
        raise Invalid("name", "no_right")
    code = uscc.compact(unicodedata.normalize("NFKC", cells.get("creditCode", "")))
    if code:
        if ("USER", *key, code) in taken:
            raise Invalid("creditCode", "twice")
        steps.append(_of_user(cells, key, code, known.users.get((key, code))))
    elif any(cells.get(each) for each in c.USER):
        raise Invalid("creditCode", "required")
    return steps


def _of_right(
    cells: dict[str, str], key: tuple[str, str], right: Right | None, today: date
) -> list[Step]:
    status = c.choice(cells, "status", c.STATUSES, RightStatus.values)
    if right is None and status is None:
        raise Invalid("status", "required")
    words = replace(writing.words_of(right) if right else Words(), **_words(cells))
    steps: list[Step] = [PutRight(*key, status=status or str(right and right.status), words=words)]
    first = c.a_day(cells, "statusFrom")
    if first is not None and status is None:
        raise Invalid("status", "required")
    if right is not None and status is not None:
        if first is not None or right.status_on(today) != status:
            steps.append(PutStatus(*key, status=status, from_on=first or today))
    elif right is None and first is not None:
        raise Invalid("statusFrom", "new_right")
    return steps


def _of_user(
    cells: dict[str, str], key: tuple[str, str], code: str, user: AuthorisedUser | None
) -> Step:
    status = c.choice(cells, "userStatus", c.USER_STATUSES, list(c.USER_STATUSES.values()))
    if status == "STRUCK_OFF":
        if user is None:
            raise Invalid("creditCode", "no_user")
        return StrikeOff(*key, credit_code=code)
    first = c.a_day(cells, "fromOn") or (user.from_on if user else None)
    if first is None:
        raise Invalid("fromOn", "required")
    grams = c.grams(cells, "userCeilingGrams")
    return PutUser(
        *key,
        credit_code=code,
        user_name=cells.get("userName") or (user.name if user else ""),
        from_on=first,
        to_on=c.a_day(cells, "toOn") or (user.to_on if user else None),
        ceiling_grams=grams if grams is not None or user is None else user.ceiling_grams,
    )


def _words(cells: dict[str, str]) -> dict[str, Any]:
    """Return the words that the row says, by their column in the register."""
    said: dict[str, Any] = {
        "authority": cells.get("authority"), "number": cells.get("number"),
        "announced": cells.get("announced"), "holder": cells.get("holder"),
        "area": cells.get("area"), "standard": cells.get("standard"),
        "season_starts": cells.get("seasonStarts"), "category": cells.get("category"),
        "source": cells.get("source"), "note": cells.get("note"),
        "area_codes": c.parts(cells, "areaCodes"), "varieties": c.parts(cells, "varieties"),
        "ceiling_grams": c.grams(cells, "ceilingGrams"),
        "confidence": c.choice(cells, "confidence", c.CONFIDENCE, Confidence.values),
        "valid_from": c.a_day(cells, "validFrom"), "valid_to": c.a_day(cells, "validTo"),
        "monitoring": c.choice(cells, "monitoring", c.MONITORING, Monitoring.values),
        "monitored_on": c.a_day(cells, "monitoredOn"),
    }  # fmt: skip
    return {name: value for name, value in said.items() if value}


def _key(step: Step) -> tuple[Any, ...]:
    if isinstance(step, PutUser | StrikeOff):
        return ("USER", step.name, step.scheme, step.credit_code)
    return (s.NAMES[type(step)], step.name, step.scheme)


def _problem(row: int, wrong: Invalid) -> Problem:
    return Problem(row, c.HEADINGS.get(wrong.name, wrong.name), wrong.name, wrong.rule)


def _unknown_places(by_row: list[tuple[int, list[Step]]]) -> list[Problem]:
    rights = [(row, step) for row, own in by_row for step in own if isinstance(step, PutRight)]
    unknown = proposals.unknown_codes([step.words for _, step in rights])
    return [
        _problem(row, Invalid("areaCodes", "unknown"))
        for row, step in rights
        if unknown & set(step.words.area_codes)
    ]


def _result(row: int, own: list[Step], outcomes: Mapping[int, writing.Outcome]) -> RowResult:
    done = [outcomes[id(step)] for step in own]
    changes = [each for each in done if each.is_change]
    new = any(each.before is None for each in changes)
    what = "NEW" if new else "CHANGED" if changes else "SAME"
    user = next((each.user.name for each in done if each.user), "")
    return RowResult(row, own[0].name, own[0].scheme, user, what)
