"""Every pair of states, and what a product lacks."""

from datetime import UTC, datetime, timedelta
from itertools import product as pairs
from typing import Any

import pytest

from fixtures.build import supply
from market.catalogue import states
from market.catalogue.models import Product, ProductStatus
from market.catalogue.states import Incomplete
from market.kernel.errors import Invalid, WrongState

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
ALLOWED = {
    ("DRAFT", "IN_REVIEW"), ("DRAFT", "LISTED"),
    ("IN_REVIEW", "LISTED"), ("IN_REVIEW", "REFUSED"), ("IN_REVIEW", "DRAFT"),
    ("LISTED", "PAUSED"), ("LISTED", "IN_REVIEW"),
    ("PAUSED", "LISTED"), ("PAUSED", "IN_REVIEW"),
    ("REFUSED", "LISTED"), ("REFUSED", "IN_REVIEW"),
}  # fmt: skip


@pytest.fixture
def complete(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(states, "missing", lambda product: [])


@pytest.mark.parametrize(("was", "to"), list(pairs(ProductStatus.values, repeat=2)))
def test_every_pair_of_states(complete: None, was: str, to: str) -> None:
    product = Product(status=was, held_for="TEXT", reason="那时的话")
    if was == to:
        states.move(product, to, now=NOW)
        assert (product.status, product.reason) == (was, "那时的话")
    elif (was, to) in ALLOWED:
        states.move(product, to, now=NOW, reason="为什么")
        assert (product.status, product.reason, product.held_for) == (to, "为什么", "")
        assert (product.listed_at == NOW) == (to == "LISTED")
    else:
        with pytest.raises(WrongState) as refused:
            states.move(product, to, now=NOW)
        assert (refused.value.state, refused.value.wanted) == (was, to)
        assert product.status == was


def test_a_state_that_there_is_not() -> None:
    with pytest.raises(Invalid):
        states.move(Product(status="DRAFT"), "GONE", now=NOW)


def test_goods_stand_in_the_shop_from_their_appointed_time(complete: None) -> None:
    later = NOW + timedelta(days=2)
    product = Product(status="DRAFT", scheduled_for=later)
    states.move(product, "LISTED", now=NOW)
    assert product.listed_at == later
    states.move(product, "PAUSED", now=later)
    states.move(product, "LISTED", now=later + timedelta(days=1))
    assert product.listed_at == later, "the first time counts"


@pytest.mark.django_db
def test_what_a_product_lacks_is_named_as_on_its_label(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    chen = supply.staff(supply.merchant(now=NOW), now=NOW)
    tea = supply.product(chen, now=NOW, name="云雾茶", category="tea", listed=False)
    assert states.missing(tea) == []
    tea.attributes = {}
    tea.pictures.all().delete()
    tea.variants.update(active=False)
    with pytest.raises(Incomplete) as refused:
        states.move(tea, "LISTED", now=NOW)
    assert refused.value.missing == "图片、规格、茶类"
    assert tea.status == "DRAFT"
