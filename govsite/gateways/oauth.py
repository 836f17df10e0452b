"""A unified account that is like OAuth and no OpenID Connect (统一身份认证): code, token, then a look-up of the user.

Provinces publish such interfaces with paths and names of their own, and with separate look-ups of natural and legal
persons (自然人、法人): both are settings. Nothing that comes back is signed, so all of it is asked over TLS, by us.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from govsite.gateways import http
from govsite.gateways.configured import FORM, Configured
from govsite.gateways.outside import LONGEST_SUBJECT, Away, Denied, Leaving, Person
from govsite.gateways.settings import BASIC, POST
from govsite.gateways.told import person_of, text_at


def signed_text(parameters: Mapping[str, str]) -> str:
    """What is signed: all names and values in order, not quoted, without those that are empty."""
    return "&".join(f"{name}={value}" for name, value in sorted(parameters.items()) if value)


@dataclass(frozen=True, slots=True)
class Oauth(Configured):
    """The adapter."""

    def authorize_url(self, leaving: Leaving) -> str:
        """Where a browser signs in."""
        query = {"response_type": "code", "client_id": self.settings.key, "redirect_uri": leaving.back}
        query |= {"state": leaving.state, **({"scope": self.settings.scope} if self.settings.scope else {})}
        return f"{self._address('authorize')}?{urlencode(query)}"

    def exchange(self, answer: Mapping[str, str], leaving: Leaving) -> Person | Denied | Away:
        """Who has come back: the code for a token, the token for a natural or a legal person."""
        form = {"grant_type": "authorization_code", "code": answer.get("code", ""), "redirect_uri": leaving.back}
        told = self._ask("token", form)
        if isinstance(told, Denied | Away):
            return told
        names = dict(self.settings.fields)
        token = text_at(told, names.get("token", "access_token"))
        if not token:
            return Denied("no-token")
        is_firm = "kind" in names and text_at(told, names["kind"]) in self.settings.legal
        found = self._ask("legal" if is_firm else "person", {"access_token": token}, token)
        if isinstance(found, Denied | Away):
            return Away(found.code)  # the code is used up
        default = names.get("subject", "sub")
        subject = text_at(found, names.get("legal_subject", default) if is_firm else default)
        if not 0 < len(subject) <= LONGEST_SUBJECT:
            return Denied("no-subject")
        person = person_of(self.settings, f"{'legal' if is_firm else 'person'}:{subject}"[:LONGEST_SUBJECT], found)
        if isinstance(person, Person) and bool(person.credit_code) != is_firm:
            return Denied("other-kind")
        return person

    def _address(self, name: str) -> str:
        paths = dict(self.settings.paths)
        return f"{self.settings.url.rstrip('/')}{paths.get(name) or paths['person']}"

    def _ask(self, path: str, form: dict[str, str], token: str = "") -> Mapping[str, Any] | Denied | Away:
        """The answer of a call; ours is a form, with the secret as the settings say."""
        headers = {"Content-Type": FORM, "Accept": "application/json"}
        if self.settings.signing == BASIC:
            pair = f"{self.settings.key}:{self.settings.secret}"
            headers["Authorization"] = f"Basic {base64.b64encode(pair.encode()).decode()}"
        else:
            form = {**form, "client_id": self.settings.key}
            form |= {"client_secret": self.settings.secret} if self.settings.signing == POST else self._signed(form)
        found = http.post(self._address(path), headers, urlencode(form).encode())
        if not isinstance(found, http.Answer):
            return Away(found.code, unasked=found.code == "not-reached" and not token)
        if found.status == 200 and found.content:
            return found.content
        return Denied(f"http-{found.status}") if 400 <= found.status < 500 else Away(f"http-{found.status}")

    def _signed(self, form: Mapping[str, str]) -> dict[str, str]:
        added = {"timestamp": str(int(time.time())), "nonce": secrets.token_hex(16)}
        text = signed_text({**form, **added})
        return {**added, "sign": hmac.new(self.settings.secret.encode(), text.encode(), hashlib.sha256).hexdigest()}
