"""Whom requests are counted by: an address, a network, or nobody rather than everybody."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from govsite.web.clients import PASSED_ON, client_network, is_loopback


@pytest.mark.parametrize(
    ("address", "direct", "behind"),
    [
        ("203.0.113.9", None, "203.0.113.9"),  # documentation addresses are not global
        ("8.8.8.8", "8.8.8.8", "8.8.8.8"),
        ("::ffff:8.8.8.8", "8.8.8.8", "8.8.8.8"),
        ("2400:3200::1", "2400:3200::/64", "2400:3200::/64"),
        ("2400:3200::ffff:2", "2400:3200::/64", "2400:3200::/64"),
        ("127.0.0.1", None, "127.0.0.1"),
        ("10.1.2.3", None, "10.1.2.3"),
        ("", None, None),
        ("junk", None, None),
    ],
)
def test_the_key_of_a_client(address: str, direct: str | None, behind: str | None) -> None:
    environ = {"REMOTE_ADDR": address}
    assert client_network(environ | {PASSED_ON: True}, behind_proxies=False) == direct
    assert client_network(environ, behind_proxies=False) == behind, "nobody stands between"
    assert client_network(environ, behind_proxies=True) == behind


@pytest.mark.parametrize(("address", "own"), [("127.0.0.1", True), ("::1", True), ("10.0.0.1", False), ("", False)])
def test_only_this_machine_learns_how_the_portal_is(app: Flask, address: str, own: bool) -> None:
    assert is_loopback({"REMOTE_ADDR": address}) is own
    answer: Any = app.test_client().get("/healthz", environ_overrides={"REMOTE_ADDR": address})
    assert answer.status_code == 200 and answer.json["status"] == "ok"
    assert (set(answer.json) == {"status"}) is not own
    assert not own or answer.json["clients"] == "direct"


def test_what_hinders_a_portal_on_line_is_told(app: Flask) -> None:
    from govsite.commands.check import findings
    from govsite.config import Config, read_config
    from govsite.database.keys import new_setting

    config: Config = app.extensions["config"]
    told = " ".join(findings(config))
    assert all(name in told for name in ("GOVSITE_HOSTS", "GOVSITE_ORIGIN", "GOVSITE_PROXIES", "GOVSITE_DATA_KEYS"))
    env = {
        "GOVSITE_SECRET_KEY": config.secret_key,
        "GOVSITE_HOSTS": "zwfw.example",
        "GOVSITE_ORIGIN": "https://zwfw.example",
        "GOVSITE_PROXIES": "127.0.0.1",
        "GOVSITE_DATA_KEYS": new_setting(),
    }
    assert not list(findings(read_config(env)))
    assert "没有设置" in app.test_cli_runner().invoke(args=["check"]).output
