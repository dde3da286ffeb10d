"""Stars on the cards of lists, said only of enough reviews. test_query_counts counts statements."""

from django.test import Client

from fixtures.build import supply, voices
from tests.graphql.asking import Asker
from tests.graphql.world import World
from tests.pages.conftest import sound


def test_cards_carry_their_ratings(world: World) -> None:
    plums = supply.goods(now=world.now, seller=world.chen, name="冰糖橙")
    shop, seller = Client(), world.oranges.merchant
    paths = ("/", f"/search?q={world.oranges.product.name}", f"/m/{seller.slug}")
    for path in paths:
        assert "条评价" not in sound(shop.get(path))
    for goods, stars in ((world.oranges, 5), (world.oranges, 4), (world.oranges, 2), (plums, 1)):
        voices.review(goods.variants[0].public_id, now=world.now, stars=stars)
    # (5 + 4 + 2 + 5 × 4) ÷ 8; one angry voice alone is no average.
    wanted = {
        world.oranges.product.public_id: {"count": 3, "tenths": 39},
        plums.product.public_id: {"count": 1, "tenths": None},
    }
    asker = Asker()
    for room in (
        asker.run("shop", "ProductList", first=20)["products"],
        asker.run("shop", "Search", text=seller.name, first=20)["search"],
    ):
        assert {node["id"]: node["rating"] for node in room["nodes"]} == wanted
    for path in paths:
        html = sound(shop.get(path))
        assert "3.9" in html
        assert "3 条评价" in html
