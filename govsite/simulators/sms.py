"""Three gateways of short messages that keep what they get: Aliyun's, Tencent's and a city's own."""

from __future__ import annotations

import json
import re
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from threading import Lock
from typing import Any

from govsite.simulators.signatures import MALFORMED, Request, Signatures, Wrong, check

MOST_MESSAGES = 500
LIMITED = "13900000001"  # the number that always had enough messages today


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


@dataclass
class SmsSimulator:
    """What the three have in common: whom they believe, and the messages, newest first."""

    signatures: Signatures
    messages: deque[Message] = field(default_factory=lambda: deque(maxlen=MOST_MESSAGES))
    _lock: Lock = field(default_factory=Lock)

    def answer(self, protocol: str, request: Request) -> tuple[int, dict[str, Any]]:
        """The status and the body that the vendor would answer; raises KeyError for an unknown protocol."""
        work, refuse = PROTOCOLS[protocol]
        try:
            message = work(self.signatures, request)
            if message.phone == LIMITED:
                raise Wrong(LIMITS[protocol])
        except Wrong as wrong:
            return refuse(str(wrong))
        except MALFORMED:
            return refuse("InvalidParameter")
        with self._lock:
            self.messages.appendleft(message)
            number = f"SIM{time.time_ns()}"
        return 200, ACCEPTED[protocol](number)

    def newest(self) -> list[Message]:
        """The messages, newest first."""
        with self._lock:
            return list(self.messages)


def _aliyun(signatures: Signatures, request: Request) -> Message:
    query = signatures.aliyun(request, "SendSms", "2017-05-25")
    variables = json.loads(query["TemplateParam"])
    phone, sign, template = (query[name] for name in ("PhoneNumbers", "SignName", "TemplateCode"))
    return _message("aliyun", phone, sign, template, variables, query.get("OutId", ""))


def _tencent(signatures: Signatures, request: Request) -> Message:
    content = signatures.tencent(request, "sms", "SendSms", "2021-01-11")
    check(bool(content["SmsSdkAppId"]), "InvalidParameterValue.SdkAppIdNotExist")
    phone = content["PhoneNumberSet"][0].removeprefix("+86")
    variables = content["TemplateParamSet"]
    return _message(
        "tencent", phone, content["SignName"], content["TemplateId"], variables, content.get("SessionContext", "")
    )


def _generic(signatures: Signatures, request: Request) -> Message:
    content = signatures.generic(request)
    fields = (content[name] for name in ("phone", "sign", "template", "variables", "out_id"))
    return _message("generic", *fields)


def _message(protocol: str, phone: str, sign: str, template: str, variables: Any, out_id: str) -> Message:
    """Raises Wrong where the vendors refuse the message itself."""
    check(re.fullmatch(r"1[0-9]{10}", phone) is not None, "isv.MOBILE_NUMBER_ILLEGAL")
    check(bool(sign and template), "isv.SMS_TEMPLATE_ILLEGAL")
    text = json.dumps(variables, ensure_ascii=False)
    return Message(datetime.now(UTC), protocol, phone, sign, template, text, out_id)


Work = Callable[[Signatures, Request], Message]
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
