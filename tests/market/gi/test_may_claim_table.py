"""Every line of docs/may-claim.md is asked, and no badge is given outside of it."""

import pathlib
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from market.gi import rules
from market.gi.models import Confidence, RightStatus, Scheme
from market.gi.rules import BatchFacts, Reason, RightFacts, UserFacts, Verdict, may_claim

DOCUMENT = pathlib.Path(__file__).parent.parent.parent.parent / "docs/may-claim.md"
DAY = date(2026, 11, 24)
BEFORE, AFTER = DAY - timedelta(days=1), DAY + timedelta(days=1)
VILLAGE = "430423201224"
DAYS = {
    "always": (None, None),
    "from today": (DAY, None),
    "from tomorrow": (AFTER, None),
    "until today": (None, DAY),
    "until yesterday": (None, BEFORE),
}
AREAS: dict[str, tuple[str, ...]] = {
    "its village": (VILLAGE,),
    "its township": ("430423201",),
    "its county": ("430424", "430423"),
    "its prefecture": ("4304",),
    "its province": ("43",),
    "the next village": ("430423201222",),
    "no area": (),
}
# A square of about 10 km a side with a hole of 4 km, both around (112.8, 27.2).
OUTER = ((112.75, 27.15), (112.85, 27.15), (112.85, 27.25), (112.75, 27.25), (112.75, 27.15))
HOLE = ((112.78, 27.18), (112.82, 27.18), (112.82, 27.22), (112.78, 27.22), (112.78, 27.18))
A_METRE_NORTH = 1 / 111_320
PLOTS: dict[str, tuple[float, float] | None] = {
    "plot inside": (112.76, 27.2),
    "plot 500 m outside": (112.8, 27.25 + 500 * A_METRE_NORTH),
    "plot 700 m outside": (112.8, 27.25 + 700 * A_METRE_NORTH),
    "plot in a hole": (112.8, 27.2),
    "plot not measured": None,
}
ANNOUNCED = ("碧香早", "CL 沃柑")
VARIETIES = {
    "announced": "碧香早",
    "announced, written otherwise": " ｃｌ沃柑",
    "another": "福鼎大白",
    "not told": " ",
}
USERS = {
    "none": None,
    "active": UserFacts("ACTIVE", date(2020, 1, 1)),
    "struck off": UserFacts("STRUCK_OFF", date(2020, 1, 1)),
    "from today": UserFacts("ACTIVE", DAY),
    "from tomorrow": UserFacts("ACTIVE", AFTER),
    "until today": UserFacts("ACTIVE", date(2020, 1, 1), DAY),
    "until yesterday": UserFacts("ACTIVE", date(2020, 1, 1), BEFORE),
}


def lines() -> list[list[str]]:
    text = DOCUMENT.read_text(encoding="utf-8")
    cells = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in text.splitlines()
        if line.startswith("| ")
    ]
    return [line[1:] for line in cells if line[0].isdigit()]


def asked(line: list[str]) -> Verdict:
    scheme, status, confidence, valid, place, variety, user = line[:7]
    scheme, _, without_number = scheme.partition(", ")
    now, _, later = status.partition(", ")
    statuses = ()
    if later:
        then, when = later.split()
        statuses = ((date(2020, 1, 1), now), ({"today": DAY, "tomorrow": AFTER}[when], then))
    area, _, plot = place.partition(", ")
    right = RightFacts(
        public_id="rgt_1",
        scheme=scheme,
        status=now,
        confidence=confidence,
        number="not seen" if without_number else "batch 10",
        area_codes=AREAS[area],
        valid_from=DAYS[valid][0],
        valid_to=DAYS[valid][1],
        statuses=statuses,
        varieties=() if variety == "any" else ANNOUNCED,
        outline=((OUTER, HOLE),) if plot else (),
    )
    batch = BatchFacts(VILLAGE, VARIETIES.get(variety, ""), PLOTS.get(plot))
    return may_claim(right, USERS[user], batch, DAY)


@pytest.mark.parametrize("line", lines(), ids=lambda line: " / ".join(line[:7]))
def test_a_line_of_the_table(line: list[str]) -> None:
    verdict, outcome = asked(line), line[7]
    reasons = outcome.split(", ")
    if set(reasons) <= set(Reason):
        assert [reason.value for reason in verdict.reasons] == reasons
        assert not verdict.allowed
        assert verdict.badge is None
    else:
        assert verdict.badge is not None, verdict.reasons
        assert verdict.badge.text == outcome
        assert verdict.badge.right_id == "rgt_1"
        assert verdict.allowed
        assert verdict.reasons == ()


def test_the_table_has_every_reason_and_every_badge() -> None:
    outcomes = {each for line in lines() for each in line[7].split(", ")}
    assert set(Reason) <= outcomes
    assert len(outcomes - set(Reason)) == 4
    assert len(lines()) > 50


RIGHTS = st.builds(
    RightFacts,
    public_id=st.just("rgt_1"),
    scheme=st.sampled_from(Scheme.values),
    status=st.sampled_from(RightStatus.values),
    confidence=st.sampled_from(Confidence.values),
    number=st.sampled_from(["batch 10", "第9批", "not seen"]),
    area_codes=st.lists(
        st.sampled_from(["43", "4304", "430423", "430423201", VILLAGE, "430424"]), max_size=2
    ).map(tuple),
    valid_from=st.none() | st.dates(BEFORE, AFTER),
    valid_to=st.none() | st.dates(BEFORE, AFTER),
    statuses=st.lists(
        st.tuples(st.dates(BEFORE, AFTER), st.sampled_from(RightStatus.values)), max_size=2
    ).map(tuple),
    varieties=st.sampled_from([(), ANNOUNCED]),
    outline=st.sampled_from([(), ((OUTER, HOLE),)]),
)
SELLERS = st.none() | st.builds(
    UserFacts,
    status=st.sampled_from(["ACTIVE", "STRUCK_OFF"]),
    from_on=st.dates(BEFORE, AFTER),
    to_on=st.none() | st.dates(BEFORE, AFTER),
)
BATCHES = st.builds(
    BatchFacts,
    village_code=st.sampled_from([VILLAGE, "430423201222", "430424100201"]),
    variety=st.sampled_from(["", "碧香早", "福鼎大白"]),
    plot=st.none() | st.sampled_from([(112.76, 27.2), (112.8, 27.2), (113.5, 27.2)]),
)


@settings(max_examples=50)
@given(right=RIGHTS, user=SELLERS, batch=BATCHES, on=st.dates(BEFORE, AFTER))
def test_never_a_badge_outside_right_user_batch_and_day(
    right: RightFacts, user: UserFacts | None, batch: BatchFacts, on: date
) -> None:
    verdict = may_claim(right, user, batch, on)
    assert verdict.allowed == (verdict.badge is not None) == (not verdict.reasons)
    if verdict.badge is None:
        return
    assert right.confidence != "LOW"
    assert (right.scheme, rules.status_on(right, on)) in {
        ("GI_PRODUCT", "ACTIVE"),
        ("GI_MARK", "ACTIVE"),
        ("AGRI_GI", "LEGACY"),
        ("VILLAGE_PRODUCT", "RECOGNISED"),
    }
    assert (right.valid_from or on) <= on <= (right.valid_to or on)
    assert any(batch.village_code.startswith(code) for code in right.area_codes)
    assert not right.varieties or batch.variety in right.varieties
    if right.outline and batch.plot:
        assert rules.near(right.outline, batch.plot)
    if right.scheme != "VILLAGE_PRODUCT":
        assert user is not None
        assert user.status == "ACTIVE"
        assert user.from_on <= on <= (user.to_on or on)
