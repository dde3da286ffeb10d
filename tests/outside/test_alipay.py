"""The official SDK against the local gateway: pages, questions, refunds, notices, failures."""

import base64
import dataclasses
import random
import urllib.error
import urllib.parse
import urllib.request

import pytest
import rsa

from fixtures.alipay_gateway.gateway import Gateway
from fixtures.alipay_gateway.signing import NOT_IN_NOTICES, Signer, content
from fixtures.alipay_gateway.trades import Failure
from fixtures.gateways.web import Answer
from market.payments.providers.alipay.provider import AlipayConfig, AlipayProvider
from market.payments.providers.protocol import (
    BadNotice,
    NoticeKind,
    Outcome,
    OutcomeState,
    RefundOutcome,
    RefundOutcomeState,
    Refused,
    Retryable,
)
from tests.outside.merchant import Merchant, giving_back, order

pytestmark = pytest.mark.alipay

MUTATIONS = 1000


def state(alipay: AlipayProvider, payment_id: str = "pay_1") -> Outcome:
    return alipay.query(payment_id=payment_id, provider_ref="")


def opened(alipay: AlipayProvider, gateway: Gateway, merchant: Merchant, **changes: object) -> None:
    gateway.open(alipay.start(order("pay_1", merchant, **changes)).redirect_url)


def paid(alipay: AlipayProvider, gateway: Gateway, merchant: Merchant, **changes: object) -> bytes:
    """Pay; gives the notice's body."""
    opened(alipay, gateway, merchant, **changes)
    gateway.pay("pay_1")
    gateway.deliveries.wait()
    return merchant.heard[-1].body


@pytest.mark.parametrize("mobile", [False, True])
def test_a_payment_from_its_page_to_its_notice(
    alipay: AlipayProvider, gateway: Gateway, merchant: Merchant, mobile: bool
) -> None:
    started = alipay.start(order("pay_1", merchant, mobile=mobile))
    assert started.provider_ref is None
    assert state(alipay) == Outcome(OutcomeState.PENDING, 0, "")

    page = urllib.request.urlopen(gateway.open(started.redirect_url)).read().decode()
    assert "¥123.45" in page
    assert "拒绝付款" in page
    assert "<script" not in page
    assert state(alipay).state == OutcomeState.PENDING, "opening a page makes no trade"

    gateway.log_in("pay_1")
    waiting = state(alipay)
    assert (waiting.state, waiting.amount_fen) == (OutcomeState.PENDING, 12345)

    gateway.pay("pay_1")
    done = state(alipay)
    assert done == Outcome(OutcomeState.PAID, 12345, waiting.provider_ref)

    gateway.deliveries.wait()
    notice = alipay.read_notice(merchant.heard[0].body, merchant.heard[0].headers)
    assert (notice.kind, notice.state) == (NoticeKind.PAYMENT, OutcomeState.PAID)
    assert (notice.payment_id, notice.amount_fen) == ("pay_1", 12345)
    assert notice.provider_ref == done.provider_ref
    assert notice.refund_id is None


def test_the_buttons_of_the_cashier_lead_back_signed_and_without_a_state(
    alipay: AlipayProvider, gateway: Gateway, signer: Signer, merchant: Merchant
) -> None:
    request = order("pay_1", merchant, return_url=f"{merchant.url}/back?o=1")
    cashier = gateway.open(alipay.start(request).redirect_url)
    urllib.request.urlopen(cashier, data=b"act=pay")
    back = next(heard for heard in merchant.heard if heard.path == "/back")
    fields = dict(urllib.parse.parse_qsl(back.query))
    assert fields.pop("o") == "1"
    assert fields["sign"] == signer.sign(content(fields, without=NOT_IN_NOTICES))
    assert "trade_status" not in fields
    assert "已付款" in urllib.request.urlopen(cashier).read().decode()


def test_refusing_closes_the_trade(
    alipay: AlipayProvider, gateway: Gateway, merchant: Merchant
) -> None:
    opened(alipay, gateway, merchant, mobile=True)
    assert gateway.refuse("pay_1") == "http://127.0.0.1:9/orders/ord_1"
    assert state(alipay).state == OutcomeState.CLOSED
    gateway.deliveries.wait()
    notice = alipay.read_notice(merchant.heard[0].body, {})
    assert (notice.kind, notice.state) == (NoticeKind.PAYMENT, OutcomeState.CLOSED)
    with pytest.raises(Failure, match="TRADE_HAS_CLOSE"):
        gateway.pay("pay_1")


