"""Servers for tests: ``make test`` starts them and tells their addresses; a plain ``pytest``
starts Elasticsearch and stripe-mock on first use, one of each for all of its workers.
"""

import os
from collections.abc import Iterator
from typing import Any

import psutil
import pytest
from django.test import TransactionTestCase
from hypothesis import settings as hypothesis_settings

from fixtures.alipay_gateway.gateway import Account, Gateway, running_gateway
from fixtures.alipay_gateway.signing import KeyFiles, Signer, make_keys
from fixtures.servers import elasticsearch
from fixtures.servers.ports import free_port
from fixtures.servers.processes import end_all, session_members
from fixtures.servers.shared import shared
from fixtures.servers.stripe_mock import start_stripe_mock
from fixtures.setup.places import STATE, cache_dir, server_state
from tests.emptying import empty_tables

ALIPAY_APP = "2021000000000001"
ALIPAY_SELLER = "2088000000000001"
SHARED = STATE / "shared"

# A busy machine is no finding: examples may take as long as they need.
hypothesis_settings.register_profile("cunji", deadline=None)
hypothesis_settings.load_profile("cunji")


def pytest_configure() -> None:
    """Let tests with commits end quickly."""
    TransactionTestCase._fixture_teardown = empty_tables


@pytest.fixture(scope="session", autouse=True)
def _remembering() -> None:
    """Loaded late: the product can be imported only once its settings are known."""
    from tests.remembering import remember

    remember()


@pytest.fixture(scope="session")
def elasticsearch_server() -> Iterator[str]:
    """Address of a real Elasticsearch."""
    given = os.environ.get("TEST_ELASTICSEARCH_URL")
    if given:
        yield given
        return
    state = server_state("elasticsearch", under=SHARED)

    def start() -> tuple[str, int]:
        url = elasticsearch.start(cache_dir(), state, free_port(), compiles=elasticsearch.QUICKLY)
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


@pytest.fixture(scope="session")
def alipay_server(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[Gateway, KeyFiles]]:
    """The local Alipay gateway in a thread of this process, and the keys of both sides."""
    keys = make_keys(tmp_path_factory.mktemp("alipay"))
    signer = Signer(
        gateway_private=keys.gateway_private.read_bytes(), app_public=keys.app_public.read_bytes()
    )
    with running_gateway(Account(ALIPAY_APP, ALIPAY_SELLER), signer) as gateway:
        yield gateway, keys


@pytest.fixture
def alipay_gateway(alipay_server: tuple[Gateway, KeyFiles], settings: Any) -> Gateway:
    """The local Alipay gateway, which the product uses for this test: ``url`` is where its cashier
    is, ``faults`` and ``deliveries`` are its switches.
    """
    gateway, keys = alipay_server
    settings.ALIPAY_GATEWAY = f"{gateway.url}/gateway.do"
    settings.ALIPAY_APP_ID = ALIPAY_APP
    settings.ALIPAY_SELLER_ID = ALIPAY_SELLER
    settings.ALIPAY_APP_PRIVATE_KEY = keys.app_private.read_text()
    settings.ALIPAY_PUBLIC_KEY = keys.gateway_public.read_text()
    return gateway


def _end_session(leader: int) -> None:
    if psutil.pid_exists(leader):
        end_all(session_members(leader))
