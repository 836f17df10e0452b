"""Which browser the tests get: the shell where apt has it, else any Chromium; what the user names stands."""

from __future__ import annotations

import subprocess
from typing import Any

import pytest

from tools import machine
from tools.machine import SHELL, install, wants_shell


@pytest.fixture
def ran(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> list[list[str]]:
    """What is run on a machine of which the parameter tells the Chromium it has and whether apt knows the shell."""
    found, known = request.param
    commands: list[list[str]] = []

    def run(command: list[str], **_: Any) -> subprocess.CompletedProcess[bytes]:
        commands.append(command)
        return subprocess.CompletedProcess(command, 0 if known or command[0] != "apt-cache" else 100)

    monkeypatch.delenv("GOVSITE_CHROMIUM", raising=False)
    monkeypatch.setattr(machine.subprocess, "run", run)
    monkeypatch.setattr(machine.shutil, "which", lambda name: name if "chrom" not in name or name == found else None)
    return commands


@pytest.mark.parametrize(
    ("ran", "asked", "wanted", "fetched"),
    [
        ((None, True), False, True, ["w3m", SHELL]),
        ((None, False), False, True, ["w3m", "chromium"]),
        (("chromium", True), False, True, ["w3m", SHELL]),
        (("chromium", False), False, False, ["w3m"]),
        (("chromium", False), True, True, ["w3m"]),
        ((SHELL, True), True, False, ["w3m", SHELL]),
    ],
    indirect=["ran"],
)
def test_the_shell_is_fetched_where_there_is_one(
    ran: list[list[str]], asked: bool, wanted: bool, fetched: list[str]
) -> None:
    assert wants_shell(asked) is wanted
    assert install(["w3m", SHELL])
    assert [word for word in ran[-1] if word in ("w3m", "chromium", SHELL)] == fetched


@pytest.mark.parametrize("ran", [(None, True)], indirect=True)
def test_who_names_a_browser_gets_no_other(ran: list[list[str]], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOVSITE_CHROMIUM", "/opt/chrome")
    assert not wants_shell(True) and not ran
