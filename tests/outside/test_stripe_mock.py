"""The official SDK against the local gateway, with the real stripe-mock behind it."""

import dataclasses
import datetime
import json
import time
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor

import pytest
import stripe as sdk

from fixtures.gateways.web import Answer
from fixtures.stripe_gateway import events
from fixtures.stripe_gateway.errors import StripeRefusal
from fixtures.stripe_gateway.gateway import StripeGateway
from fixtures.stripe_gateway.upstream import Object
from market.payments.providers.protocol import (
    BadNotice,
    Notice,
    NoticeKind,
    Outcome,
    OutcomeState,
    RefundOutcome,
    RefundOutcomeState,
    Refused,
    Retryable,
)
from market.payments.providers.stripe.provider import StripeConfig, StripeProvider
from tests.outside.conftest import SECRET
from tests.outside.merchant import Merchant, giving_back, order

pytestmark = pytest.mark.stripe_mock


def started(stripe: StripeProvider, merchant: Merchant, name: str = "pay_1") -> str:
    """Begin a payment; gives the session's id."""
    ref = stripe.start(order(name, merchant)).provider_ref
    assert ref
    return ref


def paid(stripe: StripeProvider, gateway: StripeGateway, merchant: Merchant) -> str:
    ref = started(stripe, merchant)
    gateway.pay("pay_1")
    gateway.deliveries.wait()
    return ref


def state(stripe: StripeProvider, ref: str) -> Outcome:
    return stripe.query(payment_id="pay_1", provider_ref=ref)


def heard(stripe: StripeProvider, merchant: Merchant) -> list[Notice]:
    return [stripe.read_notice(request.body, request.headers) for request in merchant.heard]


def test_a_payment_from_its_page_to_its_notice(
    stripe: StripeProvider, stripe_gateway: StripeGateway, merchant: Merchant
) -> None:
    begun = stripe.start(order("pay_1", merchant, return_url=f"{merchant.url}/back"))
    assert begun.provider_ref
    assert state(stripe, begun.provider_ref) == Outcome(
        OutcomeState.PENDING, 12345, begun.provider_ref
    )
    page = urllib.request.urlopen(begun.redirect_url).read().decode()
    assert "¥123.45" in page
    assert "&amp; 衡山桃" in page
    assert "<script" not in page

    urllib.request.urlopen(begun.redirect_url, data=b"act=pay")
    stripe_gateway.deliveries.wait()
    assert {request.path for request in merchant.heard} == {"/back", "/webhooks/stripe"}
    hook = next(request for request in merchant.heard if request.path == "/webhooks/stripe")
    notice = stripe.read_notice(hook.body, hook.headers)
    assert notice == Notice(
        event_key=stripe_gateway.events[0]["id"],
        kind=NoticeKind.PAYMENT,
        payment_id="pay_1",
        provider_ref=begun.provider_ref,
        amount_fen=12345,
        state=OutcomeState.PAID,
    )
    assert state(stripe, begun.provider_ref).state == OutcomeState.PAID
    assert "已付款" in urllib.request.urlopen(begun.redirect_url).read().decode()


def test_asking_again_gives_the_same_session(
    stripe: StripeProvider, stripe_gateway: StripeGateway, merchant: Merchant
) -> None:
    request = order("pay_1", merchant)
    stripe_gateway.faults.add("drop-after", call="POST /v1/checkout/sessions")
    with pytest.raises(Retryable) as lost:
        stripe.start(request)
    assert lost.value.lost
    assert stripe.start(request) == stripe.start(request)
    assert len(stripe_gateway.book.sessions) == 1
    with pytest.raises(Refused, match="IdempotencyError"):
        stripe.start(dataclasses.replace(request, amount_fen=1))


def test_twenty_at_once_make_one_session(
    stripe: StripeProvider, stripe_gateway: StripeGateway, merchant: Merchant
) -> None:
    request = order("pay_1", merchant)

    def start(_: int) -> str:
        try:
            return stripe.start(request).redirect_url
        except Retryable:
            return ""

    with ThreadPoolExecutor(20) as pool:
        addresses = set(pool.map(start, range(20)))
    assert len(addresses - {""}) == 1
    assert len(stripe_gateway.book.sessions) == 1


