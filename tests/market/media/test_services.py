"""Pictures taken in: rows, files, refusals."""

import pathlib
from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.files.storage import default_storage

from fixtures.build.papers import pdf
from fixtures.build.supply import picture
from market.accounts.actors import Anonymous
from market.media.models import Picture
from market.media.rules import MAX_BYTES
from market.media.services import PictureRefused, accept_document, accept_picture, open_document

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: pathlib.Path) -> pathlib.Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def files(folder: pathlib.Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_a_picture_gets_a_row_and_its_files(folder: pathlib.Path) -> None:
    made = accept_picture(data=picture(700, 350), name="a.png", now=NOW)
    assert made.widths == [160, 320, 640]
    assert (made.width, made.height) == (640, 320)
    assert files(folder) == sorted(f"{made.key}/{w}.webp" for w in made.widths)
    with default_storage.open(f"{made.key}/160.webp") as file:
        assert file.read(4) == b"RIFF"


def test_the_same_picture_again_is_the_same_row(folder: pathlib.Path) -> None:
    first = accept_picture(data=picture(), name="a.png", now=NOW)
    count = len(files(folder))
    again = accept_picture(data=picture() + b"trailing", name="b.png", now=NOW)
    assert again.pk == first.pk
    assert len(files(folder)) == count
    assert accept_picture(data=picture(colour=(1, 2, 3)), name="c.png", now=NOW).pk != first.pk


@pytest.mark.parametrize(
    ("data", "rule"),
    [
        (b"\xff\xd8\xff" + bytes(MAX_BYTES - 2), "size"),
        (b"<svg/>", "type"),
        (picture(60, 3_000), "pixels"),
        (picture()[:-40], "broken"),
    ],
)
def test_a_refusal_leaves_nothing_behind(data: bytes, rule: str, folder: pathlib.Path) -> None:
    with pytest.raises(PictureRefused) as refused:
        accept_picture(data=data, name="../../etc/passwd", now=NOW)
    assert (refused.value.rule, refused.value.field) == (rule, "picture")
    assert not Picture.objects.exists()
    assert files(folder) == []


def test_ten_megabytes_are_taken_and_not_one_byte_more() -> None:
    whole = picture()
    assert accept_picture(data=whole + bytes(MAX_BYTES - len(whole)), name="a.png", now=NOW)
    with pytest.raises(PictureRefused) as refused:
        accept_picture(data=whole + bytes(MAX_BYTES - len(whole) + 1), name="a.png", now=NOW)
    assert refused.value.rule == "size"


def test_the_sender_s_name_never_becomes_a_path(folder: pathlib.Path) -> None:
    made = accept_picture(data=picture(), name="../../x.html", now=NOW)
    assert all(path.startswith(made.key) for path in files(folder))


def test_any_storage_of_django_s_api_will_do(settings: Any, folder: pathlib.Path) -> None:
    memory = {"BACKEND": "django.core.files.storage.InMemoryStorage"}
    settings.STORAGES = settings.STORAGES | {"default": memory, "documents": memory}
    made = accept_picture(data=picture(700, 350), name="a.png", now=NOW)
    with default_storage.open(f"{made.key}/640.webp") as file:
        assert file.read()[8:12] == b"WEBP"
    paper = accept_document(data=pdf(), name="a.pdf", owner="", now=NOW)
    opened = open_document(actor=Anonymous(), document_id=paper.public_id, request_id="", now=NOW)
    with opened.file as file:
        assert file.read() == pdf()
    assert files(folder) == []
