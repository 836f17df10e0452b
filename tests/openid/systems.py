"""Systems of the tests: what one sends and gets, letter by letter, so that it can be sent wrongly."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from flask import Flask

from govsite.domain.openid import clients
from govsite.domain.openid.clients import Facts
from tests.helpers import Page, Visitor, inspected
from tests.submitting import Redirect, submit

BACK, LEFT, LOGOUT = "http://localhost:9/back", "http://localhost:9/left", "http://localhost:9/logout"
VERIFIER = "v" * 50
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).decode().rstrip("=")


@dataclass
class System:
    """A system with its secret."""

    portal: Flask
    id: int
    name: str
    secret: str

    def query(self, **other: str | None) -> str:
        """An authorization request; None leaves a parameter out."""
        values: dict[str, str | None] = {
            "response_type": "code",
            "client_id": self.name,
            "redirect_uri": BACK,
            "scope": "openid profile",
            "state": "st=1&x",
            "nonce": "n-1",
            "code_challenge": CHALLENGE,
            "code_challenge_method": "S256",
            **other,
        }
        return urlencode({name: value for name, value in values.items() if value is not None})

    def send(self, visitor: Visitor, **other: str | None) -> Any:
        """Send somebody to sign in: where they are sent on, or the page that they see."""
        return seen(visitor, f"/oauth/authorize?{self.query(**other)}")

    def code(self, visitor: Visitor, **other: str | None) -> str:
        """The code that comes back, consent given where it is asked for."""
        return answered(allow(self.send(visitor, **other)))["code"]

    def exchange(self, code: str, **other: Any) -> Any:
        """Ask for tokens; ``auth`` replaces name and secret."""
        auth = other.pop("auth", (self.name, self.secret))
        values = {"grant_type": "authorization_code", "code": code, "redirect_uri": BACK, "code_verifier": VERIFIER}
        sent = {name: value for name, value in {**values, **other}.items() if value is not None}
        return self.portal.test_client().post("/oauth/token", data=sent, auth=auth)

    def userinfo(self, token: str) -> Any:
        """Ask who it is."""
        return self.portal.test_client().get("/oauth/userinfo", headers={"Authorization": f"Bearer {token}"})


def register(portal: Flask, **other: Any) -> System:
    """A system that may know everything, unless it is said otherwise."""
    values: dict[str, Any] = {
        "name": "社保业务系统",
        "department": "湖北省人力资源和社会保障厅",
        "purpose": "查询社保缴费记录",
        "redirect_uris": (BACK,),
        "leave_uris": (LEFT,),
        "logout_uri": LOGOUT,
        "scopes": ("profile", "realname", "phone", "idcard"),
        "level": 2,
        **other,
    }
    with portal.app_context():
        made = clients.create("test", Facts(**values))
    return System(portal, made.id, made.client_id, made.secret)


def seen(visitor: Visitor, address: str) -> Any:
    """Follow redirects within the portal: a page, or where it leads away."""
    for _ in range(6):
        response = visitor.client.get(address)
        if not 300 <= response.status_code < 400:
            return inspected(Page(address, response, visitor.client))
        address = response.headers["Location"]
        if address.startswith("http://localhost:9/"):
            return Redirect(response.status_code, address)
    raise AssertionError(f"led in a circle: {address}")


def allow(found: Any, do: str = "allow", **fields: Any) -> Any:
    """Answer the page of consent, where it is one."""
    return submit(found, "/account/systems/allow", do, **fields) if isinstance(found, Page) else found


def answered(found: Any) -> dict[str, str]:
    """What a system gets back, by a redirect or by the page that leads on."""
    if isinstance(found, Page):
        assert found.h1 == "回到部门系统", found.main
        address = found.one("//main//a[@rel='noopener']").get("href")
        assert address in found.one("//meta[@http-equiv='refresh']").get("content")
    else:
        address = found.to
    assert address.startswith(f"{BACK}?"), address
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
