"""The pictures of a product: order, crop, words; and what must not be lost or done by others."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from fixtures.build import supply
from market.accounts.actors import Clerk, MerchantStaff
from market.catalogue import pictures
from market.catalogue.models import Product, ProductPicture
from market.kernel.errors import Forbidden, Invalid, NotFound, Stale
from market.media.models import Picture
from market.media.services import PictureRefused
from tests.jobs import run_jobs, waiting

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def chen() -> MerchantStaff:
    return supply.staff(supply.merchant(now=NOW), now=NOW)


@pytest.fixture
def product(chen: MerchantStaff) -> Product:
    """A listed product with its one picture."""
    return supply.goods(now=NOW, seller=chen, units=0).product


def add(actor: Any, product: Product, shade: int, **changes: Any) -> str:
    values = {"data": supply.picture(colour=(shade, 2, 3)), "name": "a.png", "alt": f"第{shade}张"}
    row = pictures.add_picture(
        actor=actor, product_id=product.public_id, now=NOW, **values | changes
    )
    return row.picture.public_id


def order(product: Product) -> list[str]:
    rows = product.pictures.order_by("position")
    assert [row.position for row in rows] == list(range(len(rows)))
    return [row.picture.public_id for row in rows.select_related("picture")]


def version(product: Product) -> int:
    return Product.objects.get(pk=product.pk).version


def put(actor: Any, product: Product, *ids: str) -> None:
    pictures.order_pictures(
        actor=actor, product_id=product.public_id, picture_ids=list(ids), now=NOW
    )


def test_pictures_are_put_in_order(chen: MerchantStaff, product: Product) -> None:
    [main] = order(product)
    a, b = add(chen, product, 10), add(chen, product, 20)
    before = version(product)
    put(chen, product, b, main, a)
    assert order(product) == [b, main, a]
    assert version(product) == before + 1
    put(chen, product, b, main, a)
    assert version(product) == before + 1, "nothing changed, nothing is told"


@pytest.mark.parametrize(
    ("moved", "to", "wanted"), [(2, 0, "201"), (0, 2, "120"), (1, 0, "102"), (1, 1, "012")]
)
def test_one_is_moved_and_the_others_close_up(
    chen: MerchantStaff, product: Product, moved: int, to: int, wanted: str
) -> None:
    add(chen, product, 10)
    add(chen, product, 20)
    ids = order(product)
    pictures.move_picture(
        actor=chen, product_id=product.public_id, picture_id=ids[moved], position=to, now=NOW
    )
    assert order(product) == [ids[int(at)] for at in wanted]


@pytest.mark.parametrize("rule", ["twice", "unknown"])
def test_a_bad_order_changes_nothing(chen: MerchantStaff, product: Product, rule: str) -> None:
    [main] = order(product)
    before = version(product)
    with pytest.raises(Invalid) as refused:
        put(chen, product, *{"twice": [main, main], "unknown": [main, "pic_none"]}[rule])
    assert refused.value.rule == rule
    with pytest.raises(Invalid) as refused:
        pictures.move_picture(
            actor=chen, product_id=product.public_id, picture_id=main, position=1, now=NOW
        )
    assert refused.value.rule == "range"
    assert (order(product), version(product)) == ([main], before)


def test_an_order_without_a_new_picture_is_stale(chen: MerchantStaff, product: Product) -> None:
    """Two people at once: what the other added must not be lost."""
    [main] = order(product)
    new = add(chen, product, 10)
    with pytest.raises(Stale) as refused:
        put(chen, product, main)
    assert refused.value.version == version(product)
    assert order(product) == [main, new]


def test_a_picture_is_described_and_cropped(chen: MerchantStaff, product: Product) -> None:
    [main] = order(product)
    before = version(product)

    def update(**changes: Any) -> None:
        pictures.update_picture(
            actor=chen, product_id=product.public_id, picture_id=main, now=NOW, **changes
        )

    update(alt="一筐刚摘的沃柑")
    update(focus_x=0, focus_y=100)
    row = product.pictures.get()
    assert (row.alt, row.focus_x, row.focus_y) == ("一筐刚摘的沃柑", 0, 100)
    update(focus_x=0)
    assert version(product) == before + 2
    for wrong, field in (
        ({"alt": ""}, "alt"),
        ({"alt": "a\u202eb"}, "alt"),
        ({"focus_x": 101}, "focusX"),
        ({"focus_y": -1}, "focusY"),
    ):
        with pytest.raises(Invalid) as refused:
            update(**wrong)
        assert refused.value.field == field
    assert version(product) == before + 2


def test_a_picture_is_taken_away_but_not_the_last_in_the_shop(
    chen: MerchantStaff, product: Product
) -> None:
    [main] = order(product)
    new = add(chen, product, 10)

    def remove(picture_id: str) -> None:
        pictures.remove_picture(
            actor=chen, product_id=product.public_id, picture_id=picture_id, now=NOW
        )

    remove(main)
    assert order(product) == [new]
    with pytest.raises(Invalid) as refused:
        remove(new)
    assert refused.value.rule == "required"
    with pytest.raises(NotFound):
        remove(main)
    assert order(product) == [new]
    assert Picture.objects.filter(public_id=main).exists(), "its files stay for a while"


def test_nine_pictures_and_no_tenth(chen: MerchantStaff, product: Product) -> None:
    for shade in range(10, 90, 10):
        add(chen, product, shade)
    count = Picture.objects.count()
    with pytest.raises(Invalid) as refused:
        add(chen, product, 200)
    assert (refused.value.field, refused.value.rule) == ("picture", "count")
    assert product.pictures.count() == 9
    assert Picture.objects.count() == count
    assert pictures.album(actor=chen, product_id=product.public_id).room == 0


def test_the_same_upload_again_changes_nothing(chen: MerchantStaff, product: Product) -> None:
    first = add(chen, product, 10)
    before = version(product)
    assert add(chen, product, 10, alt="另一个说法") == first
    assert version(product) == before
    assert product.pictures.get(picture__public_id=first).alt == "第10张"
    row = product.pictures.get(picture__public_id=first)
    with pytest.raises(IntegrityError), transaction.atomic():
        ProductPicture.objects.create(product=product, picture=row.picture, position=5, alt="twice")


def test_a_picture_without_words_is_called_like_the_product(
    chen: MerchantStaff, product: Product
) -> None:
    new = add(chen, product, 10, alt="")
    found = {
        row.id: row for row in pictures.album(actor=chen, product_id=product.public_id).pictures
    }
    assert found[new].alt == product.name
    assert found[new].undescribed


def test_a_refused_file_changes_nothing(chen: MerchantStaff, product: Product) -> None:
    before = version(product)
    with pytest.raises(PictureRefused):
        add(chen, product, 1, data=b"<svg/>")
    with pytest.raises(Invalid):
        add(chen, product, 1, alt="a\u200bb")
    assert version(product) == before


def test_only_who_looks_after_goods_of_that_seller(chen: MerchantStaff, product: Product) -> None:
    [main] = order(product)
    before = version(product)
    stranger = supply.staff(supply.merchant(now=NOW, name="别家"), "Deng", now=NOW)
    packer = MerchantStaff(chen.user_id, chen.merchant_id, role="PACKER")
    for actor, error in ((stranger, NotFound), (packer, Forbidden), (Clerk(1, 1), Forbidden)):
        about: dict[str, Any] = {"actor": actor, "product_id": product.public_id, "now": NOW}
        one = {**about, "picture_id": main}
        with pytest.raises(error):
            pictures.album(actor=actor, product_id=product.public_id)
        with pytest.raises(error):
            pictures.add_picture(**about, data=supply.picture(), name="a", alt="x")
        with pytest.raises(error):
            pictures.order_pictures(**about, picture_ids=[main])
        with pytest.raises(error):
            pictures.move_picture(**one, position=0)
        with pytest.raises(error):
            pictures.update_picture(**one, alt="x")
        with pytest.raises(error):
            pictures.remove_picture(**one)
    assert version(product) == before


def test_an_album_costs_the_same_with_one_or_nine(chen: MerchantStaff, product: Product) -> None:
    def cost() -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            pictures.album(actor=chen, product_id=product.public_id)
        return len(asked)

    assert cost() == 2
    for shade in range(10, 90, 10):
        add(chen, product, shade)
    assert cost() == 2


def test_the_index_learns_of_new_sizes_and_no_version_grows(
    chen: MerchantStaff, product: Product
) -> None:
    before = version(product)
    ran = run_jobs(now=NOW, task="add_avif") + run_jobs(now=NOW, task="follow_picture")
    assert ran == ["market.media.handlers.add_avif", "market.catalogue.handlers.follow_picture"]
    assert Picture.objects.get().avif
    assert version(product) == before, "a seller's open form must not become stale"
    told = waiting("follow_product")
    assert told[-1].args == {"product": product.public_id}
