"""The scenarios in this process with 40 products: right answers pass, others do not."""

import copy
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from bench import catalogue, checks, inside, rows
from bench.load import Void
from bench.order import WholeOrder
from bench.scenarios import (
    CartAdd,
    Categories,
    Health,
    ProductDetail,
    ProductList,
    Scenario,
    Search,
    choices,
    operation,
    send,
)
from fixtures.seed import goods
from fixtures.stripe_gateway.gateway import Webhook, running_stripe_gateway
from market.batches.models import Certificate
from market.catalogue.models import Product, Variant
from market.orders.models import Order
from market.stock.models import Lot

COUNT = 40
SECRET = "whsec_of_the_bench"
Change = Callable[[Any], Any]


@pytest.fixture
def door(db: None, monkeypatch: pytest.MonkeyPatch) -> inside.Inside:
    """A shop with the catalogue."""
    monkeypatch.setattr(catalogue, "IMAGES", 2)
    monkeypatch.setattr(goods, "PICTURE_WIDTH", 320)  # each size of a large one takes its time
    rows.fill(COUNT, now=timezone.now())
    return inside.Inside()


def refuses(check: Callable[[Any], None], data: Any, *changes: Change) -> None:
    """The check accepts the data, and not once any of the changes was made."""
    check(data)
    for change in changes:
        changed = copy.deepcopy(data)
        change(changed)
        assert changed != data
        with pytest.raises(Void):
            check(changed)


def test_reading(door: inside.Inside) -> None:
    assert (Product.objects.count(), Certificate.objects.count()) == (COUNT, COUNT)
    assert Lot.objects.count() == Variant.objects.count() == sum(2 + i % 3 for i in range(COUNT))
    scenarios: list[Scenario] = [Health(), Categories(), ProductList(COUNT), ProductDetail(COUNT)]
    for scenario in scenarios:
        for number in range(3):
            assert scenario.ask(door, number) == scenario.check(door, number) > 0
    counts = inside.statements(scenarios, first=0)
    assert counts["floor: /healthz"] == counts["floor: { categories }"] == 1
    assert 3 <= counts["product_list"] <= 6
    assert 3 <= counts["product_detail"] <= 8
    badged = answer(door, "ProductList", first=20)["products"]["nodes"]
    assert [node["badge"] is not None for node in badged] == [i % 2 == 0 for i in range(20)]


def answer(door: inside.Inside, name: str, **variables: Any) -> Any:
    import orjson

    return orjson.loads(send(door, operation(name, variables)))["data"]


def test_wrong_answers_are_seen(door: inside.Inside) -> None:
    page = answer(door, "ProductList", first=20)
    refuses(
        lambda data: checks.check_list(data, COUNT),
        page,
        lambda data: data["products"].update(total=COUNT - 1),
        lambda data: data["products"]["nodes"].pop(),
        lambda data: data["products"]["nodes"].reverse(),
        lambda data: data["products"]["nodes"][3].update(name="Another"),
        lambda data: data["products"]["nodes"][3].update(inStock=False),
        lambda data: data["products"]["nodes"][3]["variants"].pop(),
        lambda data: data["products"]["nodes"][3]["variants"][0].update(priceFen=1),
        lambda data: data["products"]["nodes"][3]["variants"][0].update(available=0),
        lambda data: data["products"]["nodes"][3]["picture"].update(key=""),
    )
    refuses(
        lambda data: checks.check_detail(data, 7),
        answer(door, "ProductDetail", slug="gi-good-000007"),
        lambda data: data.update(product=None),
        lambda data: data["product"].update(story=""),
        lambda data: data["product"].update(facts=data["product"]["facts"][:2]),
        lambda data: data["product"]["seller"].update(name="Another"),
        lambda data: data["product"].update(pictures=[]),
    )
    with pytest.raises(Void):
        checks.check_detail(answer(door, "ProductDetail", slug="gi-good-000008"), 7)


def test_a_search_without_the_index_does_not_count(door: inside.Inside) -> None:
    search = Search(COUNT)
    with pytest.raises(Void, match="refused"):
        search.ask(door, 0)
    with pytest.raises(Void, match="index"):
        search.check(door, 0)
    data = answer(door, "Search", text="rice", first=20)
    data["search"]["degraded"] = False
    total = data["search"]["total"]
    assert total == 4
    refuses(
        lambda data: checks.check_search(data, "rice", COUNT),
        data,
        lambda data: data["search"].update(total=total - 1),
        lambda data: data["search"]["nodes"].pop(),
        lambda data: data["search"]["nodes"].__setitem__(
            0, data["search"]["nodes"][0] | {"id": ""}
        ),
        lambda data: data["search"]["facets"].update(categories=[]),
        lambda data: data["search"]["facets"]["towns"][0].update(count=99),
    )
    with pytest.raises(Void):
        checks.check_search(data, "tea", COUNT)


def test_buying(door: inside.Inside) -> None:
    buys = choices(door, COUNT)
    assert len(buys) == len({choice.id for choice in buys}) == COUNT
    cart = CartAdd(buys)
    assert cart.ask(door, 1) > 1000
    assert cart.check(door, 1) > 1000
    assert inside.statements([cart], first=2)["cart_add"] <= 16
    given = {"input": {"variantId": buys[3].id, "quantity": 1}}
    refuses(
        lambda data: checks.check_cart(data, buys[3].product, buys[3].position),
        answer(door, "StartCart", **given),
        lambda data: data["addToCart"]["cart"].update(totalFen=1),
        lambda data: data["addToCart"]["cart"].update(parts=[]),
        lambda data: data["addToCart"]["cart"]["parts"][0]["lines"][0].update(quantity=2),
        lambda data: data["startSession"].update(token=""),
    )
    with pytest.raises(Void, match="refused"):
        checks.sound(
            send(door, operation("StartCart", {"input": {"variantId": "x", "quantity": 1}}))
        )
    with pytest.raises(Void, match="HTTP 400"):
        send(door, operation("NoSuchOperation", {}))


@pytest.mark.stripe_mock
def test_a_whole_order(door: inside.Inside, settings: Any, stripe_mock_url: str) -> None:
    with running_stripe_gateway(stripe_mock_url, Webhook("", SECRET)) as gateway:
        settings.STRIPE_API_BASE, settings.STRIPE_API_KEY = gateway.url, "sk_test_bench"
        settings.STRIPE_WEBHOOK_SECRETS = [SECRET]
        told = {
            "STRIPE_API_BASE": gateway.url,
            "STRIPE_API_KEY": "sk_test_bench",
            "STRIPE_WEBHOOK_SECRETS": SECRET,
        }
        whole = WholeOrder(door, choices(door, COUNT)[:5], told)
        assert Order.objects.filter(state="PLACED").count() == 1  # the sample
        assert whole.ask(door, 1) > 1000
        assert whole.check(door, 2) > 1000
        assert inside.check_paid(unpaid=1) == 2
        Order.objects.filter(state="PAID").update(state="PLACED")
        with pytest.raises(Void, match="not paid"):
            inside.check_paid(unpaid=1)
