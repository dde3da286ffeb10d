"""The integrity card says what the records say, and nothing else."""

from datetime import datetime, timedelta

import pgtrigger
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fixtures.build import sales, supply, voices
from market.kernel import days
from market.merchants.models import Merchant
from market.orders import progress
from market.orders.models import Consignment
from market.trust import asking, cards, figures, handlers
from market.trust.models import CardDay
from market.trust.rules import Figures, Share
from tests.market.goods import NOW

pytestmark = pytest.mark.django_db

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def goods() -> supply.Goods:
    return supply.goods(now=NOW)


def counted(goods: supply.Goods, now: datetime = NOW + 3 * DAY) -> Figures:
    return figures.count(merchants=[goods.merchant.pk], now=now)[goods.merchant.pk]


def test_a_new_seller_has_nothing_to_show(goods: supply.Goods) -> None:
    assert counted(goods) == Figures()
    assert cards.newest(merchant_id=goods.merchant.public_id) is None


def test_packed_by_the_promised_day_or_not(goods: supply.Goods) -> None:
    variant = goods.variants[0].public_id
    orders = [sales.paid_order([(variant, 1)], now=NOW) for _ in range(4)]
    # Paid on the 24th, promised for the 26th: to be packed by the 25th.
    for order, packed_at in zip(orders, (NOW, NOW + DAY, NOW + 2 * DAY), strict=False):
        part = Consignment.objects.get(order=order)
        progress.mark_packed(actor=goods.staff, consignment_id=part.public_id, now=packed_at)
    assert counted(goods, NOW + HOUR).packed == Share(1, 1)
    assert counted(goods, NOW + DAY).packed == Share(2, 2)
    # From the 26th on the last two are late, packed or not.
    assert counted(goods, NOW + 2 * DAY).packed == Share(2, 4)
    assert counted(goods, NOW + 181 * DAY).packed == Share(0, 0)


def test_certificates_are_there_before_the_first_sale(goods: supply.Goods) -> None:
    assert counted(goods).certificates == Share(0, 0)
    voices.delivered_order(goods.variants[0].public_id, now=NOW)
    assert counted(goods).certificates == Share(1, 1)
    # Issued ones never change; this one is made late to be counted as late.
    certificate = goods.batch.certificate
    certificate.issued_on = days.day(NOW) + DAY
    with pgtrigger.ignore("batches.Certificate:issued"):
        certificate.save()
    assert counted(goods).certificates == Share(0, 1)
    assert counted(goods, NOW - HOUR).certificates == Share(0, 0)


def test_questions_and_poor_reviews_have_48_hours(goods: supply.Goods) -> None:
    quick, slow, never = (voices.question(goods.product.public_id, now=NOW) for _ in range(3))
    poor = voices.review(goods.variants[0].public_id, now=NOW, stars=2)
    voices.review(goods.variants[0].public_id, now=NOW, stars=5)
    for post, hours in ((quick, 47), (slow, 49), (poor, 48)):
        at = NOW + hours * HOUR
        asking.reply(actor=goods.staff, post_id=post.public_id, text="好的", now=at)
    assert never.replied_at is None
    found = counted(goods)
    assert (found.answered, found.replied) == (Share(1, 3), Share(1, 1))
    assert found.stars == (0, 1, 0, 0, 1)
    assert counted(goods, NOW + 47 * HOUR).answered == Share(0, 0)


def test_what_is_kept_is_what_is_counted(goods: supply.Goods) -> None:
    for stars in (1, 4, 5, 5, 5):
        voices.review(goods.variants[0].public_id, now=NOW, stars=stars)
    now = NOW + 3 * DAY
    handlers.take_cards(now=now)
    kept = CardDay.objects.get(merchant=goods.merchant)
    assert cards.read(kept.figures) == counted(goods, now)
    card = cards.newest(merchant_id=goods.merchant.public_id)
    assert card is not None
    assert card == cards.own(actor=goods.staff)
    assert {line.code: line.share for line in card.lines} == {
        "CERTIFICATES": Share(1, 1),
        "PACKED": Share(5, 5),
        "ANSWERED": Share(0, 0),
        "REPLIED": Share(0, 1),
        "PRAISED": Share(4, 5),
    }
    assert (card.rating.count, card.rating.tenths) == (5, 40)


def test_each_day_keeps_its_own_card(goods: supply.Goods) -> None:
    cards.take(now=NOW)
    voices.review(goods.variants[0].public_id, now=NOW)
    cards.take(now=NOW + HOUR)
    cards.take(now=NOW + DAY)
    kept = CardDay.objects.filter(merchant=goods.merchant).order_by("on")
    assert [row.figures["stars"] for row in kept] == [[0, 0, 0, 0, 1]] * 2


def test_farmers_are_not_measured_by_certificates() -> None:
    farmer = supply.merchant(now=NOW, name="老谭家", seller_class="FARMER")
    cards.take(now=NOW)
    card = cards.newest(merchant_id=farmer.public_id)
    assert card is not None
    assert "CERTIFICATES" not in {line.code for line in card.lines}


def test_all_sellers_cost_as_much_as_one() -> None:
    def statements() -> int:
        with CaptureQueriesContext(connection) as seen:
            cards.take(now=NOW)
        return len(seen)

    supply.merchant(now=NOW)
    few = statements()
    for _ in range(5):
        supply.merchant(now=NOW)
    assert statements() == few
    assert CardDay.objects.count() == Merchant.objects.count()
