"""The scene that services are tested in."""

import pytest

from tests.village_points.scene import Scene


@pytest.fixture
def scene(db: None) -> Scene:
    """Merchants, clerks, an open drawer; see `Scene`."""
    return Scene()
