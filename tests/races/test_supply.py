"""Two people at the same listing, picture, message or name at the same moment."""

import pathlib
from datetime import UTC, datetime
from typing import Any

import pytest

from fixtures.build import supply
from market.accounts import services as accounts
from market.accounts.models import User
from market.catalogue import pictures
from market.catalogue import services as catalogue
from market.catalogue.models import PriceRecord
from market.kernel.errors import Invalid, Stale
from market.media.models import Picture
from market.media.services import accept_picture
from market.notices import services as notices
from market.notices.models import Notice
from tests.jobs import waiting
from tests.races.together import at_once

pytestmark = pytest.mark.django_db(transaction=True)

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
MANY = 8


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: pathlib.Path) -> pathlib.Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def test_of_edits_of_one_version_one_is_taken() -> None:
    product = supply.goods(now=NOW).product

    def edit(number: int) -> object:
        return catalogue.update_listing(
            actor=actor,
            product_id=product.public_id,
            version=product.version,
            name=f"沃柑 {number}",
            now=NOW,
        )

    actor = supply.MerchantStaff(user_id=1, merchant_id=product.merchant_id)
    answers = at_once([lambda n=n: edit(n) for n in range(MANY)])  # type: ignore[misc]
    taken = [n for n, answer in enumerate(answers) if not isinstance(answer, Stale)]
    assert len(taken) == 1
    version = product.version
    product.refresh_from_db()
    assert (product.name, product.version) == (f"沃柑 {taken[0]}", version + 1)


def test_prices_set_at_once_are_all_in_the_history_and_the_last_one_holds() -> None:
    goods = supply.goods(now=NOW)
    variant = goods.variants[0]
    prices = range(1_001, 1_001 + MANY)
    at_once(
        [
            lambda price=price: catalogue.set_price(  # type: ignore[misc]
                actor=goods.staff, variant_id=variant.public_id, price_fen=price, now=NOW
            )
            for price in prices
        ]
    )
    history = list(
        PriceRecord.objects.filter(variant=variant)
        .order_by("pk")
        .values_list("price_fen", flat=True)
    )
    assert sorted(history[1:]) == list(prices)
    variant.refresh_from_db()
    assert variant.price_fen == history[-1]
    version = goods.product.version
    goods.product.refresh_from_db()
    assert goods.product.version == version + MANY


def test_pictures_added_at_once_get_a_place_each() -> None:
    goods = supply.goods(now=NOW, units=0)
    at_once(
        [
            lambda shade=shade: pictures.add_picture(  # type: ignore[misc]
                actor=goods.staff,
                product_id=goods.product.public_id,
                data=supply.picture(colour=(shade * 25, 1, 1)),
                name="a.png",
                alt="沃柑",
                now=NOW,
            )
            for shade in range(MANY)
        ]
    )
    places = goods.product.pictures.order_by("position").values_list("position", flat=True)
    assert list(places) == list(range(MANY + 1))


def test_one_picture_sent_many_times_is_one_row(folder: pathlib.Path) -> None:
    data = supply.picture(700, 300)
    answers = at_once(
        [lambda: accept_picture(data=data, name="a.png", now=NOW) for _ in range(MANY)]
    )
    picture = Picture.objects.get()
    assert answers == [picture] * MANY
    for width in picture.widths:
        assert (folder / picture.key / f"{width}.webp").read_bytes()[:4] == b"RIFF"


def test_one_cause_told_many_times_is_one_message() -> None:
    params = {"number": "1", "point": "龙凤村村集点", "code": "123456"}
    answers = at_once(
        [
            lambda: notices.send(
                kind="parcel.ready", cause="prc_1", phone="+8613812341234", params=params, now=NOW
            )
            for _ in range(MANY)
        ]
    )
    notice = Notice.objects.get()
    assert answers == [notice] * MANY
    assert len(waiting("notices.handlers")) == 1


def test_one_sign_in_name_is_given_once() -> None:
    def make() -> object:
        return accounts.create_user(username="wang", password=supply.PASSWORD, name="王")

    answers = at_once([make] * MANY)
    refused = [answer for answer in answers if isinstance(answer, Invalid)]
    assert len(refused) == MANY - 1
    assert User.objects.count() == 1
