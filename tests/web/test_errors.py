"""What an error is logged and answered as; the pages themselves are looked at in tests/pages."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest
from flask import Flask, abort, redirect
from sqlalchemy.exc import IntegrityError, InterfaceError, OperationalError

from tests.apps import portal_of
from tests.sites.samples import SMALL


def raise_(error: Exception) -> str:
    raise error


@pytest.fixture(scope="module")
def failing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    with portal_of(SMALL, tmp_path_factory.mktemp("failing")) as made:
        made.config["PROPAGATE_EXCEPTIONS"] = False
        errors = {kind.__name__: kind("SELECT 1", {}, Exception("away")) for kind in (OperationalError, InterfaceError)}
        for name, error in errors.items():
            made.add_url_rule(f"/console/{name}", name, lambda error=error: raise_(error))
        made.add_url_rule("/console/bug", "bug", lambda: raise_(ZeroDivisionError("42")))
        made.add_url_rule("/console/named/<name>", "named", lambda name: raise_(ZeroDivisionError("42")))
        made.add_url_rule("/console/moved", "moved", lambda: abort(redirect("/x", 307)))
        made.add_url_rule("/console/rule", "rule", lambda: raise_(IntegrityError("INSERT", {}, Exception("twice"))))
        yield made


@pytest.mark.parametrize("name", ["OperationalError", "InterfaceError"])
def test_a_database_that_is_away_is_logged_once_and_answered_with_503(
    failing: Flask, caplog: pytest.LogCaptureFixture, name: str
) -> None:
    answer = failing.test_client().get(f"/console/{name}")
    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0
    assert [r.levelno for r in caplog.records if "database" in r.message] == [logging.ERROR]


def test_a_bug_is_logged_with_its_place(failing: Flask, caplog: pytest.LogCaptureFixture) -> None:
    assert failing.test_client().get("/console/bug").status_code == 500
    assert any(record.exc_info and record.exc_info[0] is ZeroDivisionError for record in caplog.records)


@pytest.mark.parametrize("root", ["", "/xiling", "/hant/xiling"])
@pytest.mark.parametrize("name", ["bug", "OperationalError"])
def test_the_log_says_on_which_site_and_in_which_script(
    failing: Flask, caplog: pytest.LogCaptureFixture, root: str, name: str
) -> None:
    failing.test_client().get(f"{root}/console/{name}")
    assert [f"GET '{root}/console/{name}'" in record.message for record in caplog.records] == [True]


def test_an_address_cannot_write_lines_of_its_own_into_the_log(
    failing: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    failing.test_client().get("/console/named/a%0aERROR%20b")
    assert [len(record.message.splitlines()) for record in caplog.records] == [1]


def test_a_rule_of_the_database_that_is_broken_is_no_outage(failing: Flask) -> None:
    assert failing.test_client().get("/console/rule").status_code == 500


def test_a_redirect_that_is_raised_stays_one(failing: Flask) -> None:
    answer = failing.test_client().get("/console/moved")
    assert (answer.status_code, answer.headers["Location"]) == (307, "/x")
