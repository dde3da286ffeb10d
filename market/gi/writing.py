"""Steps done to the register: locked, compared with what was seen, written, and kept as history.

Only `services`, `proposals` and `applying` call this, inside their own transaction.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from django.db import IntegrityError, transaction

from market.events.bus import emit_all
from market.gi import steps as s
from market.gi.models import AuthorisedUser, Proposal, Right, RightChange, UserStatus
from market.gi.steps import Step
from market.kernel.errors import DomainError, NotFound
from market.media.models import Document

Key = tuple[str, str]
Seen = dict[str, Any] | None


@dataclass(eq=False)
class Outdated(DomainError):
    """The register is not any more what it was when the change was asked for."""

    code: ClassVar[str] = "OUTDATED"
    name: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """What the history keeps of a change beside what it was."""

    by: str
    agreed_by: str
    why: str
    source: str
    at: datetime
    document: Document | None = None
    proposal: Proposal | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """A step, the right it is about (in memory, as it will be), and what it changes."""

    step: Step
    right: Right
    user: AuthorisedUser | None
    before: Seen
    after: Seen

    @property
    def is_change(self) -> bool:
        return self.before != self.after


@dataclass(frozen=True, slots=True)
class _Shelf:
    """The rights and users that steps are about."""

    rights: dict[Key, Right]
    users: dict[tuple[Key, str], AuthorisedUser]

    def seen(self, step: Step) -> Seen:
        """Return what a step would change, as it is; None where there is nothing yet."""
        right = self.rights.get((step.name, step.scheme))
        if isinstance(step, s.PutRight):
            return None if right is None else s.plain(words_of(right))
        if isinstance(step, s.PutStatus):
            return None if right is None else _statuses(right)
        user = self.users.get(((step.name, step.scheme), step.credit_code))
        return None if user is None else _user(user)


def plan(steps: Sequence[Step], *, lock: bool = False) -> list[Outcome]:
    """Return what the steps would do one after the other; nothing is written. Two statements.

    With `lock` the rights are held, in the order of their keys. Raises NotFound for a right or a
    user that has to be there.
    """
    here = _shelf(steps, lock=lock)
    outcomes = []
    for step in steps:
        before = here.seen(step)
        right, user, after = _done(here, step)
        outcomes.append(Outcome(step, right, user, before, after))
    return outcomes


def carry_out(steps: Sequence[Step], *, seen: Sequence[Seen] | None, note: Note) -> list[Right]:
    """Do the steps in their order and tell `right.changed`; a step that changes nothing is none.

    Returns the rights that changed. With `seen`, what each step found when it was asked for, every
    step must find the same now. Raises Outdated, NotFound; then nothing is written.
    """
    outcomes = plan(steps, lock=True)
    for outcome, expected in zip(outcomes, seen or [], strict=seen is not None):
        if outcome.before != expected:
            raise Outdated(outcome.step.name)
    changes = [outcome for outcome in outcomes if outcome.is_change]
    rights = list({id(each.right): each.right for each in changes}.values())
    users = list({id(each.user): each.user for each in changes if each.user}.values())
    _save(rights, users, note.at)
    RightChange.objects.bulk_create([_change(outcome, note) for outcome in changes])
    emit_all([("right.changed", {"right": right.public_id}) for right in rights])
    return rights


def _shelf(steps: Iterable[Step], *, lock: bool) -> _Shelf:
    wanted = {(step.name, step.scheme) for step in steps}
    codes = {step.credit_code for step in steps if isinstance(step, s.PutUser | s.StrikeOff)}
    rights = Right.objects.filter(name__in={name for name, _ in wanted}).order_by("pk")
    if lock:
        rights = rights.select_for_update(no_key=True)
    found = {(right.name, right.scheme): right for right in rights}
    keys = {right.pk: key for key, right in found.items()}
    users = AuthorisedUser.objects.filter(right__in=list(keys), credit_code__in=codes)
    return _Shelf(found, {(keys[user.right_id], user.credit_code): user for user in users})


def _done(here: _Shelf, step: Step) -> tuple[Right, AuthorisedUser | None, Seen]:
    """Change the objects in memory; return them, and what they are after the step."""
    key = (step.name, step.scheme)
    right = here.rights.get(key)
    if isinstance(step, s.PutRight):
        right = right or Right(name=step.name, scheme=step.scheme, status=step.status)
        here.rights[key] = right
        for name in s.COLUMNS:
            value = getattr(step.words, name)
            setattr(right, name, list(value) if isinstance(value, tuple) else value)
        return right, None, s.plain(step.words)
    if right is None:
        raise NotFound("right")
    if isinstance(step, s.PutStatus):
        right.statuses = _with_status(right, step)
        return right, None, _statuses(right)
    user = _user_after(here, step, right)
    return right, user, _user(user)


def _user_after(here: _Shelf, step: s.PutUser | s.StrikeOff, right: Right) -> AuthorisedUser:
    key = ((step.name, step.scheme), step.credit_code)
    user = here.users.get(key)
    if isinstance(step, s.StrikeOff):
        if user is None:
            raise NotFound("authorised_user")
        user.status = UserStatus.STRUCK_OFF
    else:
        user = here.users.setdefault(key, user or AuthorisedUser(credit_code=step.credit_code))
        user.name, user.status = step.user_name, UserStatus.ACTIVE
        user.from_on, user.to_on = step.from_on, step.to_on
        user.ceiling_grams = step.ceiling_grams
    user.right = right
    return user


def _save(rights: Sequence[Right], users: Sequence[AuthorisedUser], at: datetime) -> None:
    new, old = _by_age(rights)
    new_users, old_users = _by_age(users)
    try:
        with transaction.atomic():
            Right.objects.bulk_create(new)
            _update(Right, old, (*s.COLUMNS, "statuses"), at)
            AuthorisedUser.objects.bulk_create(new_users)
            columns = ("name", "status", "ceiling_grams", "from_on", "to_on")
            _update(AuthorisedUser, old_users, columns, at)
    except IntegrityError:
        # Somebody entered the same right or user at this very moment.
        raise Outdated(rights[0].name) from None


def _by_age(rows: Sequence[Any]) -> tuple[list[Any], list[Any]]:
    return [row for row in rows if row.pk is None], [row for row in rows if row.pk]


def _update(model: Any, rows: Sequence[Any], columns: Sequence[str], at: datetime) -> None:
    for row in rows:
        row.updated_at = at
    if rows:
        model.objects.bulk_update(rows, [*columns, "updated_at"], batch_size=200)


def _change(outcome: Outcome, note: Note) -> RightChange:
    return RightChange(
        right=outcome.right,
        what=s.NAMES[type(outcome.step)],
        about=getattr(outcome.step, "credit_code", ""),
        before=outcome.before,
        after=outcome.after,
        at=note.at,
        by=note.by,
        agreed_by=note.agreed_by,
        why=note.why,
        source=note.source,
        document=note.document,
        proposal=note.proposal,
    )


def words_of(right: Right) -> s.Words:
    """Return what the register says of a right."""
    values = {name: getattr(right, name) for name in s.COLUMNS}
    for name in ("area_codes", "varieties"):
        values[name] = tuple(values[name])
    return s.Words(**values)


def _statuses(right: Right) -> dict[str, Any]:
    return {"status": str(right.status), "statuses": right.statuses}


def _with_status(right: Right, step: s.PutStatus) -> list[list[str]]:
    first = step.from_on.isoformat()
    earlier = [each for each in right.statuses if each[0] < first]
    last = earlier[-1][1] if earlier else right.status
    return earlier if last == step.status else [*earlier, [first, str(step.status)]]


def _user(user: AuthorisedUser) -> dict[str, Any]:
    return {
        "name": user.name,
        "from_on": user.from_on.isoformat(),
        "to_on": user.to_on.isoformat() if user.to_on else None,
        "ceiling_grams": user.ceiling_grams,
        "status": str(user.status),
    }
