"""The queues cost the same statements for 2 and for 20 cases."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from fixtures.build import voices
from market.trust import judging
from tests.graphql.world import World


def test_queues_cost_the_same_for_many(world: World) -> None:
    sun = world.signed_in("county", world.sun)

    def waits(number: int) -> None:
        for _ in range(number):
            post = voices.question(world.oranges.product.public_id, now=world.now)
            judging.report(actor=world.sun, post_id=post.public_id, reason="广告", now=world.now)

    def statements() -> tuple[int, int]:
        with CaptureQueriesContext(connection) as seen:
            found = sun.run("county", "QueuesRoom", first=50, kind="REVIEW")
        assert all(case["post"]["text"] for case in found["cases"]["nodes"])
        return len(found["cases"]["nodes"]), len(seen)

    waits(2)
    statements()
    assert statements()[0] == 2
    few = statements()[1]
    waits(18)
    assert statements() == (20, few)
