"""Pictures over HTTP, and the answer to machines that ask whether we are there."""

from typing import Any

import pytest
from django.db import connection
from django.db.utils import OperationalError
from django.test import Client

from tests.graphql.world import World


def test_a_picture_is_sent_to_be_kept_for_ever(world: World) -> None:
    key = world.oranges.product.pictures.get().picture.key
    response = Client().get(f"/media/{key}/320.webp")
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "image/webp"
    assert "immutable" in response.headers["Cache-Control"]
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert b"".join(response.streaming_content)[8:12] == b"WEBP"  # type: ignore[attr-defined]
    assert Client().get(f"/media/{key}/1280.webp").status_code == 404


@pytest.mark.parametrize(
    "path", ["../settings.py", "x/320.webp", f"{'0' * 32}/320.webp", "", "%2e%2e/320.webp"]
)
def test_nothing_else_is_sent(db: None, path: str) -> None:
    assert Client().get(f"/media/{path}").status_code == 404


def test_health(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    assert Client().get("/healthz").content == b"ok"

    def down(*_: Any, **__: Any) -> Any:
        raise OperationalError("down")

    with monkeypatch.context() as patch:
        patch.setattr(connection, "cursor", down)
        assert Client().get("/healthz").status_code == 503
