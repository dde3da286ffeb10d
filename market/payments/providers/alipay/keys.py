"""Keys in whatever form they were saved: PEM, one line of base64, PKCS#1 or PKCS#8, or a file."""

import base64
import binascii
from pathlib import Path

import rsa
from Crypto.PublicKey import RSA


def private_key(text: str) -> str:
    """Return an RSA private key as PKCS#1 PEM, the one form that the SDK reads.

    Raises ValueError.
    """
    key = _read(text)
    if not key.has_private():
        raise ValueError("a private key is needed, this is a public one")
    return key.export_key(format="PEM", pkcs=1).decode()


def public_key(text: str) -> str:
    """Return an RSA public key as PEM. Raises ValueError."""
    return _read(text).public_key().export_key(format="PEM").decode()


def verify(pem: str, message: bytes, signature: str) -> bool:
    """Tell whether `signature` is RSA with SHA-256 over `message`, in canonical base64.

    The SDK's own check takes SHA-1 as well, and base64 with anything strewn in.
    """
    try:
        raw = base64.b64decode(signature, validate=True)
        if base64.b64encode(raw).decode() != signature:
            return False
        return (
            rsa.verify(message, raw, rsa.PublicKey.load_pkcs1_openssl_pem(pem.encode()))
            == "SHA-256"
        )
    except (rsa.VerificationError, binascii.Error, ValueError, OverflowError):
        return False


def _read(text: str) -> RSA.RsaKey:
    text = text.strip()
    if not text.startswith("-----BEGIN") and _is_file(text):
        text = Path(text).read_text(encoding="ascii").strip()
    if text.startswith("-----BEGIN"):
        return RSA.import_key(text)
    return RSA.import_key(base64.b64decode("".join(text.split()), validate=True))


def _is_file(text: str) -> bool:
    try:
        return Path(text).is_file()
    except OSError:  # far too long to be a path: a key on one line
        return False
