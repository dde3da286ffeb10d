"""Queues: one case a question, a reason for a no, two people where two are needed."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from market.accounts.actors import Anonymous, MerchantStaff, Operator
from market.cases import queries, services
from market.cases.models import Case, CaseState
from market.cases.rules import due_at, is_final
from market.kernel.errors import Forbidden, Invalid, NotFound

pytestmark = pytest.mark.django_db

# A Tuesday, 10:00 in Shanghai.
NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
SUN, WU = Operator(1), Operator(2)


def case(kind: str = "GOODS", subject: str = "prd_1", *, needs_second: bool = False) -> Case:
    return services.open_case(
        kind=kind, subject=subject, title="沃柑", opened_by="staff:9", now=NOW,
        needs_second=needs_second,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "opened", "due"),
    [
        ("GOODS", "2026-11-24T10:00+08:00", "2026-11-26T18:00+08:00"),
        ("GOODS", "2026-11-26T23:59+08:00", "2026-11-30T18:00+08:00"),
        ("SUSPENSION", "2026-11-27T00:00+08:00", "2026-11-30T18:00+08:00"),
        ("SELLER", "2026-11-28T12:00+08:00", "2026-12-04T18:00+08:00"),
    ],
)
def test_clock_counts_working_days(kind: str, opened: str, due: str) -> None:
    assert due_at(kind, datetime.fromisoformat(opened)) == datetime.fromisoformat(due)


@pytest.mark.parametrize("approve", [True, False])
@pytest.mark.parametrize("needs_second", [True, False])
@pytest.mark.parametrize("first_by", ["", "operator:1"])
def test_only_a_first_yes_leaves_it_open(approve: bool, needs_second: bool, first_by: str) -> None:
    final = is_final(approve=approve, needs_second=needs_second, first_by=first_by)
    assert final is not (approve and needs_second and not first_by)


def test_same_question_is_one_case() -> None:
    first, again = case(), case()
    assert first.pk == again.pk
    assert Case.objects.count() == 1
    services.withdraw(kind="GOODS", subject="prd_1", now=NOW)
    assert case().pk != first.pk


def test_yes_ends_it() -> None:
    case()
    done = services.decide(
        actor=SUN, kind="GOODS", subject="prd_1", approve=True, reason="", now=NOW
    )
    assert (done.state, done.decided_by) == (CaseState.APPROVED, "operator:1")
    with pytest.raises(NotFound):
        services.decide(actor=SUN, kind="GOODS", subject="prd_1", approve=True, reason="", now=NOW)


def test_no_needs_a_reason() -> None:
    case()
    with pytest.raises(Invalid) as refused:
        services.decide(
            actor=SUN, kind="GOODS", subject="prd_1", approve=False, reason=" ", now=NOW
        )
    assert (refused.value.name, refused.value.rule) == ("reason", "required")
    assert Case.objects.get().state == CaseState.OPEN


def test_second_person_is_another_one() -> None:
    case("RIGHT", needs_second=True)

    def agree(actor: Operator) -> Case:
        return services.decide(
            actor=actor, kind="RIGHT", subject="prd_1", approve=True, reason="公告第625号", now=NOW
        )

    assert agree(SUN).state == CaseState.SECOND
    with pytest.raises(services.SamePerson):
        agree(SUN)
    assert agree(WU).state == CaseState.APPROVED


def test_who_opened_it_is_not_the_second_person() -> None:
    services.open_case(
        kind="RIGHT", subject="rgt_1", title="脆桃", opened_by=SUN.ref, now=NOW, needs_second=True
    )
    with pytest.raises(services.SamePerson):
        services.decide(actor=SUN, kind="RIGHT", subject="rgt_1", approve=True, reason="", now=NOW)


@pytest.mark.parametrize("actor", [Anonymous(), MerchantStaff(1, 1), Operator(3, "430423201")])
def test_only_the_county_decides(actor: object) -> None:
    case()
    with pytest.raises(Forbidden):
        services.decide(
            actor=actor,
            kind="GOODS",
            subject="prd_1",
            approve=True,
            reason="",
            now=NOW,  # type: ignore[arg-type]
        )


def test_queue_pages_by_the_clock_with_constant_statements() -> None:
    for number in range(7):
        case(subject=f"prd_{number}")
    case("SUSPENSION", "mer_1")
    with CaptureQueriesContext(connection) as seen:
        page = queries.queue(actor=SUN, first=3)
    assert len(seen) == 2
    assert (page.nodes[0].kind, page.has_next, page.total) == ("SUSPENSION", True, 8)
    rest = queries.queue(actor=SUN, first=100, after=page.end_cursor)
    assert len({one.pk for one in (*page.nodes, *rest.nodes)}) == 8
    by_kind = {count.kind: count for count in queries.counts(actor=SUN, now=NOW)}
    assert (by_kind["GOODS"].waiting, by_kind["GOODS"].late, by_kind["RIGHT"].waiting) == (7, 0, 0)
    later = datetime(2026, 12, 24, tzinfo=UTC)
    assert queries.counts(actor=SUN, now=later)[1].late == 7
    assert queries.latest(kind="GOODS", subjects=["prd_3", "prd_99"]).keys() == {"prd_3"}