def test_going_back_leaves_it_open_and_expiring_ends_it(
    stripe: StripeProvider, stripe_gateway: StripeGateway, merchant: Merchant
) -> None:
    ref = started(stripe, merchant)
    assert stripe_gateway.refuse("pay_1") == "http://127.0.0.1:9/orders/ord_1"
    assert state(stripe, ref).state == OutcomeState.PENDING
    for _ in range(2):
        closed = stripe.close(payment_id="pay_1", provider_ref=ref)
        assert closed.state == OutcomeState.CLOSED
    with pytest.raises(StripeRefusal):
        stripe_gateway.pay("pay_1")
    stripe_gateway.deliveries.wait()
    (notice,) = heard(stripe, merchant)
    assert (notice.kind, notice.state) == (NoticeKind.PAYMENT, OutcomeState.CLOSED)


def test_a_session_ends_by_itself_after_our_own_deadline(
    stripe: StripeProvider, stripe_gateway: StripeGateway, merchant: Merchant
) -> None:
    ref = started(stripe, merchant)
    stripe_gateway.book.ahead = 31 * 60
    assert state(stripe, ref).state == OutcomeState.PENDING, "Stripe wants 30 minutes at least"
    stripe_gateway.book.ahead = 62 * 60
    assert state(stripe, ref).state == OutcomeState.CLOSED


def test_a_deadline_of_a_minute_is_taken_too(stripe: StripeProvider, merchant: Merchant) -> None:
    soon = datetime.datetime.now(datetime.UTC) + datetime.timedelta(minutes=1)
    assert stripe.start(order("pay_1", merchant, expires_at=soon)).redirect_url


def test_closing_too_late_tells_what_was_paid(
    stripe: StripeProvider, stripe_gateway: StripeGateway, merchant: Merchant
) -> None:
    ref = paid(stripe, stripe_gateway, merchant)
    assert stripe.close(payment_id="pay_1", provider_ref=ref) == Outcome(
        OutcomeState.PAID, 12345, ref
    )


def test_without_a_reference_there_is_nothing_to_ask(stripe: StripeProvider) -> None:
    assert state(stripe, "").state == OutcomeState.PENDING
    assert stripe.close(payment_id="pay_1", provider_ref="").state == OutcomeState.CLOSED
    with pytest.raises(Refused, match="resource_missing"):
        state(stripe, "cs_test_no_such")


def test_refunds_in_parts(
    stripe: StripeProvider, stripe_gateway: StripeGateway, merchant: Merchant
) -> None:
    ref = paid(stripe, stripe_gateway, merchant)
    done = RefundOutcome(RefundOutcomeState.DONE)
    first = giving_back("ref_1", "pay_1", 345, ref=ref)
    assert stripe.refund(first) == done
    assert stripe.refund(first) == done, "asked again: the same refund, not a second one"
    too_much = stripe.refund(giving_back("ref_2", "pay_1", 12001, ref=ref))
    assert too_much.state == RefundOutcomeState.FAILED
    other = stripe.refund(dataclasses.replace(first, amount_fen=346))
    assert other.state == RefundOutcomeState.UNKNOWN
    assert stripe.refund(giving_back("ref_3", "pay_1", 12000, ref=ref)) == done
    again = stripe.refund(giving_back("ref_4", "pay_1", 1, ref=ref))
    assert again == RefundOutcome(RefundOutcomeState.FAILED, "charge_already_refunded")
    assert [one["amount"] for one in stripe_gateway.book.refunds.values()] == [345, 12000]
    assert state(stripe, ref).state == OutcomeState.PAID

    stripe_gateway.deliveries.wait()
    told = {notice.refund_id: notice for notice in heard(stripe, merchant) if notice.refund_id}
    assert set(told) == {"ref_1", "ref_3"}
    assert (told["ref_1"].payment_id, told["ref_1"].amount_fen) == ("pay_1", 345)
    assert told["ref_1"].state == RefundOutcomeState.DONE


@pytest.mark.parametrize("failed", [False, True])
def test_a_refund_that_takes_its_time(
    stripe: StripeProvider, stripe_gateway: StripeGateway, merchant: Merchant, failed: bool
) -> None:
    ref = paid(stripe, stripe_gateway, merchant)
    stripe_gateway.faults.add("pending-refund", call="POST /v1/refunds")
    request = giving_back("ref_1", "pay_1", 345, ref=ref)
    assert stripe.refund(request).state == RefundOutcomeState.PENDING
    control(stripe_gateway, do="finish-refund", refund_id="ref_1", failed=failed)
    stripe_gateway.deliveries.wait()
    final = RefundOutcomeState.FAILED if failed else RefundOutcomeState.DONE
    last = [notice for notice in heard(stripe, merchant) if notice.refund_id]
    assert final in {notice.state for notice in last}


