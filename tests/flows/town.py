"""Who and what there is before a walk: two merchants with goods, a clerk, an operator."""

from dataclasses import dataclass

from django.utils import timezone

from fixtures.build import points, supply
from market.accounts.models import User
from market.search import services as search
from village_points.points import services as point_services


@dataclass(frozen=True, slots=True)
class Town:
    """Goods of two merchants, and the names under which people sign in."""

    fruit: supply.Goods
    tea: supply.Goods
    clerk: str
    operator: str
    growers: str
    tea_makers: str


def a_town() -> Town:
    """Two merchants with goods, one with a proven origin; a clerk and an operator."""
    now = timezone.now()
    points.county()
    chen = supply.staff(supply.merchant(now=now), "Chen", now=now)
    firm = supply.merchant(now=now, name="岳北茶厂", seller_class="FIRM")
    deng = supply.staff(firm, "Deng", now=now)
    honour = supply.right("永和乡龙凤村 沃柑", now=now)
    fruit = supply.goods(now=now, seller=chen, name="衡山龙凤沃柑", right=honour, units=50)
    tea = supply.goods(now=now, seller=deng, name="野毛茶", category="tea", units=20)
    wang = points.clerk("Wang")
    # The test may run at night.
    point_services.set_hours(point_id=wang.point_id, opens_minute=0, closes_minute=1440)
    search.rebuild(now=now)
    return Town(
        fruit,
        tea,
        _username(wang.user_id),
        _username(points.operator().user_id),
        _username(chen.user_id),
        _username(deng.user_id),
    )


def _username(user_id: int) -> str:
    return User.objects.get(pk=user_id).username
