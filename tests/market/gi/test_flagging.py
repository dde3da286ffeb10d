"""Flagged texts: asked about once, decided by the county, remembered."""

from datetime import UTC, datetime
from typing import Any

import pytest

from market.accounts.actors import MerchantStaff, Operator
from market.cases.models import Case
from market.gi import flagging, watching
from market.gi.flagging import Flagged
from market.gi.models import Right, TextFlag
from market.gi.names import How
from market.kernel.errors import Forbidden, Invalid, NotFound

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
SUN = Operator(user_id=1)


def right(name: str = "衡山云雾茶", **changes: Any) -> Right:
    values = {
        "scheme": "GI_PRODUCT",
        "area_codes": ["430423"],
        "confidence": "HIGH",
        "status": "ACTIVE",
        **changes,
    }
    return Right.objects.create(name=name, **values)


def flag(*allowed: str, **fields: str) -> Flagged | None:
    return flagging.flag_text(
        subject="prd_1",
        merchant="mer_1",
        title="某茶",
        fields=fields,
        allowed_right_ids=allowed,
        now=NOW,
    )


def case() -> Case:
    return Case.objects.latest("pk")


def decide(approve: bool, reason: str = "") -> TextFlag:
    return flagging.decide_text(actor=SUN, subject="prd_1", approve=approve, reason=reason, now=NOW)


def test_a_plain_text_leaves_no_trace() -> None:
    right()
    assert flag(name="高山绿茶", story="自家茶园") is None
    assert not TextFlag.objects.exists()
    assert not Case.objects.exists()


def test_words_without_the_right_open_a_case_once() -> None:
    right()
    for _ in range(2):
        flagged = flag(name="衡山雲霧茶", story="hengshan yunwucha")
        assert flagged is not None
        assert flagged.state == "WAITING"
        assert [(hit.field, hit.how) for hit in flagged.hits] == [
            ("name", How.WRITTEN),
            ("story", How.SPOKEN),
        ]
    assert Case.objects.count() == TextFlag.objects.count() == 1
    assert (case().kind, case().subject, case().state) == ("TEXT", "prd_1", "OPEN")
    assert case().detail == "衡山雲霧茶 → 衡山云雾茶\nhengshan yunwucha → 衡山云雾茶"


def test_the_right_allows_its_name_and_no_other() -> None:
    tea, _ = right(), right("衡山红脆桃", scheme="AGRI_GI", status="LEGACY")
    assert flag(tea.public_id, name="衡山云雾茶") is None
    flagged = flag(tea.public_id, name="衡山云雾茶配衡山红脆桃")
    assert flagged is not None
    assert [hit.name for hit in flagged.hits] == ["衡山红脆桃"]


def test_words_that_are_gone_withdraw_the_case() -> None:
    right()
    assert flag(name="衡山云雾茶")
    assert flag(name="高山茶") is None
    assert case().state == "WITHDRAWN"
    assert TextFlag.objects.get().state == "CLEAR"
    assert flag(name="衡山云雾茶")
    assert case().state == "OPEN"


def test_what_the_county_lets_stand_is_not_asked_again() -> None:
    right()
    flag(name="衡山云雾茶的邻居")
    assert decide(True).state == "ALLOWED"
    assert case().state == "APPROVED"
    assert flag(name="衡山云雾茶的邻居") is None
    assert flag(name="衡山云雾茶的邻居", story="新茶") is None
    assert Case.objects.count() == 1
    assert flag(name="衡山云雾茶的邻居", story="衡山云雾茶")
    assert Case.objects.count() == 2


def test_a_decision_is_about_the_sentences_that_use_the_name() -> None:
    right()
    story = "我家的茶园在衡山云雾茶产区旁边。雨水多。"
    flag(story=story)
    decide(True)
    assert flag(story=f"{story}今年开了新的茶园。") is None
    assert flag(story=f"{story}我家的也叫衡山云雾茶。")
    assert flag(name="衡山云雾茶", story=story)
    assert flag(story="衡山。云雾茶")


def test_what_the_county_refused_stays_refused_until_the_words_change() -> None:
    right()
    flag(name="衡山云雾茶")
    with pytest.raises(Invalid):
        decide(False)
    assert TextFlag.objects.get().state == "WAITING"
    assert decide(False, "不在名单上").state == "REFUSED"
    again = flag(name="衡山云雾茶")
    assert again is not None
    assert (again.state, again.reason) == ("REFUSED", "不在名单上")
    assert Case.objects.count() == 1
    dressed_up = flag(name="衡 山 雲霧茶")
    assert dressed_up is not None
    assert dressed_up.state == "REFUSED"
    assert flag(name="高山茶") is None
    assert TextFlag.objects.get().state == "CLEAR"


@pytest.mark.parametrize(
    "changes",
    [
        {"scheme": "NONE"},
        {"scheme": "VILLAGE_PRODUCT", "status": "RECOGNISED"},
        {"confidence": "LOW"},
        {"status": "REVOKED"},
        {"status": "UNKNOWN"},
    ],
)
def test_names_that_nothing_protects(changes: dict[str, str]) -> None:
    right(**changes)
    assert flagging.table() == []


def test_a_name_of_two_entries_is_allowed_by_either() -> None:
    old = right("台源乌莲", scheme="AGRI_GI", status="SUPERSEDED")
    new = right("台源乌莲")
    (name,) = flagging.table()
    assert name.right_ids == (old.public_id, new.public_id)


def test_another_form_of_a_name_is_its_rights() -> None:
    tea = right()
    for name, right_id in (("岳北大白茶", None), ("南岳云雾", tea.public_id)):
        watching.watch(actor=SUN, name=name, why="冒充", right_id=right_id, now=NOW)
    assert flag(tea.public_id, name="南岳雲霧") is None
    assert flag(tea.public_id, name="岳北大白茶")


@pytest.mark.parametrize("actor", [MerchantStaff(1, 1), Operator(1, town_code="430423201")])
def test_only_the_county_decides(actor: Any) -> None:
    right()
    flag(name="衡山云雾茶")
    with pytest.raises(Forbidden):
        flagging.decide_text(actor=actor, subject="prd_1", approve=True, reason="", now=NOW)
    assert TextFlag.objects.get().state == "WAITING"


def test_there_is_nothing_to_decide_about_other_texts() -> None:
    with pytest.raises(NotFound):
        decide(True)
