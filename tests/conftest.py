"""The real application on the real demo data, loaded once for each process of the test run."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from govsite import create_app
from govsite.config import PROJECT, Config
from govsite.database.migrate import upgrade
from govsite.demo import load_demo
from govsite.extensions import db
from tests.databases import database_url, empty_url, engine, postgresql_server, session
from tests.helpers import Visitor

__all__ = ["database_url", "empty_url", "engine", "postgresql_server", "session"]

SECRET = "only-for-tests-" * 4


def make_app(instance: Path, sites: Path = PROJECT / "sites.yaml", **settings: object) -> Flask:
    """An application with its own instance folder and the demo data of its sites.yaml."""
    config = Config(sites=sites, instance=instance, secret_key=SECRET, testing=True, **settings)  # type: ignore[arg-type]
    app = create_app(config)
    with app.app_context():
        upgrade(db.engine)
        load_demo(db.session, app.extensions["sites"].current, sites.parent)
        db.session.commit()
    return app


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """Hubei: the province and its 151 sub-sites."""
    yield make_app(tmp_path_factory.mktemp("hubei"))


@pytest.fixture
def visitor(app: Flask) -> Visitor:
    """A visitor whose every page is inspected."""
    return Visitor(app.test_client())
