"""The whole shop, running: web server, a worker process, search, and a payment gateway."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.db import connection

from fixtures.alipay_gateway.gateway import Gateway
from market.search import engine

PASSED_ON = (
    "SECRET_KEY",
    "PUBLIC_URL",
    "ELASTICSEARCH_URL",
    "ELASTICSEARCH_PREFIX",
    "ALIPAY_GATEWAY",
    "ALIPAY_APP_ID",
    "ALIPAY_SELLER_ID",
    "ALIPAY_APP_PRIVATE_KEY",
    "ALIPAY_PUBLIC_KEY",
)


@pytest.fixture
def shop_url(
    transactional_db: None,
    live_server: Any,
    elasticsearch_url: str,
    alipay_gateway: Gateway,
    settings: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[str]:
    """Address of a web server that the gateway's notices reach."""
    # The walk is about search that works; a busy machine must not make it fall back.
    monkeypatch.setattr(engine, "PATIENCE_SECONDS", 20.0)
    engine._client.cache_clear()
    engine.forget_failures()
    settings.PUBLIC_URL = live_server.url
    yield str(live_server.url)
    engine._client.cache_clear()


@pytest.fixture
def worker(shop_url: str, tmp_path: Any) -> Iterator[None]:
    """A real worker process on the test's database; it must still live at the end."""
    database = connection.settings_dict
    address = "postgresql://{USER}:{PASSWORD}@{HOST}:{PORT}/{NAME}".format(**database)
    environment = {
        **os.environ,
        **{name: str(getattr(django_settings, name)) for name in PASSED_ON},
        "DATABASE_URL": address,
        "DJANGO_SETTINGS_MODULE": "market.settings",
    }
    log = tmp_path / "worker.log"
    with log.open("w") as output:
        process = subprocess.Popen(
            [sys.executable, "manage.py", "procrastinate", "worker", "--concurrency", "1"],
            env=environment,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        try:
            yield
            assert process.poll() is None, log.read_text()[-3000:]
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def eventually(what: Callable[[], Any], *, seconds: float = 120) -> Any:
    """Wait until `what()` is true, and return it; the worker acts in its own time."""
    deadline = time.monotonic() + seconds
    while not (found := what()):
        assert time.monotonic() < deadline, "nothing happened in time"
        time.sleep(0.2)
    return found
