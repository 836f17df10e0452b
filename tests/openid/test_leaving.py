"""Who leaves is told to the systems that they were in: one signed word each, however the session ended."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from urllib.parse import parse_qs, quote

import pytest
from flask import Flask
from joserfc import jwt
from joserfc.jwk import KeySet
from sqlalchemy import delete, select, update

from govsite.commands.channels import channels
from govsite.database.session import reading, writing
from govsite.domain.common.sending import send_due
from govsite.domain.openid import clients, keys, logins, telling
from govsite.models.openid import OpenidKey, OpenidLogin
from govsite.models.outbox import FAILED, LOGOUT, SENT, WAITING, Outbox
from govsite.models.sign_in import SignIn
from tests.accounts.citizens import ANOTHER, PASSWORD, code_of, forget_limits, new_phone, registered, signed_in
from tests.helpers import Visitor
from tests.openid.systems import LEFT, System, register, seen
from tests.openid.systems import LOGOUT as ADDRESS
from tests.submitting import submit

EVENT = "http://schemas.openid.net/event/backchannel-logout"


@pytest.fixture(autouse=True)
def nobody_left(portal: Flask) -> None:
    forget(portal)


def forget(portal: Flask) -> None:
    """Nobody is in any system, and none is owed a word."""
    with portal.app_context(), writing() as session:
        session.execute(delete(OpenidLogin))
        session.execute(delete(Outbox).where(Outbox.kind == LOGOUT))


def owed(portal: Flask) -> list[dict[str, str]]:
    """What is owed to systems now, after the chore has looked."""
    with portal.app_context():
        with writing() as session:
            logins.end_ended(session)
        rows = reading().scalars(select(Outbox).where(Outbox.kind == LOGOUT).order_by(Outbox.id))
        return [json.loads(row.variables or "{}") for row in rows]


def states(portal: Flask) -> list[tuple[str, str]]:
    with portal.app_context():
        rows = reading().execute(select(Outbox.state, Outbox.error).where(Outbox.kind == LOGOUT))
        return [(row.state, row.error) for row in rows]


@contextmanager
def listening(*statuses: int) -> Iterator[tuple[str, list[str]]]:
    """A system's address, and what it was told; it answers with these statuses in turn, then with 200."""
    told: list[str] = []
    answers = list(statuses)

    class Listener(BaseHTTPRequestHandler):
        def do_POST(self) -> None:  # noqa: N802
            told.append(self.rfile.read(int(self.headers["Content-Length"])).decode())
            self.send_response(answers.pop(0) if answers else 200)
            self.send_header("Location", f"http://127.0.0.1:{server.server_port}/elsewhere")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Nothing."""

    with HTTPServer(("127.0.0.1", 0), Listener) as server:
        thread = Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/logout", told
        server.shutdown()
        thread.join()


def test_every_way_of_leaving_is_told_once_and_ends_the_tokens(portal: Flask, citizen: Visitor) -> None:
    phone: str = citizen.phone  # type: ignore[attr-defined]
    one, two, quiet = register(portal), register(portal), register(portal, logout_uri="")
    for way in ("sign out", "elsewhere", "withdraw"):
        visitor = signed_in(portal, phone, site="")
        tokens = [each.exchange(each.code(visitor)).json["access_token"] for each in (one, two, quiet)]
        assert owed(portal) == []
        if way == "sign out":
            submit(visitor.get("/account/favourites"), "/account/logout")
        elif way == "elsewhere":
            submit(citizen.get("/account/security"), "/account/security/sessions", "退出其他设备")
        else:
            submit(visitor.get("/account/systems"), "/account/systems/withdraw", str(one.id))
        dead = [True, True, True] if way != "withdraw" else [True, False, False]
        assert [s.userinfo(t).status_code == 401 for s, t in zip((one, two, quiet), tokens, strict=True)] == dead, way
        found = owed(portal)
        assert [int(each["client"]) for each in found] == ([one.id, two.id] if way != "withdraw" else [one.id]), way
        assert len({each["sid"] for each in found}) == len({each["sub"] for each in found}) == len(found)
        assert owed(portal) == found, "once"
        forget(portal)
    page = citizen.get("/account/systems")
    assert page.main.count("撤销") >= 2 and one.id not in [
        int(b.get("value")) for b in page.find("//button[@name='system']")
    ]


def test_another_password_and_closing(portal: Flask) -> None:
    phone, system = new_phone(), register(portal)
    visitor = registered(portal, phone, "")
    away = signed_in(portal, phone, site="")
    system.code(visitor)
    for each in (visitor, away):
        system.exchange(system.code(each))
    page = visitor.get("/account/security/password")
    submit(page, "/account/security/password", old=PASSWORD, new=ANOTHER, again=ANOTHER)
    assert len(owed(portal)) == 1, "the other session; this one goes on under another token"
    forget_limits(portal)
    step = submit(visitor.get("/account/security/close"), "/account/security/close")
    submit(step, "/account/security/close/code", "注销账号", code=code_of(portal, phone))
    assert len(owed(portal)) == 2
    assert system.send(visitor).h1 == "登录"


def test_a_session_that_is_too_old_is_told_nobody(portal: Flask, citizen: Visitor) -> None:
    system = register(portal)
    visitor = signed_in(portal, citizen.phone, site="")  # type: ignore[attr-defined]
    token = system.exchange(system.code(visitor)).json["access_token"]
    with portal.app_context():
        with writing() as session:
            newest = select(OpenidLogin.sign_in_id).scalar_subquery()
            old = datetime.now(UTC) - timedelta(hours=1)
            session.execute(update(SignIn).where(SignIn.id == newest).values(seen=old))
        with writing() as session:
            assert logins.forget_expired(session) == 1
    assert owed(portal) == [] and system.userinfo(token).status_code == 401


def test_the_word_is_signed_sent_again_and_follows_nobody(portal: Flask, citizen: Visitor) -> None:
    with listening(503, 302) as (address, told):
        system = register(portal, logout_uri=address)
        visitor = signed_in(portal, citizen.phone, site="")  # type: ignore[attr-defined]
        claims = jwt.decode(system.exchange(system.code(visitor)).json["id_token"], _keys(portal)).claims
        submit(visitor.get("/account/favourites"), "/account/logout")
        for state in (WAITING, WAITING, SENT):
            assert owed(portal)
            with portal.app_context():
                with writing() as session:
                    session.execute(update(Outbox).where(Outbox.kind == LOGOUT).values(due=datetime.now(UTC)))
                send_due(channels(portal.extensions["config"]))
            assert states(portal)[0][0] == state
    assert len(told) == 3, "a redirect is not followed"
    words = [jwt.decode(parse_qs(each)["logout_token"][0], _keys(portal)) for each in told]
    assert {word.header["typ"] for word in words} == {"logout+jwt"}
    assert len({word.claims["jti"] for word in words}) == 1
    word = words[-1].claims
    assert (word["iss"], word["aud"], word["sub"], word["sid"]) == tuple(
        claims[n] for n in ("iss", "aud", "sub", "sid")
    )
    assert word["events"] == {EVENT: {}} and "nonce" not in word and word["exp"] - word["iat"] == telling.GOOD_FOR


def test_it_goes_to_the_address_that_is_registered_now(portal: Flask, citizen: Visitor) -> None:
    with listening() as (address, told):
        system = register(portal, logout_uri=address)
        visitor = signed_in(portal, citizen.phone, site="")  # type: ignore[attr-defined]
        system.exchange(system.code(visitor))
        submit(visitor.get("/account/favourites"), "/account/logout")
        assert owed(portal)
        with portal.app_context():
            row = clients.find(reading(), system.id)
            assert row
            names = ("name", "department", "purpose", "redirect_uris", "leave_uris", "scopes", "level")
            facts = clients.Facts(**{name: getattr(row, name) for name in names}, logout_uri=ADDRESS)
            clients.change("test", system.id, facts)
        with portal.app_context():
            send_due(channels(portal.extensions["config"]))
        assert states(portal) == [(FAILED, "address-changed")] and not told


def test_a_system_that_sends_somebody_to_leave(portal: Flask, citizen: Visitor, system: System) -> None:
    visitor = signed_in(portal, citizen.phone, site="")  # type: ignore[attr-defined]
    token = system.exchange(system.code(visitor)).json["id_token"]
    page = seen(visitor, f"/oauth/logout?id_token_hint={token}&post_logout_redirect_uri={LEFT}&state=a")
    assert page.h1 == "也退出政务服务网吗" and "社保业务系统" in page.main
    assert visitor.get("/account").h1, "nobody is signed out by a link"
    form = page.one("//main//form[contains(@action, '/leave')]").get("action")
    left = submit(page, form)
    assert left.one("//main//a[@rel='noopener']").get("href") == f"{LEFT}?state=a"
    assert visitor.client.get("/account").status_code == 302 and len(owed(portal)) == 1


def test_keys_change_while_the_old_one_is_still_known(portal: Flask, citizen: Visitor, system: System) -> None:
    def kid() -> str:
        header = jwt.decode(system.exchange(system.code(citizen)).json["id_token"], _keys(portal)).header
        return str(header["kid"])

    first = kid()
    with portal.app_context():
        later = keys.make("test").kid
        assert [key["kid"] for key in keys.shown(reading())] == [later, first]
    assert kid() == first, "a new key is shown before it signs"
    with portal.app_context(), writing() as session:
        session.execute(update(OpenidKey).where(OpenidKey.kid == later).values(signs_from=datetime.now(UTC)))
    assert kid() == later
    with portal.app_context():
        with writing() as session:
            assert keys.forget_old(session) == 0, "what the old one has signed is still about"
            past = datetime.now(UTC) - keys.SHOWN_AFTER - timedelta(seconds=1)
            session.execute(update(OpenidKey).where(OpenidKey.kid == later).values(signs_from=past))
            older = past - timedelta(days=1)
            session.execute(update(OpenidKey).where(OpenidKey.kid == first).values(signs_from=older))
        with writing() as session:
            assert keys.forget_old(session) == 1
        assert [key["kid"] for key in keys.shown(reading())] == [later]
        newest = keys.make("test", at_once=True).kid
        assert [key["kid"] for key in keys.shown(reading())] == [newest], "what somebody else may have is gone"
    assert kid() == newest


def _keys(portal: Flask) -> KeySet:
    return KeySet.import_key_set(portal.test_client().get("/oauth/jwks").json)


def test_a_nul_names_no_system(citizen: Visitor, system: System) -> None:
    assert system.exchange("x", auth=("a\x00b", "c")).status_code == 401
    back = quote("/oauth/authorize?client_id=a%00b", safe="")
    assert citizen.client.get(f"/account/level/for?next={back}").status_code == 404
