"""Documents into the index, and what the index holds. The database is always right."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from elasticsearch import Elasticsearch, NotFoundError, helpers

from market.kernel import days
from market.search import building, reading
from market.search.documents import alias, shape

CHUNK = 500
# A version that is equal or greater replaces: equal ones have seen the same facts.
VERSION_TYPE = "external_gte"
GONE_ALREADY, OVERTAKEN = 404, 409


class IndexingFailed(Exception):
    """Some documents were refused; the text names the first."""


@dataclass(frozen=True, slots=True)
class Indexed:
    """How many documents were put in, taken out, and left because a later state was there."""

    stored: int = 0
    removed: int = 0
    overtaken: int = 0

    def __add__(self, other: "Indexed") -> "Indexed":
        return Indexed(
            self.stored + other.stored,
            self.removed + other.removed,
            self.overtaken + other.overtaken,
        )


def store(
    client: Elasticsearch, indexes: Sequence[str], public_ids: Sequence[str], *, now: datetime
) -> Indexed:
    """Bring indexes to the database's present state for these products, however many.

    Raises IndexingFailed, or the client's errors.
    """
    done = Indexed()
    for start in range(0, len(public_ids), CHUNK):
        done += _store_chunk(client, indexes, public_ids[start : start + CHUNK], now)
    return done


def _store_chunk(
    client: Elasticsearch, indexes: Sequence[str], public_ids: Sequence[str], now: datetime
) -> Indexed:
    version = reading.snapshot_number()
    goods = reading.goods(public_ids, days.day(now))
    found = {good.row.id: building.document(good) for good in goods}
    counts = {"stored": 0, "removed": 0, "overtaken": 0}
    actions = (
        action for index in indexes for action in _actions(index, public_ids, found, version)
    )
    for good, item in helpers.streaming_bulk(
        client, actions, chunk_size=CHUNK, raise_on_error=False
    ):
        ((kind, answer),) = item.items()
        if good:
            counts["stored" if kind == "index" else "removed"] += 1
        elif answer["status"] == OVERTAKEN:
            counts["overtaken"] += 1
        elif answer["status"] != GONE_ALREADY:
            raise IndexingFailed(f"{answer['_id']}: {answer.get('error')}")
    return Indexed(**counts)


def _actions(
    index: str, public_ids: Iterable[str], found: dict[str, dict[str, Any]], version: int
) -> Iterator[dict[str, Any]]:
    for public_id in public_ids:
        action: dict[str, Any] = {
            "_op_type": "index" if public_id in found else "delete",
            "_index": index,
            "_id": public_id,
            "version": version,
            "version_type": VERSION_TYPE,
        }
        if public_id in found:
            action["_source"] = found[public_id]
        yield action


def present_index(client: Elasticsearch) -> str | None:
    """Return the name of the index behind the alias, if there is one of the present shape."""
    try:
        ((name, found),) = client.indices.get(index=alias(), features="mappings").body.items()
    except NotFoundError:
        return None
    meta = found["mappings"].get("_meta", {})
    return str(name) if meta.get("shape") == shape() else None


def aliased(client: Elasticsearch) -> list[str]:
    """Return the names of what the alias points to: one index, or none."""
    try:
        return sorted(client.indices.get_alias(name=alias()).body)
    except NotFoundError:
        return []


def all_indexes(client: Elasticsearch) -> list[str]:
    """Return the index behind the alias, any that is being filled, and any just replaced."""
    return sorted(client.indices.get(index=f"{alias()}-*", features="aliases").body)


def fingerprint(stamps: Iterable[int]) -> tuple[int, int]:
    """Return number and sum of stamps."""
    stamps = list(stamps)
    return len(stamps), sum(stamps)


def indexed_fingerprint(client: Elasticsearch, index: str) -> tuple[int, int]:
    """Return `fingerprint` of all documents in an index, added up there in one request."""
    total = {"total": {"sum": {"field": "stamp"}}}
    answer = client.search(index=index, size=0, aggs=total, track_total_hits=True)
    return answer["hits"]["total"]["value"], int(answer["aggregations"]["total"]["value"])


def indexed_stamps(client: Elasticsearch, index: str) -> dict[str, int]:
    """Return the stamp of every document in an index, by public id."""
    query = {"query": {"match_all": {}}, "_source": ["stamp"]}
    hits = helpers.scan(client, index=index, query=query, size=2000)
    return {hit["_id"]: hit["_source"]["stamp"] for hit in hits}
