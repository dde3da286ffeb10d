"""A measured plot far outside a right's outline: no badge anywhere, whatever the village's code."""

import json
from typing import Any

import pytest

from fixtures.build import sales, supply
from market.cart import queries as cart
from market.display import claims, details
from market.display import queries as display
from market.gi.models import Right
from market.gi.rules import Reason
from market.orders.models import Line
from market.search import building, queries, reading
from tests.market import goods
from tests.market.goods import NOW, TODAY

pytestmark = pytest.mark.django_db

# A square round the village, some 10 km wide.
SQUARE = [[112.75, 27.15], [112.85, 27.15], [112.85, 27.25], [112.75, 27.25], [112.75, 27.15]]
# 400 m and 10 km outside.
NEAR, FAR = (112.854, 27.2), (112.95, 27.2)


def shown(plot: tuple[float, float] | None) -> dict[str, Any]:
    """Return, place by place, whether peaches of that plot are shown with the badge."""
    right = supply.right("衡山红脆桃", now=NOW)
    outline = {"type": "Polygon", "coordinates": [SQUARE]}
    Right.objects.filter(pk=right.pk).update(outline=outline)
    sold = goods.variant(right=right)
    supply.authorise(right, sold.product.merchant, from_on=TODAY, now=NOW)
    goods.lot(sold, 5, plot=plot)
    product = sold.product
    li = sales.filled_cart([(sold.public_id, 1)], now=NOW)
    (good,) = reading.goods([product.public_id], TODAY)
    document = json.loads(json.dumps(building.document(good)))
    found = queries.search_products(text="", first=20, now=NOW)
    detail = details.detail(now=NOW, public_id=product.public_id)
    (part,) = cart.cart_view(li, NOW).parts
    sales.placed_order([(sold.public_id, 1)], now=NOW)
    staff = supply.staff(product.merchant, "Pan", now=NOW)
    own = claims.own_claim(actor=staff, product_id=product.public_id, on=TODAY)
    assert own.reasons in {(), (Reason.PLOT_OUTSIDE,)}
    assert detail is not None
    return {
        "page": detail.card.badge is not None,
        "list": display.cards(product_pks=[product.pk], on=TODAY)[0].badge is not None,
        "stored document": bool(document["badges"]),
        "stored card": bool(queries._cards([{"_source": document}], TODAY)[0].badge),
        "database search": found.hits[0].badge is not None,
        "index repair": product.pk in reading.badges_today([product.pk], TODAY),
        "cart": part.lines[0].badge is not None,
        "order": Line.objects.get().snapshot["badge"] is not None,
        "desk": not own.reasons,
    }


@pytest.mark.parametrize("plot", [None, NEAR])
def test_a_plot_near_or_not_measured_says_nothing_against_it(
    plot: tuple[float, float] | None,
) -> None:
    found = shown(plot)
    assert all(found.values()), found


def test_a_plot_far_outside_refuses_though_the_village_is_inside() -> None:
    found = shown(FAR)
    assert not any(found.values()), found
