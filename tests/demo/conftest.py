"""Databases with the demo data of a few sites, loaded once a module on each kind of database."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import Engine, NullPool
from sqlalchemy.orm import Session

from govsite.database.engine import make_engine
from govsite.demo import load_demo
from govsite.demo.sources import DEMO
from tests.databases import KINDS, undone
from tests.demo_data import copy_demo
from tests.importing.samples import small_tree


@pytest.fixture(scope="module", params=KINDS)
def filled(request: pytest.FixtureRequest, migrated_url: Callable[[str], str]) -> Iterator[Engine]:
    engine = make_engine(migrated_url(request.param), poolclass=NullPool)
    with Session(engine) as session:
        load_demo(session, small_tree())
        session.commit()
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def other_portals(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Engine]]:
    """Databases of the two other portals, letters and all, which are loaded once for all tests."""
    engines = {}
    for name in ("guangzhou", "hainan"):
        engines[name] = make_engine(f"sqlite:///{tmp_path_factory.mktemp(name) / 'portal.sqlite3'}", poolclass=NullPool)
        copy_demo(engines[name], DEMO / name / "sites.yaml", DEMO / name)
    yield engines
    for engine in engines.values():
        engine.dispose()


@pytest.fixture
def stored(filled: Engine) -> Iterator[Session]:
    """A session whose work is undone."""
    with undone(filled) as session:
        yield session
