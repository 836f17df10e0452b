"""The demo's own system (模拟的部门系统) signs in by the provider and shows what it was told."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from urllib.parse import parse_qsl, urlsplit

import pytest
from flask import Flask

from govsite.simulators.system import BACK, LABEL, SCOPES, SystemSimulator
from tests.helpers import Visitor
from tests.openid import systems
from tests.openid.systems import allow, answered, register, seen


@pytest.fixture(scope="module")
def database_url(migrated_url: Callable[[str], str]) -> str:
    return migrated_url("sqlite")


def test_it_shows_what_the_portal_tells_and_believes_nobody_else(portal: Flask, citizen: Visitor) -> None:
    known = register(portal, scopes=tuple(SCOPES.split()))
    issuer = portal.extensions["config"].origin
    system = SystemSimulator(issuer, known.name, known.secret, systems.BACK)
    first = system.page("", {})
    assert first and LABEL in first and system.page("other", {}) is None

    def start() -> dict[str, str]:
        found = re.search(r'href="([^"]+)"', system.page("", {}) or "")
        assert found
        return answered(allow(seen(citizen, unescape(found[1]).removeprefix(issuer))))

    back = start()
    assert "没有完成" in (system.page(BACK, back | {"iss": "https://evil.example"}) or "")
    assert "没有完成" in (system.page(BACK, back) or ""), "a state is good once"
    back = start()
    told = system.page(BACK, back) or ""
    assert "**燕" in told and "签名已核对" in told and "+86" in told and "id_no" not in told
    assert "没有完成" in (system.page(BACK, back) or "")
    wrong = SystemSimulator(issuer, known.name, "wrong", systems.BACK, system.started)
    assert "invalid_client" in (wrong.page(BACK, start()) or "")
    refused = dict(parse_qsl(urlsplit(f"?error=access_denied&state={start()['state']}&iss={issuer}").query))
    assert "access_denied" in (system.page(BACK, refused) or "")
