"""Alipay (支付宝): sign-in by OAuth, and real names that it confirms (身份认证, certify.open); signed by RSA2.

Being signed in with Alipay proves no name: who wants one proved types name and number first, and Alipay only says
whether that is the person before it. https://opendocs.alipay.com/open/270/105899
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any
from urllib.parse import urlencode

from govsite.gateways import http, rsa
from govsite.gateways.outside import Away, Denied, Leaving, Person
from govsite.gateways.settings import AlipaySettings

BEIJING = timezone(timedelta(hours=8))
FORM = {"Content-Type": "application/x-www-form-urlencoded;charset=utf-8"}
TOKEN = "alipay.system.oauth.token"  # noqa: S105 - names of methods
INITIALIZE = "alipay.user.certify.open.initialize"
CERTIFY, QUERY = "alipay.user.certify.open.certify", "alipay.user.certify.open.query"
DONE = "10000"
LONGEST_SUBJECT = 128
ISSUER = "alipay"


def signed_text(parameters: Mapping[str, str]) -> str:
    """What is signed of a request: all but ``sign`` and what is empty, in order, not quoted."""
    return "&".join(f"{name}={value}" for name, value in sorted(parameters.items()) if value and name != "sign")


def node_of(text: str, name: str) -> str:
    """The raw text of an object in an answer, which is what was signed; raises ValueError where there is none.

    What is parsed and written anew would be another text: Alipay escapes the stroke.
    """
    quoted = f'"{name}"'
    start = text.index("{", text.index(quoted) + len(quoted))
    return text[start : json.JSONDecoder().raw_decode(text, start)[1]]


@dataclass(frozen=True, slots=True)
class Alipay:
    """The adapter."""

    settings: AlipaySettings

    @property
    def issuer(self) -> str:
        """There is one Alipay."""
        return ISSUER

    @property
    def name(self) -> str:
        """As everybody calls it."""
        return "支付宝"

    @property
    def simulated(self) -> bool:
        """Whether it is a fake server."""
        return self.settings.simulated

    def authorize_url(self, leaving: Leaving) -> str:
        """Where a browser signs in at Alipay; it comes back with ``auth_code`` and ``state``."""
        query = {"app_id": self.settings.app, "scope": "auth_user"}
        query |= {"redirect_uri": leaving.back, "state": leaving.state}
        return f"{self.settings.authorize}?{urlencode(query)}"

    def exchange(self, answer: Mapping[str, str], leaving: Leaving) -> Person | Denied | Away:  # noqa: ARG002
        """Who has signed in: Alipay's own name of them, for us alone where it gives one (open_id)."""
        told = self._ask(TOKEN, {"grant_type": "authorization_code", "code": answer.get("code", "")})
        if not isinstance(told, dict):
            return told
        found = told.get("open_id") or told.get("user_id")
        return Person(found) if isinstance(found, str) and len(found) <= LONGEST_SUBJECT else Denied("no-subject")

    def certification(self, order: str, name: str, id_no: str, back: str) -> str | Denied | Away:
        """Begin to have a name confirmed; returns the number of the certification (certify_id)."""
        person = {"identity_type": "CERT_INFO", "cert_type": "IDENTITY_CARD"}
        content = {
            "outer_order_no": order,
            "biz_code": self.settings.certify.upper(),
            "identity_param": {**person, "cert_name": str.__str__(name), "cert_no": str.__str__(id_no)},
            "merchant_config": {"return_url": back},
        }
        answer = self._ask(INITIALIZE, {"biz_content": _json(content)})
        if not isinstance(answer, dict):
            return answer
        found = answer.get("certify_id")
        return found if isinstance(found, str) and 0 < len(found) <= LONGEST_SUBJECT else Denied("no-certify-id")

    def certify_url(self, certify_id: str) -> str:
        """Where a browser has the person confirmed."""
        parameters = self._signed(CERTIFY, {"biz_content": _json({"certify_id": certify_id})})
        return f"{self.settings.url}?{urlencode(parameters)}"

    def has_passed(self, certify_id: str) -> bool | Denied | Away:
        """Whether a certification is passed; False for one that failed and one that is not finished alike."""
        answer = self._ask(QUERY, {"biz_content": _json({"certify_id": certify_id})})
        return answer.get("passed") == "T" if isinstance(answer, dict) else answer

    def _signed(self, method: str, parameters: Mapping[str, str]) -> dict[str, str]:
        common = {
            "app_id": self.settings.app,
            "method": method,
            "format": "JSON",
            "charset": "utf-8",
            "sign_type": "RSA2",
            "timestamp": f"{datetime.now(BEIJING):%Y-%m-%d %H:%M:%S}",
            "version": "1.0",
            **parameters,
        }
        return {**common, "sign": rsa.sign(self.settings.key, signed_text(common))}

    def _ask(self, method: str, parameters: Mapping[str, str]) -> dict[str, Any] | Denied | Away:
        body = urlencode(self._signed(method, parameters)).encode()
        answer = http.post(self.settings.url, FORM, body)
        if not isinstance(answer, http.Answer):
            return Away(answer.code, unasked=answer.code == "not-reached")
        if answer.status != 200:
            return Away(f"http-{answer.status}")
        return self._believed(answer, f"{method.replace('.', '_')}_response")

    def _believed(self, answer: http.Answer, name: str) -> dict[str, Any] | Denied | Away:
        """What an answer says, if Alipay has signed it; one without a signature can only be a refusal."""
        found, refused = answer.content.get(name), answer.content.get("error_response")
        if isinstance(refused, dict):
            return _refusal(refused)
        if not isinstance(found, dict):
            return Away("no-answer")
        if _is_refusal(found):
            return _refusal(found)
        try:
            node = node_of(answer.body.decode(), name)
        except ValueError:
            return Away("no-answer")
        if not rsa.is_signed(self.settings.public, node, str(answer.content.get("sign", ""))):
            return Away("wrong-signature")
        signed: dict[str, Any] = json.loads(node)
        return Away("no-answer") if _is_refusal(signed) else signed


def _is_refusal(found: Mapping[str, Any]) -> bool:
    return str(found.get("code", DONE)) != DONE


def _refusal(found: Mapping[str, Any]) -> Denied | Away:
    """20000 is a service that is away (isp.unknow-error); all else is a no."""
    code = str(found.get("sub_code") or found.get("code") or "refused")[:64]
    return Away(code) if str(found.get("code")) == "20000" else Denied(code)


def _json(content: Mapping[str, Any]) -> str:
    return json.dumps(content, ensure_ascii=False)
