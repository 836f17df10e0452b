"""The demo portal, on which letters are written and answered in browsers, with two clerks of an office."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser

from govsite.database.keys import bind_keys
from govsite.domain.people.scope import Role
from tests.apps import copy_of, site_of
from tests.browser.serving import served
from tests.browser.window import Window
from tests.console.people import settle
from tests.sealed import OLD

OFFICE = "公安局"  # the department of GUIDE's item
CLERKS = {"first": "余建国", "second": "涂海燕"}  # characters that a page in Traditional must not convert
SITES = ("xiling", "wujiagang")

Opener = Callable[..., Window]


@contextmanager
def letter_portal(app: Flask, folder: Path) -> Iterator[Flask]:
    """A copy of the demo portal, which may be changed; each of SITES has both clerks."""
    with copy_of(app, folder) as made:
        bind_keys(made, OLD)
        for slug in SITES:
            code = site_of(made, slug).code
            for key, name in CLERKS.items():
                settle(made, f"{slug}.{key}", name, Role("clerk", code, False, OFFICE))
        yield made


@contextmanager
def windows(chromium: Browser, origin: str, besides: str = "status of 422") -> Iterator[Opener]:
    """Opens windows, in which nothing may go wrong ``besides`` what has this in it: forms that come back."""
    opened: list[Window] = []

    def open_one(path: str, **wanted: object) -> Window:
        opened.append(Window(chromium, origin, **wanted))  # type: ignore[arg-type]
        opened[-1].go(path)
        return opened[-1]

    yield open_one
    problems = [problem for one in opened for problem in one.close() if besides not in problem]
    assert not problems, problems


@pytest.fixture(scope="module")
def portal(app: Flask, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """For a module that imports it, with the two below: a portal of its own."""
    with letter_portal(app, tmp_path_factory.mktemp("portal")) as made:
        yield made


@pytest.fixture(scope="module")
def origin(portal: Flask) -> Iterator[str]:
    """Where it is served."""
    with served(portal) as found:
        yield found


@pytest.fixture
def window(chromium: Browser, origin: str) -> Iterator[Opener]:
    """Opens windows on it."""
    with windows(chromium, origin) as opener:
        yield opener
