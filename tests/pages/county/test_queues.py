"""The county's queues: what waits, how long, and a decision with its reason."""

from datetime import UTC, datetime

import pytest
from django.test import Client
from django.urls import resolve

from fixtures.build import voices
from market.cases import services as cases
from market.cases.models import Case, CaseKind
from market.trust import judging
from market.trust.models import Review
from storefront_graphql.pages.county.queues import DECISIONS, ROOMS, left, room
from storefront_graphql.pages.county.reasons import REASONS
from tests.graphql.world import World
from tests.pages.conftest import Opener, sound

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("due", "said"),
    [
        ("2026-11-25T05:59:59+00:00", "还剩 1 天 3 小时"),
        ("2026-11-24T10:00:00+08:00", "还剩 0 分钟"),
        ("2026-11-24T02:59:00+00:00", "还剩 59 分钟"),
        ("2026-11-26T02:00:00+00:00", "还剩 2 天"),
        ("2026-11-24T00:00:00+00:00", "晚了 2 小时"),
        ("2026-11-21T01:30:00+00:00", "晚了 3 天"),
    ],
)
def test_the_clock_is_said_in_words(due: str, said: str) -> None:
    assert left(due, NOW) == said


def reported(world: World) -> Review:
    review = voices.review(
        world.oranges.variants[0].public_id, now=world.now, stars=1, text="骂人的话"
    )
    judging.report(actor=world.chen, post_id=review.public_id, reason="骂人", now=world.now)
    return review


def waiting(world: World) -> None:
    """Let a case of each kind wait that has no page of its own in this test."""
    for kind in ("SELLER", "GOODS", "CLAIM", "TEXT", "SUSPENSION"):
        cases.open_case(
            kind=kind, subject=f"sub_{kind}", title=f"{kind} 的事", opened_by="staff:9",
            merchant="mer_x", now=world.now,
        )  # fmt: skip
    cases.open_case(
        kind="RIGHT", subject="sub_RIGHT", title="登记变更", opened_by="operator:0",
        now=world.now, needs_second=True,
    )  # fmt: skip
    cases.decide(
        actor=world.sun, kind="RIGHT", subject="sub_RIGHT", approve=True, reason="和公告一致",
        now=world.now,
    )  # fmt: skip


def test_a_reported_review_is_decided_on_the_page(world: World) -> None:
    review = reported(world)
    sun = world.signed_in("county", world.sun).http
    html = sound(sun.get("/county/queues/?kind=REVIEW"))
    assert "骂人的话" in html
    assert "还剩" in html
    path = f"/county/queues/REVIEW/{review.public_id}/"
    picked = REASONS["REVIEW"]["reasons"][0]
    assert sun.post(path, {"say": "yes", "picked": picked, "reason": ""}).status_code == 303
    review.refresh_from_db()
    assert review.hidden_reason == picked
    # Sent again it finds nothing that waits, and says so.
    sun.post(path, {"say": "no", "picked": picked, "reason": "别的"})
    review.refresh_from_db()
    assert review.hidden_reason == picked
    assert "没有找到" in sound(sun.get("/county/queues/"))


def test_a_sentence_of_ones_own_goes_before_the_prepared_one(world: World) -> None:
    review = reported(world)
    sun = world.signed_in("county", world.sun).http
    given = {"say": "no", "picked": "是广告，和这样东西无关。", "reason": "说的是实话。"}
    sun.post(f"/county/queues/REVIEW/{review.public_id}/", given)
    case = Case.objects.get(kind="REVIEW")
    assert (case.state, case.reason) == ("REFUSED", "说的是实话。")


def test_every_kind_is_counted_and_a_first_yes_is_named(world: World) -> None:
    reported(world)
    waiting(world)
    sun = world.signed_in("county", world.sun).http
    html = sound(sun.get("/county/queues/"))
    assert "Sun" in html
    assert "还要另一个人同意" in html
    assert sun.post("/county/queues/NOPE/sub_x/", {"say": "yes"}).status_code == 404


def test_every_kind_has_a_page_or_is_decided_here(world: World) -> None:
    assert set(ROOMS) ^ set(DECISIONS) == set(CaseKind.values)
    assert not set(ROOMS) & set(DECISIONS)
    waiting(world)
    asked = Case.objects.get(kind="RIGHT")
    for case in Case.objects.all():
        said = {"kind": case.kind, "id": case.public_id, "subject": case.subject,
                "sellerId": case.merchant}  # fmt: skip
        assert resolve(room(said)).url_name == ROOMS[case.kind][0]
    assert room({"kind": "RIGHT", "id": asked.public_id}) != room({"kind": "REVIEW"})


def test_only_operators_come_in(world: World) -> None:
    assert Client().get("/county/queues/").status_code == 302
    assert world.signed_in("desk", world.chen).http.get("/county/queues/").status_code == 403


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_in_a_browser(world: World, open_window: Opener) -> None:
    reported(world)
    waiting(world)
    session = world.signed_in("county", world.sun).http.cookies["sessionid"].value
    for width in (360, 1280):
        window = open_window(width=width, cookies={"sessionid": session})
        window.go("/county/queues/")
        window.fits()
        window.is_accessible()
