"""Keys that sign, by commands: none is told, the first signs at once, the next one later."""

from __future__ import annotations

import pytest
from flask import Flask

from govsite.commands import check
from govsite.database.keys import bind_keys
from tests.commands.conftest import Call
from tests.openid.systems import register
from tests.sealed import OLD


def test_keys_are_made_and_listed(app: Flask, call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(check, "findings", lambda _config: [])
    bind_keys(app, {})
    assert "GOVSITE_DATA_KEYS" in call("openid-keys", "new").output
    bind_keys(app, OLD)
    register(app)
    assert "没有签名密钥" in call("check").output and "还没有签名密钥" in call("openid-keys", "list").output
    first, second = (call("openid-keys", "new").output.split()[1].partition("，")[0] for _ in range(2))
    listed = call("openid-keys", "list").output
    assert listed.index(second) < listed.index(first)
    assert "没有签名密钥" not in call("check").output
