"""The protocol as a system sees it, and as somebody who means ill would use it."""

from __future__ import annotations

import base64
import hmac
import json
import re
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey
from sqlalchemy import func, select, update

from govsite.database.session import reading, writing
from govsite.domain.openid import clients, codes
from govsite.models.account import Account
from govsite.models.company import AGENT, REAL, REVIEW, Company, Member
from govsite.simulators.identity import PEOPLE
from govsite.web.openid import STAMP
from tests.accounts.citizens import PASSWORD, browser, code_of, new_phone, registered, signed_in, solved
from tests.helpers import Page, Visitor
from tests.openid.systems import BACK, CHALLENGE, LEFT, System, allow, answered, register, seen
from tests.submitting import Redirect, submit

NUMBER = list(PEOPLE)[2]  # of somebody whom no other test here proves


@pytest.fixture(scope="module")
def database_url(migrated_url: Callable[[str], str]) -> str:
    """SQLite alone: what the two databases do differently is asked in test_leaving.py."""
    return migrated_url("sqlite")


def id_token(portal: Flask, tokens: dict[str, Any]) -> dict[str, Any]:
    """The claims of an ID token whose signature is right."""
    published = portal.test_client().get("/oauth/jwks").json
    assert all("d" not in key for key in published["keys"])
    return jwt.decode(tokens["id_token"], KeySet.import_key_set(published), algorithms=["RS256"]).claims


def test_somebody_signs_in_to_a_system_and_is_known_there(portal: Flask, citizen: Visitor, system: System) -> None:
    page = system.send(citizen, scope="openid profile phone idcard")
    assert page.h1 == "登录“社保业务系统”"
    assert "湖北省人力资源和社会保障厅" in page.main and "查询社保缴费记录" in page.main
    assert "**燕" in page.main and "范晓燕" not in page.source and "42009919880312002X" not in page.source
    found = answered(allow(page, scope=["profile", "phone"]))  # not the number
    assert found["state"] == "st=1&x" and found["iss"] == portal.extensions["config"].origin
    tokens = system.exchange(found["code"])
    assert tokens.status_code == 200 and tokens.headers["Cache-Control"] == "no-store", tokens.data
    assert tokens.json["scope"] == "openid profile phone" and "refresh_token" not in tokens.json
    claims = id_token(portal, tokens.json)
    assert (claims["aud"], claims["nonce"], claims["acr"], claims["iss"]) == (system.name, "n-1", "3", found["iss"])
    assert claims["exp"] - claims["iat"] <= 600 and abs(claims["auth_time"] - time.time()) < 1000
    assert "name" not in claims and "phone_number" not in claims
    known = system.userinfo(tokens.json["access_token"]).json
    assert known["sub"] == claims["sub"] and known["name"] == "**燕" and known["kind"] == "natural"
    assert known["phone_number"] == f"+86{citizen.phone}" and "id_no" not in known  # type: ignore[attr-defined]
    # Once agreed nobody is asked again, but for more; and elsewhere the same person has another number.
    assert isinstance(again := system.send(citizen, scope="openid phone idcard"), Redirect)
    assert system.exchange(answered(again)["code"]).json["scope"] == "openid phone"
    assert isinstance(system.send(citizen, scope="openid realname"), Page)
    told = citizen.get("/account/messages").main
    assert told.count("您同意了“社保业务系统”读取资料") == 1, "what was not new is told nobody"
    page = citizen.get("/account/systems")
    seen(citizen, submit(page, "/account/systems/withdraw").to)
    assert "您撤销了对“社保业务系统”的授权" in citizen.get("/account/messages").main
    other = register(portal)
    assert id_token(portal, other.exchange(other.code(citizen)).json)["sub"] != claims["sub"]
    sister = register(portal, sector=system.name)
    assert id_token(portal, sister.exchange(sister.code(citizen)).json)["sub"] == claims["sub"]