def test_a_refund_whose_answer_is_lost_is_unknown_and_never_made_twice(
    stripe: StripeProvider, stripe_gateway: StripeGateway, merchant: Merchant
) -> None:
    ref = paid(stripe, stripe_gateway, merchant)
    stripe_gateway.faults.add("drop-after", call="POST /v1/refunds")
    request = giving_back("ref_1", "pay_1", 345, ref=ref)
    assert stripe.refund(request).state == RefundOutcomeState.UNKNOWN
    assert stripe.refund(request).state == RefundOutcomeState.DONE
    assert len(stripe_gateway.book.refunds) == 1


def test_a_refund_of_what_was_not_paid_fails(stripe: StripeProvider, merchant: Merchant) -> None:
    ref = started(stripe, merchant)
    outcome = stripe.refund(giving_back("ref_1", "pay_1", 1, ref=ref))
    assert outcome == RefundOutcome(RefundOutcomeState.FAILED, "not_paid")


@pytest.mark.parametrize("fault", ["http500", "drop-before"])
def test_server_errors_can_be_tried_again(
    stripe: StripeProvider, stripe_gateway: StripeGateway, merchant: Merchant, fault: str
) -> None:
    ref = started(stripe, merchant)
    stripe_gateway.faults.add(fault, times=3)
    with pytest.raises(Retryable):
        state(stripe, ref)
    assert stripe.close(payment_id="pay_1", provider_ref=ref).state == OutcomeState.UNKNOWN
    assert stripe.refund(giving_back("r", "pay_1", 1, ref=ref)).state == RefundOutcomeState.UNKNOWN
    assert state(stripe, ref).state == OutcomeState.PENDING


def test_a_wrong_key_says_nothing_about_the_refund(
    stripe: StripeProvider, stripe_gateway: StripeGateway, merchant: Merchant
) -> None:
    ref = paid(stripe, stripe_gateway, merchant)
    stranger = StripeProvider(StripeConfig(stripe_gateway.url, "no_key", (SECRET,)))
    with pytest.raises(Refused, match="AuthenticationError"):
        stranger.refund(giving_back("ref_1", "pay_1", 1, ref=ref))


# Notices


def sent(told: object, *, secret: str = SECRET, at: int | None = None) -> tuple[bytes, dict]:
    return events.message(told, secret, now=int(time.time()) if at is None else at)  # type: ignore[arg-type]


@pytest.fixture
def told(stripe: StripeProvider, stripe_gateway: StripeGateway, merchant: Merchant) -> Object:
    """A good event."""
    paid(stripe, stripe_gateway, merchant)
    return stripe_gateway.events[0]


def test_old_and_new_secret_are_taken_while_one_replaces_the_other(
    stripe: StripeProvider, told: Object
) -> None:
    for secret in (SECRET, "whsec_new"):
        assert stripe.read_notice(*sent(told, secret=secret)).payment_id == "pay_1"
    with pytest.raises(BadNotice, match="signature"):
        stripe.read_notice(*sent(told, secret="whsec_gone"))


@pytest.mark.parametrize(
    ("apart", "fine"), [(-290, True), (-310, False), (290, True), (310, False)]
)
def test_stamps_may_be_five_minutes_off(
    stripe: StripeProvider, told: Object, apart: int, fine: bool
) -> None:
    message = sent(told, at=int(time.time()) + apart)
    if fine:
        assert stripe.read_notice(*message).state == OutcomeState.PAID
    else:
        with pytest.raises(BadNotice):
            stripe.read_notice(*message)


@pytest.mark.parametrize(
    "header", ["", "x", "t=,v1=", "t=1", "v1=00", "t=1,v1=\u65b0", "t=9999999999999999999999,v1=0"]
)
def test_headers_that_are_no_signature(stripe: StripeProvider, told: Object, header: str) -> None:
    body, _ = sent(told)
    with pytest.raises(BadNotice):
        stripe.read_notice(body, {"Stripe-Signature": header})
    with pytest.raises(BadNotice):
        stripe.read_notice(body, {})


