"""The connection to Elasticsearch: short patience, and a pause after it failed."""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache

from django.conf import settings
from elasticsearch import ApiError, Elasticsearch, OrjsonSerializer, TransportError

log = logging.getLogger(__name__)

# A connection attempt and the answer may each take this long: 2 seconds at worst.
PATIENCE_SECONDS = 1.0
# After a failure nobody asks for this long; each process finds out for itself.
PAUSE_SECONDS = 5.0
# Indexing is work of the background and may wait longer.
BULK_SECONDS = 30.0

_paused_until: dict[str, float] = {}


class Unavailable(Exception):
    """Elasticsearch is not set up, does not answer, or has no index yet."""


@lru_cache(maxsize=4)
def _client(url: str) -> Elasticsearch:
    return Elasticsearch(
        url,
        request_timeout=PATIENCE_SECONDS,
        max_retries=0,
        retry_on_timeout=False,
        serializer=OrjsonSerializer(),
    )


def for_writing() -> Elasticsearch:
    """Return a patient client. Raises Unavailable where no server is set up."""
    if not settings.ELASTICSEARCH_URL:
        raise Unavailable("ELASTICSEARCH_URL is empty")
    return _client(settings.ELASTICSEARCH_URL).options(request_timeout=BULK_SECONDS)


@contextmanager
def for_reading() -> Iterator[Elasticsearch]:
    """Give a client for one quick request; every failure in it becomes Unavailable.

    A server that does not answer is left alone for a few seconds, so that only the first of many
    requests waits for it.
    """
    url = settings.ELASTICSEARCH_URL
    if not url:
        raise Unavailable("ELASTICSEARCH_URL is empty")
    if time.monotonic() < _paused_until.get(url, 0.0):
        raise Unavailable("Elasticsearch failed a moment ago")
    try:
        yield _client(url)
    except TransportError as error:
        _paused_until[url] = time.monotonic() + PAUSE_SECONDS
        log.warning("Elasticsearch does not answer: %s", type(error).__name__)
        raise Unavailable(str(error)) from error
    except ApiError as error:
        status = error.meta.status
        if status >= 500 or status in (404, 429):
            _paused_until[url] = time.monotonic() + PAUSE_SECONDS
        log.error("Elasticsearch refused a request (%s): %s", status, error.message)
        raise Unavailable(str(error)) from error


def forget_failures() -> None:
    """End every pause, so that the next request asks again."""
    _paused_until.clear()
