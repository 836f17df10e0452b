"""What fake gateways check of a request before they look at what it asks for: key, signature, clock and nonce."""

from __future__ import annotations

import hmac
import json
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from threading import Lock
from typing import Any
from urllib.parse import parse_qsl

from govsite.gateways import signers

ALIYUN_SECONDS, TENCENT_SECONDS, GENERIC_SECONDS = 900, 300, 300  # by which a clock may differ
NONCE_SECONDS = 1800  # for which a nonce is remembered: twice the longest
ALIYUN_SIGNED = {"host", "x-acs-action", "x-acs-content-sha256", "x-acs-date", "x-acs-signature-nonce", "x-acs-version"}
MALFORMED = (ValueError, LookupError, TypeError, AttributeError, OverflowError)  # no such field, no JSON
_AUTHORIZATION = re.compile(r"(\S+) Credential=([^,\s]+), ?SignedHeaders=([a-z0-9;-]+), ?Signature=([0-9a-f]{64})")


@dataclass(frozen=True, slots=True)
class Request:
    """A POST as it arrived; the headers by lower-case names."""

    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes


class Wrong(Exception):  # noqa: N818
    """A request that the vendor would refuse, by the vendor's code."""


@dataclass
class Signatures:
    """Whose requests are believed: one key and secret for all three ways to sign. Each returns what was asked."""

    key: str
    secret: str = field(repr=False)
    _nonces: dict[str, float] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def aliyun(self, request: Request, action: str, version: str) -> dict[str, str]:
        """The parameters of Aliyun's query; raises Wrong."""
        headers, query = request.headers, dict(parse_qsl(request.query, keep_blank_values=True, strict_parsing=True))
        key, names, signature = _authorization(headers, signers.ACS3)
        moment = datetime.strptime(headers["x-acs-date"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
        check(key == self.key, "InvalidAccessKeyId.NotFound")
        check(set(names) >= ALIYUN_SIGNED, "IncompleteSignature")
        check(headers["x-acs-content-sha256"] == signers.digest(request.body), "InvalidContentSha256")
        expected = signers.acs3(request.path, query, headers, names, self.secret)
        check(hmac.compare_digest(signature, expected), "SignatureDoesNotMatch")
        check(_is_near(int(moment.timestamp()), ALIYUN_SECONDS), "InvalidTimeStamp.Expired")
        check((headers["x-acs-action"], headers["x-acs-version"]) == (action, version), "InvalidAction.NotFound")
        self._check_nonce(headers["x-acs-signature-nonce"])
        return query

    def tencent(self, request: Request, service: str, action: str, version: str) -> dict[str, Any]:
        """The object of Tencent's body; raises Wrong."""
        headers, moment = request.headers, int(request.headers["x-tc-timestamp"])
        credential, names, signature = _authorization(headers, signers.TC3)
        key, _, scope = credential.partition("/")
        check(key == self.key, "AuthFailure.SecretIdNotFound")
        check(scope == signers.tc3_scope(service, moment) and {"content-type", "host"} <= set(names), "AuthFailure")
        expected = signers.tc3(request.path, request.body, headers, names, scope, moment, self.secret)
        check(hmac.compare_digest(signature, expected), "AuthFailure.SignatureFailure")
        check(_is_near(moment, TENCENT_SECONDS), "AuthFailure.SignatureExpire")
        check((headers["x-tc-action"], headers["x-tc-version"]) == (action, version), "InvalidAction")
        found: dict[str, Any] = json.loads(request.body)
        return found

    def generic(self, request: Request) -> dict[str, Any]:
        """The object of a body that is signed by the plain way; raises Wrong."""
        headers, moment = request.headers, int(request.headers["x-timestamp"])
        check(headers["x-key"] == self.key, "WRONG_KEY")
        expected = signers.plain(request.path, moment, headers["x-nonce"], request.body, self.secret)
        check(hmac.compare_digest(headers["x-signature"].encode(), expected.encode()), "WRONG_SIGNATURE")
        check(_is_near(moment, GENERIC_SECONDS), "EXPIRED")
        self._check_nonce(headers["x-nonce"])
        found: dict[str, Any] = json.loads(request.body)
        return found

    def _check_nonce(self, nonce: str) -> None:
        """Raises Wrong for one that came before, and for none."""
        now = time.time()
        with self._lock:
            self._nonces = {name: until for name, until in self._nonces.items() if until > now}
            if not nonce or nonce in self._nonces:
                raise Wrong("SignatureNonceUsed")
            self._nonces[nonce] = now + NONCE_SECONDS


def check(holds: bool, code: str) -> None:
    """Raises Wrong with the code where something does not hold."""
    if not holds:
        raise Wrong(code)


def _authorization(headers: Mapping[str, str], algorithm: str) -> tuple[str, list[str], str]:
    """Credential, names of the signed headers and signature."""
    found = _AUTHORIZATION.fullmatch(headers.get("authorization", ""))
    if not found or found[1] != algorithm:
        raise Wrong("IncompleteSignature")
    return found[2], found[3].split(";"), found[4]


def _is_near(moment: int, seconds: int) -> bool:
    return abs(time.time() - moment) <= seconds
