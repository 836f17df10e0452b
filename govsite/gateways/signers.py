"""Signatures of requests by HMAC-SHA256: Aliyun's ACS3, Tencent's TC3 and a plain one for cities' own gateways.

Who signs and who verifies call the same function, the latter with what has arrived: nothing here reads a clock.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from urllib.parse import quote

ACS3, TC3 = "ACS3-HMAC-SHA256", "TC3-HMAC-SHA256"


def digest(body: bytes) -> str:
    """The SHA-256 of a body, in hex."""
    return hashlib.sha256(body).hexdigest()


def encoded(parameters: Mapping[str, str]) -> str:
    """A query string in the order and the writing in which it is signed (RFC 3986)."""
    return "&".join(f"{_quoted(name)}={_quoted(value)}" for name, value in sorted(parameters.items()))


def acs3(path: str, query: Mapping[str, str], headers: Mapping[str, str], names: Iterable[str], secret: str) -> str:
    """Aliyun's signature of a POST, in hex; the signed headers by lower-case names, x-acs-content-sha256 among them.

    https://help.aliyun.com/zh/sdk/product-overview/v3-request-structure-and-signature
    """
    names = list(names)
    lines = "".join(f"{name}:{headers[name].strip()}\n" for name in names)
    parts = ("POST", path, encoded(query), lines, ";".join(names), headers["x-acs-content-sha256"])
    return _mac(secret.encode(), f"{ACS3}\n{digest(_joined(parts))}").hex()


def tc3_scope(service: str, moment: int) -> str:
    """For what day and service a key of Tencent's is derived; the moment in seconds since 1970."""
    return f"{datetime.fromtimestamp(moment, UTC):%Y-%m-%d}/{service}/tc3_request"


def tc3(
    path: str, body: bytes, headers: Mapping[str, str], names: Iterable[str], scope: str, moment: int, secret: str
) -> str:
    """Tencent's signature of a POST without a query, in hex; the signed headers by lower-case names.

    https://cloud.tencent.com/document/api/382/52072
    """
    names = list(names)
    lines = "".join(f"{name}:{headers[name].strip().lower()}\n" for name in names)
    canonical = _joined(("POST", path, "", lines, ";".join(names), digest(body)))
    key = f"TC3{secret}".encode()
    for part in scope.split("/"):
        key = _mac(key, part)
    return _mac(key, f"{TC3}\n{moment}\n{scope}\n{digest(canonical)}").hex()


def plain(path: str, moment: int, nonce: str, body: bytes, secret: str) -> str:
    """The signature of a POST to a gateway of a city's own, in hex; the moment in seconds since 1970."""
    parts = ("POST", path, str(moment), nonce, digest(body))
    return _mac(secret.encode(), _joined(parts).decode()).hex()


def _joined(parts: Iterable[str]) -> bytes:
    return "\n".join(parts).encode()


def _mac(key: bytes, text: str) -> bytes:
    return hmac.digest(key, text.encode(), "sha256")


def _quoted(text: str) -> str:
    return quote(text, safe="-_.~")
