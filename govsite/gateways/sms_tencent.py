"""Tencent's short messages (腾讯云短信): SendSms of 2021-01-11, signed by TC3."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from govsite.gateways import http, signed
from govsite.gateways.outcomes import Outcome, Refused, Sent, Unknown
from govsite.gateways.settings import SmsSettings
from govsite.gateways.sms import national

VERSION = "2021-01-11"
# https://cloud.tencent.com/document/product/382/52075, by how they begin
PASSING = ("RequestLimitExceeded", "LimitExceeded.PhoneNumberThirtySecondLimit")
UNSURE = "InternalError"  # time-outs on their side are among them, after which it may have been sent


@dataclass(frozen=True, slots=True)
class Tencent:
    """The parameters are JSON; a success is one of a number, below an answer that is 200 in any case."""

    settings: SmsSettings

    def send(self, phone: str, template: str, variables: Mapping[str, str], out_id: str) -> Outcome:
        """See ``Sms``; the variables travel without their names, in their order."""
        settings = self.settings
        if template not in settings.templates:
            return Refused("no-template")
        content = {
            "PhoneNumberSet": [f"+86{national(phone)}"],
            "SmsSdkAppId": settings.app,
            "SignName": settings.sign,
            "TemplateId": settings.templates[template],
            "TemplateParamSet": list(variables.values()),
            "SessionContext": out_id,
        }
        return _outcome(signed.tencent(settings, "sms", "SendSms", VERSION, content))


def _outcome(answer: http.Answer | Refused | Unknown) -> Outcome:
    if not isinstance(answer, http.Answer):
        return answer
    response = _object(answer.content.get("Response"))
    code = _object(response.get("Error")).get("Code")
    if code:
        return _refused(str(code))
    statuses = response.get("SendStatusSet")
    status = _object(statuses[0]) if isinstance(statuses, list) and statuses else {}
    if answer.status == 200 and status.get("Code") == "Ok":
        return Sent(str(status.get("SerialNo", "")))
    if status.get("Code"):
        return _refused(str(status["Code"]))
    return http.unlike_success(answer) or Unknown("no-code")


def _refused(code: str) -> Refused | Unknown:
    if code.startswith(UNSURE):
        return Unknown(code)
    return Refused(code, later=code.startswith(PASSING))


def _object(found: object) -> dict[str, Any]:
    return found if isinstance(found, dict) else {}
