"""The real application on the real demo data."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from govsite import create_app
from govsite.config import PROJECT, Config
from govsite.extensions import db
from tests.databases import database_url, empty_url, engine, new_url, postgresql_server, session
from tests.demo_data import copy_demo
from tests.helpers import Visitor

__all__ = ["database_url", "empty_url", "engine", "new_url", "postgresql_server", "session"]

SECRET = "only-for-tests-" * 4


def make_app(instance: Path, sites: Path = PROJECT / "sites.yaml", **settings: object) -> Flask:
    """An application with its own instance folder and the demo data of its sites.yaml."""
    config = Config(sites=sites, instance=instance, secret_key=SECRET, testing=True, **settings)  # type: ignore[arg-type]
    app = create_app(config)
    with app.app_context():
        copy_demo(db.engine, sites, sites.parent)
    return app


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """Hubei: the province and its 151 sub-sites."""
    yield make_app(tmp_path_factory.mktemp("hubei"))


@pytest.fixture
def visitor(app: Flask) -> Visitor:
    """A visitor whose every page is inspected."""
    return Visitor(app.test_client())
