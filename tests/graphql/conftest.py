"""What every test of the API starts from: noon, free text allowed, no sign-ins counted before."""

from datetime import datetime
from typing import Any

import pytest
from django.core.cache import cache

from logistics.network import queries as network
from storefront_graphql import middleware
from tests.graphql.world import World, open_hour


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[datetime]:
    """The time of requests: set its first item to another moment to let time pass."""
    time = [open_hour()]
    monkeypatch.setattr(middleware.timezone, "now", lambda: time[0])
    return time


@pytest.fixture(autouse=True)
def _door(settings: Any) -> Any:
    settings.GRAPHQL_AD_HOC = True
    settings.GRAPHQL_INTROSPECTION = False
    network.forget()
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def world(db: None, clock: list[datetime]) -> World:
    return World(clock[0])