def test_who_is_not_signed_in_comes_back_by_a_page(portal: Flask, citizen: Visitor, system: System) -> None:
    assert answered(system.send(browser(portal), prompt="none"))["error"] == "login_required"
    visitor = browser(portal)
    login = system.send(visitor)
    assert login.h1 == "登录"
    sent = submit(login, "/login", name=citizen.phone, password=PASSWORD)  # type: ignore[attr-defined]
    page = seen(visitor, sent.to)
    assert page.h1.startswith("登录“")
    back = allow(page)
    assert isinstance(back, Page) and back.status == 200  # a redirect would be stopped by form-action
    tokens = system.exchange(answered(back)["code"]).json
    assert id_token(portal, tokens)["amr"] == ["pwd"]
    assert answered(allow(register(portal).send(visitor), "refuse"))["error"] == "access_denied"


def test_prompts_and_ages(portal: Flask, citizen: Visitor, system: System) -> None:
    assert answered(system.send(citizen, prompt="none"))["error"] == "consent_required"
    system.code(citizen)
    assert "code" in answered(system.send(citizen, prompt="none"))
    assert system.send(citizen, prompt="consent").h1.startswith("登录“")
    login = system.send(citizen, prompt="login")
    assert login.h1 == "登录"
    back = login.one("//input[@name='next']").get("value")
    assert seen(citizen, back).h1 == "登录", "the way back alone is no sign-in"
    earlier = re.sub(f"{STAMP}=[0-9]+", f"{STAMP}={int(time.time()) - 1000}", back)
    assert earlier != back and seen(citizen, earlier).h1 == "登录", "the stamp is signed"
    assert seen(citizen, back.replace("prompt=login", "max_age=0")).h1 == "登录", "with the request"
    visitor = signed_in(portal, citizen.phone, site="")  # type: ignore[attr-defined]
    other = register(portal)
    token = other.exchange(other.code(visitor)).json["access_token"]
    login = system.send(visitor, prompt="login")
    sent = submit(login, "/login", name=citizen.phone, password=PASSWORD)  # type: ignore[attr-defined]
    assert "code" in answered(seen(visitor, sent.to))
    assert other.userinfo(token).status_code == 200, "other systems have nothing to do with it"
    assert system.send(visitor, max_age="0").h1 == "登录" and "code" in answered(system.send(visitor, max_age="999"))


def test_a_higher_level_is_reached_and_leads_back(portal: Flask, system: System) -> None:
    phone = new_phone()
    visitor = registered(portal, phone, "")
    assert answered(system.send(visitor, acr_values="4 3", prompt="none"))["error"] == "interaction_required"
    page = system.send(visitor, acr_values="4 3")
    assert page.h1 == "认证等级" and "登录“社保业务系统”要求认证等级到三级" in page.main
    assert seen(visitor, page.link("接着登录")).h1 == "认证等级", "nothing was proved"
    step = submit(page, "/account/level/code")
    step = submit(step, "/account/level/prove", "下一步", code=code_of(portal, phone))
    proved = submit(step, "/account/level/check", name=PEOPLE[NUMBER], id_no=NUMBER)
    assert seen(visitor, proved.to).h1 == "登录“社保业务系统”"
    assert register(portal, level=4).send(visitor).h1 == "认证等级"
    evil = visitor.get("/account/level?need=3&next=https://evil.example/")
    assert "evil" not in evil.main


def test_who_has_no_account_registers_on_the_way(portal: Flask, system: System) -> None:
    visitor, phone = browser(portal), new_phone()
    login = system.send(visitor)
    form = visitor.get(visitor.get(login.link("注册")).link("自然人（个人）"))
    assert form.one("//main//div[@class='aside']//a[.='登录']").get("href") == login.link("注册").replace(
        "/register", "/login"
    ), "who has an account after all"
    wrong = solved(portal, form, phone="1")
    step = solved(portal, wrong, phone=phone)
    short = submit(step, None, "注册", code=code_of(portal, phone), password="x", again="x")
    sent = submit(short, None, "注册", code=code_of(portal, phone), password=PASSWORD, again=PASSWORD, agree=True)
    page = seen(visitor, sent.to)
    assert page.h1 == "登录“社保业务系统”"
    tokens = system.exchange(answered(allow(page))["code"]).json
    assert id_token(portal, tokens)["acr"] == "2"
    outside = visitor.get("/register/person?next=https://evil.example/")
    assert "evil" not in outside.main


