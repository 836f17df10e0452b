"""The provider's side that machines talk to (统一身份认证接口): what it can, its keys, tokens, who somebody is."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, current_app, request

from govsite.database.keys import KeysMissing
from govsite.database.session import reading
from govsite.domain.openid import firms, keys, logins, metadata, scopes
from govsite.domain.openid.subjects import subject_of
from govsite.web import openid
from govsite.web.bodies import KB, Body, accepts
from govsite.web.signed import JSON

bp = Blueprint("api_openid", __name__)
SMALL = Body(text=16 * KB, fields=30)
FORM = "application/x-www-form-urlencoded"


@bp.get("/.well-known/openid-configuration")
def configuration() -> Response:
    """What the provider can and where (OpenID Connect Discovery 1.0)."""
    return _json(metadata.of(openid.issuer()))


@bp.get("/oauth/jwks")
def jwks() -> Response:
    """The keys that sign, with those that did and those that will."""
    openid.issuer()
    return _json({"keys": keys.shown(reading())})


@bp.post("/oauth/token")
@accepts(SMALL)
def token() -> Response:
    """A code for tokens; the system shows its secret by HTTP Basic."""
    if wait := openid.wait():
        return _error(429, "temporarily_unavailable", {"Retry-After": str(wait)})
    if request.mimetype != FORM:
        return _error(400, "invalid_request")
    body = request.get_data().decode("utf-8", "replace")
    try:
        status, text, headers = openid.server().exchange(openid.issuer() + request.path, dict(request.headers), body)
    except (keys.NoKey, KeysMissing):
        current_app.logger.error("no key signs tokens, or none seals them: flask openid-keys new, flask check")
        return _error(503, "temporarily_unavailable")
    answer = Response(text, status, headers)
    if status == 401:
        answer.headers["WWW-Authenticate"] = 'Basic realm="openid"'
    return answer


@bp.route("/oauth/userinfo", methods=["GET", "POST"])
@accepts(SMALL)
def userinfo() -> Response:
    """What its person lets a system know; the token stands in the header alone."""
    issuer = openid.issuer()
    if wait := openid.wait():
        return _error(429, "temporarily_unavailable", {"Retry-After": str(wait)})
    scheme, _, given = request.headers.get("Authorization", "").partition(" ")
    held = logins.held(reading(), given.strip()) if scheme.lower() == "bearer" and given.isascii() else None
    if held is None:
        told = f'Bearer realm="{issuer}"' + (', error="invalid_token"' if given else "")
        return _error(401, "invalid_token", {"WWW-Authenticate": told})
    found: dict[str, Any] = {"sub": subject_of(reading(), held.client.sector, held.account.id)}
    found |= scopes.claims(held.account, held.scopes)
    return _json(found | (firms.claims(reading(), held.account, held.firm) if held.firm else {}))


def _json(value: object) -> Response:
    return Response(current_app.json.dumps(value), content_type=JSON)


def _error(status: int, error: str, headers: dict[str, str] | None = None) -> Response:
    """As OAuth tells what is wrong (RFC 6749, 5.2)."""
    return Response(current_app.json.dumps({"error": error}), status, headers, content_type=JSON)
