"""Names that the county watches: put on the list and taken off, with who, when and why."""

from typing import Any

import pytest

from fixtures.build import supply
from market.accounts.actors import MerchantStaff, Operator
from market.cases.models import Case
from market.gi import flagging, watching
from market.gi.models import WatchedName
from market.kernel.errors import Forbidden, Invalid, NotFound
from tests.jobs import run_jobs
from tests.market.goods import NOW

pytestmark = pytest.mark.django_db

SUN = Operator(user_id=1)
WHY = "有人拿它冒充云雾茶"


def watch(name: str, **changes: Any) -> WatchedName:
    return watching.watch(**{"actor": SUN, "name": name, "why": WHY, "now": NOW, **changes})


def test_a_name_is_watched_once_and_its_past_is_kept() -> None:
    bare = watch("岳北大白茶")
    for name, rule in (
        ("岳北 大白茶", "taken"),
        ("茶", "short"),
        ("", "required"),
        ("·" * 3, "short"),
    ):
        with pytest.raises(Invalid) as refused:
            watch(name)
        assert refused.value.rule == rule
    with pytest.raises(Invalid):
        watch("别的茶", right_id="rgt_none")
    with pytest.raises(Invalid):
        watch("别的茶", why=" ")
    with pytest.raises(Invalid):
        watching.unwatch(actor=SUN, name_id=bare.public_id, why="", now=NOW)
    watching.unwatch(actor=SUN, name_id=bare.public_id, why="说的是品种", now=NOW)
    with pytest.raises(NotFound):
        watching.unwatch(actor=SUN, name_id=bare.public_id, why="再一次", now=NOW)
    again = watch("岳北大白茶")
    first, second = watching.watched(actor=SUN)
    assert (first.row, first.row.removed_at) == (again, None)
    assert (second.row.removed_by, second.row.removed_why) == (SUN.ref, "说的是品种")
    assert [name.name for name in flagging.table()] == ["岳北大白茶"]


@pytest.mark.parametrize("actor", [MerchantStaff(1, 1), Operator(1, town_code="430423201")])
def test_only_the_county_watches(actor: Any) -> None:
    with pytest.raises(Forbidden):
        watch("某某茶", actor=actor)
    with pytest.raises(Forbidden):
        watching.unwatch(actor=actor, name_id="wnm_x", why="x", now=NOW)
    with pytest.raises(Forbidden):
        watching.watched(actor=actor)
    assert not WatchedName.objects.exists()


def test_goods_in_the_shop_are_looked_at_again_in_both_directions() -> None:
    sold = supply.goods(now=NOW, name="岳北大白茶礼盒", category="tea")
    supply.goods(now=NOW, name="别的茶", category="tea", seller=sold.staff)
    run_jobs(NOW, task="check_texts")
    assert not Case.objects.filter(kind="TEXT").exists()
    row = watch("岳北大白茶")
    run_jobs(NOW, task="check_texts")
    case = Case.objects.get(kind="TEXT")
    assert (case.subject, case.state) == (sold.product.public_id, "OPEN")
    watching.unwatch(actor=SUN, name_id=row.public_id, why="说的是品种", now=NOW)
    run_jobs(NOW, task="check_texts")
    case.refresh_from_db()
    assert case.state == "WITHDRAWN"
