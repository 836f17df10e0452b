"""A portal with keys on each kind of database, and its staff table empty before each test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import delete

from govsite.database.keys import bind_keys
from govsite.database.session import writing
from govsite.domain.common.passwords import Passwords
from govsite.models.sign_in import SignIn
from govsite.models.staff import Staff
from tests.apps import portal_of
from tests.sealed import OLD
from tests.sites.samples import SMALL


@pytest.fixture(scope="module")
def portal(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    with portal_of(SMALL, tmp_path_factory.mktemp("people"), database_url=database_url) as made:
        bind_keys(made, OLD)
        yield made


@pytest.fixture
def context(portal: Flask) -> Iterator[None]:
    with portal.app_context():
        forget_staff()
        yield


@pytest.fixture
def hasher(portal: Flask) -> Passwords:
    found: Passwords = portal.extensions["passwords"]
    return found


def forget_staff() -> None:
    with writing() as session:
        session.execute(delete(Staff))
        session.execute(delete(SignIn))
