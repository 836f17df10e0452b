"""Sessions: a row on the server, a random token in the browser, ended where they began."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.exc import OperationalError

from govsite.database.session import reading, writing
from govsite.domain.common import sign_ins
from govsite.models import SignIn
from tests.databases import KINDS, new_postgresql, new_sqlite
from tests.web.storey import letters_of, storey

ORIGIN = {"Origin": "http://localhost"}


@pytest.fixture(scope="module", params=KINDS)
def own(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    folder: Path = tmp_path_factory.mktemp("sessions")
    sqlite = request.param == "sqlite"
    url = new_sqlite(folder) if sqlite else new_postgresql(request.getfixturevalue("postgresql_server"))
    with storey(folder, database_url=url) as made:
        yield made


def signed_in(app: Flask, kind: str = "console", who: str = "7") -> FlaskClient:
    client = app.test_client()
    assert client.post(f"/counter/sign-in/{kind}", data={"who": who}, headers=ORIGIN).status_code == 303
    return client


def token_of(client: FlaskClient, kind: str = "console") -> str:
    return client.get(f"/{kind}/desk").headers["X-Token"]


def change(client: FlaskClient, token: str, kind: str = "console") -> Any:
    return client.post(f"/{kind}/change", data={"note": "x", "csrf_token": token}, headers=ORIGIN)


def test_who_signs_in_is_known_there_and_nowhere_else(own: Flask) -> None:
    client = signed_in(own)
    assert client.get("/console/desk").text == "7"
    assert client.get("/space/desk").text == "nobody", "a session of staff is none of a citizen"
    assert own.test_client().get("/console/desk").text == "nobody"
    assert client.get("/personal").text != "7", "a public page is the same for everybody"


def test_the_cookie_holds_only_a_random_token(own: Flask) -> None:
    client = own.test_client()
    answer = client.post("/counter/sign-in/console", data={"who": "secret-name"}, headers=ORIGIN)
    (cookie,) = answer.headers.getlist("Set-Cookie")
    value = cookie.partition("=")[2].partition(";")[0]
    assert cookie.startswith("console=") and len(value) >= 43 and "secret" not in cookie
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= set(cookie.split("; ")) and "Expires" not in cookie
    with own.app_context():
        assert value not in [row.token for row in reading().scalars(select(SignIn))], "the database has its digest"


def test_under_https_the_cookie_is_of_this_host_alone(tmp_path: Path) -> None:
    with storey(tmp_path, origin="https://zwfw.example") as app:
        client = app.test_client()
        named = {"Host": "zwfw.example", "Origin": "https://zwfw.example"}
        answer = client.post("/counter/sign-in/console", data={"who": "7"}, headers=named)
        (cookie,) = answer.headers.getlist("Set-Cookie")
        assert cookie.startswith("__Host-console=")
        assert {"Secure", "HttpOnly", "Path=/"} <= set(cookie.split("; ")) and "Domain" not in cookie


def test_a_new_token_at_every_sign_in(own: Flask) -> None:
    client = own.test_client()
    client.set_cookie("console", "chosen-by-somebody-else")
    client.post("/counter/sign-in/console", data={"who": "7"}, headers=ORIGIN)
    first = client.get_cookie("console")
    assert first and first.value != "chosen-by-somebody-else"
    client.post("/counter/sign-in/console", data={"who": "8"}, headers=ORIGIN)
    second = client.get_cookie("console")
    assert second and second.value != first.value
    with own.app_context():
        assert sign_ins.find("console", first.value) is None, "the one before has ended"


def test_signing_out_ends_it_on_the_server(own: Flask) -> None:
    client = signed_in(own)
    stolen = client.get_cookie("console")
    assert stolen
    token = token_of(client)
    client.post("/console/leave", data={"csrf_token": token}, headers=ORIGIN)
    assert client.get_cookie("console") is None
    thief = own.test_client()
    thief.set_cookie("console", stolen.value)
    assert thief.get("/console/desk").text == "nobody"


@pytest.mark.parametrize("kind", ["console", "space"])
def test_only_the_token_of_the_session_lets_it_write(own: Flask, kind: str) -> None:
    client, other = signed_in(own, kind), signed_in(own, kind, "9")
    before = letters_of(own)
    for wrong in ("", "x", token_of(other, kind)):
        assert change(client, wrong, kind).status_code == 403
    assert letters_of(own) == before
    assert change(client, token_of(client, kind), kind).status_code == 200
    assert letters_of(own) == before + 1
    assert client.get(f"/{kind}/desk").headers["X-Seen"] == "x", "its values are kept"
    header = client.post(
        f"/{kind}/change", data={"note": "y"}, headers={**ORIGIN, "X-CSRF-Token": token_of(client, kind)}
    )
    assert header.status_code == 200


@pytest.mark.parametrize("over", [{"seen": sign_ins.IDLE}, {"ends": sign_ins.LONGEST_SIGN_IN}])
def test_it_ends_by_itself(own: Flask, over: dict[str, timedelta]) -> None:
    client = signed_in(own, who="late")
    assert client.get("/console/desk").text == "late"
    ((name, age),) = over.items()
    with own.app_context():
        row = reading().scalars(select(SignIn).where(SignIn.who == "late")).one()
        with writing() as store:
            store.execute(update(SignIn).where(SignIn.id == row.id).values({name: getattr(row, name) - age}))
    assert client.get("/console/desk").text == "nobody"
    with own.app_context(), writing() as store:
        assert sign_ins.forget_expired(store) == 1
        assert sign_ins.forget_expired(store) == 0


def test_that_it_is_used_is_written_down_now_and_then(own: Flask) -> None:
    client = signed_in(own, who="busy")

    def seen() -> Any:
        with own.app_context():
            return reading().scalar(select(SignIn.seen).where(SignIn.who == "busy"))

    first = seen()
    client.get("/console/desk")
    assert seen() == first, "not with every request"
    with own.app_context(), writing() as store:
        back = update(SignIn).where(SignIn.who == "busy").values(seen=first - 2 * sign_ins.SEEN_EVERY)
        store.execute(back)
    client.get("/console/desk")
    assert seen() >= first


def test_all_of_a_persons_sessions_can_be_ended(own: Flask) -> None:
    here, there = signed_in(own, who="many"), signed_in(own, who="many")
    kept = here.get_cookie("console")
    assert kept
    with own.app_context():
        found = sign_ins.find("console", kept.value)
        assert found
        with writing() as store:
            assert sign_ins.end_all(store, "console", "many", but=found.id) == 1
    assert (here.get("/console/desk").text, there.get("/console/desk").text) == ("many", "nobody")


def test_a_folder_without_sessions_has_none(own: Flask) -> None:
    own.config["PROPAGATE_EXCEPTIONS"] = False
    try:
        assert own.test_client().get("/counter/flash").status_code == 500
    finally:
        own.config["PROPAGATE_EXCEPTIONS"] = None


@pytest.mark.parametrize("value", ["", "x" * 5_000, "\\377", "é", "a b"])
def test_any_cookie_is_answered(own: Flask, value: str) -> None:
    answer = own.test_client(use_cookies=False).get("/console/desk", headers={"Cookie": f"console={value}"})
    assert (answer.status_code, answer.text) == (200, "nobody")


def test_a_public_page_asks_the_database_for_no_session(own: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    client = signed_in(own)
    asked: list[object] = []
    monkeypatch.setattr(sign_ins, "find", lambda *given: asked.append(given))
    assert client.get("/help?not=kept").status_code == 200
    assert not asked
    client.get("/console/desk")
    assert asked


def test_a_request_that_outlives_its_session_touches_no_other(own: Flask) -> None:
    """SQLite gives a number again: what the old request kept was written into the next person's session."""
    with own.app_context():
        token = sign_ins.begin("console", "first", {"token": "a"})
        found = sign_ins.find("console", token)
        assert found
        sign_ins.end(found)
        other = sign_ins.begin("console", "second", {"token": "b"})
        sign_ins.renew(found, {"token": "a", "secret": "of the first"})
        now = sign_ins.find("console", other)
        assert now and now.data == {"token": "b"} and now.id != found.id


def test_what_was_kept_before_signing_in_anew_is_not_kept_after(own: Flask) -> None:
    client = signed_in(own)
    data = {"note": "before", "csrf_token": token_of(client)}
    assert client.post("/console/again", data=data, headers=ORIGIN).status_code == 200
    answer = client.get("/console/desk")
    assert (answer.text, answer.headers["X-Seen"]) == ("admin", "None")


def test_a_use_that_cannot_be_written_down_is_no_error(own: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    client = signed_in(own, who="unlucky")
    token = token_of(client)

    def fail(*_: object) -> None:
        raise OperationalError("UPDATE", {}, Exception("database is locked"))

    monkeypatch.setattr(sign_ins, "renew", fail)
    before = letters_of(own)
    assert change(client, token).status_code == 200, "it is stored, so it must not become an error"
    assert letters_of(own) == before + 1
