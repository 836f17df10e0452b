"""Short messages by a gateway of a city's own (自建短信网关): JSON, signed by a plain HMAC-SHA256.

It gets ``{"phone", "template", "variables", "sign", "out_id"}`` and answers ``{"code": "OK", "id": "…"}``, or another
code. It has to refuse what is older than 300 s, and a nonce that it has seen within 10 minutes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from govsite.gateways import http, signed
from govsite.gateways.outcomes import Outcome, Refused, Sent, Unknown
from govsite.gateways.settings import SmsSettings
from govsite.gateways.sms import national

BUSY = "BUSY"  # the one code after which another try makes sense


@dataclass(frozen=True, slots=True)
class Generic:
    """The whole message is in the body, and so in the signature."""

    settings: SmsSettings

    def send(self, phone: str, template: str, variables: Mapping[str, str], out_id: str) -> Outcome:
        """See ``Sms``."""
        settings = self.settings
        if template not in settings.templates:
            return Refused("no-template")
        content = {
            "phone": national(phone),
            "template": settings.templates[template],
            "variables": dict(variables),
            "sign": settings.sign,
            "out_id": out_id,
        }
        return _outcome(signed.generic(settings, content))


def _outcome(answer: http.Answer | Refused | Unknown) -> Outcome:
    if not isinstance(answer, http.Answer):
        return answer
    code = answer.content.get("code")
    if code == "OK" and answer.status == 200:
        return Sent(str(answer.content.get("id", "")))
    if isinstance(code, str) and code and answer.status < 500:
        return Refused(code, later=code == BUSY)
    return http.unlike_success(answer) or Unknown("no-code")
