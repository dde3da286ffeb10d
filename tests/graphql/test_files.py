"""Pictures and papers over HTTP, and the answer to machines that ask whether we are there."""

import pathlib
from typing import Any

import pytest
from django.db import connection
from django.db.utils import OperationalError
from django.test import Client

from fixtures.build.papers import pdf
from market.media.models import Document, DocumentOpening
from market.media.services import accept_document, add_avif
from market.merchants.models import Merchant
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


def test_avif_is_sent_once_it_was_made(world: World, settings: Any, tmp_path: pathlib.Path) -> None:
    settings.MEDIA_ROOT = tmp_path  # others have stored the same picture
    picture = world.oranges.product.pictures.get().picture
    url = f"/media/{picture.key}/320.avif"
    assert Client().get(url).status_code == 404
    add_avif(picture_id=picture.public_id)
    response = Client().get(url)
    assert response.headers["Content-Type"] == "image/avif"
    assert b"ftypavif" in b"".join(response.streaming_content)[:16]  # type: ignore[attr-defined]


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


def paper(world: World, *, public: bool = False) -> Document:
    owner = Merchant.objects.get(pk=world.chen.merchant_id).public_id
    return accept_document(
        data=pdf(f"PUBLIC {public}"), name="许可证.pdf", owner=owner, now=world.now, public=public
    )


def test_a_private_paper_is_for_its_people_and_is_never_shown_as_a_page(world: World) -> None:
    url = f"/documents/{paper(world).public_id}"
    for asker in (world.signed_in("desk", world.chen), world.signed_in("county", world.sun)):
        response = asker.http.get(url)
        assert response.status_code == 200
        assert b"".join(response.streaming_content) == pdf("PUBLIC False")  # type: ignore[attr-defined]
        headers = response.headers
        assert headers["Content-Type"] == "application/pdf"
        assert headers["Content-Disposition"].startswith("attachment; filename*=utf-8''%E8%AE%B8")
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert headers["Cache-Control"] == "private, no-store"
    strangers = (
        Client(),
        world.shopper(world.li).http,
        world.signed_in("counter", world.wang).http,
        world.signed_in("desk", world.deng).http,
    )
    for client in strangers:
        assert client.get(url).status_code == 404
    assert list(DocumentOpening.objects.order_by("pk").values_list("actor", flat=True)) == [
        world.chen.ref,
        world.sun.ref,
    ]


def test_a_public_paper_is_for_everybody_and_names_nobody(world: World) -> None:
    url = f"/documents/{paper(world, public=True).public_id}"
    response = Client().get(url)
    assert response.status_code == 200
    assert "immutable" in response.headers["Cache-Control"]
    assert response.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert not DocumentOpening.objects.exists()


@pytest.mark.parametrize("path", ["", "doc_1", "../settings.py", "doc_00000000000000000000"])
def test_no_other_paper_is_sent(db: None, path: str) -> None:
    assert Client().get(f"/documents/{path}").status_code == 404
    assert Client().post("/documents/doc_00000000000000000000").status_code == 405
