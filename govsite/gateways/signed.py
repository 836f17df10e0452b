"""Calls of the vendors' services, signed as each of them wants it; one of them serves many services of a vendor."""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from govsite.gateways import http, signers
from govsite.gateways.outcomes import Refused, Unknown
from govsite.gateways.settings import GatewaySettings

TENCENT_SIGNED = ("content-type", "host")
Answer = http.Answer | Refused | Unknown


def aliyun(settings: GatewaySettings, action: str, version: str, query: Mapping[str, str]) -> Answer:
    """A call of Aliyun's (ACS3): the parameters travel in the query, the body is empty."""
    headers = {
        "host": settings.host,
        "x-acs-action": action,
        "x-acs-content-sha256": signers.digest(b""),
        "x-acs-date": f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}",
        "x-acs-signature-nonce": secrets.token_hex(16),
        "x-acs-version": version,
    }
    names = sorted(headers)
    signature = signers.acs3(settings.path, query, headers, names, settings.secret)
    credential = f"Credential={settings.key},SignedHeaders={';'.join(names)},Signature={signature}"
    headers["Authorization"] = f"{signers.ACS3} {credential}"
    return http.post(f"{settings.url}?{signers.encoded(query)}", headers, b"")


def tencent(settings: GatewaySettings, service: str, action: str, version: str, content: Mapping[str, Any]) -> Answer:
    """A call of Tencent's (TC3): the parameters are JSON, and the answer is 200 in any case."""
    body, moment = _json(content), int(time.time())
    signed = {"content-type": "application/json; charset=utf-8", "host": settings.host}
    scope = signers.tc3_scope(service, moment)
    signature = signers.tc3(settings.path, body, signed, TENCENT_SIGNED, scope, moment, settings.secret)
    credential = f"Credential={settings.key}/{scope}, SignedHeaders={';'.join(TENCENT_SIGNED)}, Signature={signature}"
    headers = {
        **signed,
        "X-TC-Action": action,
        "X-TC-Version": version,
        "X-TC-Timestamp": str(moment),
        "X-TC-Region": settings.region,
        "Authorization": f"{signers.TC3} {credential}",
    }
    return http.post(settings.url, headers, body)


def generic(settings: GatewaySettings, content: Mapping[str, Any]) -> Answer:
    """A call of a gateway of a city's or a province's own: all of it is in the body, and so in the signature."""
    body, moment, nonce = _json(content), int(time.time()), secrets.token_hex(16)
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "X-Key": settings.key,
        "X-Timestamp": str(moment),
        "X-Nonce": nonce,
        "X-Signature": signers.plain(settings.path, moment, nonce, body, settings.secret),
    }
    return http.post(settings.url, headers, body)


def _json(content: Mapping[str, Any]) -> bytes:
    return json.dumps(content, ensure_ascii=False).encode()
