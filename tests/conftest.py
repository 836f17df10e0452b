"""The real application on the real demo data."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import HealthCheck, settings

from govsite import create_app
from govsite.config import PROJECT, Config
from govsite.extensions import db
from tests.databases import database_url, empty_url, engine, migrated_url, new_url, postgresql_server, session
from tests.demo_data import copy_demo
from tests.helpers import Visitor
from tests.indexes import first_indexes

__all__ = ["database_url", "empty_url", "engine", "migrated_url", "new_url", "postgresql_server", "session"]
__all__ += ["first_indexes"]

SECRET = "only-for-tests-" * 4


EXAMPLES = {"short": 30, "long": 400}
for name, number in EXAMPLES.items():
    # No deadline, no complaint about slow data: how fast this machine is is no test.
    slow = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
    settings.register_profile(name, max_examples=number, deadline=None, suppress_health_check=slow)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--long", action="store_true", help="run the tests marked long, too, with more random input")


def pytest_configure(config: pytest.Config) -> None:
    settings.load_profile("long" if config.getoption("long") else "short")


# Handed out first: what drives servers and browsers takes long for each file, and none shall be waited for at the end.
FIRST = ("servers", "browser", "replica", "commands", "letters", "demo", "database", "rules", "cases", "web", "pages")


def rank_of(item: pytest.Item) -> int:
    """The place of a test's folder among those handed out."""
    folder = item.path.parent.name
    return FIRST.index(folder) if folder in FIRST else len(FIRST)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    items.sort(key=rank_of)
    if not config.getoption("long"):
        left_out = [item for item in items if item.get_closest_marker("long")]
        items[:] = [item for item in items if not item.get_closest_marker("long")]
        config.hook.pytest_deselected(items=left_out)


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
