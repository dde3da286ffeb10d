"""Stripe as a provider: a Checkout Session per payment, paid on Stripe's own page."""

from collections.abc import Callable, Mapping
from typing import TypeVar

import requests
import stripe

from market.payments.providers.deadline import (
    CONNECT_SECONDS,
    READ_SECONDS,
    TOTAL_SECONDS,
    within,
)
from market.payments.providers.protocol import (
    Capabilities,
    Notice,
    Outcome,
    OutcomeState,
    RefundOutcome,
    RefundOutcomeState,
    RefundRequest,
    Refused,
    Retryable,
    Started,
    StartRequest,
)
from market.payments.providers.stripe import notice
from market.payments.providers.stripe.config import CODE, StripeConfig

API_VERSION = "2026-08-26.dahlia"
# Stripe wants at least 30 minutes from the request on. Counted from our own deadline, so that a
# request made again later is word for word the same, as its key demands.
EXPIRES_LATER_SECONDS = 31 * 60
SUBJECT_LENGTH = 250
CONFLICT = 409
# The account is set up wrongly: that says nothing about the payment or refund itself.
OUR_FAULTS = frozenset({"AuthenticationError", "PermissionError"})
# This id was used before with other content: which of the two was carried out is not told.
KEY_REUSED = "IdempotencyError"

T = TypeVar("T", stripe.checkout.Session, stripe.Refund)


class StripeProvider:
    """Pays on Stripe's own page; see the Protocol for what each method promises."""

    code = CODE
    capabilities = Capabilities(online=True, redirect=True, refundable=True)

    def __init__(self, config: StripeConfig) -> None:
        self._secrets = config.webhook_secrets
        session = requests.Session()
        # A proxy of the environment is for the outside, not for a local address.
        session.trust_env = not config.api_base.startswith("http://")
        self._v1 = stripe.StripeClient(
            config.api_key,
            stripe_version=API_VERSION,
            base_addresses={"api": config.api_base} if config.api_base else {},
            max_network_retries=0,
            http_client=stripe.RequestsClient(
                timeout=(CONNECT_SECONDS, READ_SECONDS), session=session
            ),
        ).v1

    def start(self, request: StartRequest) -> Started:
        """Return the address of a new session, or of the same one when asked again."""
        session = _bounded(lambda: self._create(request))
        if not session.url:
            raise Retryable("the session has no address")
        return Started(redirect_url=session.url, provider_ref=session.id)

    def query(self, *, payment_id: str, provider_ref: str) -> Outcome:
        """Return where the session stands; without a reference there is none: PENDING."""
        if not provider_ref:
            return Outcome(OutcomeState.PENDING, 0, "")
        return _outcome(_bounded(lambda: self._v1.checkout.sessions.retrieve(provider_ref)))

    def close(self, *, payment_id: str, provider_ref: str) -> Outcome:
        """Return how the session ended: CLOSED, or PAID if the buyer was quicker."""
        if not provider_ref:
            return Outcome(OutcomeState.CLOSED, 0, "")
        try:
            return _outcome(_bounded(lambda: self._close(provider_ref)))
        except Retryable as error:
            if error.lost:
                return Outcome(OutcomeState.UNKNOWN, 0, provider_ref)
            raise

    def refund(self, request: RefundRequest) -> RefundOutcome:
        """Return the refund's state; UNKNOWN whenever the answer was lost."""
        try:
            refund = _bounded(lambda: self._refund(request))
        except Refused as error:
            if error.code in OUR_FAULTS:
                raise
            reused = error.code == KEY_REUSED
            state = RefundOutcomeState.UNKNOWN if reused else RefundOutcomeState.FAILED
            return RefundOutcome(state, error.code)
        except Retryable as error:
            if error.lost:
                return RefundOutcome(RefundOutcomeState.UNKNOWN)
            raise
        state = notice.REFUND_STATES.get(refund.status or "", RefundOutcomeState.UNKNOWN)
        return RefundOutcome(state, getattr(refund, "failure_reason", None) or "")

    def read_notice(self, raw_body: bytes, headers: Mapping[str, str]) -> Notice:
        """Return a notice that Stripe signed within five minutes with one of our secrets."""
        return notice.read(raw_body, headers, self._secrets)

    def _create(self, request: StartRequest) -> stripe.checkout.Session:
        ours = {"payment_id": request.payment_id}
        return self._v1.checkout.sessions.create(
            {
                "mode": "payment",
                "line_items": [
                    {
                        "quantity": 1,
                        "price_data": {
                            "currency": notice.CURRENCY,
                            "unit_amount": request.amount_fen,
                            "product_data": {"name": request.subject[:SUBJECT_LENGTH]},
                        },
                    }
                ],
                "client_reference_id": request.payment_id,
                "metadata": ours,
                "payment_intent_data": {"metadata": ours},
                "success_url": request.return_url,
                "cancel_url": request.cancel_url,
                "expires_at": int(request.expires_at.timestamp()) + EXPIRES_LATER_SECONDS,
                "locale": "zh",
            },
            {"idempotency_key": request.payment_id},
        )

    def _close(self, provider_ref: str) -> stripe.checkout.Session:
        try:
            return self._v1.checkout.sessions.expire(provider_ref)
        except stripe.InvalidRequestError as error:
            if error.http_status == 404:
                raise
            # Only an open session can be expired: it is paid or over already.
            return self._v1.checkout.sessions.retrieve(provider_ref)

    def _refund(self, request: RefundRequest) -> stripe.Refund:
        session = _sound(self._v1.checkout.sessions.retrieve(request.provider_ref))
        intent = session.payment_intent
        if not isinstance(intent, str):
            raise Refused("not_paid", "nothing was paid that could be given back")
        return self._v1.refunds.create(
            {
                "payment_intent": intent,
                "amount": request.amount_fen,
                "metadata": {"payment_id": request.payment_id, "refund_id": request.refund_id},
            },
            {"idempotency_key": request.refund_id},
        )


