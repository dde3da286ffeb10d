"""What a payment provider must do, in words that all of them share.

Money is in fen. `payment_id` and `refund_id` are our public ids; they are also the numbers that the
provider knows the thing by, so asking again with the same id is always safe. A method returns or
raises within 8 seconds, and only ever raises what is named here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol


@dataclass(eq=False)
class Retryable(Exception):
    """No usable answer: time-out, broken connection, server error. Ask again with the same id.

    `lost` tells that the request may have been carried out all the same.
    """

    reason: str
    lost: bool = False

    def __str__(self) -> str:
        return self.reason


@dataclass(eq=False)
class Refused(Exception):
    """The provider understood and said no; the same request will be refused again."""

    code: str
    message: str

    def __str__(self) -> str:
        return f"{self.code}: {self.message}"


@dataclass(eq=False)
class BadNotice(Exception):
    """A message that is not, or not provably, the provider's to us. Nothing in it may be used."""

    reason: str

    def __str__(self) -> str:
        return self.reason


class OutcomeState(StrEnum):
    """Where a payment stands at the provider."""

    PENDING = "PENDING"
    PAID = "PAID"
    CLOSED = "CLOSED"
    UNKNOWN = "UNKNOWN"


class RefundOutcomeState(StrEnum):
    """Where a refund stands at the provider. UNKNOWN: ask again with the same refund id."""

    DONE = "DONE"
    PENDING = "PENDING"
    FAILED = "FAILED"
    UNKNOWN = "UNKNOWN"


class NoticeKind(StrEnum):
    """What a notice is about. OTHER is genuine, but tells nothing that we act on."""

    PAYMENT = "payment"
    REFUND = "refund"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class StartRequest:
    """A payment to begin. `notify_url` has no query; `expires_at` is aware; `mobile` is a phone."""

    payment_id: str
    amount_fen: int
    subject: str
    return_url: str
    cancel_url: str
    notify_url: str
    expires_at: datetime
    mobile: bool


@dataclass(frozen=True, slots=True)
class Started:
    """Where to send the buyer ("" if nowhere); `provider_ref` is None until the provider has one.

    After `expires_at` a provider may take money for some minutes more: `close` ends that.
    """

    redirect_url: str
    provider_ref: str | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """A payment as the provider sees it. `amount_fen` is 0 and the reference "" if it has none."""

    state: OutcomeState
    amount_fen: int
    provider_ref: str


@dataclass(frozen=True, slots=True)
class RefundRequest:
    """Money to give back. `total_fen` is the payment's whole amount, `reason` a text for people."""

    refund_id: str
    payment_id: str
    provider_ref: str
    amount_fen: int
    total_fen: int
    reason: str


@dataclass(frozen=True, slots=True)
class RefundOutcome:
    """`code` says why a refund FAILED, in the provider's word."""

    state: RefundOutcomeState
    code: str = ""


@dataclass(frozen=True, slots=True)
class Notice:
    """A verified message. `event_key` is the same on every repeat.

    `state` is a RefundOutcomeState exactly when `refund_id` is set. `amount_fen` is the payment's
    amount, or for a refund what was given back (Alipay: on this payment so far).
    """

    event_key: str
    kind: NoticeKind
    payment_id: str
    provider_ref: str
    amount_fen: int
    state: OutcomeState | RefundOutcomeState
    refund_id: str | None = None


@dataclass(frozen=True, slots=True)
class Capabilities:
    """`online`: someone outside is asked. `redirect`: the buyer pays on the provider's page."""

    online: bool
    redirect: bool
    refundable: bool


class Provider(Protocol):
    """One way to pay."""

    code: str
    capabilities: Capabilities

    def start(self, request: StartRequest) -> Started:
        """Begin a payment; the same request again gives the same payment.

        Raises Retryable, Refused.
        """
        ...

    def query(self, *, payment_id: str, provider_ref: str) -> Outcome:
        """Tell where the payment stands; one that no buyer has touched is PENDING.

        Raises Retryable, Refused.
        """
        ...

    def close(self, *, payment_id: str, provider_ref: str) -> Outcome:
        """End a payment that was not made. PAID: too late, it was. UNKNOWN: close again.

        Raises Retryable (nothing was closed), Refused.
        """
        ...

    def refund(self, request: RefundRequest) -> RefundOutcome:
        """Give money back. The same refund id never gives it twice.

        Raises Retryable (nothing was given back), Refused (our account is set up wrongly).
        """
        ...

    def read_notice(self, raw_body: bytes, headers: Mapping[str, str]) -> Notice:
        """Verify and understand a provider's message, as it came. Raises BadNotice."""
        ...