def firm_of(portal: Flask, account_id: int, name: str, code: str, state: str = REAL) -> int:
    with portal.app_context(), writing() as session:
        row = Company(kind="enterprise", name=name, credit_code=code, state=state, site_code="420502", password="-")
        row.representative_id, row.created = account_id, datetime.now(UTC)
        session.add(row)
        session.flush()
        member = Member(company_id=row.id, account_id=account_id, role=AGENT, scope=["税收财务"])
        member.invited = member.accepted = row.created
        session.add(member)
        return row.id


def test_who_acts_for_a_firm_says_so_each_time(portal: Flask) -> None:
    visitor, system = registered(portal, new_phone(), ""), register(portal, scopes=("profile", "firm"))
    assert not system.send(visitor, scope="openid firm").find("//input[@name='firm']"), "they act for nobody"
    with portal.app_context():
        own = reading().scalar(select(func.max(Account.id))) or 0
    name, code = "演示长江农具有限公司", "91420099MA00500107"
    mine, theirs = firm_of(portal, own, name, code), firm_of(portal, own - 1, "演示别的公司", code + "x")
    waits = firm_of(portal, own, "演示待核公司", code + "y", REVIEW)
    page = system.send(visitor, scope="openid firm")
    assert name in page.main and "经办人" in page.main and "别的公司" not in page.main and "待核" not in page.main
    tokens = system.exchange(answered(allow(page, firm=str(mine)))["code"]).json
    assert tokens["scope"] == "openid firm"
    known = system.userinfo(tokens["access_token"]).json
    assert (known["kind"], known["credit_code"], known["firm_name"]) == ("legal", code, name)
    assert (known["firm_role"], known["firm_scope"]) == ("agent", ["税收财务"])
    assert answered(system.send(visitor, scope="openid firm", prompt="none"))["error"] == "consent_required"
    for firm in (theirs, waits):
        page = system.send(visitor, scope="openid firm")
        page.find("//input[@name='firm']")[0].set("value", str(firm))
        other = system.exchange(answered(allow(page, firm=str(firm)))["code"]).json
        assert "firm" not in other["scope"] and "credit_code" not in system.userinfo(other["access_token"]).json
    with portal.app_context(), writing() as session:
        session.execute(update(Member).where(Member.company_id == mine).values(ended=datetime.now(UTC)))
    ended = system.userinfo(tokens["access_token"]).json
    assert ended["kind"] == "natural" and "credit_code" not in ended, "who acts for it no more is not taken for it"


WRONG: list[tuple[dict[str, str | None], str]] = [
    ({"code_challenge": None, "code_challenge_method": None}, "invalid_request"),
    ({"code_challenge_method": "plain"}, "invalid_request"),
    ({"code_challenge_method": None}, "invalid_request"),
    ({"code_challenge": "short"}, "invalid_request"),
    ({"scope": "profile"}, "invalid_scope"),
    ({"scope": "openid admin"}, "invalid_scope"),
    ({"scope": None}, "invalid_scope"),
    ({"response_type": "token"}, "unsupported_response_type"),
    ({"response_type": "code id_token"}, "unsupported_response_type"),
    ({"response_mode": "form_post"}, "invalid_request"),
    ({"request": "e30.e30."}, "request_not_supported"),
    ({"request_uri": "https://evil.example/"}, "request_uri_not_supported"),
    ({"prompt": "none login"}, "invalid_request"),
    ({"max_age": "soon"}, "invalid_request"),
    ({"nonce": "n" * 401}, "invalid_request"),
]


