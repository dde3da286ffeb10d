"""Keys in every form in which people save them."""

import base64
from pathlib import Path

import pytest
from Crypto.Hash import SHA256
from Crypto.PublicKey import RSA
from Crypto.Signature import pkcs1_15

from market.payments.providers.alipay import keys

KEY = RSA.generate(2048)


def one_line(der: bytes) -> str:
    return base64.b64encode(der).decode()


@pytest.mark.parametrize(
    "text",
    [
        KEY.export_key(pkcs=1).decode(),
        KEY.export_key(pkcs=8).decode(),
        one_line(KEY.export_key(format="DER", pkcs=1)),
        one_line(KEY.export_key(format="DER", pkcs=8)) + "\n",
    ],
)
def test_private_keys(text: str, tmp_path: Path) -> None:
    wanted = KEY.export_key(pkcs=1).decode()
    assert keys.private_key(text) == wanted
    file = tmp_path / "key"
    file.write_text(text)
    assert keys.private_key(str(file)) == wanted


@pytest.mark.parametrize(
    "text",
    [
        KEY.public_key().export_key().decode(),
        one_line(KEY.public_key().export_key(format="DER")),
    ],
)
def test_public_keys(text: str) -> None:
    assert keys.public_key(text) == KEY.public_key().export_key().decode()


@pytest.mark.parametrize("text", ["", "no key", "-----BEGIN X-----", "AAAA", "/no/such/file"])
def test_what_is_no_key(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        keys.private_key(text)


def test_a_public_key_cannot_sign() -> None:
    with pytest.raises(ValueError, match="private"):
        keys.private_key(KEY.public_key().export_key().decode())


def test_only_the_one_signature_is_right() -> None:
    pem = keys.public_key(KEY.export_key().decode())
    good = base64.b64encode(pkcs1_15.new(KEY).sign(SHA256.new(b"a"))).decode()
    assert keys.verify(pem, b"a", good)
    assert not keys.verify(pem, b"b", good)
    for bad in ("", good[:-4], good + "AAAA", good + "\n", good[:9] + "*" + good[9:], "新", "===="):
        assert not keys.verify(pem, b"a", bad)
