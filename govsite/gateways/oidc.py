"""A unified account that speaks OpenID Connect (统一身份认证): code with PKCE, and an ID token whose signature counts.

OpenID Connect Core 3.1, Discovery 4, RFC 7636 (PKCE), RFC 9207 (``iss`` in the answer, against mix-up).
"""

from __future__ import annotations

import base64
import hashlib
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from threading import Lock
from typing import Any
from urllib.parse import quote, urlencode

from govsite.gateways import http
from govsite.gateways.configured import FORM, Configured
from govsite.gateways.outside import LONGEST_SUBJECT, Away, Denied, Leaving, Person
from govsite.gateways.told import person_of, texts_of

DISCOVERY = "/.well-known/openid-configuration"
ALGORITHMS = ["RS256", "ES256"]
FRESH, SOONEST = 3600, 60  # seconds: for which what was discovered is good, and after which keys are asked for anew
LEEWAY = 120  # seconds that the clocks of two machines may differ
ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")


@dataclass
class Known:
    """What a provider has said of itself, and its keys; each ``at`` a moment of the clock that only runs forward."""

    metadata: Mapping[str, Any] = field(default_factory=dict)
    metadata_at: float = -FRESH
    keys: Mapping[str, Any] = field(default_factory=dict)
    keys_at: float = -FRESH
    lock: Lock = field(default_factory=Lock)


