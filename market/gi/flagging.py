"""Texts that use a protected name without the right: asked about, decided, remembered.

A hit takes nothing away by itself; the county says whether the words may stand. What it let stand
is not asked about again while the words are the same.
"""

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from market.accounts.actors import Actor, System, require_county
from market.cases import services as cases
from market.cases.models import CaseKind, CaseState
from market.gi import names
from market.gi.models import (
    Confidence,
    FlagState,
    Right,
    RightStatus,
    Scheme,
    TextFlag,
    WatchedName,
)
from market.gi.names import Hit, Name
from market.kernel.errors import NotFound

# Rights under which a name is protected, and states in which it is: the name of a superseded entry
# lives on in another one. An honour of one village, one product protects no name.
_SCHEMES = (Scheme.GI_PRODUCT, Scheme.GI_MARK, Scheme.AGRI_GI)
_STATUSES = (RightStatus.ACTIVE, RightStatus.LEGACY, RightStatus.SUPERSEDED)
_SENTENCES = re.compile(r"[。！？!?；;\n]+")


@dataclass(frozen=True, slots=True)
class Flagged:
    """What stands in a text that nobody allowed; `state` is WAITING or REFUSED."""

    state: str
    hits: tuple[Hit, ...]
    reason: str


def table() -> list[Name]:
    """Return the protected and the watched names. Two statements."""
    rights = Right.objects.filter(
        scheme__in=_SCHEMES,
        status__in=_STATUSES,
        confidence__in=(Confidence.HIGH, Confidence.MEDIUM),
    )
    found: dict[str, tuple[str, list[str]]] = {}
    for name, right_id in rights.order_by("pk").values_list("name", "public_id"):
        found.setdefault(names.folded(name), (name, []))[1].append(right_id)
    watched = WatchedName.objects.filter(removed_at=None).order_by("pk")
    for name, folded, right_id in watched.values_list("name", "folded", "right__public_id"):
        found.setdefault(folded, (name, []))[1].extend([right_id] if right_id else [])
    return [Name(name, tuple(right_ids)) for name, right_ids in found.values()]


@transaction.atomic
def flag_text(
    *,
    subject: str,
    merchant: str,
    title: str,
    fields: Mapping[str, str],
    allowed_right_ids: Iterable[str],
    now: datetime,
    protected: Sequence[Name] | None = None,
) -> Flagged | None:
    """Look for protected names in the texts of `subject`; None when nothing stands against them.

    `subject` and `merchant` are public ids, `fields` the texts by the name of their field.
    `allowed_right_ids` are rights that allow their name here. New words open (or change) a case of
    kind TEXT, words that are gone withdraw it; the same call again changes nothing. `protected` is
    `table()`, for callers with many texts.
    """
    found = names.hits_in(fields, table() if protected is None else protected)
    hits = names.without(found, allowed_right_ids)
    row = TextFlag.objects.select_for_update(no_key=True).filter(subject=subject).first()
    if row is None and not hits:
        return None
    row = row or _new(subject)
    keys = {_key(hit, fields) for hit in hits}
    standing = keys <= set(row.allowed)
    if not standing and row.state == FlagState.REFUSED and keys <= _keys(row):
        return Flagged(row.state, hits, row.reason)  # said once, holds
    row.merchant, row.title = merchant, title[:120]
    row.hits = [_as_json(hit, fields) for hit in hits]
    if standing:
        _settle(row, FlagState.ALLOWED if hits else FlagState.CLEAR, now)
        return None
    row.state, row.reason, row.decided_at, row.flagged_at = FlagState.WAITING, "", None, now
    row.save()
    cases.open_case(
        kind=CaseKind.TEXT,
        subject=subject,
        title=title,
        detail="\n".join(dict.fromkeys(f"{hit.found} → {hit.name}" for hit in hits)),
        merchant=merchant,
        opened_by=System("names").ref,
        now=now,
    )
    return Flagged(row.state, hits, "")


@transaction.atomic
def decide_text(
    *, actor: Actor, subject: str, approve: bool, reason: str, now: datetime
) -> TextFlag:
    """Say whether the words may stand; the caller takes the goods out of the shop when REFUSED.

    A no needs a reason, which the merchant reads. Raises what `cases.decide` raises.
    """
    require_county(actor)
    row = TextFlag.objects.select_for_update(no_key=True).filter(subject=subject).first()
    if row is None:
        raise NotFound("case")
    case = cases.decide(
        actor=actor, kind=CaseKind.TEXT, subject=subject, approve=approve, reason=reason, now=now
    )
    approved = case.state == CaseState.APPROVED
    if approved:
        row.allowed = sorted(set(row.allowed) | _keys(row))
    row.state = FlagState.ALLOWED if approved else FlagState.REFUSED
    row.reason, row.decided_at = case.reason, now
    row.save()
    return row


def _new(subject: str) -> TextFlag:
    return TextFlag(subject=subject, state=FlagState.CLEAR, hits=[])


def _settle(row: TextFlag, state: FlagState, now: datetime) -> None:
    if row.state == FlagState.WAITING:
        cases.withdraw(kind=CaseKind.TEXT, subject=row.subject, now=now)
    row.state, row.flagged_at = state, row.flagged_at or now
    row.save()


def _as_json(hit: Hit, fields: Mapping[str, str]) -> dict[str, str]:
    said = {"field": hit.field, "name": hit.name, "found": hit.found, "how": str(hit.how)}
    return said | {"key": _key(hit, fields)}


def _key(hit: Hit, fields: Mapping[str, str]) -> str:
    """Return what a decision is about: the name, the field, and all sentences there that use it."""
    one = [Name(hit.name)]
    sentences = [each for each in _SENTENCES.split(fields[hit.field]) if each]
    using = [names.folded(each) for each in sentences if names.protected_names_in(each, one)]
    # A name across a stop is in no sentence: then it is about the whole field.
    said = "\n".join(using) or names.folded(fields[hit.field])
    digest = hashlib.sha256(said.encode()).hexdigest()[:16]
    return f"{hit.field}:{names.folded(hit.name)}:{digest}"


def _keys(row: TextFlag) -> set[str]:
    return {hit["key"] for hit in row.hits}
