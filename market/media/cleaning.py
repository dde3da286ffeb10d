"""Pictures that nothing shows any more are kept for a while, then removed with their files.

What shows a picture is found out, not listed: every foreign key to `Picture` of every model, and
every model that keeps keys of pictures in other columns and says so with the class attribute
`PICTURE_KEYS` (lookups of its own, such as `("snapshot__picture__key",)`).
"""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from django.apps import apps
from django.core.files.storage import default_storage
from django.db import models, transaction

from market.media.models import Picture

KEPT = timedelta(days=7)
# A file without a row is an upload that was rolled back, or one that is under way right now.
KEPT_FILES = timedelta(days=1)
CHUNK = 200
_KEY = re.compile(r"[0-9a-f]{32}")


def clean(*, now: datetime) -> int:
    """Mark what has become unused, forget marks of what is used again, remove what was unused for
    a week; return how many pictures were removed. Safe to run at any time, and to stop at any time.
    """
    marked = Picture.objects.filter(unused_since__isnull=False)
    for chunk in _chunks(marked):
        Picture.objects.filter(pk__in=_used(chunk)).update(unused_since=None)
    for chunk in _chunks(Picture.objects.filter(unused_since__isnull=True)):
        unused = {picture.pk for picture in chunk} - _used(chunk)
        Picture.objects.filter(pk__in=unused).update(unused_since=now)
    due = marked.filter(unused_since__lte=now - KEPT)
    removed = sum(_remove(pk, now) for pk in list(due.values_list("pk", flat=True)))
    _sweep(now)
    return removed


def references() -> Iterator[tuple[type[models.Model], str, bool]]:
    """Yield (model, lookup, by key) of everything that points to a picture: a foreign key to the
    row, or a lookup of the picture's own key.
    """
    for model in apps.get_models():
        for field in model._meta.get_fields():
            if isinstance(field, models.ForeignKey) and field.related_model is Picture:
                yield model, field.attname, False
        for lookup in getattr(model, "PICTURE_KEYS", ()):
            yield model, lookup, True


def _used(chunk: Sequence[Picture]) -> set[int]:
    """Return which of the pictures anything shows. One statement a reference."""
    by_pk: dict[Any, int] = {picture.pk: picture.pk for picture in chunk}
    by_key: dict[Any, int] = {picture.key: picture.pk for picture in chunk}
    used: set[int] = set()
    for model, lookup, own_key in references():
        known = by_key if own_key else by_pk
        rows = model._default_manager.filter(**{f"{lookup}__in": list(known)})
        used |= {known[value] for value in rows.values_list(lookup, flat=True).distinct()}
    return used


@transaction.atomic
def _remove(pk: int, now: datetime) -> bool:
    """Remove one picture unless somebody has it in hand or it is used after all.

    Files go while the row is locked: an upload of the same picture waits, and then stores its own.
    """
    rows = Picture.objects.filter(pk=pk, unused_since__lte=now - KEPT)
    picture = rows.select_for_update(skip_locked=True).first()
    if picture is None or _used([picture]):
        return False
    _remove_folder(picture.key)
    picture.delete()
    return True


def _sweep(now: datetime) -> None:
    """Remove files whose row never came to be."""
    try:
        names = default_storage.listdir("")[0]
    except FileNotFoundError:
        return  # nothing was ever stored
    folders = (name for name in names if _KEY.fullmatch(name))
    while keys := list(islice(folders, CHUNK)):
        known = set(Picture.objects.filter(key__in=keys).values_list("key", flat=True))
        for key in keys:
            if key not in known and _is_old(key, now):
                _remove_folder(key)


def _is_old(key: str, now: datetime) -> bool:
    names = default_storage.listdir(key)[1]
    times = (default_storage.get_modified_time(f"{key}/{name}") for name in names)
    return all(time < now - KEPT_FILES for time in times)


def _remove_folder(key: str) -> None:
    for name in default_storage.listdir(key)[1]:
        default_storage.delete(f"{key}/{name}")
    # An empty folder on a disk; object stores have none.
    default_storage.delete(key)


def _chunks(pictures: models.QuerySet[Picture]) -> Iterator[list[Picture]]:
    """Yield the pictures in chunks, by key: those that change meanwhile are not met twice."""
    last = 0
    while chunk := list(pictures.filter(pk__gt=last).order_by("pk")[:CHUNK]):
        yield chunk
        last = chunk[-1].pk
