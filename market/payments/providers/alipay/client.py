"""The official SDK, made to work: a port in the address, short time-outs, one kind of answer."""

import http.client
import json
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from alipay.aop.api.AlipayClientConfig import AlipayClientConfig
from alipay.aop.api.DefaultAlipayClient import DefaultAlipayClient
from alipay.aop.api.exception.Exception import RequestException, ResponseException
from alipay.aop.api.util import WebUtils

from market.payments.providers.deadline import CONNECT_SECONDS, READ_SECONDS
from market.payments.providers.protocol import Refused, Retryable

BEIJING_OFFSET = 8 * 3600
SUCCESS = "10000"
UNSURE = frozenset({"20000", "10003"})
UNSURE_SUB_CODES = frozenset({"ACQ.SYSTEM_ERROR", "isp.unknow-error", "aop.unknow-error"})
BUSINESS_FAILED = "40004"


@dataclass(frozen=True, slots=True)
class Answer:
    """A verified answer. `unsure` means: carried out or not, Alipay itself does not say."""

    code: str
    sub_code: str
    fields: dict[str, Any]

    @property
    def done(self) -> bool:
        return self.code == SUCCESS

    @property
    def unsure(self) -> bool:
        return self.code in UNSURE or self.sub_code in UNSURE_SUB_CODES

    def text(self, name: str) -> str:
        """Return a field's text, "" if it is not there."""
        return str(self.fields.get(name) or "")


class AlipayClient:
    """Signs, sends, verifies. Keys must be PEM; PKCS#1 for the private one."""

    def __init__(self, *, gateway: str, app_id: str, private_key: str, public_key: str) -> None:
        config = AlipayClientConfig()
        config.server_url = gateway
        config.app_id = app_id
        config.app_private_key = private_key
        config.alipay_public_key = public_key
        config.timeout = READ_SECONDS
        self._sdk = DefaultAlipayClient(config)

    def page_url(self, request: Any) -> str:
        """Return the signed address to which to send the buyer's browser; nothing is sent.

        An address and not the SDK's form: that breaks on quotes and needs an inline script.
        """
        _require_beijing_time()
        return str(self._sdk.page_execute(request, "GET"))

    def call(self, request: Any) -> Answer:
        """Send `request`; raises Retryable, or Refused when we ourselves are not accepted."""
        _require_beijing_time()
        try:
            fields = json.loads(self._sdk.execute(request))
        except RequestException as error:
            # Only a connection that never came about is known to have changed nothing.
            raise Retryable(str(error), lost="post connect failed" not in str(error)) from error
        except (ResponseException, OSError, http.client.HTTPException, ValueError) as error:
            reason = f"{type(error).__name__}: {error}"[:300]
            raise Retryable(reason, lost=True) from error
        answer = Answer(str(fields.get("code", "")), str(fields.get("sub_code", "")), fields)
        if not (answer.done or answer.unsure or answer.code == BUSINESS_FAILED):
            raise Refused(answer.sub_code or answer.code, answer.text("sub_msg"))
        return answer


def _require_beijing_time() -> None:
    # The SDK stamps requests with the process's local time, and Alipay reads that as Beijing's.
    if time.localtime().tm_gmtoff != BEIJING_OFFSET:
        raise RuntimeError("Alipay needs a process in Beijing time: TIME_ZONE = Asia/Shanghai")


class _Connection(http.client.HTTPConnection):
    """Quick to give up connecting; any status but 200 is no answer."""

    def connect(self) -> None:
        read_seconds = self.timeout
        self.timeout = CONNECT_SECONDS
        super().connect()
        self.timeout = read_seconds
        self.sock.settimeout(read_seconds)

    def getresponse(self) -> http.client.HTTPResponse:
        response = super().getresponse()
        if response.status != 200:
            self.close()
            raise Retryable(f"HTTP status {response.status}", lost=True)
        return response


class _SecureConnection(_Connection, http.client.HTTPSConnection):
    """The same over TLS; the handshake counts as connecting."""


def _connection(url: str, query: str, timeout: float) -> tuple[str, http.client.HTTPConnection]:
    parts = urlsplit(url)
    kind = _SecureConnection if parts.scheme == "https" else _Connection
    return f"{parts.path}?{query}", kind(str(parts.hostname), parts.port, timeout=timeout)


# The SDK dials 80 or 443 whatever the address says and fails on one with a port. It looks this name
# up on each call, so this one attribute is the whole seam.
WebUtils.get_http_connection = _connection
