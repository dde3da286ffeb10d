"""What small-sum persons sold this year: beyond 100,000 yuan they must be registered."""

from datetime import date, datetime, time

from django.db import transaction
from django.db.models import Sum

from market.kernel.days import SHANGHAI, day
from market.merchants import supervision
from market.merchants.models import SellerClass
from market.orders.models import Consignment, OrderState

SOLD = (OrderState.PAID, OrderState.COMPLETED)


def year_sales(merchant_pk: int, now: datetime) -> int:
    """Return the goods' worth, in fen, of a merchant's paid orders of this calendar year."""
    begun = datetime.combine(date(day(now).year, 1, 1), time(), SHANGHAI)
    sold = Consignment.objects.filter(
        merchant=merchant_pk, order__state__in=SOLD, order__placed_at__gte=begun
    )
    return sold.aggregate(fen=Sum("goods_fen"))["fen"] or 0


@transaction.atomic
def count_order(*, order_id: str, now: datetime) -> None:
    """Count the year's sales of the small-sum persons who have a part in an order, anew."""
    small = Consignment.objects.filter(
        order__public_id=order_id, merchant__seller_class=SellerClass.SMALL
    )
    for merchant_pk in sorted(small.values_list("merchant_id", flat=True)):
        supervision.note_turnover(
            merchant_pk=merchant_pk, year=day(now).year, fen=year_sales(merchant_pk, now), now=now
        )
