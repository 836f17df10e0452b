"""The protocol (OAuth 2.0, OpenID Connect Core 1.0), by authlib: what it asks of us, and what we ask more of it.

Only the code flow, with PKCE by S256 for everybody (authlib wants it of public clients only), for systems that show
their secret by HTTP Basic. Loaded by the first request that needs it.
"""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Mapping
from typing import Any

from authlib.oauth2 import AuthorizationServer, OAuth2Error
from authlib.oauth2.rfc6749 import InvalidClientError, InvalidRequestError
from authlib.oauth2.rfc6749.grants import AuthorizationCodeGrant
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oidc.core import OpenIDCode
from authlib.oidc.core.errors import RequestNotSupportedError, RequestURINotSupportedError
from authlib.oidc.rpinitiated import EndSessionEndpoint
from joserfc.jwk import RSAKey

from govsite.database.session import reading, writing
from govsite.domain.common import audit
from govsite.domain.openid import clients, codes, consents, keys, logins
from govsite.domain.openid.codes import LONGEST_NONCE, Code
from govsite.domain.openid.scopes import WORDS
from govsite.domain.openid.sent import SentRequest, System, check, is_basic
from govsite.domain.openid.subjects import subject_of
from govsite.models.account import Account
from govsite.models.openid import OpenidClient

__all__ = ["OAuth2Error", "Server", "System"]

ONLY_S256 = "PKCE is required: code_challenge, and code_challenge_method S256"
Reply = tuple[int, str, dict[str, str]]  # status, body, headers


class _S256(CodeChallenge):
    SUPPORTED_CODE_CHALLENGE_METHOD = ["S256"]
    DEFAULT_CODE_CHALLENGE_METHOD = "S256"

    def validate_code_challenge(self, grant: Any, redirect_uri: str) -> None:
        sent = grant.request.payload.data
        if not sent.get("code_challenge") or sent.get("code_challenge_method") != "S256":
            raise InvalidRequestError(ONLY_S256)
        super().validate_code_challenge(grant, redirect_uri)

    def validate_code_verifier(self, grant: Any, result: Any) -> None:
        if not grant.request.form.get("code_verifier"):
            raise InvalidRequestError("Missing 'code_verifier'")
        super().validate_code_verifier(grant, result)


class _IdToken(OpenIDCode):
    """The ID token says who signed in, when and how; what is known of them is at userinfo."""

    def resolve_client_private_key(self, _client: System) -> RSAKey:
        return keys.signing(reading())

    def get_encode_header(self, client: System) -> dict[str, str]:
        return {"alg": keys.ALGORITHM, "kid": str(self.resolve_client_private_key(client).kid), "typ": "JWT"}

    def get_client_claims(self, client: System) -> dict[str, Any]:
        now = int(time.time())
        return {"iss": self.issuer, "aud": client.client_id, "iat": now, "exp": now + logins.TOKEN_SECONDS}

    def exists_nonce(self, _nonce: str, _request: Any) -> bool:
        """False: a code is good once, and the system compares the nonce with its own."""
        return False

    def generate_user_info(self, user: tuple[Account, OpenidClient, str], _scope: str) -> dict[str, Any]:
        account, client, sid = user
        return {"sub": subject_of(reading(), client.sector, account.id), "sid": sid}

    def __init__(self, issuer: str) -> None:
        super().__init__()
        self.issuer = issuer


class _Grant(AuthorizationCodeGrant):
    TOKEN_ENDPOINT_AUTH_METHODS = ["client_secret_basic"]

    def validate_authorization_request(self) -> str:
        """As OpenID Connect asks, and what we do not do is told."""
        uri = super().validate_authorization_request()
        sent = self.request.payload.data
        wrong: OAuth2Error | None = None
        if "request" in sent:
            wrong = RequestNotSupportedError("The 'request' parameter is not supported")
        elif "request_uri" in sent:
            wrong = RequestURINotSupportedError("The 'request_uri' parameter is not supported")
        elif sent.get("response_mode", "query") != "query":
            wrong = InvalidRequestError("Only the response_mode query is supported")
        elif len(sent.get("nonce", "")) > LONGEST_NONCE:
            wrong = InvalidRequestError(f"A nonce has {LONGEST_NONCE} characters at most")
        elif sent.get("max_age", "0") != "" and not _is_number(sent.get("max_age", "0")):
            wrong = InvalidRequestError("max_age is a number of seconds")
        if wrong is not None:
            wrong.redirect_uri = uri
            raise wrong
        return str(uri)

    def generate_authorization_code(self) -> str:
        """Sealed with what it stands for."""
        return codes.seal(reading(), self.request.code)

    def save_authorization_code(self, code: str, request: Any) -> None:
        """Nothing is written: see ``codes``."""

    def query_authorization_code(self, code: str, client: System) -> Code | None:
        """Read a code and use it up; one that comes a second time takes the tokens of the first along."""
        found = codes.read(reading(), code)
        if found is None or found.client != client.row.id or not client.check_redirect_uri(found.redirect_uri):
            return None
        reading().rollback()
        with writing() as session:
            is_first = codes.spend(session, found)
            if not is_first:
                logins.drop_tokens_of(session, found)
                target, who = f"system {found.client}", f"account {found.account}"
                details = {"why": "code used twice"}
                audit.append(
                    session, who=who, what="account.enter", target=target, outcome=audit.REFUSED, details=details
                )
        return found if is_first else None

    def delete_authorization_code(self, authorization_code: Code) -> None:
        """It is used up already."""

    def authenticate_user(self, authorization_code: Code) -> tuple[Account, OpenidClient, str] | None:
        """Whose code it is, with the name of the login; None where they have left or taken back meanwhile."""
        client: OpenidClient = self.request.client.row
        account, scopes = logins.is_open(reading(), authorization_code), authorization_code.scope.split()
        is_let = account is not None and consents.holds(reading(), account.id, client.id, scopes)
        reading().rollback()
        if account is None or not is_let:
            return None
        with writing() as session:
            sid = logins.sid_of(session, authorization_code)
            target, scope = f"system {client.id}", {"scopes": authorization_code.scope}
            audit.append(session, who=f"account {account.id}", what="account.enter", target=target, details=scope)
            clients.touch(session, client)
        return account, client, sid