def test_what_a_system_asks_wrongly_it_is_told(citizen: Visitor, system: System) -> None:
    for sent, error in WRONG:
        found = answered(system.send(citizen, **sent))
        assert (found["error"], found["state"]) == (error, "st=1&x") and found["iss"] and "code" not in found, sent
    narrow = register(system.portal, scopes=("profile",))
    assert answered(narrow.send(citizen, scope="openid idcard"))["error"] == "invalid_scope"


def test_nobody_is_led_where_no_system_is(portal: Flask, citizen: Visitor, system: System) -> None:
    wrong: list[dict[str, str | None]] = [
        {"redirect_uri": uri}
        for uri in (None, "https://evil.example/", f"{BACK}/", f"{BACK}?x=1", BACK.upper(), f"{BACK}\x00", '地址"')
    ]
    wrong += [
        {"client_id": None},
        {"client_id": "gs_none"},
        {"client_id": '"'},
        {"response_type": '"', "redirect_uri": "x"},
    ]
    for sent in wrong:
        page = system.send(citizen, **sent)
        assert isinstance(page, Page) and page.status == 400 and page.h1 == "这个系统的登录链接不对", sent
        assert not page.find("//main//a[contains(@href, 'evil') or contains(@href, ':9')]")
    assert citizen.client.get(f"/oauth/authorize?{system.query()}&client_id=x").status_code == 400
    assert citizen.client.get("/oauth/authorize").status_code == 400
    with portal.app_context():
        clients.switch("test", system.id, on=False)
    assert system.send(citizen).status == 400


def test_a_code_is_good_once_for_whom_it_was_made(portal: Flask, citizen: Visitor, system: System) -> None:
    other = register(portal)
    wrong: list[tuple[dict[str, Any], str]] = [
        ({"code_verifier": None}, "invalid_request"),
        ({"code_verifier": "w" * 50}, "invalid_grant"),
        ({"code_verifier": CHALLENGE}, "invalid_grant"),
        ({"redirect_uri": LEFT}, "invalid_grant"),
        ({"redirect_uri": None}, "invalid_grant"),
        ({"auth": (other.name, other.secret)}, "invalid_grant"),
        ({"auth": (system.name, "wrong")}, "invalid_client"),
        ({"auth": None}, "invalid_client"),
        ({"auth": None, "client_id": system.name, "client_secret": system.secret}, "invalid_client"),
        ({"auth": None, "client_id": system.name}, "invalid_client"),
        ({"grant_type": "password"}, "unsupported_grant_type"),
        ({"grant_type": "refresh_token"}, "unsupported_grant_type"),
        ({"grant_type": None}, "unsupported_grant_type"),
    ]
    for sent, error in wrong:
        answer = system.exchange(system.code(citizen), **sent)
        assert (answer.status_code >= 400, answer.json["error"]) == (True, error), (sent, answer.json)
    for code in ("", "x", "é", "A" * 5000, system.code(citizen)[:-4] + "AAAA"):
        assert system.exchange(code).json["error"] == "invalid_grant", code
    headers = {"Authorization": "Basic \xff\xfe"}
    client = portal.test_client()
    assert client.post("/oauth/token", data={"grant_type": "authorization_code"}, headers=headers).status_code == 401
    assert client.post("/oauth/token", json={}).status_code == 400
    code = system.code(citizen)
    tokens = system.exchange(code).json
    assert system.userinfo(tokens["access_token"]).status_code == 200
    assert system.exchange(code).json["error"] == "invalid_grant"
    assert system.userinfo(tokens["access_token"]).status_code == 401, "who has the code twice loses what it gave"


def test_a_code_is_good_no_more_once_its_person_has_taken_back(citizen: Visitor, system: System) -> None:
    code = system.code(citizen)
    submit(citizen.get("/account/systems"), "/account/systems/withdraw", str(system.id))
    assert system.exchange(code).json["error"] == "invalid_grant"


