"""The scene that services are tested in."""

from tests.village_points.conftest import scene as scene
