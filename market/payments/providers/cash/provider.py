"""Cash, so that a payment of any kind is handled alike."""

from collections.abc import Mapping

from market.payments.providers.protocol import (
    BadNotice,
    Capabilities,
    Notice,
    Outcome,
    OutcomeState,
    RefundOutcome,
    RefundOutcomeState,
    RefundRequest,
    Started,
    StartRequest,
)


class CashProvider:
    """Nobody outside keeps anything: a cash payment stands where our own records say."""

    code = "cash"
    capabilities = Capabilities(online=False, redirect=False, refundable=True)

    def start(self, request: StartRequest) -> Started:
        """Return at once: the clerk takes the money."""
        return Started(redirect_url="", provider_ref=None)

    def query(self, *, payment_id: str, provider_ref: str) -> Outcome:
        """Return UNKNOWN: only the drawer's records can tell."""
        return Outcome(OutcomeState.UNKNOWN, 0, provider_ref)

    def close(self, *, payment_id: str, provider_ref: str) -> Outcome:
        """Return CLOSED: there is nothing outside to close."""
        return Outcome(OutcomeState.CLOSED, 0, provider_ref)

    def refund(self, request: RefundRequest) -> RefundOutcome:
        """Return PENDING: done once a clerk has handed the money back."""
        return RefundOutcome(RefundOutcomeState.PENDING)

    def read_notice(self, raw_body: bytes, headers: Mapping[str, str]) -> Notice:
        """Raise BadNotice: nobody sends any."""
        raise BadNotice("cash sends no notices")
