"""A fake department's system (模拟的部门系统): it signs people in by the portal's provider and shows what it is told.

By the code flow with PKCE, as any system would; the signature of the ID token is checked with the published keys.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from govsite.gateways import http
from govsite.gateways.http import Answer
from govsite.simulators.people import keep

LABEL = "演示：模拟的部门系统"
PREFIX = "system/"
BACK = "back"
SCOPES = "openid profile phone firm"
PAGE = """<!DOCTYPE html>
<html lang="zh-Hans"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{label}</title></head><body><h1>{label}</h1><p>它用门户的账号登录（OpenID Connect），不是真实的系统。</p>
{body}<p><a href="{start}">用门户账号登录</a></p></body></html>
"""
TABLE = "<h2>{title}</h2><table border='1'>{rows}</table>"
LOST = "<p>登录没有完成：不是从这里开始的，或者已经用过。请重新登录。</p>"


class NotToldError(Exception):
    """The portal has not told who it is."""


@dataclass
class SystemSimulator:
    """Where the portal is, by which name and secret the system is known there, and who is on the way to it."""

    issuer: str
    name: str
    secret: str = field(repr=False)
    back: str  # its own address, as it is registered
    started: dict[str, tuple[str, str]] = field(default_factory=dict, repr=False)

    def page(self, path: str, query: Mapping[str, str]) -> str | None:
        """Its page: before the sign-in, and after it; None where there is none."""
        if path not in ("", BACK):
            return None
        return PAGE.format(label=LABEL, body=self._came(query) if path else "", start=escape(self._start()))

    def _start(self) -> str:
        """The address that a sign-in begins at: verifier and nonce wait here."""
        state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
        keep(self.started, state, (verifier, nonce))
        challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")
        asked = {"response_type": "code", "client_id": self.name, "redirect_uri": self.back, "scope": SCOPES}
        asked |= {"state": state, "nonce": nonce, "code_challenge": challenge, "code_challenge_method": "S256"}
        return f"{self.issuer}/oauth/authorize?{urlencode(asked)}"

    def _came(self, query: Mapping[str, str]) -> str:
        waiting = self.started.pop(query.get("state", ""), None)
        if waiting is None or query.get("iss") != self.issuer:
            return LOST
        if "code" not in query:
            return f"<p>没有登录：{escape(query.get('error', ''))}</p>"
        try:
            claims, known = self._told(query["code"], *waiting)
        except (NotToldError, JoseError, ValueError) as error:
            return f"<p>门户没有给出资料：{escape(type(error).__name__)} {escape(str(error))}</p>"
        return _table("门户给的资料（userinfo）", known) + _table("ID 令牌（签名已核对）", claims)

    def _told(self, code: str, verifier: str, nonce: str) -> tuple[dict[str, Any], dict[str, Any]]:
        """The claims of the ID token, whose signature is right, and what userinfo says of the same person."""
        own = base64.b64encode(f"{quote(self.name)}:{quote(self.secret)}".encode()).decode()
        headers = {"Authorization": f"Basic {own}", "Content-Type": "application/x-www-form-urlencoded"}
        sent = {"grant_type": "authorization_code", "code": code, "redirect_uri": self.back, "code_verifier": verifier}
        tokens = _content(http.post(f"{self.issuer}/oauth/token", headers, urlencode(sent).encode()))
        published = json.loads(json.dumps(_content(http.get(f"{self.issuer}/oauth/jwks", {}))))
        claims = jwt.decode(tokens["id_token"], KeySet.import_key_set(published), algorithms=["RS256"]).claims
        wanted = {"iss": self.issuer, "aud": self.name, "nonce": nonce}
        if any(claims.get(key) != value for key, value in wanted.items()):
            raise NotToldError("id_token")
        bearer = {"Authorization": f"Bearer {tokens['access_token']}"}
        known = dict(_content(http.get(f"{self.issuer}/oauth/userinfo", bearer)))
        if known.get("sub") != claims.get("sub"):
            raise NotToldError("userinfo")
        return claims, known


def system_of(path: str, issuer: str, port: int) -> SystemSimulator | None:
    """The system with the name and secret of a file; None for no file, or where the portal has no address."""
    if not (path and issuer and Path(path).is_file()):
        return None
    found = json.loads(Path(path).read_text("utf-8"))
    return SystemSimulator(issuer, found["name"], found["secret"], back_of(port))


def back_of(port: int) -> str:
    """Where it is led back to."""
    return f"http://127.0.0.1:{port}/simulators/{PREFIX}{BACK}"


def _content(answer: object) -> Mapping[str, Any]:
    if not isinstance(answer, Answer) or answer.status != 200:
        raise NotToldError(str(getattr(answer, "content", "")))
    return answer.content


def _table(title: str, values: Mapping[str, Any]) -> str:
    rows = "".join(f"<tr><td>{escape(name)}</td><td>{escape(str(value))}</td></tr>" for name, value in values.items())
    return TABLE.format(title=title, rows=rows)