def _outcome(session: stripe.checkout.Session) -> Outcome:
    if session.payment_status == "paid":
        state = OutcomeState.PAID
    elif session.status == "expired":
        state = OutcomeState.CLOSED
    else:
        state = OutcomeState.PENDING
    return Outcome(state, session.amount_total or 0, session.id)


def _bounded(call: Callable[[], T]) -> T:
    """Return what `call` does within the time allowed, its errors in the words of the Protocol."""
    try:
        answer = within(TOTAL_SECONDS, call)
    except stripe.APIConnectionError as error:
        raise Retryable(str(error)[:300], lost=not _never_connected(error)) from error
    except stripe.RateLimitError as error:
        raise Retryable(str(error)) from error
    except stripe.StripeError as error:
        status = error.http_status or 500
        # A plain APIError is an answer that is not Stripe's, such as a proxy's page.
        if type(error) is stripe.APIError or status >= 500 or status == CONFLICT:
            raise Retryable(str(error)[:300], lost=True) from error
        kind = type(error).__name__
        coded = isinstance(error, stripe.InvalidRequestError | stripe.CardError) and error.code
        raise Refused(coded or kind, error.user_message or "") from error
    return _sound(answer)


def _sound(answer: T) -> T:
    """Return `answer`; the SDK makes an object of any JSON, also of what is not one of Stripe's."""
    if not isinstance(answer, stripe.checkout.Session | stripe.Refund):
        raise Retryable("not the object that was asked for", lost=True)
    return answer


def _never_connected(error: stripe.APIConnectionError) -> bool:
    cause = error.__cause__
    if isinstance(cause, requests.exceptions.ConnectTimeout):
        return True
    reason = getattr(cause.args[0], "reason", None) if cause and cause.args else None
    return type(reason).__name__ in {"NewConnectionError", "NameResolutionError"}
