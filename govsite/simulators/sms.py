"""Three gateways of short messages that keep what they get: Aliyun's, Tencent's and a city's own."""

from __future__ import annotations

import hmac
import json
import re
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from threading import Lock
from typing import Any
from urllib.parse import parse_qsl

from govsite.gateways import signers

MOST_MESSAGES = 500
ALIYUN_SECONDS, TENCENT_SECONDS, GENERIC_SECONDS = 900, 300, 300  # by which a clock may differ
NONCE_SECONDS = 1800  # for which a nonce is remembered: twice the longest
ALIYUN_SIGNED = {"host", "x-acs-action", "x-acs-content-sha256", "x-acs-date", "x-acs-signature-nonce", "x-acs-version"}
LIMITED = "13900000001"  # the number that always had enough messages today
_AUTHORIZATION = re.compile(r"(\S+) Credential=([^,\s]+), ?SignedHeaders=([a-z0-9;-]+), ?Signature=([0-9a-f]{64})")


@dataclass(frozen=True, slots=True)
class Request:
    """A POST as it arrived; the headers by lower-case names."""

    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Message:
    """A message that a real gateway would have sent."""

    moment: datetime
    protocol: str
    phone: str
    sign: str
    template: str
    variables: str
    out_id: str


class Wrong(Exception):  # noqa: N818
    """A request that the vendor would refuse, by the vendor's code."""


@dataclass
class SmsSimulator:
    """What the three have in common: one key and secret, and the messages, newest first."""

    key: str
    secret: str = field(repr=False)
    messages: deque[Message] = field(default_factory=lambda: deque(maxlen=MOST_MESSAGES))
    _nonces: dict[str, float] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def answer(self, protocol: str, request: Request) -> tuple[int, dict[str, Any]]:
        """The status and the body that the vendor would answer; raises KeyError for an unknown protocol."""
        work, refuse = PROTOCOLS[protocol]
        try:
            message = work(self, request)
            if message.phone == LIMITED:
                raise Wrong(LIMITS[protocol])
        except Wrong as wrong:
            return refuse(str(wrong))
        except (ValueError, LookupError, TypeError, AttributeError, OverflowError):  # no such field, no JSON
            return refuse("InvalidParameter")
        with self._lock:
            self.messages.appendleft(message)
            number = f"SIM{time.time_ns()}"
        return 200, ACCEPTED[protocol](number)

    def newest(self) -> list[Message]:
        """The messages, newest first."""
        with self._lock:
            return list(self.messages)

    def check_nonce(self, nonce: str) -> None:
        """Raises Wrong for one that came before, and for none."""
        now = time.time()
        with self._lock:
            self._nonces = {name: until for name, until in self._nonces.items() if until > now}
            if not nonce or nonce in self._nonces:
                raise Wrong("SignatureNonceUsed")
            self._nonces[nonce] = now + NONCE_SECONDS