class _EndSession(EndSessionEndpoint):
    """Where people may be led after they have left; what is asked of them is the portal's."""

    def get_server_jwks(self) -> dict[str, Any]:
        return {"keys": keys.shown(reading())}

    def get_algorithms(self) -> list[str]:
        return [keys.ALGORITHM]


class Server(AuthorizationServer):
    """The authorization server of one issuer; it holds nothing of a request."""

    def __init__(self, issuer: str) -> None:
        super().__init__(scopes_supported=list(WORDS))
        self.issuer = issuer
        self.register_token_generator("default", self._token)
        self.register_grant(_Grant, [_S256(required=True), _IdToken(issuer)])
        self.register_endpoint(_EndSession)

    def asked(self, uri: str, query: str, end_user: object) -> _Grant:
        """What an authorization request asks for, checked; raises OAuth2Error, with ``redirect_uri`` where it may be
        told to the system.
        """
        check(query)
        found: _Grant = self.get_consent_grant(SentRequest("GET", uri, {}, query), end_user)
        return found

    def grant(self, grant: _Grant, code: Code) -> str:
        """The address that leads back to the system with a code."""
        grant.request.code = code
        _, _, headers = grant.create_authorization_response(code.redirect_uri, code)
        return str(dict(headers)["Location"])

    def exchange(self, uri: str, headers: Mapping[str, str], body: str) -> Reply:
        """The answer to a token request."""
        try:
            check(body)
            if not is_basic(headers.get("Authorization", "")):
                raise InvalidClientError(status_code=401, description="Only HTTP Basic is taken")
            return self.create_token_response(SentRequest("POST", uri, headers, body))  # type: ignore[no-any-return]
        except OAuth2Error as error:
            return self.handle_error_response(None, error)  # type: ignore[no-any-return]

    def leaving(self, uri: str, query: str) -> tuple[OpenidClient | None, str]:
        """Which system sends somebody here to leave, and where it wants them afterwards, "" for nowhere."""
        try:
            check(query)
            found = self.validate_endpoint_request("end_session", SentRequest("GET", uri, {}, query))
        except (OAuth2Error, ValueError):  # joserfc raises the latter for what is no token at all
            return None, ""
        claims = found.id_token_claims or {}
        if found.client is None or claims.get("iss", self.issuer) != self.issuer:
            return None, ""
        return found.client.row, found.redirect_uri or ""

    def create_oauth2_request(self, request: Any) -> SentRequest:
        """It comes as one."""
        assert isinstance(request, SentRequest)
        return request

    def query_client(self, client_id: str) -> System | None:
        """A system by the name that it gives itself."""
        row = clients.by_name(reading(), client_id)
        return System(row) if row else None

    def save_token(self, token: dict[str, Any], request: Any) -> None:
        """Keep what a system may ask with."""
        with writing() as session:
            logins.add_token(session, request.authorization_code, token["access_token"])

    def send_signal(self, name: str, *args: Any, **kwargs: Any) -> None:
        """Nobody listens."""

    def handle_response(self, status: int, body: Any, headers: Any) -> Reply:
        """As our views send it."""
        return status, json.dumps(body) if isinstance(body, dict) else body, dict(headers)

    def _token(self, scope: str, **_others: Any) -> dict[str, Any]:
        seconds, token = logins.TOKEN_SECONDS, secrets.token_urlsafe(32)
        return {"access_token": token, "token_type": "Bearer", "expires_in": seconds, "scope": scope}


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 9
