"""Who may enter a view for staff: nobody signed in is sent to the sign-in, who has no business there finds nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Blueprint, Flask
from sqlalchemy import update

from govsite.database.session import reading, writing
from govsite.domain.common import audit
from govsite.domain.people.scope import Needs
from govsite.domain.people.staff import Staff
from govsite.web.policy import CONSOLE, PolicyMissing
from govsite.web.staff import any_staff, current_staff, needs
from tests.apps import portal_of
from tests.cast import BY_KEY
from tests.console.conftest import SITES
from tests.console.people import hire, number_of, sign_in
from tests.sites.samples import dump

ORIGIN = {"Origin": "http://localhost"}
bp = Blueprint("test-desk", __name__, url_prefix="/console/desk")


@bp.route("/letters", methods=["GET", "POST"])
@needs(Needs.LETTERS)
def letters() -> str:
    return current_staff().name


@bp.get("/either")
@needs(Needs.LETTERS, Needs.TAKE_OVER)
def either() -> str:
    return "either"


@bp.get("/mine")
@any_staff
def mine() -> str:
    return current_staff().username


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    with portal_of(dump(SITES), tmp_path_factory.mktemp("desk")) as made:
        made.register_blueprint(bp, policy=CONSOLE)
        hire(made)
        yield made


def last_record(app: Flask) -> Any:
    with app.app_context():
        return audit.last_records(reading(), 1)[0]


def test_nobody_signed_in_is_sent_to_the_sign_in_and_back(desk: Flask) -> None:
    client = desk.test_client()
    answer = client.get("/hant/xiling/console/desk/letters?state=new&page=2")
    assert answer.status_code == 302
    there = "/hant/xiling/console/login?next=/console/desk/letters%3Fstate%3Dnew%26page%3D2"
    assert answer.headers["Location"] == there and answer.headers["Cache-Control"] == "no-store"
    piece = client.get("/xiling/console/desk/mine", headers={"HX-Request": "true"})
    assert piece.headers["HX-Redirect"] == "/xiling/console/login?next=/console/desk/mine", "not put into a page"


def test_a_form_of_nobody_is_not_sent_away_with_what_was_typed(desk: Flask) -> None:
    answer = desk.test_client().post("/xiling/console/desk/letters", headers=ORIGIN)
    assert answer.status_code == 401 and "登录已经过期" in answer.text


def test_who_has_the_right_there_may_enter(desk: Flask) -> None:
    clerk = sign_in(desk.test_client(), BY_KEY["clerk"])
    assert clerk.client.get("/xiling/console/desk/letters").text == "余建国"
    assert clerk.client.get("/xiling/console/desk/either").text == "either"
    admin = sign_in(desk.test_client(), BY_KEY["site_admin above"])
    assert admin.client.get("/xiling/console/desk/either").text == "either"
    assert admin.client.get("/wuhan/console/desk/mine").text == "site-admin.above"


@pytest.mark.parametrize(("key", "site"), [("clerk", "yichang"), ("editor", "xiling"), ("operator", "hubei")])
def test_who_has_not_finds_nothing_and_the_audit_has_it(desk: Flask, key: str, site: str) -> None:
    person = BY_KEY[key]
    visitor = sign_in(desk.test_client(), person)
    root = "" if site == "hubei" else f"/{site}"
    assert "没有找到" in visitor.get(f"{root}/console/desk/letters", 404).h1
    record = last_record(desk)
    assert (record.who, record.outcome) == (f"staff {number_of(desk, person)}", audit.REFUSED)
    assert (
        record.target == "test-desk.letters"
        and record.site_code == f"{420000 + {'yichang': 500, 'xiling': 502}.get(site, 0)}"
    )


def test_a_form_without_the_token_is_audited_too(desk: Flask) -> None:
    editor = sign_in(desk.test_client(), BY_KEY["editor"])
    before = last_record(desk).number
    assert editor.client.post("/xiling/console/desk/letters", headers=ORIGIN).status_code == 404
    assert last_record(desk).number == before + 1


@pytest.mark.parametrize("change", [{"disabled": True}, {"revision": Staff.revision + 1}, {"must_change": True}])
def test_the_session_of_an_account_that_was_changed_ends(desk: Flask, change: dict[str, Any]) -> None:
    person = BY_KEY["auditor"]
    client = sign_in(desk.test_client(), person).client
    assert client.get("/console/desk/mine").text == "auditor"
    number = number_of(desk, person)
    with desk.app_context(), writing() as session:
        session.execute(update(Staff).where(Staff.id == number).values(change))
    assert client.get("/console/desk/mine").status_code == 302
    assert client.get_cookie("console") is None
    with desk.app_context(), writing() as session:
        session.execute(update(Staff).where(Staff.id == number).values(disabled=False, must_change=False))
    assert client.get("/console/desk/mine").status_code == 302, "and does not come back"


def test_a_view_that_says_nothing_is_refused(tmp_path_factory: pytest.TempPathFactory) -> None:
    silent = Blueprint("silent", __name__, url_prefix="/console/silent")
    silent.get("/x")(lambda: "")
    folder = tmp_path_factory.mktemp("silent")
    with portal_of(dump(SITES), folder) as app, pytest.raises(PolicyMissing, match="says what it needs"):
        app.register_blueprint(silent, policy=CONSOLE)
    with pytest.raises(ValueError, match="any_staff"):
        needs()