def test_a_changed_body_is_refused(stripe: StripeProvider, told: Object) -> None:
    body, headers = sent(told)
    with pytest.raises(BadNotice, match="signature"):
        stripe.read_notice(body.replace(b"12345", b"12346"), headers)


@pytest.mark.parametrize("body", [b"{", b"[]", b"1", b"null", b"\xff", b"{}", b'{"id":1}'])
def test_well_signed_rubbish_is_refused(stripe: StripeProvider, body: bytes) -> None:
    now = int(time.time())
    text = body.decode("latin-1")
    header = sdk.WebhookSignature.generate_signature_header(text, SECRET, timestamp=now)
    with pytest.raises(BadNotice):
        stripe.read_notice(body, {"stripe-signature": header})


@pytest.mark.parametrize(
    "changes",
    [
        {"amount_total": "12345"},
        {"amount_total": None},
        {"amount_total": -1},
        {"amount_total": True},
        {"currency": "usd"},
        {"client_reference_id": None},
        {"id": None},
    ],
)
def test_well_signed_but_not_usable(
    stripe: StripeProvider, told: Object, changes: dict[str, object]
) -> None:
    told["data"]["object"] |= changes
    with pytest.raises(BadNotice):
        stripe.read_notice(*sent(told))


def test_events_that_we_do_not_act_on(stripe: StripeProvider, told: Object) -> None:
    assert stripe.read_notice(*sent({**told, "type": "customer.created"})).kind == NoticeKind.OTHER
    unpaid = {**told["data"]["object"], "payment_status": "unpaid"}
    pending = stripe.read_notice(*sent({**told, "data": {"object": unpaid}}))
    assert pending.state == OutcomeState.PENDING


def test_events_are_repeated_until_taken_with_the_same_id(
    stripe: StripeProvider, stripe_gateway: StripeGateway, merchant: Merchant
) -> None:
    merchant.answers = [Answer(b"", 500), Answer(b"", 302, {"Location": "/"})]
    paid(stripe, stripe_gateway, merchant)
    stripe_gateway.send_again()
    stripe_gateway.deliveries.wait()
    assert len(merchant.heard) == 4
    assert len({notice.event_key for notice in heard(stripe, merchant)}) == 1


def test_a_badly_signed_event_is_refused(
    stripe: StripeProvider, stripe_gateway: StripeGateway, merchant: Merchant
) -> None:
    stripe_gateway.faults.add("bad-notice")
    paid(stripe, stripe_gateway, merchant)
    with pytest.raises(BadNotice):
        heard(stripe, merchant)


# What stripe-mock itself refuses comes through


def control(gateway: StripeGateway, **wish: object) -> dict[str, object]:
    body = json.dumps(wish).encode()
    return json.load(urllib.request.urlopen(f"{gateway.url}/_control", data=body))


@pytest.mark.parametrize(
    "params",
    [
        {"no_such": "1"},
        {"mode": "no_such"},
        {"line_items": [{"quantity": "one"}]},
        {"line_items": [{"price_data": {"currency": "cny", "unit_amount": "12.34"}}]},
        {"expires_at": 1},
        {"line_items": []},
        {"success_url": ""},
    ],
)
def test_wrong_parameters_are_refused(stripe_gateway: StripeGateway, params: dict) -> None:
    client = sdk.StripeClient(
        "sk_test_x", base_addresses={"api": stripe_gateway.url}, max_network_retries=0
    )
    price = {"currency": "cny", "unit_amount": 1, "product_data": {"name": "桃"}}
    good = {
        "mode": "payment",
        "success_url": "http://127.0.0.1:9/",
        "line_items": [{"quantity": 1, "price_data": price}],
        "metadata": {"kept": "是"},
    }
    session = client.v1.checkout.sessions.create(good)
    assert session.metadata
    assert session.metadata["kept"] == "是"
    assert session.amount_total == 1
    with pytest.raises(sdk.InvalidRequestError):
        client.v1.checkout.sessions.create({**good, **params})
    assert len(stripe_gateway.book.sessions) == 1


def test_control_refuses_what_it_does_not_know(stripe_gateway: StripeGateway) -> None:
    for wish in ({"do": "no-such"}, {"do": "pay", "reference": "none"}, {"do": "fault"}):
        with pytest.raises(urllib.error.HTTPError, match="400"):
            control(stripe_gateway, **wish)
