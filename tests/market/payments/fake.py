"""A provider that says what a test wants to hear: only for errors and moments that real gateways
cannot be brought to. The real ones are tested against real gateways in `providers/`.
"""

import json
from collections import deque
from collections.abc import Mapping

from django.db import connection

from market.payments.providers.protocol import (
    BadNotice,
    Capabilities,
    Notice,
    NoticeKind,
    Outcome,
    OutcomeState,
    RefundOutcome,
    RefundOutcomeState,
    RefundRequest,
    Started,
    StartRequest,
)

Answer = Outcome | RefundOutcome | Started | Exception


class FakeProvider:
    """Answers from a queue, in order; without one, everything is still open."""

    code = "fake"
    capabilities = Capabilities(online=True, redirect=True, refundable=True)

    def __init__(self) -> None:
        self.answers: deque[Answer] = deque()
        self.asked: list[tuple[str, str]] = []
        self.requests: list[StartRequest | RefundRequest] = []

    def start(self, request: StartRequest) -> Started:
        self.requests.append(request)
        answer = self._answer("start", request.payment_id)
        if isinstance(answer, Started):
            return answer
        return Started(f"https://pay.example/{request.payment_id}", None)

    def query(self, *, payment_id: str, provider_ref: str) -> Outcome:
        answer = self._answer("query", payment_id)
        return answer if isinstance(answer, Outcome) else Outcome(OutcomeState.PENDING, 0, "")

    def close(self, *, payment_id: str, provider_ref: str) -> Outcome:
        answer = self._answer("close", payment_id)
        return answer if isinstance(answer, Outcome) else Outcome(OutcomeState.CLOSED, 0, "")

    def refund(self, request: RefundRequest) -> RefundOutcome:
        self.requests.append(request)
        answer = self._answer("refund", request.refund_id)
        return answer if isinstance(answer, RefundOutcome) else RefundOutcome(DONE)

    def read_notice(self, raw_body: bytes, headers: Mapping[str, str]) -> Notice:
        if headers.get("signature") != "right":
            raise BadNotice("signature")
        told = json.loads(raw_body)
        kind = NoticeKind(told.pop("kind", "payment"))
        states = RefundOutcomeState if told.get("refund_id") else OutcomeState
        return Notice(kind=kind, state=states(told.pop("state")), **told)

    def _answer(self, what: str, about: str) -> Answer | None:
        self.asked.append((what, about))
        answer = self.answers.popleft() if self.answers else None
        if isinstance(answer, Exception):
            raise answer
        return answer


DONE = RefundOutcomeState.DONE


class OutsideProvider(FakeProvider):
    """The same, and it insists that no transaction is open while it is asked."""

    def _answer(self, what: str, about: str) -> Answer | None:
        assert not connection.in_atomic_block, f"{what} was asked inside a transaction"
        return super()._answer(what, about)


def paid(fen: int, ref: str = "ref_1") -> Outcome:
    return Outcome(OutcomeState.PAID, fen, ref)


def body(payment_id: str, fen: int, *, event: str = "evt_1", **change: object) -> bytes:
    """Return a notice that a payment was made, or what `change` makes of it."""
    told = {
        "event_key": event,
        "payment_id": payment_id,
        "provider_ref": "ref_1",
        "amount_fen": fen,
        "state": "PAID",
        **change,
    }
    return json.dumps(told).encode()


SIGNED = {"signature": "right"}
