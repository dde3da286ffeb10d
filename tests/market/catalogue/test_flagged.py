"""Protected names in goods: found after every change, decided by the county, told to the seller."""

from typing import Any

import pytest

from fixtures.build import supply
from market.accounts.actors import MerchantStaff, Operator, System
from market.cases.models import Case
from market.catalogue import editing, flagged
from market.catalogue.models import Product
from market.gi import services as gi
from market.gi.models import Right, TextFlag
from market.kernel.errors import Forbidden, NotFound
from tests.jobs import run_jobs
from tests.market.goods import NOW, TODAY

pytestmark = pytest.mark.django_db

SUN = Operator(user_id=1)


@pytest.fixture
def peach() -> Right:
    return supply.right("衡山红脆桃", now=NOW)


def goods(name: str = "龙凤沃柑", right: Right | None = None, **given: Any) -> supply.Goods:
    made = supply.goods(now=NOW, name=name, right=right, units=1, **given)
    look()
    return made


def look() -> None:
    run_jobs(NOW, task="market.catalogue.handlers.check_texts")


def rename(of: supply.Goods, **words: str) -> None:
    product = Product.objects.get(pk=of.product.pk)
    editing.update_listing(
        actor=of.staff, product_id=product.public_id, version=product.version, now=NOW, **words
    )
    look()


def hits() -> list[tuple[str, str]]:
    (flag,) = TextFlag.objects.all()
    return [(hit["field"], hit["found"]) for hit in flag.hits]


def decide(of: supply.Goods, *, approve: bool, reason: str = "") -> TextFlag:
    return flagged.decide_text(
        actor=SUN, product_id=of.product.public_id, approve=approve, reason=reason, now=NOW
    )


@pytest.mark.usefixtures("peach")
@pytest.mark.parametrize(
    ("words", "found"),
    [
        ({"name": "衡山紅脆桃"}, ("name", "衡山紅脆桃")),
        ({"subtitle": "hengshan hongcuitao"}, ("subtitle", "hengshan hongcuitao")),
        ({"story": "皮薄。堪比衡 山 红 脆 桃。"}, ("story", "衡 山 红 脆 桃")),
    ],
)
def test_words_of_the_editor(words: dict[str, str], found: tuple[str, str]) -> None:
    made = goods()
    assert not TextFlag.objects.exists()
    rename(made, **words)
    assert hits() == [found]
    assert Case.objects.get(kind="TEXT").subject == made.product.public_id
    rename(made, **dict.fromkeys(words, "沃柑"))
    assert Case.objects.get(kind="TEXT").state == "WITHDRAWN"


@pytest.mark.usefixtures("peach")
def test_names_of_sizes_and_of_the_shop() -> None:
    shop = supply.staff(supply.merchant(now=NOW, name="衡山红脆桃直营店"), now=NOW)
    size = supply.NewVariant(name="红脆桃 衡山红脆桃", net_grams=1, gross_grams=1, price_fen=100)
    goods(seller=shop, variants=[size])
    assert hits() == [("variants", "衡山红脆桃"), ("shop", "衡山红脆桃")]


def test_a_user_of_the_right_may_say_its_name_until_struck_off(peach: Right) -> None:
    seller = supply.merchant(now=NOW)
    supply.authorise(peach, seller, from_on=TODAY, now=NOW)
    made = goods("衡山红脆桃 精品", peach, seller=supply.staff(seller, now=NOW))
    assert not TextFlag.objects.exists()
    gi.strike_off(
        actor=System("test"), right_id=peach.public_id, credit_code=seller.credit_code, now=NOW
    )
    look()
    assert hits() == [("name", "衡山红脆桃")]
    supply.authorise(peach, seller, from_on=TODAY, now=NOW)
    look()
    assert TextFlag.objects.get().state == "CLEAR"
    assert made.product.status == "LISTED"


def test_to_say_that_goods_come_under_a_right_is_not_enough(peach: Right) -> None:
    goods("衡山红脆桃", peach)
    assert hits() == [("name", "衡山红脆桃")]


@pytest.mark.usefixtures("peach")
def test_goods_whose_words_are_refused_leave_the_shop_with_the_reason() -> None:
    made = goods("衡山红脆桃")
    decide(made, approve=False, reason="不在名单上，改个名字")
    product = Product.objects.get(pk=made.product.pk)
    assert (product.status, product.reason, product.held_for) == (
        "PAUSED",
        "不在名单上，改个名字",
        "TEXT",
    )
    look()
    assert TextFlag.objects.get().state == "REFUSED"
    with pytest.raises(NotFound):
        decide(made, approve=True)
    rename(made, name="龙凤脆桃")
    assert TextFlag.objects.get().state == "CLEAR"


@pytest.mark.usefixtures("peach")
def test_goods_whose_words_may_stand_stay_and_are_not_asked_about_again() -> None:
    made = goods("店门桃（非衡山红脆桃）")
    assert decide(made, approve=True).state == "ALLOWED"
    rename(made, story="好吃")
    assert Case.objects.filter(kind="TEXT").count() == 1
    assert Product.objects.get(pk=made.product.pk).status == "LISTED"
    rename(made, name="衡山红脆桃")
    assert Case.objects.filter(kind="TEXT").count() == 2


@pytest.mark.usefixtures("peach")
def test_drafts_are_left_alone_until_they_are_shown() -> None:
    chen = supply.staff(supply.merchant(now=NOW), now=NOW)
    supply.product(chen, now=NOW, name="衡山红脆桃", listed=False)
    look()
    assert not TextFlag.objects.exists()


@pytest.mark.usefixtures("peach")
def test_only_the_county_decides() -> None:
    made = goods("衡山红脆桃")
    for actor in (made.staff, MerchantStaff(1, 1), Operator(1, town_code="430423201")):
        with pytest.raises(Forbidden):
            flagged.decide_text(
                actor=actor, product_id=made.product.public_id, approve=True, reason="", now=NOW
            )
    assert TextFlag.objects.get().state == "WAITING"
    with pytest.raises(NotFound):
        decide(goods(), approve=True)
