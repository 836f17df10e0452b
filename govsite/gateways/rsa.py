"""Signatures by RSA with SHA-256 (RSA2), and the keys as their owners hand them out."""

from __future__ import annotations

import base64
import binascii
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # where a worker imports this module it signs nothing
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey

FEWEST_BITS = 2048
_FENCE = re.compile(r"-----(BEGIN|END) [A-Z ]+-----")


def private_key(text: str) -> RSAPrivateKey:
    """A private key, PKCS #1 or #8, as PEM or as its bare base64; raises ValueError with what is wrong."""
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
    from cryptography.hazmat.primitives.serialization import load_der_private_key

    found = load_der_private_key(_der(text), None)
    if not isinstance(found, RSAPrivateKey) or found.key_size < FEWEST_BITS:
        raise ValueError(f"no RSA key of {FEWEST_BITS} bits or more")
    return found


def public_key(text: str) -> RSAPublicKey:
    """A public key, as PEM or as its bare base64; raises ValueError with what is wrong."""
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
    from cryptography.hazmat.primitives.serialization import load_der_public_key

    found = load_der_public_key(_der(text))
    if not isinstance(found, RSAPublicKey) or found.key_size < FEWEST_BITS:
        raise ValueError(f"no RSA key of {FEWEST_BITS} bits or more")
    return found


def sign(key: RSAPrivateKey, text: str) -> str:
    """The signature of a text, in base64."""
    from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
    from cryptography.hazmat.primitives.hashes import SHA256

    return base64.b64encode(key.sign(text.encode(), PKCS1v15(), SHA256())).decode()


def is_signed(key: RSAPublicKey, text: str, signature: str) -> bool:
    """Whether a signature in base64 is that of a text."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
    from cryptography.hazmat.primitives.hashes import SHA256

    try:
        key.verify(base64.b64decode(signature, validate=True), text.encode(), PKCS1v15(), SHA256())
    except (InvalidSignature, ValueError):  # binascii.Error is one
        return False
    return True


def _der(text: str) -> bytes:
    try:
        return base64.b64decode("".join(_FENCE.sub("", text).split()), validate=True)
    except binascii.Error:
        raise ValueError("no base64") from None
