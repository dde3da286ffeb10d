"""What Alipay posts to us, believed only when signed and meant for us."""

import re
from collections.abc import Mapping
from urllib.parse import parse_qsl

from market.payments.providers.alipay import keys
from market.payments.providers.protocol import (
    BadNotice,
    Notice,
    NoticeKind,
    OutcomeState,
    RefundOutcomeState,
)

MAX_FIELDS = 100
AMOUNT = re.compile(r"([0-9]{1,12})(?:\.([0-9]{1,2}))?")
STATES = {
    "WAIT_BUYER_PAY": OutcomeState.PENDING,
    "TRADE_SUCCESS": OutcomeState.PAID,
    "TRADE_FINISHED": OutcomeState.PAID,
    "TRADE_CLOSED": OutcomeState.CLOSED,
}
UNSIGNED = frozenset({"sign", "sign_type"})


def fen(yuan: str) -> int:
    """Return Alipay's yuan text in fen. Raises ValueError for anything but a whole fen."""
    found = AMOUNT.fullmatch(yuan)
    if not found:
        raise ValueError(f"not an amount: {yuan[:40]!r}")
    return int(found[1]) * 100 + int((found[2] or "").ljust(2, "0"))


def read(raw_body: bytes, *, app_id: str, seller_id: str, public_key: str) -> Notice:
    """Return the notice in `raw_body`; raises BadNotice."""
    fields = _fields(raw_body)
    if fields.get("sign_type") != "RSA2":
        raise BadNotice("sign_type is not RSA2")
    signed = "&".join(
        f"{name}={value}" for name, value in sorted(fields.items()) if name not in UNSIGNED
    )
    if not keys.verify(public_key, signed.encode(), fields.get("sign", "")):
        raise BadNotice("the signature does not fit")
    if fields.get("app_id") != app_id:
        raise BadNotice("meant for another app")
    if fields.get("notify_type") != "trade_status_sync":
        return _other(fields)
    if fields.get("seller_id") != seller_id:
        raise BadNotice("meant for another seller")
    return _notice(fields)


def _fields(raw_body: bytes) -> dict[str, str]:
    try:
        pairs = parse_qsl(
            raw_body.decode("ascii"),
            keep_blank_values=True,
            strict_parsing=True,
            errors="strict",
            max_num_fields=MAX_FIELDS,
        )
    except ValueError as error:
        raise BadNotice("not a form in UTF-8") from error
    fields = dict(pairs)
    if len(fields) != len(pairs):
        raise BadNotice("a field is there twice")
    return fields


def _notice(fields: Mapping[str, str]) -> Notice:
    try:
        key, payment_id, trade_no = fields["notify_id"], fields["out_trade_no"], fields["trade_no"]
        state = STATES[fields["trade_status"]]
        total, refunded = fen(fields["total_amount"]), fen(fields.get("refund_fee") or "0")
    except KeyError as error:
        raise BadNotice(f"missing or unknown: {error}") from error
    except ValueError as error:
        raise BadNotice(str(error)) from error
    # Notices of payments carry refund_fee too, as 0.00; only money that went back is a refund.
    if refunded == 0:
        return Notice(key, NoticeKind.PAYMENT, payment_id, trade_no, total, state)
    refund_id = fields.get("out_biz_no")
    if not refund_id:
        return _other(fields)
    done = RefundOutcomeState.DONE
    return Notice(key, NoticeKind.REFUND, payment_id, trade_no, refunded, done, refund_id)


def _other(fields: Mapping[str, str]) -> Notice:
    """Return what was genuine but is not for us to act on, such as a refund made by hand."""
    return Notice(
        event_key=fields.get("notify_id", ""),
        kind=NoticeKind.OTHER,
        payment_id=fields.get("out_trade_no", ""),
        provider_ref=fields.get("trade_no", ""),
        amount_fen=0,
        state=OutcomeState.UNKNOWN,
    )
