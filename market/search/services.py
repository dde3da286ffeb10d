"""Keeping the index true: single products, a whole rebuild without an empty moment, repair."""

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from elasticsearch import Elasticsearch, NotFoundError

from market.kernel import days
from market.search import documents, indexing, reading
from market.search.engine import Unavailable, for_writing, forget_failures
from market.search.indexing import Indexed

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Drift:
    """Public ids of products for which index and database differ."""

    missing: tuple[str, ...] = ()
    behind: tuple[str, ...] = ()
    surplus: tuple[str, ...] = ()

    @property
    def ids(self) -> list[str]:
        return [*self.missing, *self.behind, *self.surplus]


def index_products(ids: Sequence[str], *, now: datetime) -> Indexed:
    """Bring the index to the present state of these products (public ids): stored or taken out.

    The statements are the same for 2 and for 500 products. A write that comes late changes
    nothing. Where no index is yet, one is made. Raises Unavailable, the client's errors, or
    IndexingFailed: trying again is safe.
    """
    client = for_writing()
    if indexing.present_index(client) is None:
        rebuild(now=now)
    # An index that is being filled gets the change too: it may have read these products before.
    indexes = indexing.all_indexes(client)
    return indexing.store(client, indexes, list(dict.fromkeys(ids)), now=now)


def rebuild(*, now: datetime) -> Indexed | None:
    """Fill a new index from the database, then let it take the old one's place in one step.

    Searches see the old index until the new one is whole. One process rebuilds at a time: while
    another does, this returns None at once, having stored nothing.
    """
    client = for_writing()
    with _alone() as first:
        if not first:
            return None
        name = documents.new_index_name(now)
        documents.create_index(client, name)
        try:
            ids = sorted(reading.stamps(days.day(now)))
            done = indexing.store(client, [name], ids, now=now)
            client.indices.refresh(index=name)
            _take_place(client, name)
        except BaseException:
            client.options(ignore_status=404).indices.delete(index=name)
            raise
    forget_failures()
    return done


@contextmanager
def _alone() -> Iterator[bool]:
    """Tell whether this is the only process that rebuilds; hold the place if so."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_lock(hashtext(%s))", [documents.alias()])
        first = bool(cursor.fetchone()[0])
        try:
            yield first
        finally:
            if first and connection.is_usable():
                cursor.execute("select pg_advisory_unlock(hashtext(%s))", [documents.alias()])


def _take_place(client: Elasticsearch, name: str) -> None:
    """Point the alias at this index and at no other, in one step.

    The old index stays for the searches that are under way in it; `repair` drops it.
    """
    old = [index for index in indexing.aliased(client) if index != name]
    actions = [{"add": {"index": name, "alias": documents.alias()}}]
    actions += [{"remove": {"index": index, "alias": documents.alias()}} for index in old]
    client.indices.update_aliases(actions=actions)


def _drop_left_over(client: Elasticsearch) -> None:
    """Drop indexes that were replaced, or whose rebuild died."""
    with _alone() as first:
        left = set(indexing.all_indexes(client)) - set(indexing.aliased(client))
        if first and left:
            client.indices.delete(index=sorted(left))


def drift(*, now: datetime) -> Drift:
    """Compare the index with the database. Raises Unavailable or the client's errors.

    One request that adds up stamps, where nothing differs; product by product otherwise.
    """
    client = for_writing()
    wanted = reading.stamps(days.day(now))
    index = indexing.present_index(client)
    there: dict[str, int] = {}
    if index is not None:
        client.indices.refresh(index=index)
        if indexing.indexed_fingerprint(client, index) == indexing.fingerprint(wanted.values()):
            return Drift()
        there = indexing.indexed_stamps(client, index)
    both = wanted.keys() & there.keys()
    return Drift(
        missing=tuple(sorted(wanted.keys() - both)),
        behind=tuple(
            sorted(public_id for public_id in both if wanted[public_id] != there[public_id])
        ),
        surplus=tuple(sorted(there.keys() - both)),
    )


def repair(*, now: datetime) -> Drift:
    """Put right whatever differs, and return what did. Makes the index where there is none."""
    client = for_writing()
    _drop_left_over(client)
    found = drift(now=now)
    if indexing.present_index(client) is None:
        rebuild(now=now)
    elif found.ids:
        log.info("the search index differed for %s products", len(found.ids))
        index_products(found.ids, now=now)
    forget_failures()
    return found


def refresh() -> None:
    """Make everything indexed so far visible to searches at once. For seeds and tests."""
    try:
        for_writing().indices.refresh(index=documents.alias())
    except NotFoundError:
        raise Unavailable("there is no index") from None
