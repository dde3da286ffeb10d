"""Many harvests at once keep the rules of one, in a few statements."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.forms.models import model_to_dict
from django.test.utils import CaptureQueriesContext

from fixtures.build import supply
from market.batches import bulk, services
from market.batches.models import Batch, Certificate, TraceCode
from market.batches.services import Harvest, NewCertificate
from market.kernel import days
from market.kernel.errors import Invalid, NotFound

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
ON = days.day(NOW)
PROMISE = NewCertificate("永和乡龙凤村", "陈水生", "13812341234", ON)
HARVEST = Harvest(supply.LONGFENG, ON, 50_000, PROMISE)


@pytest.fixture
def goods(settings: Any, tmp_path: Any) -> supply.Goods:
    settings.MEDIA_ROOT = tmp_path
    return supply.goods(now=NOW, units=0)


def test_one_of_many_is_as_one_alone(goods: supply.Goods) -> None:
    def shown(row: Any) -> dict[str, Any]:
        return model_to_dict(row, exclude=["id", "code", "number", "batch", "certificate"])

    (one,) = bulk.create_batches(actor=goods.staff, harvests=[(goods.product.pk, HARVEST)], now=NOW)
    alone = services.create_batch(
        actor=goods.staff,
        product_id=goods.product.public_id,
        village_code=supply.LONGFENG,
        harvested_on=ON,
        grams=50_000,
        certificate=PROMISE,
        now=NOW,
    )
    stored = Batch.objects.get(pk=one.pk)
    assert shown(stored) == shown(Batch.objects.get(pk=alone.pk))
    assert shown(stored.certificate) == shown(alone.certificate)
    assert stored.certificate.number == f"HGZ-{stored.code}"
    assert TraceCode.objects.filter(batch=stored, line="").count() == 1


def test_twenty_cost_what_two_cost(goods: supply.Goods) -> None:
    def statements(many: int) -> int:
        harvests = [(goods.product.pk, HARVEST)] * many
        with CaptureQueriesContext(connection) as seen:
            bulk.create_batches(actor=goods.staff, harvests=harvests, now=NOW)
        return len(seen)

    assert statements(2) == statements(20)


@pytest.mark.parametrize(
    ("harvest", "field", "rule"),
    [
        (Harvest(supply.LONGFENG, ON + timedelta(days=1), 1, PROMISE), "harvestedOn", "future"),
        (Harvest(supply.LONGFENG, ON - timedelta(days=99), 1, PROMISE), "harvestedOn", "expired"),
        (Harvest(supply.LONGFENG, ON, 0, PROMISE), "grams", "range"),
        (Harvest(supply.LONGFENG, ON, 1), "certificate", "required"),
        (Harvest("430422000000", ON, 1, PROMISE), "villageCode", "unknown"),
        (Harvest("999999999999", ON, 1, PROMISE), "villageCode", "unknown"),
    ],
)
def test_one_that_cannot_be_keeps_all_back(
    goods: supply.Goods, harvest: Harvest, field: str, rule: str
) -> None:
    before = Batch.objects.count()
    harvests = [(goods.product.pk, HARVEST), (goods.product.pk, harvest)]
    with pytest.raises(Invalid) as refused:
        bulk.create_batches(actor=goods.staff, harvests=harvests, now=NOW)
    assert (refused.value.field, refused.value.rule) == (field, rule)
    assert (Batch.objects.count(), Certificate.objects.count()) == (before, before)


def test_nobody_enters_for_another(goods: supply.Goods) -> None:
    stranger = supply.staff(supply.merchant(now=NOW), "Deng", now=NOW)
    with pytest.raises(NotFound):
        bulk.create_batches(actor=stranger, harvests=[(goods.product.pk, HARVEST)], now=NOW)
