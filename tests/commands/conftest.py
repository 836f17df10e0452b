"""An application that has nothing but sites and a database, and a way to call its commands."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from click.testing import Result
from flask import Flask

from govsite import commands
from govsite.database.engine import engine_options
from govsite.database.session import bind_database
from govsite.domain.common.passwords import CHEAPEST, Passwords
from govsite.domain.subscriptions.digests import Ways
from govsite.domain.tickets.told import Channels
from govsite.extensions import db
from tests.conftest import SECRET
from tests.databases import KINDS
from tests.importing.samples import small_tree

Call = Callable[..., Result]
NO_CHANNELS = Channels()


@pytest.fixture(params=KINDS)
def app(request: pytest.FixtureRequest, migrated_url: Callable[[str], str], tmp_path: Path) -> Iterator[Flask]:
    url = migrated_url(request.param)
    app = Flask(__name__)
    app.config["SQLALCHEMY_ENGINES"] = {"default": {"url": url, **engine_options(url)}}
    bind_database(app)
    app.extensions["sites"] = SimpleNamespace(current=small_tree())
    app.extensions["config"] = SimpleNamespace(
        sites=tmp_path / "sites.yaml",
        data=None,
        files=tmp_path / "forms",
        sms=None,
        mail=None,
        origin="",
        check_links=False,
    )
    app.extensions["kinds"], app.extensions["editor_of"] = {}, lambda *_: None
    app.extensions["passwords"] = Passwords(SECRET, CHEAPEST)
    app.extensions["channels_of_cases"] = lambda _code: NO_CHANNELS
    app.extensions["ways_of_news"] = lambda: Ways(False, False, "", str, str)
    app.extensions["around_of"] = lambda: lambda _run: None
    commands.register(app)
    yield app
    with app.app_context():
        for engine in db.engines.values():
            engine.dispose()


@pytest.fixture
def call(app: Flask) -> Call:
    """Call a command by its words."""
    return lambda *words: app.test_cli_runner().invoke(args=[str(word) for word in words])