def _aliyun(simulator: SmsSimulator, request: Request) -> Message:
    headers, query = request.headers, dict(parse_qsl(request.query, keep_blank_values=True, strict_parsing=True))
    key, names, signature = _authorization(headers, signers.ACS3)
    moment = datetime.strptime(headers["x-acs-date"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    _check(key == simulator.key, "InvalidAccessKeyId.NotFound")
    _check(set(names) >= ALIYUN_SIGNED, "IncompleteSignature")
    _check(headers["x-acs-content-sha256"] == signers.digest(request.body), "InvalidContentSha256")
    expected = signers.acs3(request.path, query, headers, names, simulator.secret)
    _check(hmac.compare_digest(signature, expected), "SignatureDoesNotMatch")
    _check(_is_near(int(moment.timestamp()), ALIYUN_SECONDS), "InvalidTimeStamp.Expired")
    _check((headers["x-acs-action"], headers["x-acs-version"]) == ("SendSms", "2017-05-25"), "InvalidAction.NotFound")
    simulator.check_nonce(headers["x-acs-signature-nonce"])
    variables = json.loads(query["TemplateParam"])
    phone, sign, template = (query[name] for name in ("PhoneNumbers", "SignName", "TemplateCode"))
    return _message("aliyun", phone, sign, template, variables, query.get("OutId", ""))


def _tencent(simulator: SmsSimulator, request: Request) -> Message:
    headers, moment = request.headers, int(request.headers["x-tc-timestamp"])
    credential, names, signature = _authorization(headers, signers.TC3)
    key, _, scope = credential.partition("/")
    _check(key == simulator.key, "AuthFailure.SecretIdNotFound")
    _check(scope == signers.tc3_scope("sms", moment) and {"content-type", "host"} <= set(names), "AuthFailure")
    expected = signers.tc3(request.path, request.body, headers, names, scope, moment, simulator.secret)
    _check(hmac.compare_digest(signature, expected), "AuthFailure.SignatureFailure")
    _check(_is_near(moment, TENCENT_SECONDS), "AuthFailure.SignatureExpire")
    _check((headers["x-tc-action"], headers["x-tc-version"]) == ("SendSms", "2021-01-11"), "InvalidAction")
    content = json.loads(request.body)
    _check(bool(content["SmsSdkAppId"]), "InvalidParameterValue.SdkAppIdNotExist")
    phone = content["PhoneNumberSet"][0].removeprefix("+86")
    variables = content["TemplateParamSet"]
    return _message(
        "tencent", phone, content["SignName"], content["TemplateId"], variables, content.get("SessionContext", "")
    )


def _generic(simulator: SmsSimulator, request: Request) -> Message:
    headers, moment = request.headers, int(request.headers["x-timestamp"])
    _check(headers["x-key"] == simulator.key, "WRONG_KEY")
    expected = signers.plain(request.path, moment, headers["x-nonce"], request.body, simulator.secret)
    _check(hmac.compare_digest(headers["x-signature"].encode(), expected.encode()), "WRONG_SIGNATURE")
    _check(_is_near(moment, GENERIC_SECONDS), "EXPIRED")
    simulator.check_nonce(headers["x-nonce"])
    content = json.loads(request.body)
    fields = (content[name] for name in ("phone", "sign", "template", "variables", "out_id"))
    return _message("generic", *fields)


def _message(protocol: str, phone: str, sign: str, template: str, variables: Any, out_id: str) -> Message:
    """Raises Wrong where the vendors refuse the message itself."""
    _check(re.fullmatch(r"1[0-9]{10}", phone) is not None, "isv.MOBILE_NUMBER_ILLEGAL")
    _check(bool(sign and template), "isv.SMS_TEMPLATE_ILLEGAL")
    text = json.dumps(variables, ensure_ascii=False)
    return Message(datetime.now(UTC), protocol, phone, sign, template, text, out_id)


def _authorization(headers: Mapping[str, str], algorithm: str) -> tuple[str, list[str], str]:
    """Credential, names of the signed headers and signature."""
    found = _AUTHORIZATION.fullmatch(headers.get("authorization", ""))
    if not found or found[1] != algorithm:
        raise Wrong("IncompleteSignature")
    return found[2], found[3].split(";"), found[4]


def _check(holds: bool, code: str) -> None:
    if not holds:
        raise Wrong(code)


def _is_near(moment: int, seconds: int) -> bool:
    return abs(time.time() - moment) <= seconds


Work = Callable[[SmsSimulator, Request], Message]
Refuse = Callable[[str], tuple[int, dict[str, Any]]]
PROTOCOLS: dict[str, tuple[Work, Refuse]] = {
    # Aliyun's refusals of messages themselves (isv.…) come with 200
    "aliyun": (_aliyun, lambda code: (200 if code.startswith("isv.") else 400, {"Code": code, "Message": code})),
    "tencent": (_tencent, lambda code: (200, {"Response": {"Error": {"Code": code, "Message": code}}})),
    "generic": (_generic, lambda code: (400, {"code": code})),
}
LIMITS = {
    "aliyun": "isv.BUSINESS_LIMIT_CONTROL",
    "tencent": "LimitExceeded.PhoneNumberDailyLimit",
    "generic": "LIMIT",
}
ACCEPTED: dict[str, Callable[[str], dict[str, Any]]] = {
    "aliyun": lambda number: {"Code": "OK", "Message": "OK", "BizId": number, "RequestId": number},
    "tencent": lambda number: {"Response": {"SendStatusSet": [{"Code": "Ok", "SerialNo": number}]}},
    "generic": lambda number: {"code": "OK", "id": number},
}
