"""The fake provider, where a test asks for it."""

import pytest

from market.payments.providers import registry
from tests.market.payments.fake import FakeProvider, OutsideProvider


def _offer(monkeypatch: pytest.MonkeyPatch, provider: FakeProvider) -> FakeProvider:
    real = registry.get
    monkeypatch.setattr(
        registry, "get", lambda code: provider if code == provider.code else real(code)
    )
    return provider


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> FakeProvider:
    """A provider with the code "fake"."""
    return _offer(monkeypatch, FakeProvider())


@pytest.fixture
def outside(monkeypatch: pytest.MonkeyPatch) -> FakeProvider:
    """The same, for tests with commits: refuses to be asked inside a transaction."""
    return _offer(monkeypatch, OutsideProvider())
