"""What systems send, and a system itself, as authlib wants to ask them."""

from __future__ import annotations

import base64
import binascii
import re
import secrets
from collections.abc import Mapping
from urllib.parse import parse_qs

from authlib.oauth2 import OAuth2Request
from authlib.oauth2.rfc6749 import InvalidRequestError
from authlib.oauth2.rfc6749.requests import OAuth2Payload

from govsite.domain.openid import clients
from govsite.domain.openid.codes import Code
from govsite.domain.openid.scopes import OPENID, ordered
from govsite.models.openid import OpenidClient

MOST_FIELDS = 60
# authlib says what was sent in its errors, and fails where that has other characters than errors may have (RFC 6749).
TOLD = ("client_id", "redirect_uri", "response_type", "scope", "grant_type")
_TELLABLE = re.compile(r"[ !#-\[\]-~]*")


class System:
    """A client as authlib wants to ask it."""

    def __init__(self, row: OpenidClient) -> None:
        self.row = row
        self.client_id = row.client_id

    def get_client_id(self) -> str:
        """Its name."""
        return self.client_id

    def get_default_redirect_uri(self) -> None:
        """None: who asks says where it wants the answer."""

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        """Whether the operator has registered it, letter by letter."""
        return redirect_uri in self.row.redirect_uris

    def check_client_secret(self, client_secret: str) -> bool:
        """Whether it is its secret."""
        return secrets.compare_digest(self.row.secret, clients.digest(client_secret))

    def check_endpoint_auth_method(self, method: str, _endpoint: str) -> bool:
        """HTTP Basic alone."""
        return method == "client_secret_basic"

    def check_response_type(self, response_type: str) -> bool:
        """Codes alone."""
        return response_type == "code"

    def check_grant_type(self, grant_type: str) -> bool:
        """Codes alone, so no token outlives its session."""
        return grant_type == "authorization_code"

    @property
    def client_metadata(self) -> dict[str, list[str]]:
        """Where people may be led after they have left."""
        return {"post_logout_redirect_uris": self.row.leave_uris}

    def get_allowed_scope(self, scope: str) -> str | None:
        """The scopes in our order, None where one of them is not for this system, or ``openid`` is missing."""
        asked = set((scope or "").split())
        return " ".join(ordered(asked)) if OPENID in asked and asked <= set(self.row.scopes) else None


class _Payload(OAuth2Payload):
    def __init__(self, text: str) -> None:
        self._all = parse_qs(text, keep_blank_values=True, max_num_fields=MOST_FIELDS)

    @property
    def data(self) -> dict[str, str]:
        return {name: values[0] for name, values in self._all.items()}

    @property
    def datalist(self) -> dict[str, list[str]]:
        return self._all


class SentRequest(OAuth2Request):
    """A request as it was sent: ``text`` is its query, or its body where it has one."""

    def __init__(self, method: str, uri: str, headers: Mapping[str, str], text: str) -> None:
        super().__init__(method, uri, headers=headers)
        self.payload = _Payload(text)
        self.code: Code | None = None  # what is to be granted

    @property
    def form(self) -> dict[str, str]:
        """The fields of its body."""
        return self.payload.data


def check(text: str) -> None:
    """Raise for what nobody can mean, before authlib fails at it."""
    try:
        sent = parse_qs(text, keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError:
        raise InvalidRequestError("Too many parameters") from None
    if any(len(values) > 1 for values in sent.values()):
        raise InvalidRequestError("A parameter stands twice")
    if any(not _TELLABLE.fullmatch(sent[name][0]) for name in TOLD if name in sent):
        raise InvalidRequestError("A parameter has characters that it cannot have")


def is_basic(header: str) -> bool:
    """Whether a header can be read as a name and a secret."""
    scheme, _, rest = header.partition(" ")
    try:
        base64.b64decode(rest.strip(), validate=True).decode()
    except (binascii.Error, ValueError):
        return False
    return scheme.lower() == "basic"
