"""Alipay as a provider. Our payment id is the out_trade_no, our refund id the out_request_no."""

from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from alipay.aop.api.domain.AlipayTradeCloseModel import AlipayTradeCloseModel
from alipay.aop.api.domain.AlipayTradeFastpayRefundQueryModel import (
    AlipayTradeFastpayRefundQueryModel,
)
from alipay.aop.api.domain.AlipayTradePagePayModel import AlipayTradePagePayModel
from alipay.aop.api.domain.AlipayTradeQueryModel import AlipayTradeQueryModel
from alipay.aop.api.domain.AlipayTradeRefundModel import AlipayTradeRefundModel
from alipay.aop.api.domain.AlipayTradeWapPayModel import AlipayTradeWapPayModel
from alipay.aop.api.request.AlipayTradeCloseRequest import AlipayTradeCloseRequest
from alipay.aop.api.request.AlipayTradeFastpayRefundQueryRequest import (
    AlipayTradeFastpayRefundQueryRequest,
)
from alipay.aop.api.request.AlipayTradePagePayRequest import AlipayTradePagePayRequest
from alipay.aop.api.request.AlipayTradeQueryRequest import AlipayTradeQueryRequest
from alipay.aop.api.request.AlipayTradeRefundRequest import AlipayTradeRefundRequest
from alipay.aop.api.request.AlipayTradeWapPayRequest import AlipayTradeWapPayRequest

from market.kernel.money import yuan_text
from market.payments.providers.alipay import keys, notice
from market.payments.providers.alipay.client import AlipayClient, Answer
from market.payments.providers.alipay.config import CODE, AlipayConfig
from market.payments.providers.deadline import TOTAL_SECONDS, within
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

BEIJING = ZoneInfo("Asia/Shanghai")
NO_TRADE = "ACQ.TRADE_NOT_EXIST"
# An earlier request with this number may have gone through with another amount: nobody can tell.
DISCORDANT = "ACQ.DISCORDANT_REPEAT_REQUEST"
FORBIDDEN_IN_SUBJECT = str.maketrans({"/": "／", "=": "＝", "&": "＆"})
SUBJECT_LENGTH = 128


