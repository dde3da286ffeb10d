"""What a shop is to a payment gateway: an address that hears notices."""

import datetime
import threading
from dataclasses import dataclass, field

from fixtures.gateways.web import Answer, Request
from market.payments.providers.protocol import RefundRequest, StartRequest

HALF_AN_HOUR = datetime.timedelta(minutes=30)


@dataclass
class Merchant:
    """Hears at `url`, answers `answers` one by one and then, always, success."""

    url: str = ""
    heard: list[Request] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def hear(self, request: Request) -> Answer:
        with self._lock:
            self.heard.append(request)
            return self.answers.pop(0) if self.answers else Answer(b"success")


def order(
    payment_id: str, merchant: Merchant, *, fen: int = 12345, **changes: object
) -> StartRequest:
    """A payment to begin."""
    values: dict[str, object] = {
        "payment_id": payment_id,
        "amount_fen": fen,
        "subject": "村集订单 12 & 衡山桃 5斤/箱 =“甜”",
        "return_url": "http://127.0.0.1:9/orders/ord_1?from=pay",
        "cancel_url": "http://127.0.0.1:9/orders/ord_1",
        "notify_url": f"{merchant.url}/webhooks/alipay",
        "expires_at": datetime.datetime.now(datetime.UTC) + HALF_AN_HOUR,
        "mobile": False,
    }
    return StartRequest(**{**values, **changes})  # type: ignore[arg-type]


def giving_back(refund_id: str, payment_id: str, fen: int, *, ref: str = "") -> RefundRequest:
    """Money to give back of a payment of 123.45 yuan."""
    return RefundRequest(
        refund_id=refund_id,
        payment_id=payment_id,
        provider_ref=ref,
        amount_fen=fen,
        total_fen=12345,
        reason="缺货",
    )
