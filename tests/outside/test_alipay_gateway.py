"""The local gateway itself: it must be as hard to please as Alipay."""

import base64
import json
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

import pytest
from Crypto.Hash import SHA256
from Crypto.PublicKey import RSA
from Crypto.Signature import pkcs1_15

from fixtures.alipay_gateway.answers import beijing, fen
from fixtures.alipay_gateway.gateway import Gateway, running_gateway
from fixtures.alipay_gateway.signing import KeyFiles, Signer, content, make_keys
from fixtures.alipay_gateway.trades import Failure
from market.payments.providers.alipay.provider import AlipayProvider
from tests.outside.conftest import ACCOUNT
from tests.outside.merchant import Merchant, order

pytestmark = pytest.mark.alipay


def ask(gateway: Gateway, keys: KeyFiles, **changes: str) -> tuple[str, dict[str, str], str]:
    """Send one request; gives the answer's text, its fields and its signature."""
    fields = {
        "method": "alipay.trade.query",
        "app_id": ACCOUNT.app_id,
        "sign_type": "RSA2",
        "timestamp": beijing(gateway.book.now()),
        "version": "1.0",
        "charset": "utf-8",
        "biz_content": json.dumps({"out_trade_no": "a/b"}),
        **changes,
    }
    key = pkcs1_15.new(RSA.import_key(keys.app_private.read_bytes()))
    fields.setdefault("sign", base64.b64encode(key.sign(SHA256.new(content(fields)))).decode())
    body = urllib.parse.urlencode(fields).encode()
    text = urllib.request.urlopen(f"{gateway.url}/gateway.do", data=body).read().decode()
    (name, answer), (_, sign) = json.loads(text).items()
    assert name.endswith("_response")
    return text, {**answer, "name": name}, sign


@pytest.mark.parametrize(
    ("changes", "code", "sub_code"),
    [
        ({"method": "", "app_id": ""}, "40001", "isv.missing-method"),
        ({"app_id": "", "sign": ""}, "40001", "isv.missing-app-id"),
        ({"sign": "", "sign_type": ""}, "40001", "isv.missing-signature"),
        ({"sign_type": "", "version": ""}, "40001", "isv.missing-signature-type"),
        ({"timestamp": "", "version": ""}, "40001", "isv.missing-timestamp"),
        ({"version": ""}, "40001", "isv.missing-version"),
        ({"app_id": "1", "sign": "x"}, "40002", "isv.invalid-app-id"),
        ({"sign": "x", "method": "no.such"}, "40002", "isv.invalid-signature"),
        ({"method": "no.such"}, "40002", "isv.invalid-method"),
        ({"timestamp": "2020-01-01 00:00:00"}, "40002", "isv.invalid-timestamp"),
        ({"biz_content": "{"}, "40002", "isv.invalid-parameter"),
        ({"biz_content": "{}"}, "40004", "ACQ.INVALID_PARAMETER"),
        ({}, "40004", "ACQ.TRADE_NOT_EXIST"),
    ],
)
def test_what_is_refused_and_in_which_order(
    gateway: Gateway,
    alipay_keys: KeyFiles,
    changes: dict[str, str],
    code: str,
    sub_code: str,
) -> None:
    _, answer, _ = ask(gateway, alipay_keys, **changes)
    assert (answer["code"], answer["sub_code"]) == (code, sub_code)
    known = changes.get("method", "alipay.trade.query") == "alipay.trade.query"
    assert answer["name"] == ("alipay_trade_query_response" if known else "error_response")


def test_the_signature_covers_the_bytes_as_sent(
    alipay: AlipayProvider,
    gateway: Gateway,
    alipay_keys: KeyFiles,
    signer: Signer,
) -> None:
    gateway.open(alipay.start(order("pay_1", Merchant())).redirect_url)
    gateway.log_in("pay_1")
    gateway.book.trades["pay_1"].trade_no = "20/26"
    biz = json.dumps({"out_trade_no": "pay_1"})
    text, answer, sign = ask(gateway, alipay_keys, biz_content=biz)
    assert answer["trade_no"] == "20/26"
    inner = text[text.index(":") + 1 : text.index(',"sign"')]
    assert "20\\/26" in inner
    assert signer.sign(inner.encode()) == sign
    assert alipay.query(payment_id="pay_1", provider_ref="").provider_ref == "20/26"


@pytest.mark.parametrize(
    "text", ["0", "0.00", "1.234", "-1", "1e3", "", None, 1, "１", "1.", ".5.", "x"]
)
def test_amounts_that_alipay_does_not_take(text: object) -> None:
    if text == "1.":
        assert fen(text) == 100
        return
    with pytest.raises(Failure):
        fen(text)


def test_trades_and_keys_outlive_a_restart(
    alipay_keys: KeyFiles, signer: Signer, tmp_path: Path, alipay: AlipayProvider
) -> None:
    file = tmp_path / "state" / "alipay.json"
    first = alipay_keys.app_private.read_bytes()
    assert make_keys(alipay_keys.app_private.parent).app_private.read_bytes() == first
    started = alipay.start(order("pay_1", Merchant(), notify_url=""))
    path = started.redirect_url.split("/gateway.do", 1)[1]
    with running_gateway(ACCOUNT, signer, state=file) as gateway:
        gateway.open(f"{gateway.url}/gateway.do{path}")
        gateway.pay("pay_1")
    with running_gateway(ACCOUNT, signer, state=file) as gateway:
        assert gateway.book.trades["pay_1"].status == "TRADE_SUCCESS"
        assert gateway.book.order_of("pay_1").amount == 12345


def test_control_from_another_process(alipay: AlipayProvider, gateway: Gateway) -> None:
    def control(**wish: object) -> dict[str, object]:
        body = json.dumps(wish).encode()
        return json.load(urllib.request.urlopen(f"{gateway.url}/_control", data=body))

    gateway.open(alipay.start(order("pay_1", Merchant(), notify_url="")).redirect_url)
    assert control(do="pay", out_trade_no="pay_1")["done"] == "pay"
    assert alipay.query(payment_id="pay_1", provider_ref="").state == "PAID"
    control(do="fault", kind="system-error", call="alipay.trade.query")
    assert alipay.query(payment_id="pay_1", provider_ref="").state == "UNKNOWN"
    with pytest.raises(urllib.error.HTTPError, match="400"):
        control(do="no-such")
    with pytest.raises(urllib.error.HTTPError, match="400"):
        control(do="fault", kind="no-such")