@dataclass(frozen=True, slots=True)
class Oidc(Configured):
    """The adapter."""

    known: Known

    def authorize_url(self, leaving: Leaving) -> str | Away:
        """Where a browser signs in."""
        metadata = self._metadata()
        if isinstance(metadata, Away):
            return metadata
        challenge = hashlib.sha256(leaving.verifier.encode()).digest()
        query = {
            "response_type": "code",
            "client_id": self.settings.key,
            "redirect_uri": leaving.back,
            "scope": self.settings.scope,
            "state": leaving.state,
            "nonce": leaving.nonce,
            "code_challenge": base64.urlsafe_b64encode(challenge).rstrip(b"=").decode(),
            "code_challenge_method": "S256",
        }
        address = metadata["authorization_endpoint"]
        return f"{address}{'&' if '?' in address else '?'}{urlencode(query)}"

    def exchange(self, answer: Mapping[str, str], leaving: Leaving) -> Person | Denied | Away:
        """Who has come back; an answer that another issuer names itself in is nobody's."""
        metadata = self._metadata()
        if isinstance(metadata, Away):
            return Away(metadata.code, unasked=True)
        said = answer.get("iss", "")
        if said != self.issuer and (said or metadata.get("authorization_response_iss_parameter_supported") is True):
            return Denied("other-issuer")
        tokens = self._tokens(metadata, answer.get("code", ""), leaving)
        if isinstance(tokens, Denied | Away):
            return tokens
        claims = self._claims(metadata, str(tokens.get("id_token", "")), leaving.nonce)
        if isinstance(claims, Denied | Away):
            return claims
        return self._person(metadata, claims, str(tokens.get("access_token", "")))

    def _tokens(self, metadata: Mapping[str, Any], code: str, leaving: Leaving) -> Mapping[str, Any] | Denied | Away:
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": leaving.back}
        form["code_verifier"] = leaving.verifier
        headers = {"Content-Type": FORM, "Accept": "application/json"}
        ways = metadata.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
        if "client_secret_basic" in ways or "client_secret_post" not in ways:
            pair = f"{quote(self.settings.key, safe='')}:{quote(self.settings.secret, safe='')}"
            headers["Authorization"] = f"Basic {base64.b64encode(pair.encode()).decode()}"
        else:
            form |= {"client_id": self.settings.key, "client_secret": self.settings.secret}
        found = http.post(metadata["token_endpoint"], headers, urlencode(form).encode())
        if not isinstance(found, http.Answer):
            return Away(found.code, unasked=found.code == "not-reached")
        if found.status == 200:
            return found.content
        refused = str(found.content.get("error", ""))[:64]
        return Denied(refused) if 400 <= found.status < 500 and refused else Away(f"http-{found.status}")

    def _claims(self, metadata: Mapping[str, Any], token: str, nonce: str) -> Mapping[str, Any] | Denied | Away:
        """What an ID token says, if it is signed by the provider, for us, for this way, and not out of date."""
        from joserfc import jwt
        from joserfc.errors import BadSignatureError, InvalidKeyIdError, JoseError
        from joserfc.jwk import KeySet

        registry = jwt.JWTClaimsRegistry(
            leeway=LEEWAY,
            iss={"essential": True, "value": self.issuer},
            sub={"essential": True},
            aud={"essential": True, "value": self.settings.key},
            exp={"essential": True},
            iat={"essential": True},
            nonce={"essential": True, "value": nonce},
        )
        for anew in (False, True):  # a key that we do not know may be a new one, also under an old name
            keys = self._keys(metadata, anew)
            if isinstance(keys, Away):
                return keys
            try:
                found = jwt.decode(token, KeySet.import_key_set(dict(keys)), algorithms=ALGORITHMS).claims  # type: ignore[arg-type]
                registry.validate(found)
            except InvalidKeyIdError:
                continue
            except BadSignatureError:
                if anew:
                    return Denied("wrong-signature")
                continue
            except (JoseError, ValueError, TypeError, KeyError) as error:
                return Denied(type(error).__name__)
            audience = found["aud"]
            mine = not isinstance(audience, list) or len(audience) == 1 or found.get("azp") == self.settings.key
            return found if mine else Denied("other-audience")
        return Denied("unknown-key")

    def _person(self, metadata: Mapping[str, Any], claims: Mapping[str, Any], token: str) -> Person | Denied | Away:
        """Who it is; what the token does not say of them is asked for, and must be about the same subject."""
        subject = claims.get("sub")
        if not (isinstance(subject, str) and 0 < len(subject) <= LONGEST_SUBJECT):
            return Denied("no-subject")
        told, address = dict(claims), metadata.get("userinfo_endpoint")
        if not all(texts_of(self.settings, told).get(name) for name in ("name", "id_no")) and address and token:
            more = http.get(str(address), {"Authorization": f"Bearer {token}", "Accept": "application/json"})
            if not isinstance(more, http.Answer) or more.status != 200:
                return Away("no-userinfo")
            if more.content.get("sub") != subject:
                return Denied("other-subject")
            told = {**more.content, **told}
        return person_of(self.settings, subject, told)

    def _metadata(self) -> Mapping[str, Any] | Away:
        with self.known.lock:
            if self.known.metadata_at > time.monotonic() - FRESH:
                return self.known.metadata
        found = _fetch(f"{self.issuer.rstrip('/')}{DISCOVERY}")
        if isinstance(found, Away):
            return found
        if found.get("issuer") != self.issuer or not all(_is_address(found.get(name), self) for name in ENDPOINTS):
            return Away("wrong-metadata")
        with self.known.lock:
            self.known.metadata, self.known.metadata_at = found, time.monotonic()
        return found

    def _keys(self, metadata: Mapping[str, Any], anew: bool) -> Mapping[str, Any] | Away:
        """Its keys; ``anew`` where one is missing, but not for every made-up name of a key."""
        with self.known.lock:
            if self.known.keys_at > time.monotonic() - (SOONEST if anew else FRESH):
                return self.known.keys
        found = _fetch(metadata["jwks_uri"])
        if isinstance(found, Away):
            return found
        with self.known.lock:
            self.known.keys, self.known.keys_at = found, time.monotonic()
        return found


def _fetch(address: str) -> Mapping[str, Any] | Away:
    found = http.get(address, {"Accept": "application/json"})
    if not isinstance(found, http.Answer):
        return Away(found.code)
    return found.content if found.status == 200 and found.content else Away(f"http-{found.status}")


def _is_address(found: object, oidc: Oidc) -> bool:
    """An https address; http only where the issuer is on this machine itself."""
    return isinstance(found, str) and found.startswith(
        ("https://", "http://") if oidc.issuer.startswith("http://") else "https://"
    )
