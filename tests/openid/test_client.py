"""A client that we did not write signs somebody in over HTTP: authlib's, as a department's Flask application has it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from authlib.integrations.flask_client import OAuth
from flask import Flask, url_for

from tests.helpers import Visitor
from tests.openid.systems import BACK, allow, register, seen
from tests.submitting import Redirect


@pytest.fixture(scope="module")
def database_url(migrated_url: Callable[[str], str]) -> str:
    """SQLite alone: it is the protocol that is asked here."""
    return migrated_url("sqlite")


def application(portal: Flask, name: str, secret: str) -> Flask:
    """A department's application, as docs/openid.zh-CN.md shows it."""
    app = Flask("department")
    app.secret_key = "of-the-department"  # noqa: S105
    app.testing = True
    oauth = OAuth(app)
    origin = portal.extensions["config"].origin
    oauth.register(
        "portal",
        client_id=name,
        client_secret=secret,
        server_metadata_url=f"{origin}/.well-known/openid-configuration",
        client_kwargs={"scope": "openid profile phone", "code_challenge_method": "S256"},
    )

    @app.get("/login")
    def login() -> Any:
        return oauth.portal.authorize_redirect(url_for("back", _external=True))

    @app.get("/back")
    def back() -> Any:
        token = oauth.portal.authorize_access_token()
        claims = oauth.portal.userinfo(token=token)
        return {"token": dict(token["userinfo"]), "told": dict(claims)}

    return app


def test_it_signs_somebody_in(portal: Flask, citizen: Visitor) -> None:
    system = register(portal)
    client = application(portal, system.name, system.secret).test_client()
    base = BACK.removesuffix("/back")
    asked = client.get("/login", base_url=base).headers["Location"]
    found = allow(seen(citizen, asked.removeprefix(portal.extensions["config"].origin)))
    address = found.to if isinstance(found, Redirect) else found.one("//main//a[@rel='noopener']").get("href")
    told = client.get(address.removeprefix(base), base_url=base)
    assert told.status_code == 200, told.text
    found = told.json
    assert found["told"]["sub"] == found["token"]["sub"] and found["token"]["aud"] == system.name
    assert found["told"]["name"] == "**燕" and found["told"]["phone_number"].startswith("+86139")
    assert found["token"]["acr"] == "3"
