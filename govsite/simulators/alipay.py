"""A fake Alipay (模拟支付宝): its gateway, which checks and signs by RSA2, and the pages where people say yes or no."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey

from govsite.gateways import rsa
from govsite.gateways.alipay import CERTIFY, INITIALIZE, QUERY, TOKEN, signed_text
from govsite.gateways.settings import SIMULATORS, AlipaySettings
from govsite.simulators.identity import PEOPLE
from govsite.simulators.people import is_here, keep, people_page

LABEL = "演示：未接入真实支付宝"
PREFIX = "alipay/"
GATEWAY, AUTHORIZE, AGREE, CONFIRM = "gateway.do", "authorize", "agree", "confirm"
Parameters = Mapping[str, str]


class Wrong(Exception):  # noqa: N818
    """What Alipay would refuse, by its own code."""


@dataclass
class Certification:
    """A name that somebody wants confirmed."""

    name: str
    id_no: str
    back: str
    passed: bool = False


@dataclass
class AlipaySimulator:
    """Whose requests it believes (``public``), and the key that its answers are signed with."""

    app: str
    public: RSAPublicKey
    key: RSAPrivateKey = field(repr=False)
    codes: dict[str, str] = field(default_factory=dict)
    certifications: dict[str, Certification] = field(default_factory=dict)

    def answer(self, parameters: Parameters) -> str:
        """The answer of the gateway, as JSON with strokes escaped as Alipay does it."""
        name = f"{parameters.get('method', '').replace('.', '_')}_response"
        try:
            self._check(parameters)
            content = self._do(parameters)
        except Wrong as wrong:
            if str(wrong) == "isv.invalid-signature":
                name = "error_response"
            content = {"code": "40002", "msg": "Invalid Arguments", "sub_code": str(wrong), "sub_msg": str(wrong)}
        node = json.dumps(content, ensure_ascii=False).replace("/", "\\/")
        return f'{{"{name}":{node},"sign":"{rsa.sign(self.key, node)}"}}'

    def page(self, path: str, parameters: Parameters) -> str | None:
        """The page of an address, None where there is none."""
        if path == AUTHORIZE and parameters.get("app_id") == self.app and is_here(parameters.get("redirect_uri", "")):
            kept = {name: parameters.get(name, "") for name in ("redirect_uri", "state")}
            return _page(AGREE, kept, "用哪个支付宝账号登录")
        if path != GATEWAY or parameters.get("method") != CERTIFY:
            return None
        try:
            self._check(parameters)
            number = _content(parameters).get("certify_id", "")
            certification = self.certifications[number]
        except (Wrong, KeyError):
            return None
        return _page(CONFIRM, {"certify_id": number}, f"谁在刷脸（要认证的是 {certification.name}）")

    def chosen(self, path: str, parameters: Parameters) -> str | None:
        """Where a browser goes on to after somebody has said yes or no, None for no such page."""
        agreed, person = parameters.get("do") == "agree", parameters.get("person", "")
        if path == AGREE and is_here(back := parameters.get("redirect_uri", "")):
            query = {"app_id": self.app, "scope": "auth_user", "state": parameters.get("state", "")}
            if agreed and person in PEOPLE:
                query["auth_code"] = self.code_of(person)
            return f"{back}?{urlencode(query)}"
        certification = self.certifications.get(parameters.get("certify_id", "")) if path == CONFIRM else None
        if certification is None:
            return None
        same = PEOPLE.get(person, "-").split() == certification.name.split() and person == certification.id_no
        certification.passed = agreed and same
        return certification.back

    def code_of(self, person: str) -> str:
        """A code for somebody who has signed in, good once."""
        return keep(self.codes, secrets.token_hex(16), person)

    def _check(self, parameters: Parameters) -> None:
        if parameters.get("app_id") != self.app:
            raise Wrong("isv.invalid-app-id")
        if parameters.get("sign_type") != "RSA2":
            raise Wrong("isv.invalid-signature-type")
        if not rsa.is_signed(self.public, signed_text(parameters), parameters.get("sign", "")):
            raise Wrong("isv.invalid-signature")

    def _do(self, parameters: Parameters) -> dict[str, Any]:
        method, content = parameters.get("method"), _content(parameters)
        if method == TOKEN:
            person = self.codes.pop(parameters.get("code", ""), None)
            if person is None or parameters.get("grant_type") != "authorization_code":
                raise Wrong("isv.code-invalid")
            return {"access_token": f"demo/{secrets.token_hex(8)}", "open_id": f"demo-{person}", "expires_in": 300}
        if method == INITIALIZE:
            person, config = content.get("identity_param", {}), content.get("merchant_config", {})
            if not (len(content.get("outer_order_no", "")) == 32 and is_here(config.get("return_url", ""))):
                raise Wrong("INVALID_PARAMETER")
            found = Certification(person.get("cert_name", ""), person.get("cert_no", ""), config["return_url"])
            number = keep(self.certifications, secrets.token_hex(16), found)
            return {"code": "10000", "msg": "Success", "certify_id": number}
        if method == QUERY:
            known = self.certifications.get(content.get("certify_id", ""))
            if known is None:
                raise Wrong("CERTIFY_ID_EXPIRED")
            return {"code": "10000", "msg": "Success", "passed": "T" if known.passed else "F"}
        raise Wrong("isv.invalid-method")


def simulator_of(settings: AlipaySettings | None, key: str) -> AlipaySimulator | None:
    """The fake Alipay that the settings lead to, None where they lead to none."""
    if settings is None or not settings.simulated:
        return None
    return AlipaySimulator(settings.app, settings.key.public_key(), rsa.private_key(key))


def _page(action: str, kept: Parameters, question: str) -> str:
    path = f"{SIMULATORS}{PREFIX}{action}"
    return people_page("模拟支付宝", LABEL, path, kept, question, PEOPLE)


def _content(parameters: Parameters) -> dict[str, Any]:
    """Raises Wrong for what is no object."""
    try:
        found = json.loads(parameters.get("biz_content") or "{}")
    except ValueError:
        raise Wrong("INVALID_PARAMETER") from None
    if not isinstance(found, dict):
        raise Wrong("INVALID_PARAMETER")
    return found
