"""A fake unified account (模拟统一身份认证): an OpenID provider with real signatures, and an OAuth-like system."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote, urlencode

from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

from govsite.gateways.oauth import signed_text
from govsite.gateways.settings import OIDC, SIGNED, UnifiedSettings
from govsite.simulators.company import FIRMS
from govsite.simulators.identity import PEOPLE
from govsite.simulators.people import is_here, keep, people_page

LABEL = "演示：未接入真实统一身份认证"
PREFIX = "unified/"
AUTHORIZE, AGREE, TOKEN, JWKS, USERINFO = "authorize", "agree", "token", "jwks", "userinfo"
PERSON, LEGAL = "person", "legal"  # look-ups of the OAuth-like one
DISCOVERY = ".well-known/openid-configuration"
LEVEL, KIND = "L3", "2"  # how it calls a name that was checked, and a legal person
KEPT = ("redirect_uri", "state", "nonce", "code_challenge")
EVERYBODY = {**PEOPLE, **{code: firm.name for code, firm in FIRMS.items()}}
Parameters = Mapping[str, str]
Answer = tuple[int, dict[str, Any]]


def new_key() -> RSAKey:
    """A key of its own."""
    return RSAKey.generate_key(2048, {"kid": secrets.token_hex(4), "use": "sig", "alg": "RS256"}, private=True)


def claims_of(person: str) -> dict[str, str]:
    """What it tells of somebody, or of a legal person."""
    subject = f"demo-{hashlib.sha256(person.encode()).hexdigest()[:16]}"
    if person in FIRMS:
        return {"sub": subject, "firm_name": FIRMS[person].name, "uscc": person, "acr": LEVEL}
    return {"sub": subject, "real_name": PEOPLE[person], "id_card": person, "acr": LEVEL}


@dataclass
class UnifiedSimulator:
    """By whose settings it is asked, and the key that it signs with."""

    settings: UnifiedSettings
    key: RSAKey = field(default_factory=new_key, repr=False)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)

    def page(self, path: str, asked: Parameters) -> str | None:
        """The page where somebody signs in, None where there is none."""
        is_ours = asked.get("client_id") == self.settings.key and is_here(asked.get("redirect_uri", ""))
        if path != AUTHORIZE or not is_ours or asked.get("response_type") != "code":
            return None
        if self.settings.protocol == OIDC and asked.get("code_challenge_method") != "S256":
            return None
        kept = {name: asked.get(name, "") for name in KEPT}
        return people_page("模拟统一身份认证", LABEL, f"/simulators/{PREFIX}{AGREE}", kept, "用谁的账号登录", EVERYBODY)

    def chosen(self, path: str, parameters: Parameters) -> str | None:
        """Where a browser goes on to after somebody has said yes or no, None for no such page."""
        back, person = parameters.get("redirect_uri", ""), parameters.get("person", "")
        if path != AGREE or not is_here(back):
            return None
        query = {"state": parameters.get("state", "")}
        if self.settings.protocol == OIDC:
            query["iss"] = self.settings.url
        if parameters.get("do") == "agree" and person in EVERYBODY:
            kept = {name: parameters.get(name, "") for name in KEPT}
            query["code"] = keep(self.codes, secrets.token_urlsafe(16), {**kept, "person": person})
        else:
            query["error"] = "access_denied"
        return f"{back}?{urlencode(query)}"

    def told(self, path: str, headers: Mapping[str, str]) -> Answer | None:
        """What it says of itself, and to who has a token of somebody."""
        url = self.settings.url
        if path == DISCOVERY:
            return 200, {
                "issuer": url,
                "authorization_endpoint": f"{url}/{AUTHORIZE}",
                "token_endpoint": f"{url}/{TOKEN}",
                "jwks_uri": f"{url}/{JWKS}",
                "userinfo_endpoint": f"{url}/{USERINFO}",
                "authorization_response_iss_parameter_supported": True,
            }
        if path == JWKS:
            return 200, dict(KeySet([self.key]).as_dict(private=False))
        if path == USERINFO:
            person = self.tokens.get(headers.get("authorization", "").removeprefix("Bearer "))
            return (200, claims_of(person)) if person else (401, {"error": "invalid_token"})
        return None

    def asked(self, path: str, parameters: Parameters, headers: Mapping[str, str]) -> Answer | None:
        """The answer to a request of the portal's own, None for no such address."""
        if path not in (TOKEN, PERSON, LEGAL):
            return None
        if not self._is_client(parameters, headers):
            return 401, {"error": "invalid_client"}
        if path == TOKEN:
            return self._exchanged(parameters)
        person = self.tokens.pop(parameters.get("access_token", ""), "")
        if not person or (person in FIRMS) != (path == LEGAL):
            return 200, {"code": "40001", "message": "invalid token"}
        return 200, {"code": "0", "data": claims_of(person)}

    def _is_client(self, parameters: Parameters, headers: Mapping[str, str]) -> bool:
        if self.settings.signing == SIGNED:
            text = signed_text({name: value for name, value in parameters.items() if name != "sign"})
            wanted = hmac.new(self.settings.secret.encode(), text.encode(), hashlib.sha256).hexdigest()
            fresh = abs(time.time() - int(parameters.get("timestamp", "0") or 0)) < 300
            return fresh and hmac.compare_digest(wanted, parameters.get("sign", ""))
        told = base64.b64decode(headers.get("authorization", "").removeprefix("Basic ") or "").decode()
        name, _, secret = told.partition(":")
        return (unquote(name), unquote(secret)) == (self.settings.key, self.settings.secret)

    def _exchanged(self, parameters: Parameters) -> Answer:
        kept = self.codes.pop(parameters.get("code", ""), None)
        if kept is None or kept["redirect_uri"] != parameters.get("redirect_uri"):
            return 400, {"error": "invalid_grant"}
        token = keep(self.tokens, secrets.token_urlsafe(16), kept["person"])
        if self.settings.protocol != OIDC:
            return 200, {"access_token": token, "user_type": KIND if kept["person"] in FIRMS else "1"}
        challenge = hashlib.sha256(parameters.get("code_verifier", "").encode()).digest()
        if base64.urlsafe_b64encode(challenge).rstrip(b"=").decode() != kept["code_challenge"]:
            return 400, {"error": "invalid_grant"}
        return 200, {"access_token": token, "token_type": "Bearer", "id_token": self._signed(kept)}

    def _signed(self, kept: Mapping[str, str]) -> str:
        now, claims = int(time.time()), claims_of(kept["person"])
        told = {"iss": self.settings.url, "aud": self.settings.key, "sub": claims["sub"], "acr": LEVEL}
        told |= {"iat": now, "exp": now + 300, "nonce": kept["nonce"]}  # type: ignore[dict-item]
        return jwt.encode({"alg": "RS256", "kid": self.key.kid}, told, self.key)


def simulator_of(settings: UnifiedSettings | None) -> UnifiedSimulator | None:
    """The fake unified account that the settings lead to, None where they lead to none."""
    return UnifiedSimulator(settings) if settings and settings.simulated else None


def as_json(content: Mapping[str, Any]) -> bytes:
    """A body."""
    return json.dumps(content, ensure_ascii=False).encode()
