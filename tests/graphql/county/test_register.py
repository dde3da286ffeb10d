"""The register through HTTP: what a client is told, and what a list costs."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fixtures.build import points, supply
from market.accounts.actors import Operator
from market.gi import proposals
from market.gi.proposals import NewUser, Paper
from market.kernel import days
from tests.graphql.access.county_register import FILE, PAPER
from tests.graphql.asking import Asker
from tests.graphql.world import World


@pytest.fixture
def sun(world: World) -> Asker:
    return world.signed_in("county", world.sun)


def grow(world: World, wu: Operator, start: int, count: int) -> str:
    """Enter users of one right, and leave as many proposals waiting."""
    right = supply.right("衡山红脆桃", now=world.now)
    on = days.day(world.now)
    for number in range(start, start + count):
        for base in ("MA4Y", "MA4X"):
            user = NewUser(supply.credit_code(f"93430423{base}{number:05d}"), f"{number}社", on)
            case = proposals.propose_user(
                actor=wu, right_id=right.public_id, user=user, paper=Paper("函", "8 号"),
                now=world.now,
            )  # fmt: skip
            if base == "MA4Y":
                proposals.decide(
                    actor=world.sun, case_id=case.public_id, approve=True, reason="", now=world.now
                )
    return right.public_id


def test_lists_cost_the_same_with_many_rows(world: World, sun: Asker) -> None:
    wu = points.operator("Wu")

    def costs(right_id: str) -> list[int]:
        found = []
        for door, name, given in [
            ("county", "Rights", {"first": 50}),
            ("county", "RightProposals", {}),
            ("county", "RightRecord", {"id": right_id}),
            ("shop", "RegisterPage", {"first": 50}),
            ("shop", "RegisterEntry", {"id": right_id}),
        ]:
            with CaptureQueriesContext(connection) as seen:
                sun.run(door, name, **given)
            found.append(len(seen))
        return found

    few = costs(grow(world, wu, 1, 2))
    assert costs(grow(world, wu, 3, 18)) == few
    assert max(few) <= 12


def test_who_may_use_it_and_which_goods_do(world: World) -> None:
    right = supply.right("衡山红脆桃", now=world.now)
    made = supply.goods(now=world.now, seller=world.chen, right=right)
    asker = Asker()
    entry = asker.run("shop", "RegisterEntry", id=right.public_id)["right"]
    assert (entry["users"], entry["goods"]) == ([], [])
    supply.authorise(right, made.merchant, from_on=days.day(world.now), now=world.now)
    entry = asker.run("shop", "RegisterEntry", id=right.public_id)["right"]
    assert [user["name"] for user in entry["users"]] == [made.merchant.name]
    assert [card["badge"]["rightId"] for card in entry["goods"]] == [right.public_id]
    assert entry["sketch"]["whole"]
    # Anybody reads what was done and why, nobody reads who did it.
    assert [change["whatLabel"] for change in entry["changes"]] == ["授权", "登记内容"]
    assert "byName" not in entry["changes"][0]


def test_a_check_says_what_is_wrong_in_words(sun: Asker) -> None:
    bad = FILE.replace("有效", "很好")
    check = sun.do("county", "CheckRegisterFile", text=bad)["check"]
    assert check["problems"] == [{"row": 2, "column": "状态", "text": "没有这个选项，重新选一个。"}]
    error = sun.refused("county", "ProposeRegisterFile", text=bad, **PAPER)
    assert (error["code"], error["message"][:6]) == ("FILE_HAS_ERRORS", "有 1 行不")