def test_page_payments_tell_only_of_being_paid(
    alipay: AlipayProvider, gateway: Gateway, merchant: Merchant
) -> None:
    opened(alipay, gateway, merchant)
    gateway.refuse("pay_1")
    gateway.deliveries.wait()
    assert merchant.heard == []


def test_closing(alipay: AlipayProvider, gateway: Gateway, merchant: Merchant) -> None:
    def close() -> Outcome:
        return alipay.close(payment_id="pay_1", provider_ref="")

    assert close().state == OutcomeState.CLOSED, "no trade is as good as a closed one"
    opened(alipay, gateway, merchant)
    gateway.log_in("pay_1")
    assert close().state == OutcomeState.CLOSED
    assert close().state == OutcomeState.CLOSED
    assert state(alipay).state == OutcomeState.CLOSED


def test_closing_too_late_tells_what_was_paid(
    alipay: AlipayProvider, gateway: Gateway, merchant: Merchant
) -> None:
    paid(alipay, gateway, merchant)
    late = alipay.close(payment_id="pay_1", provider_ref="")
    assert (late.state, late.amount_fen) == (OutcomeState.PAID, 12345)


def test_a_page_closed_without_a_trade_can_still_be_paid_until_it_expires(
    alipay: AlipayProvider, gateway: Gateway, merchant: Merchant
) -> None:
    opened(alipay, gateway, merchant)
    alipay.close(payment_id="pay_1", provider_ref="")
    gateway.book.ahead = 31 * 60
    with pytest.raises(Failure, match="TRADE_HAS_CLOSE"):
        gateway.pay("pay_1")
    gateway.book.ahead = 0
    gateway.pay("pay_1")
    assert state(alipay).state == OutcomeState.PAID


def test_an_unpaid_trade_closes_when_its_time_is_over(
    alipay: AlipayProvider, gateway: Gateway, merchant: Merchant
) -> None:
    opened(alipay, gateway, merchant)
    gateway.log_in("pay_1")
    gateway.book.ahead = 31 * 60
    assert state(alipay).state == OutcomeState.CLOSED


def test_the_same_number_cannot_mean_another_amount(
    alipay: AlipayProvider, gateway: Gateway, merchant: Merchant
) -> None:
    opened(alipay, gateway, merchant)
    opened(alipay, gateway, merchant)
    with pytest.raises(Failure, match="CONTEXT_INCONSISTENT"):
        opened(alipay, gateway, merchant, fen=1)


def test_refunds_in_parts(alipay: AlipayProvider, gateway: Gateway, merchant: Merchant) -> None:
    paid(alipay, gateway, merchant, mobile=True)
    done = RefundOutcome(RefundOutcomeState.DONE)
    first, rest = giving_back("ref_1", "pay_1", 345), giving_back("ref_2", "pay_1", 12000)
    assert alipay.refund(first) == done
    assert alipay.refund(first) == done, "asked again: the same refund, not a second one"
    too_much = alipay.refund(giving_back("ref_3", "pay_1", 12001))
    assert too_much == RefundOutcome(RefundOutcomeState.FAILED, "ACQ.REASON_TRADE_REFUND_FEE_ERR")
    other = alipay.refund(giving_back("ref_1", "pay_1", 346))
    assert other.state == RefundOutcomeState.UNKNOWN
    assert alipay.refund(rest) == done
    trade = gateway.book.trades["pay_1"]
    assert [refund.amount for refund in trade.refunds] == [345, 12000]
    assert state(alipay) == Outcome(OutcomeState.PAID, 12345, trade.trade_no)

    gateway.deliveries.wait()
    notices = {
        notice.refund_id: notice
        for notice in (alipay.read_notice(heard.body, {}) for heard in merchant.heard)
    }
    assert set(notices) == {None, "ref_1", "ref_2"}
    assert notices["ref_2"].kind == NoticeKind.REFUND
    assert notices["ref_2"].state == RefundOutcomeState.DONE
    assert notices["ref_2"].amount_fen == 12345, "Alipay tells the sum on the payment"


def test_a_refund_of_nothing_fails(alipay: AlipayProvider) -> None:
    outcome = alipay.refund(giving_back("ref_1", "pay_none", 1))
    assert outcome == RefundOutcome(RefundOutcomeState.FAILED, "ACQ.TRADE_NOT_EXIST")


