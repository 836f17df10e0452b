"""Aliyun's short messages (阿里云短信服务): SendSms of 2017-05-25, signed by ACS3."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from govsite.gateways import http, signed
from govsite.gateways.outcomes import Outcome, Refused, Sent, Unknown
from govsite.gateways.settings import SmsSettings
from govsite.gateways.sms import national

VERSION = "2017-05-25"
# https://help.aliyun.com/zh/sms/developer-reference/api-error-codes
PASSING = frozenset({"Throttling", "Throttling.Api", "Throttling.User", "ServiceUnavailable"})
UNSURE = frozenset({"isp.SYSTEM_ERROR", "isp.GATEWAY_ERROR"})  # nobody says that nothing was sent


@dataclass(frozen=True, slots=True)
class Aliyun:
    """See ``signed.aliyun``."""

    settings: SmsSettings

    def send(self, phone: str, template: str, variables: Mapping[str, str], out_id: str) -> Outcome:
        """See ``Sms``."""
        settings = self.settings
        if template not in settings.templates:
            return Refused("no-template")
        query = {
            "PhoneNumbers": national(phone),
            "SignName": settings.sign,
            "TemplateCode": settings.templates[template],
            "TemplateParam": json.dumps(dict(variables), ensure_ascii=False),
            "OutId": out_id,
        }
        return _outcome(signed.aliyun(settings, "SendSms", VERSION, query))


def _outcome(answer: http.Answer | Refused | Unknown) -> Outcome:
    """A refusal has its code in the body, with 200 or a status of its own."""
    if not isinstance(answer, http.Answer):
        return answer
    code = answer.content.get("Code")
    if code == "OK" and answer.status == 200:
        return Sent(str(answer.content.get("BizId", "")))
    if isinstance(code, str) and code and answer.status < 500:
        return Unknown(code) if code in UNSURE else Refused(code, later=code in PASSING)
    return http.unlike_success(answer) or Unknown("no-code")
