"""The demo shows goods in every state, and an import with rows to mend."""

from datetime import UTC, datetime
from typing import Any

import pytest

from fixtures.build import points, supply
from fixtures.seed import listings
from fixtures.seed.goods import Seller
from market.accounts.actors import Operator
from market.catalogue import services as catalogue
from market.catalogue.models import Product
from market.imports.models import StagedRow
from market.merchants.models import Merchant

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)


def test_goods_in_every_state_and_a_file_with_wrong_rows(
    settings: Any, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.MEDIA_ROOT = tmp_path
    # Half a second less for each of the drawings.
    monkeypatch.setattr(listings, "illustration", lambda name: supply.picture())
    points.county()
    chen = supply.staff(supply.merchant(now=NOW), now=NOW)
    catalogue.put_category(code="fruit", name="水果", position=1, kind="FRUIT")
    supply.goods(now=NOW, seller=chen)
    sellers = {"longfeng": Seller(Merchant.objects.get(pk=chen.merchant_id), chen)}
    (newcomer,) = listings.keep(sellers, sun=Operator(user_id=9), now=NOW)
    assert newcomer.login == "manyi"
    made = Product.objects.filter(is_demo=True)
    assert set(made.values_list("status", flat=True)) == {
        "DRAFT", "IN_REVIEW", "LISTED", "PAUSED", "REFUSED",
    }  # fmt: skip
    assert made.exclude(scheduled_for=None).get().status == "LISTED"
    assert made.exclude(ships_from=None).get().status == "LISTED"
    assert "照片" in made.get(status="REFUSED").reason
    job = listings.send_a_file(sellers, now=NOW)
    assert (job.state, job.new_rows, job.wrong_rows) == ("DONE", 1, 2)
    wrong = StagedRow.objects.filter(job=job, outcome="WRONG").values_list("problems", flat=True)
    assert {problem[0][0] for problem in wrong} == {"price_fen", "harvested_on"}