@pytest.mark.parametrize("fault", ["drop-after", "bad-signature"])
def test_a_refund_whose_answer_is_lost_is_unknown_and_never_made_twice(
    alipay: AlipayProvider, gateway: Gateway, merchant: Merchant, fault: str
) -> None:
    paid(alipay, gateway, merchant)
    gateway.faults.add(fault, call="alipay.trade.refund")
    request = giving_back("ref_1", "pay_1", 345)
    assert alipay.refund(request).state == RefundOutcomeState.UNKNOWN
    assert alipay.refund(request).state == RefundOutcomeState.DONE
    assert gateway.book.trades["pay_1"].refunded == 345


@pytest.mark.parametrize("fault", ["system-error", "unknown-error", "drop-before", "http500"])
def test_when_alipay_does_not_know_nobody_guesses(
    alipay: AlipayProvider, gateway: Gateway, merchant: Merchant, fault: str
) -> None:
    paid(alipay, gateway, merchant)
    gateway.faults.add(fault, times=2)
    assert alipay.refund(giving_back("ref_1", "pay_1", 1)).state == RefundOutcomeState.UNKNOWN
    assert alipay.close(payment_id="pay_1", provider_ref="").state == OutcomeState.UNKNOWN
    gateway.faults.add(fault)
    if fault in {"system-error", "unknown-error"}:
        assert state(alipay).state == OutcomeState.UNKNOWN
    else:
        with pytest.raises(Retryable):
            state(alipay)


def test_an_account_set_up_wrongly_is_refused(
    alipay_config: AlipayConfig, gateway: Gateway, merchant: Merchant
) -> None:
    stranger = AlipayProvider(dataclasses.replace(alipay_config, app_id="2021999999999999"))
    with pytest.raises(Refused, match=r"isv\.invalid-app-id"):
        state(stranger)
    with pytest.raises(Refused):
        stranger.refund(giving_back("ref_1", "pay_1", 1))
    with pytest.raises(Refused, match=r"isv\.invalid-app-id"):
        opened(stranger, gateway, merchant)


def test_another_key_than_ours_is_refused(
    alipay_config: AlipayConfig, gateway: Gateway, merchant: Merchant, alipay_keys
) -> None:
    wrong = dataclasses.replace(
        alipay_config, app_private_key=alipay_keys.gateway_private.read_text()
    )
    with pytest.raises(Refused, match=r"isv\.invalid-signature"):
        state(AlipayProvider(wrong))
    not_theirs = dataclasses.replace(
        alipay_config, alipay_public_key=alipay_keys.app_public.read_text()
    )
    with pytest.raises(Retryable):
        state(AlipayProvider(not_theirs))


# Notices


def form(fields: dict[str, str]) -> bytes:
    return urllib.parse.urlencode(fields).encode()


def signed(fields: dict[str, str], signer: Signer) -> bytes:
    sign = signer.sign(content(fields, without=NOT_IN_NOTICES))
    return form({**fields, "sign": sign})


@pytest.fixture
def notice(alipay: AlipayProvider, gateway: Gateway, merchant: Merchant) -> dict[str, str]:
    """The fields of a good notice."""
    return dict(urllib.parse.parse_qsl(paid(alipay, gateway, merchant).decode()))


def test_no_mutation_of_a_good_notice_is_believed(
    alipay: AlipayProvider, notice: dict[str, str]
) -> None:
    chance = random.Random(20261124)
    good = form(notice)
    assert alipay.read_notice(good, {}).state == OutcomeState.PAID
    believed = []
    for _ in range(MUTATIONS):
        bad = mutated(good, notice, chance)
        try:
            alipay.read_notice(bad, {})
        except BadNotice:
            continue
        believed.append(bad)
    assert believed == []


