"""A database on which ``flask db upgrade`` was not run: pages and commands say so, on every kind of database."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from govsite.database.engine import make_engine
from govsite.database.migrate import upgrade
from govsite.database.trouble import Trouble, trouble_of
from tests.apps import portal_of
from tests.importing.samples import as_csv
from tests.sites.samples import SMALL


@pytest.fixture
def unmigrated(empty_url: str, tmp_path: Path) -> Iterator[Flask]:
    with portal_of(SMALL, tmp_path, migrated=False, testing=False, database_url=empty_url) as made:
        yield made


def test_a_page_is_503_and_the_log_says_what_to_do(unmigrated: Flask, caplog: pytest.LogCaptureFixture) -> None:
    for url in ("/xiling/", "/healthz"):
        assert unmigrated.test_client().get(url).status_code == 503
    assert "run `flask --app wsgi db upgrade`" in caplog.text


def test_an_import_says_what_to_do(unmigrated: Flask, tmp_path: Path) -> None:
    file = tmp_path / "terms.csv"
    file.write_bytes(as_csv([["facet", "audience", "order", "term"], ["theme", "natural", "1", "社会保障"]]))
    for words in (["import", "terms", str(file)], ["demo", "load"]):
        result = unmigrated.test_cli_runner().invoke(args=words)
        assert result.exit_code == 1 and "运行 flask --app wsgi db upgrade" in result.output


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("SELECT * FROM nowhere", True),
        ("SELECT colour FROM item", True),
        ("INSERT INTO term (colour) VALUES (1)", True),
        ("SELECT FROM WHERE", False),
    ],
)
def test_a_table_or_column_that_is_not_there_is_told_from_other_mistakes(
    empty_url: str, statement: str, expected: bool
) -> None:
    upgrade(empty_url)
    engine = make_engine(empty_url)
    with engine.connect() as connection, pytest.raises(DBAPIError) as raised:
        connection.execute(text(statement))
    assert (trouble_of(raised.value) is Trouble.SCHEMA) is expected
    engine.dispose()
