"""A real server on loopback with the session's data, and one Chromium for the session."""

from __future__ import annotations

import os
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, expect, sync_playwright

from govsite.config import PROJECT
from tests.browser.window import Window
from tests.conftest import SECRET
from tests.places import PAGES, path_of
from tests.ports import free_port
from tests.waiting import PATIENCE, wait
from tools.machine import find_chromium

expect.set_options(timeout=PATIENCE * 1000)
FLAGS = ["--no-sandbox", "--headless", "--disable-gpu", "--disable-background-networking"]


@pytest.fixture(scope="session")
def portal(app: Flask) -> Iterator[str]:
    """Origin of a server of its own that serves the session's database."""
    config, port = app.extensions["config"], free_port()
    env = {
        **{name: value for name, value in os.environ.items() if not name.startswith("GOVSITE_")},
        "GOVSITE_INSTANCE": str(config.instance),
        "GOVSITE_SITES": str(config.sites),
        "GOVSITE_SECRET_KEY": SECRET,
    }
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)]
    command += ["--workers", "1", "--blocking-threads", "2", "--log-level", "warning", "wsgi:app"]
    log = config.instance / "server.log"
    with log.open("wb") as output:
        server = subprocess.Popen(command, cwd=PROJECT, env=env, stdout=output, stderr=output)
        try:
            origin = f"http://127.0.0.1:{port}"
            _wait(f"{origin}/healthz", server, log)
            yield origin
        finally:
            server.terminate()
            server.wait(PATIENCE)


def _wait(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    def answers() -> bool:
        assert server.poll() is None, f"the server did not start: {log.read_text('utf-8')}"
        with suppress(OSError), urllib.request.urlopen(url, timeout=PATIENCE):
            return True
        return False

    wait(answers)


@pytest.fixture(scope="session")
def places(app: Flask) -> dict[str, str]:
    """Address of each page by its name."""
    return {place.name: path_of(app, place) for place in PAGES}


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """A current Chromium, headless."""
    path = find_chromium()
    if path is None:
        pytest.skip("no Chromium here: make test installs one")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def window(chromium: Browser, portal: str) -> Iterator[Callable[..., Window]]:
    """Opens windows; at the end of the test nothing may have gone wrong in any of them."""
    opened: list[Window] = []

    def open_one(path: str | None = None, **wanted: object) -> Window:
        opened.append(Window(chromium, portal, **wanted))  # type: ignore[arg-type]
        if path is not None:
            opened[-1].go(path)
        return opened[-1]

    yield open_one
    problems = [problem for one in opened for problem in one.close()]
    assert not problems, problems