class AlipayProvider:
    """Pays on Alipay's own page; see the Protocol for what each method promises."""

    code = CODE
    capabilities = Capabilities(online=True, redirect=True, refundable=True)

    def __init__(self, config: AlipayConfig) -> None:
        self._config = config
        self._public_key = keys.public_key(config.alipay_public_key)
        self._client = AlipayClient(
            gateway=config.gateway,
            app_id=config.app_id,
            private_key=keys.private_key(config.app_private_key),
            public_key=self._public_key,
        )

    def start(self, request: StartRequest) -> Started:
        """Return a signed address; Alipay knows no trade until the buyer acts on its page.

        The address is made here and needs no answer. Alipay is asked all the same, so that a buyer
        is told at once when it is down, and not sent to a page that does not open.
        """
        self.query(payment_id=request.payment_id, provider_ref="")
        pay = _pay_request(request, self._config.seller_id)
        return Started(redirect_url=self._client.page_url(pay), provider_ref=None)

    def query(self, *, payment_id: str, provider_ref: str) -> Outcome:
        """Return where the trade stands; no trade yet is PENDING."""
        return within(TOTAL_SECONDS, lambda: self._query(payment_id))

    def close(self, *, payment_id: str, provider_ref: str) -> Outcome:
        """Return CLOSED also where no trade exists; its page can still be paid until it expires."""
        try:
            return within(TOTAL_SECONDS, lambda: self._close(payment_id))
        except Retryable as error:
            if error.lost:
                return Outcome(OutcomeState.UNKNOWN, 0, provider_ref)
            raise

    def refund(self, request: RefundRequest) -> RefundOutcome:
        """Return the refund's state; UNKNOWN whenever the answer was lost or says nothing."""
        try:
            return within(TOTAL_SECONDS, lambda: self._refund(request))
        except Retryable as error:
            if error.lost:
                return RefundOutcome(RefundOutcomeState.UNKNOWN)
            raise

    def read_notice(self, raw_body: bytes, headers: Mapping[str, str]) -> Notice:
        """Return a notice that Alipay signed with RSA2, to this app and this seller."""
        return notice.read(
            raw_body,
            app_id=self._config.app_id,
            seller_id=self._config.seller_id,
            public_key=self._public_key,
        )

    def _query(self, payment_id: str) -> Outcome:
        answer = self._call(
            AlipayTradeQueryRequest(), AlipayTradeQueryModel(), out_trade_no=payment_id
        )
        if answer.done:
            return _outcome(answer)
        if answer.sub_code == NO_TRADE:
            return Outcome(OutcomeState.PENDING, 0, "")
        if answer.unsure:
            return Outcome(OutcomeState.UNKNOWN, 0, "")
        raise Refused(answer.sub_code, answer.text("sub_msg"))

    def _close(self, payment_id: str) -> Outcome:
        answer = self._call(
            AlipayTradeCloseRequest(), AlipayTradeCloseModel(), out_trade_no=payment_id
        )
        if answer.done or answer.sub_code == NO_TRADE:
            return Outcome(OutcomeState.CLOSED, 0, answer.text("trade_no"))
        if answer.unsure:
            return Outcome(OutcomeState.UNKNOWN, 0, "")
        return self._query(payment_id)

    def _refund(self, request: RefundRequest) -> RefundOutcome:
        answer = self._call(
            AlipayTradeRefundRequest(),
            AlipayTradeRefundModel(),
            out_trade_no=request.payment_id,
            out_request_no=request.refund_id,
            refund_amount=yuan_text(request.amount_fen),
            refund_reason=request.reason[:256],
        )
        if answer.done and answer.text("fund_change") == "Y":
            return RefundOutcome(RefundOutcomeState.DONE)
        if answer.done:
            return self._ask_refund(request)
        if answer.unsure or answer.sub_code == DISCORDANT:
            return RefundOutcome(RefundOutcomeState.UNKNOWN, answer.sub_code)
        return RefundOutcome(RefundOutcomeState.FAILED, answer.sub_code)

    def _ask_refund(self, request: RefundRequest) -> RefundOutcome:
        """No money moved just now: this refund was made before, or is still under way."""
        answer = self._call(
            AlipayTradeFastpayRefundQueryRequest(),
            AlipayTradeFastpayRefundQueryModel(),
            out_trade_no=request.payment_id,
            out_request_no=request.refund_id,
        )
        if answer.done and answer.text("refund_status") == "REFUND_SUCCESS":
            return RefundOutcome(RefundOutcomeState.DONE)
        return RefundOutcome(RefundOutcomeState.UNKNOWN, answer.sub_code)

    def _call(self, request: Any, model: Any, **values: str) -> Answer:
        request.biz_model = _filled(model, **values)
        return self._client.call(request)


def _pay_request(request: StartRequest, seller_id: str) -> Any:
    """Return the SDK's request for a phone or for a wide screen."""
    expires = request.expires_at.astimezone(BEIJING).strftime("%Y-%m-%d %H:%M:%S")
    values = {
        "out_trade_no": request.payment_id,
        # A float would be sent with its rounding error, a Decimal not at all.
        "total_amount": yuan_text(request.amount_fen),
        "subject": request.subject.translate(FORBIDDEN_IN_SUBJECT)[:SUBJECT_LENGTH],
        "time_expire": expires,
    }
    if request.mobile:
        model = _filled(
            AlipayTradeWapPayModel(),
            **values,
            product_code="QUICK_WAP_WAY",
            quit_url=request.cancel_url,
            seller_id=seller_id,
        )
        pay = AlipayTradeWapPayRequest(biz_model=model)
    else:
        model = _filled(AlipayTradePagePayModel(), **values, product_code="FAST_INSTANT_TRADE_PAY")
        pay = AlipayTradePagePayRequest(biz_model=model)
    pay.notify_url = request.notify_url
    pay.return_url = request.return_url
    return pay


def _filled(model: Any, **values: str) -> Any:
    for name, value in values.items():
        setattr(model, name, value)
    return model


def _outcome(answer: Answer) -> Outcome:
    state = notice.STATES.get(answer.text("trade_status"), OutcomeState.UNKNOWN)
    # Closed after it was paid means refunded in full: the payment itself did happen.
    if state is OutcomeState.CLOSED and answer.text("send_pay_date"):
        state = OutcomeState.PAID
    try:
        amount = notice.fen(answer.text("total_amount") or "0")
    except ValueError:
        return Outcome(OutcomeState.UNKNOWN, 0, answer.text("trade_no"))
    return Outcome(state, amount, answer.text("trade_no"))
