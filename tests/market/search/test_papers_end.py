"""A permit that ended: its goods are nowhere for sale from that day on, though no job ran."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from fixtures.build import shops, supply
from market.accounts.actors import Shopper
from market.accounts.models import Customer
from market.cart import queries as carts
from market.cart import services as cart
from market.catalogue.models import Product
from market.display import details
from market.display import queries as display
from market.kernel import days
from market.kernel.errors import NotFound
from market.merchants import papers
from market.orders import quoting
from market.search import queries as search
from market.trust import asking

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
SUN = supply.COUNTY_OFFICE
LAST_DAY = NOW + timedelta(days=10)
ENDED = NOW + timedelta(days=11)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def sauce() -> supply.Goods:
    merchant = supply.merchant(now=NOW)
    supply.permit(merchant, now=NOW, valid_to=days.day(LAST_DAY))
    chen = supply.staff(merchant, now=NOW)
    return supply.goods(now=NOW, seller=chen, category="sauce", name="剁辣椒")


def seen(product: Product, now: datetime) -> set[str]:
    """Return where a shopper finds a product at that moment."""
    on = days.day(now)
    pages = {
        "page": details.detail(slug=product.slug, now=now) is not None,
        "list": bool(display.listing(first=10, on=on).cards),
        "choices": bool(display.facets(on=on).categories),
        "search": bool(search.search_products(text="剁辣椒", first=10, now=now).hits),
        "counter": bool(search.find_goods(text="剁辣椒", first=10, now=now)),
        "suggestions": bool(search.suggest(text="剁", now=now)),
    }
    return {name for name, there in pages.items() if there}


def test_the_clock_alone_takes_goods_out_of_the_shop(sauce: supply.Goods) -> None:
    everywhere = {"page", "list", "choices", "search", "counter", "suggestions"}
    buyer = Shopper(Customer.objects.create().pk)
    size = sauce.variants[0].public_id
    cart.add(actor=buyer, variant_id=size, quantity=1, now=NOW)
    assert seen(sauce.product, LAST_DAY) == everywhere
    assert carts.cart_view(buyer, LAST_DAY).orderable

    assert seen(sauce.product, ENDED) == set()
    told = carts.cart_view(buyer, ENDED)
    assert [line.changes for line in told.parts[0].lines] == [(carts.Change.NOT_FOR_SALE,)]
    assert not told.orderable
    with pytest.raises(quoting.NotForSale):
        quoting.quote_lines(lines=[quoting.OrderLine(size, 1)], now=ENDED)
    with pytest.raises(quoting.NotForSale):
        cart.add(actor=buyer, variant_id=size, quantity=1, now=ENDED)
    with pytest.raises(NotFound):
        asking.ask(actor=buyer, product_id=sauce.product.public_id, text="还有吗", now=ENDED)
    assert Product.objects.get().status == "LISTED", "no job ran"


@pytest.mark.parametrize(
    ("scope", "there"), [([], True), (["sauce"], True), (["oil", "sauce"], True), (["oil"], False)]
)
def test_the_next_paper_brings_them_back_if_it_names_them(
    sauce: supply.Goods, scope: list[str], there: bool
) -> None:
    paper = shops.renewal(sauce.merchant, now=ENDED)
    assert not seen(sauce.product, ENDED), "a paper that nobody looked at"
    papers.decide_paper(actor=SUN, paper_id=paper.public_id, approve=True, reason="", now=ENDED)
    paper.refresh_from_db()
    paper.scope = scope
    paper.save()
    assert bool(seen(sauce.product, ENDED)) is there


def test_a_paper_of_another_seller_or_kind_opens_nothing(sauce: supply.Goods) -> None:
    supply.permit(supply.merchant(now=NOW, name="别家"), now=NOW)
    own = supply.permit(sauce.merchant, now=NOW)
    own.kind = "OWN_PRODUCE"
    own.save()
    assert seen(sauce.product, ENDED) == set()


def test_goods_that_need_no_paper_stay(sauce: supply.Goods) -> None:
    supply.goods(now=NOW, seller=sauce.staff)
    assert [card.name for card in display.listing(first=10, on=days.day(ENDED)).cards] == [
        "龙凤沃柑"
    ]


def test_after_its_last_day_a_shop_sells_nothing(sauce: supply.Goods) -> None:
    sauce.merchant.closes_on = days.day(NOW)
    sauce.merchant.save()
    assert seen(sauce.product, NOW)
    assert seen(sauce.product, NOW + timedelta(days=1)) == set()
