"""A wrong certificate: cancelled and issued anew, and what everybody sees of that."""

from datetime import timedelta

import pytest
from django.db import ProgrammingError, transaction

from fixtures.build import supply
from market.accounts.actors import MerchantStaff
from market.batches import certifying, tracing
from market.batches import services as batches
from market.batches.models import Batch, Cancellation, Certificate
from market.kernel.errors import Forbidden, Invalid, NotFound
from market.orders import tracing as stories
from market.stock import own
from tests.market.batches.test_kept import promise
from tests.market.goods import NOW, TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def goods() -> supply.Goods:
    return supply.goods(now=NOW, units=0)


def cancel(
    goods: supply.Goods,
    certificate: batches.NewCertificate | None,
    reason: str = "重量写错了",
    number: str = "",
) -> Batch:
    return certifying.cancel_certificate(
        actor=goods.staff,
        batch_id=goods.batch.public_id,
        number=number or Batch.objects.get(pk=goods.batch.pk).certificates.latest("pk").number,
        reason=reason,
        certificate=certificate,
        now=NOW,
    )


def story(batch: Batch) -> stories.Story:
    code = tracing.find(code=tracing.code_of_batch(batch_pk=batch.pk, now=NOW))
    return stories.story(code=code, on=TODAY)


def test_the_new_one_holds_and_names_the_old(goods: supply.Goods) -> None:
    old = Certificate.objects.get()
    cancel(goods, promise(grams=1_000))
    batch = Batch.objects.get()
    new = batch.certificate
    assert new is not None
    assert (new.replaces, new.grams, new.number) == (old, 1_000, f"{old.number}-2")
    said = Cancellation.objects.get()
    assert (said.certificate, said.reason, said.by_id, said.at) == (
        old,
        "重量写错了",
        goods.staff.user_id,
        NOW,
    )
    cancel(goods, promise(), "又写错了")
    assert [one.number for one in Certificate.objects.order_by("pk")] == [
        old.number,
        f"{old.number}-2",
        f"{old.number}-3",
    ]


def test_the_old_one_is_kept_as_long_as_ever(goods: supply.Goods) -> None:
    old = Certificate.objects.get()
    cancel(goods, promise())
    for write in (
        lambda: Certificate.objects.filter(pk=old.pk).update(grams=1),
        lambda: Certificate.objects.filter(pk=old.pk)._raw_delete("default"),
        lambda: Cancellation.objects.update(reason="不是我"),
        lambda: Cancellation.objects.all()._raw_delete("default"),
    ):
        with pytest.raises(ProgrammingError), transaction.atomic():
            write()
    (kept,) = own.cancelled_papers(goods.batch.pk)
    assert (kept.number, kept.replaced_by) == (old.number, f"{old.number}-2")
    assert kept.kept_until >= old.issued_on + timedelta(days=181)
    assert (kept.cancelled_by, kept.reason) == ("Chen", "重量写错了")


def test_who_scans_sees_the_valid_one_and_that_there_was_another(goods: supply.Goods) -> None:
    old = Certificate.objects.get()
    assert story(goods.batch).cancelled == ()
    cancel(goods, promise())
    told = story(goods.batch)
    assert told.certificate == stories.Promise(f"{old.number}-2", TODAY)
    assert told.cancelled == (stories.Cancelled(old.number, TODAY),)


@pytest.mark.parametrize(
    ("certificate", "reason", "field", "rule"),
    [
        (None, "写错了", "certificate", "required"),
        (promise(issued_on=TODAY + timedelta(days=1)), "写错了", "certificateIssuedOn", "range"),
        (promise(contact="123"), "写错了", "certificateContact", "phone"),
        (promise(), " ", "reason", "required"),
    ],
)
def test_what_is_refused_leaves_the_old_one_valid(
    goods: supply.Goods,
    certificate: batches.NewCertificate | None,
    reason: str,
    field: str,
    rule: str,
) -> None:
    with pytest.raises(Invalid) as refused:
        cancel(goods, certificate, reason)
    assert (refused.value.name, refused.value.rule) == (field, rule)
    assert Batch.objects.get().certificate == Certificate.objects.get()
    assert not Cancellation.objects.exists()


def test_one_that_was_cancelled_is_not_cancelled_again(goods: supply.Goods) -> None:
    old = Certificate.objects.get()
    cancel(goods, promise())
    with pytest.raises(Invalid) as refused:
        cancel(goods, promise(), number=old.number)
    assert (refused.value.name, refused.value.rule) == ("certificate", "none")
    assert Cancellation.objects.get().certificate == old


def test_a_farmer_may_leave_it_at_that_and_issue_another_later() -> None:
    farmer = supply.staff(supply.merchant(now=NOW, seller_class="FARMER"), now=NOW)
    goods = supply.goods(now=NOW, seller=farmer, units=0)
    cancel(goods, None)
    assert Batch.objects.get().certificate is None
    assert story(goods.batch).certificate is None
    with pytest.raises(Invalid) as refused:
        cancel(goods, None)
    assert refused.value.rule == "none"
    later = certifying.certify(
        actor=farmer, batch_id=goods.batch.public_id, certificate=promise(), now=NOW
    )
    assert later.replaces == Cancellation.objects.get().certificate


def test_only_the_seller_cancels(goods: supply.Goods) -> None:
    stranger = supply.staff(supply.merchant(now=NOW, name="别家"), "Deng", now=NOW)
    packer = MerchantStaff(goods.staff.user_id, goods.staff.merchant_id, "PACKER")
    for actor, error in ((stranger, NotFound), (packer, Forbidden)):
        with pytest.raises(error):
            certifying.cancel_certificate(
                actor=actor,
                batch_id=goods.batch.public_id,
                number=Certificate.objects.get(batch=goods.batch).number,
                reason="写错了",
                certificate=promise(),
                now=NOW,
            )
    assert not Cancellation.objects.exists()
