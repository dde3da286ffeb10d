"""Servers for tests: ``make test`` starts them and tells their addresses; a plain ``pytest``
starts Elasticsearch and stripe-mock on first use, one of each for all of its workers.
"""

import os
from collections.abc import Iterator
from typing import Any

import psutil
import pytest

from fixtures.servers import elasticsearch
from fixtures.servers.ports import free_port
from fixtures.servers.processes import end_all, session_members
from fixtures.servers.shared import shared
from fixtures.servers.stripe_mock import start_stripe_mock
from fixtures.setup.places import STATE, cache_dir, server_state

SHARED = STATE / "shared"


@pytest.fixture(scope="session")
def elasticsearch_server() -> Iterator[str]:
    """Address of a real Elasticsearch."""
    given = os.environ.get("TEST_ELASTICSEARCH_URL")
    if given:
        yield given
        return
    state = server_state("elasticsearch", under=SHARED)

    def start() -> tuple[str, int]:
        url = elasticsearch.start(cache_dir(), state, free_port())
        return url, elasticsearch.pid_of(state) or 0

    with shared(
        SHARED / "elasticsearch.json", start=start, stop=lambda _: elasticsearch.stop(state)
    ) as url:
        yield url


@pytest.fixture
def elasticsearch_url(elasticsearch_server: str, settings: Any) -> str:
    """Address of a real Elasticsearch, which the product uses for this test. Names of indexes
    begin with ``settings.ELASTICSEARCH_PREFIX``, which is the worker's own.
    """
    settings.ELASTICSEARCH_URL = elasticsearch_server
    return elasticsearch_server


@pytest.fixture(scope="session")
def stripe_mock_url() -> Iterator[str]:
    """Address of Stripe's own stripe-mock: it checks requests and keeps no state."""
    given = os.environ.get("TEST_STRIPE_MOCK_URL")
    if given:
        yield given
        return

    def start() -> tuple[str, int]:
        mock = start_stripe_mock(logs=SHARED / "logs")
        return mock.url, mock.child.pid

    with shared(SHARED / "stripe-mock.json", start=start, stop=_end_session) as url:
        yield url


def _end_session(leader: int) -> None:
    if psutil.pid_exists(leader):
        end_all(session_members(leader))
