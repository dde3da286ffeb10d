"""What every test of the API starts from: free text allowed, no counts of sign-ins left over."""

from typing import Any

import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def _door(settings: Any) -> Any:
    settings.GRAPHQL_AD_HOC = True
    settings.GRAPHQL_INTROSPECTION = False
    cache.clear()
    yield
    cache.clear()