def mutated(good: bytes, fields: dict[str, str], chance: random.Random) -> bytes:
    """The body with one thing changed, so that it no longer says the same."""
    while True:
        kind = chance.randrange(5)
        if kind == 0:
            at = chance.randrange(len(good))
            bad = good[:at] + bytes([chance.randrange(256)]) + good[at + 1 :]
        elif kind == 1:
            at = chance.randrange(len(good))
            bad = good[:at] + good[at + chance.randrange(1, 9) :]
        elif kind == 2:
            changed = dict(fields)
            name = chance.choice(sorted(changed))
            at = chance.randrange(len(changed[name]) + 1)
            changed[name] = changed[name][:at] + chance.choice("0 .\n&=A新") + changed[name][at:]
            bad = form(changed)
        elif kind == 3:
            gone = chance.choice(sorted(fields))
            bad = form({name: value for name, value in fields.items() if name != gone})
        else:
            one, other = chance.sample(sorted(fields), 2)
            bad = form({**fields, one: fields[other], other: fields[one]})
        said = urllib.parse.parse_qsl(bad.decode("latin-1"), keep_blank_values=True)
        if dict(said) != fields or len(said) != len(fields):
            return bad


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"app_id": "2021999999999999"}, "another app"),
        ({"seller_id": "2088999999999999"}, "another seller"),
        ({"seller_id": ""}, "signature"),
        ({"sign_type": "RSA"}, "sign_type"),
        ({"trade_status": "TRADE_LOST"}, "TRADE_LOST"),
        ({"total_amount": "1e1"}, "amount"),
        ({"total_amount": "123.456"}, "amount"),
        ({"total_amount": "-1.00"}, "amount"),
        ({"total_amount": "NaN"}, "amount"),
        ({"total_amount": "Infinity"}, "amount"),
        ({"total_amount": "１.00"}, "amount"),
    ],
)
def test_well_signed_but_not_usable(
    alipay: AlipayProvider,
    notice: dict[str, str],
    signer: Signer,
    changes: dict[str, str],
    reason: str,
) -> None:
    notice.pop("sign")
    with pytest.raises(BadNotice, match=reason):
        alipay.read_notice(signed({**notice, **changes}, signer), {})


def test_a_sha1_signature_that_says_rsa2_is_refused(
    alipay: AlipayProvider, notice: dict[str, str], alipay_keys
) -> None:
    notice.pop("sign")
    key = rsa.PrivateKey.load_pkcs1(alipay_keys.gateway_private.read_bytes())
    sign = rsa.sign(content(notice, without=NOT_IN_NOTICES), key, "SHA-1")
    with pytest.raises(BadNotice, match="signature"):
        alipay.read_notice(form({**notice, "sign": base64.b64encode(sign).decode()}), {})


def test_other_genuine_notices_are_understood_and_not_acted_on(
    alipay: AlipayProvider, notice: dict[str, str], signer: Signer
) -> None:
    notice.pop("sign")
    other = alipay.read_notice(signed({**notice, "notify_type": "dut_user_sign"}, signer), {})
    assert other.kind == NoticeKind.OTHER
    by_hand = alipay.read_notice(signed({**notice, "refund_fee": "1.00"}, signer), {})
    assert by_hand.kind == NoticeKind.OTHER, "a refund that is not one of ours"


@pytest.mark.parametrize("body", [b"", b"{}", b"\xff\xfe", b"a=%ff", b"a=1&a=2", b"&" * 5000])
def test_rubbish_is_refused(alipay: AlipayProvider, body: bytes) -> None:
    with pytest.raises(BadNotice):
        alipay.read_notice(body, {})


def test_a_notice_is_repeated_until_it_is_taken_with_the_same_id(
    alipay: AlipayProvider, gateway: Gateway, merchant: Merchant
) -> None:
    merchant.answers = [
        Answer(b"no", 500),
        Answer(b"", 302, {"Location": "/sign-in"}),
        Answer(b"success, thank you"),
    ]
    paid(alipay, gateway, merchant)
    assert [one.accepted for one in gateway.deliveries.attempts] == [False] * 3 + [True]
    keys = {alipay.read_notice(heard.body, {}).event_key for heard in merchant.heard}
    assert len(merchant.heard) == 4
    assert len(keys) == 1
    gateway.notify_again("pay_1")
    gateway.deliveries.wait()
    assert {alipay.read_notice(merchant.heard[-1].body, {}).event_key} == keys


def test_a_badly_signed_notice_is_refused_and_its_repeat_taken(
    alipay: AlipayProvider, gateway: Gateway, merchant: Merchant
) -> None:
    merchant.answers = [Answer(b"fail", 400)]
    gateway.faults.add("bad-notice")
    paid(alipay, gateway, merchant)
    first, second = merchant.heard
    with pytest.raises(BadNotice):
        alipay.read_notice(first.body, {})
    assert alipay.read_notice(second.body, {}).state == OutcomeState.PAID
