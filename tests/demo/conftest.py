"""Databases with the demo data of a few sites, loaded once a module on each kind of database."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import Engine, NullPool
from sqlalchemy.orm import Session

from govsite.database.engine import make_engine
from govsite.demo import load_demo
from tests.databases import KINDS, undone
from tests.importing.samples import small_tree


@pytest.fixture(scope="module", params=KINDS)
def filled(request: pytest.FixtureRequest, migrated_url: Callable[[str], str]) -> Iterator[Engine]:
    engine = make_engine(migrated_url(request.param), poolclass=NullPool)
    with Session(engine) as session:
        load_demo(session, small_tree())
        session.commit()
    yield engine
    engine.dispose()


@pytest.fixture
def stored(filled: Engine) -> Iterator[Session]:
    """A session whose work is undone."""
    with undone(filled) as session:
        yield session