def test_a_code_is_good_for_a_minute(portal: Flask, citizen: Visitor, system: System, monkeypatch: Any) -> None:
    code = system.code(citizen)
    now = time.time()
    monkeypatch.setattr(codes.time, "time", lambda: now + codes.GOOD_FOR + 1)
    assert system.exchange(code).json["error"] == "invalid_grant"


def test_consent_is_given_on_our_page_alone(portal: Flask, citizen: Visitor, system: System) -> None:
    page = system.send(citizen)
    asked, token = (
        page.find(f"//main//form[last()]//input[@name='{name}']")[-1].get("value") for name in ("asked", "csrf_token")
    )
    fields = {"asked": asked, "do": "allow", "scope": "profile"}
    post = citizen.client.post
    foreign = post(
        "/account/systems/allow", data={**fields, "csrf_token": token}, headers={"Origin": "https://evil.example"}
    )
    assert foreign.status_code == 403
    bare = post("/account/systems/allow", data=fields, headers={"Origin": "http://localhost"})
    assert bare.status_code == 422 and answered(system.send(citizen, prompt="none"))["error"] == "consent_required"
    assert citizen.client.get(f"/account/systems/allow?{system.query()}").status_code == 200, "GET agrees to nothing"
    moved = {**fields, "asked": system.query(redirect_uri="https://evil.example/"), "csrf_token": token}
    assert post("/account/systems/allow", data=moved, headers={"Origin": "http://localhost"}).status_code == 400
    more = allow(page, scope=["profile"])
    assert system.exchange(answered(more)["code"]).json["scope"] == "openid profile"


def test_tokens_of_others_and_none(portal: Flask, citizen: Visitor, system: System) -> None:
    client = portal.test_client()
    for header in ("", "Bearer", "Bearer x", "Basic eDp5", "Bearer \xe9"):
        answer = client.get("/oauth/userinfo", headers={"Authorization": header} if header else {})
        assert answer.status_code == 401 and answer.headers["WWW-Authenticate"].startswith("Bearer"), header
    tokens = system.exchange(system.code(citizen)).json
    assert system.userinfo(tokens["id_token"]).status_code == 401
    assert client.get(f"/oauth/userinfo?access_token={tokens['access_token']}").status_code == 401
    with portal.app_context():
        clients.switch("test", system.id, on=False)
    assert system.userinfo(tokens["access_token"]).status_code == 401


def test_a_token_of_another_algorithm_leads_nowhere(portal: Flask, citizen: Visitor, system: System) -> None:
    """The public key as a secret of HS256, or no signature at all: the hint of end-session is the token we read."""
    published = portal.test_client().get("/oauth/jwks").json["keys"][0]
    claims = {"iss": portal.extensions["config"].origin, "aud": system.name, "sub": "x"}
    pem = RSAKey.import_key(published).as_pem(private=False)
    parts = ({"alg": "HS256", "kid": published["kid"]}, claims)
    signed = ".".join(base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in parts)
    digest = hmac.digest(pem, signed.encode(), "sha256")
    hs256 = f"{signed}.{base64.urlsafe_b64encode(digest).decode().rstrip('=')}"
    own = jwt.encode({"alg": "RS256", "kid": published["kid"]}, claims, RSAKey.generate_key(2048))
    stranger = browser(portal)
    good = system.exchange(system.code(citizen)).json["id_token"]
    where = f"post_logout_redirect_uri={LEFT}&state=s"
    for hint in (hs256, own, "e30.e30.", good.rpartition(".")[0] + ".", "x", ""):
        answer = stranger.client.get(f"/oauth/logout?id_token_hint={hint}&{where}")
        assert answer.headers["Location"].startswith("/login"), hint
    answer = stranger.client.get(f"/oauth/logout?id_token_hint={good}&{where}")
    assert answer.headers["Location"] == f"{LEFT}?state=s"
    for uri in ("https://evil.example/", f"{LEFT}/x", BACK):
        answer = stranger.client.get(f"/oauth/logout?id_token_hint={good}&post_logout_redirect_uri={uri}")
        assert answer.headers["Location"].startswith("/login"), uri
