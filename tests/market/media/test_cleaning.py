"""What nothing shows any more goes after a week; what anything shows stays."""

import os
import pathlib
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.files.storage import default_storage

from fixtures.build import supply
from market.media import cleaning
from market.media.models import Picture
from market.media.services import accept_picture, add_avif
from market.orders.models import Line
from tests.graphql.world import World, open_hour

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
WEEK = timedelta(days=7)


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: pathlib.Path) -> pathlib.Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def accepted(shade: int = 1) -> Picture:
    return accept_picture(data=supply.picture(colour=(shade, 2, 3)), name="a.png", now=NOW)


def test_an_unused_picture_goes_after_a_week_with_all_its_files(folder: pathlib.Path) -> None:
    gone = accepted()
    add_avif(picture_id=gone.public_id)
    assert len(list((folder / gone.key).iterdir())) == 4
    assert cleaning.clean(now=NOW) == 0
    assert cleaning.clean(now=NOW + WEEK - timedelta(seconds=1)) == 0
    assert Picture.objects.get().unused_since == NOW
    assert cleaning.clean(now=NOW + WEEK) == 1
    assert not Picture.objects.exists()
    assert list(folder.iterdir()) == []


def test_a_picture_in_use_stays_and_one_used_again_starts_anew() -> None:
    chen = supply.staff(supply.merchant(now=NOW), now=NOW)
    product = supply.product(chen, now=NOW)
    used = product.pictures.get().picture
    other = accepted(99)
    cleaning.clean(now=NOW)
    cleaning.clean(now=NOW + 2 * WEEK)
    assert list(Picture.objects.all()) == [used]
    product.pictures.update(position=1)
    product.pictures.all().delete()
    cleaning.clean(now=NOW)
    # Sent again: in use from now on, whatever was found before.
    again = accept_picture(data=supply.picture(), name="b.png", now=NOW)
    assert (again.pk, again.unused_since) == (used.pk, None)
    assert cleaning.clean(now=NOW + WEEK) == 0
    assert not Picture.objects.filter(pk=other.pk).exists()


def test_a_marked_picture_that_is_shown_again_is_forgotten() -> None:
    chen = supply.staff(supply.merchant(now=NOW), now=NOW)
    product = supply.product(chen, now=NOW)
    Picture.objects.update(unused_since=NOW)
    assert cleaning.clean(now=NOW + 2 * WEEK) == 0
    assert product.pictures.get().picture.unused_since is None


def test_what_an_order_shows_stays(clock_less_world: World) -> None:
    world = clock_less_world
    world.paid(world.li)
    kept = Line.objects.get().snapshot["picture"]["key"]
    world.oranges.product.pictures.all().delete()
    cleaning.clean(now=world.now)
    cleaning.clean(now=world.now + 2 * WEEK)
    assert Picture.objects.filter(key=kept).exists()
    assert default_storage.exists(f"{kept}/320.webp")


@pytest.fixture
def clock_less_world(db: None) -> World:
    return World(open_hour())


def test_references_are_found_by_looking(db: None) -> None:
    found = {(model._meta.label, lookup) for model, lookup, _ in cleaning.references()}
    assert ("catalogue.ProductPicture", "picture_id") in found
    assert ("orders.Line", "snapshot__picture__key") in found


def test_files_of_an_upload_that_was_rolled_back_go(folder: pathlib.Path) -> None:
    kept = accepted()
    (folder / ("f" * 32)).mkdir()
    left = folder / ("f" * 32) / "160.webp"
    left.write_bytes(b"x")
    (folder / "not-ours").mkdir()
    now = datetime.now(UTC)
    cleaning.clean(now=now)
    assert left.exists(), "it may be under way"
    old = time.time() - 2 * 86_400
    os.utime(left, (old, old))
    cleaning.clean(now=now)
    assert sorted(path.name for path in folder.iterdir()) == sorted([kept.key, "not-ours"])


def test_cleaning_costs_the_same_for_few_and_many(django_assert_max_num_queries: Any) -> None:
    for shade in range(10, 250, 20):
        accepted(shade)
    references = len(list(cleaning.references()))
    with django_assert_max_num_queries(2 * references + 10):
        cleaning.clean(now=NOW)


def test_nothing_stored_is_nothing_to_clean(settings: Any, tmp_path: pathlib.Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "never made"
    assert cleaning.clean(now=NOW) == 0
