"""Ed25519 keys and signatures (RFC 8032) over canonical JSON (RFC 8785), as URL-safe base64 without padding."""

from __future__ import annotations

import base64
import binascii
import hashlib
from typing import Any

import rfc8785
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey


def new_key_pair() -> tuple[str, str]:
    """Return a fresh private key and its public key."""
    key = Ed25519PrivateKey.generate()
    return encode(key.private_bytes_raw()), encode(key.public_key().public_bytes_raw())


def sign(private_key: str, data: Any) -> str:
    """Return the signature of JSON data."""
    return encode(Ed25519PrivateKey.from_private_bytes(decode(private_key)).sign(rfc8785.dumps(data)))


def is_signed(public_key: str, signature: str, data: Any) -> bool:
    """Say whether the holder of this key has signed the data; a key or signature that can't be read has signed nothing."""
    try:
        Ed25519PublicKey.from_public_bytes(decode(public_key)).verify(decode(signature), _canonical(data))
    except (InvalidSignature, ValueError):
        return False
    return True


def digest(data: Any) -> str:
    """Return the SHA-256 of JSON data in its canonical form, as hex; raise ValueError if it has none."""
    return hashlib.sha256(_canonical(data)).hexdigest()


def encode(data: bytes) -> str:
    """Return bytes as text."""
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def decode(text: str) -> bytes:
    """Return the bytes of a text that ``encode`` made; raise ValueError for any other."""
    try:
        return base64.b64decode(text.encode("ascii") + b"=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (UnicodeEncodeError, binascii.Error) as error:
        raise ValueError("This is not URL-safe base64.") from error


def _canonical(data: Any) -> bytes:
    """Return JSON data in its canonical form; raise ValueError if it has none, or is nested too deeply to be written."""
    try:
        return rfc8785.dumps(data)
    except RecursionError as error:
        raise ValueError("The JSON is nested too deeply.") from error
