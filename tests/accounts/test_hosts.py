"""Sites with a host of their own sign in through the main site and come back (单点登录); and those who cheat."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from govsite.database.session import reading, writing
from govsite.models.account import Account
from govsite.models.profile import Profile
from govsite.models.sign_in import SignIn
from govsite.models.used import Used
from tests.accounts.citizens import PASSWORD
from tests.accounts.test_domains import DOMAIN, ORIGIN, PHONE, SITES, portal
from tests.helpers import Page
from tests.letters.writer import LETTER, patient, receipt_of

__all__ = ["portal"]
HOST = f"https://{DOMAIN}"
OVER = "登录没有完成"


def address_in(text: str) -> str:
    found = re.search(r'http-equiv="refresh" content="0; url=([^"]+)"', text)
    assert found, text
    return found[1].replace("&amp;", "&")


def set_out(client: FlaskClient, path: str = "/account/tickets", host: str = HOST) -> str:
    """Ask for a page of one's own at the host: the address at the main site that this leads to."""
    asked = client.get(path, base_url=host)
    assert asked.status_code == 302, asked.text
    login = client.get(asked.headers["Location"], base_url=host)
    assert (login.status_code, login.headers["Cache-Control"]) == (302, "no-store")
    cookie = login.headers["Set-Cookie"]
    assert cookie.startswith("__Host-asked=") and {"Secure", "HttpOnly", "SameSite=Lax"} <= set(cookie.split("; "))
    return str(login.headers["Location"])


def sign_in(client: FlaskClient, address: str) -> str:
    """Sign in at the main site; the address of the host that one is sent back to."""
    there = client.get(address)
    if there.status_code == 302:
        login = urlsplit(there.headers["Location"])
        form = {"name": PHONE, "password": PASSWORD, "next": parse_qs(login.query)["next"]}
        sent = client.post(login.path, base_url=ORIGIN, data=form, headers={"Origin": ORIGIN})
        assert sent.status_code == 303 and sent.headers["Location"].startswith("/"), sent.text
        there = client.get(sent.headers["Location"], base_url=ORIGIN)
    assert there.status_code == 200 and "Set-Cookie" not in there.headers
    return address_in(there.text)


def enter(client: FlaskClient, address: str, host: str = HOST, origin: str = HOST) -> int:
    """Press the button that is there."""
    form = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
    path = urlsplit(address).path
    page = client.get(f"{path}?{urlencode(form)}", base_url=host)
    assert page.status_code == 200, page.text
    sent = client.post(path, base_url=host, data=form, headers={"Origin": origin})
    assert sent.status_code == 303 or OVER in sent.text or sent.status_code == 403
    return sent.status_code


def joined(portal: Flask) -> FlaskClient:
    """Somebody who is signed in at the main site and at the host."""
    client = portal.test_client()
    assert enter(client, sign_in(client, set_out(client))) == 303
    return client


def is_in(client: FlaskClient, base: str = HOST, path: str = "/account") -> bool:
    return client.get(path, base_url=base).status_code == 200


def sessions(portal: Flask) -> int:
    with portal.app_context():
        return len(reading().scalars(select(SignIn.id)).all())


@pytest.mark.parametrize("modes", ["", "/hant", "/elder/hant"])
def test_one_comes_back_to_the_page_in_the_script_and_display_where_one_set_out(portal: Flask, modes: str) -> None:
    client = portal.test_client()
    address = set_out(client, f"{modes}/account/favourites")
    assert address.startswith(f"{ORIGIN}{modes}/xiling/account/return?")
    back = sign_in(client, address)
    assert back.startswith(f"{HOST}{modes}/login/enter?code=")
    form = {name: values[0] for name, values in parse_qs(urlsplit(back).query).items()}
    page = client.get(f"{modes}/login/enter", base_url=HOST, query_string=form)
    assert "继续" in page.text or "繼續" in page.text
    sent = client.post(f"{modes}/login/enter", base_url=HOST, data=form, headers={"Origin": HOST})
    assert (sent.status_code, sent.headers["Location"]) == (303, f"{modes}/account/favourites")
    assert any(each.startswith("__Host-space=") for each in sent.headers.getlist("Set-Cookie"))
    page = client.get(f"{modes}/account/favourites", base_url=HOST)
    assert page.status_code == 200 and page.headers["Cache-Control"] == "no-store"
    again = client.get(f"{modes}/login", base_url=HOST)
    assert again.status_code == 200 and f"{modes}/account" in again.text


def test_who_is_signed_in_at_the_main_site_is_asked_for_no_password(portal: Flask) -> None:
    client = joined(portal)
    client.delete_cookie("__Host-space", domain=DOMAIN)
    assert not is_in(client)
    assert client.get(set_out(client)).status_code == 200
    assert enter(client, sign_in(client, set_out(client))) == 303 and is_in(client)


def test_what_changes_an_account_is_at_the_main_site(portal: Flask) -> None:
    client = joined(portal)
    for path in ("/account/security", "/account/level", "/account/data", "/register", "/password", "/login/code"):
        answer = client.get(path, base_url=HOST)
        assert (answer.status_code, answer.headers["Location"]) == (302, f"{ORIGIN}/xiling{path}"), path
    posted = client.post("/login", base_url=HOST, data={"name": PHONE, "password": PASSWORD}, headers={"Origin": HOST})
    assert posted.status_code == 302 and "Set-Cookie" not in posted.headers


def token_of(client: FlaskClient, path: str, base: str) -> str:
    return client.get(path, base_url=base).text.partition('name="csrf_token" value="')[2].partition('"')[0]


def test_a_letter_written_at_a_host_goes_into_the_space(portal: Flask) -> None:
    client = joined(portal)
    with portal.app_context(), writing() as session:
        account_id = session.scalars(select(Account.id)).one()
        session.add(Profile(account_id=account_id, called="范晓燕", phone=PHONE, email="fan@example.cn"))
    page = patient(Page("/letters/new", client.get("/letters/new", base_url=HOST)))
    fields = {one.get("name"): one.get("value") for one in page.find("//main//form//input[@name][@value]")}
    assert [fields[name] for name in ("name", "phone", "email")] == ["范晓燕", PHONE, "fan@example.cn"]
    del fields["public"]
    sent = client.post("/letters/new", base_url=HOST, data=fields | LETTER, headers={"Origin": HOST})
    number = receipt_of(Page("/letters/new", sent)).number
    assert "已放进您的用户空间" in sent.text
    for base, root in ((HOST, ""), (ORIGIN, "/xiling")):
        assert number in client.get(f"{root}/account/tickets?kind=questions", base_url=base).text
    own = client.get_cookie("__Host-space", domain=DOMAIN)
    stolen = portal.test_client()
    stolen.set_cookie("__Host-space", own.value if own else "", domain="zwfw.example", secure=True)
    assert PHONE not in stolen.get("/xiling/letters/new", base_url=ORIGIN).text, "it is good at its host alone"


@pytest.mark.parametrize("base", [HOST, ORIGIN])
def test_signing_out_on_either_side_ends_both(portal: Flask, base: str) -> None:
    client, before = joined(portal), sessions(portal)
    root = "" if base == HOST else "/xiling"
    form = {"csrf_token": token_of(client, f"{root}/account", base)}
    left = client.post(f"{root}/account/logout", base_url=base, data=form, headers={"Origin": base})
    assert left.status_code == 303
    page = client.get(left.headers["Location"], base_url=base)
    assert page.status_code == 200 and "已经退出" in page.text
    assert sessions(portal) == before - 2
    assert not is_in(client) and not is_in(client, ORIGIN, "/xiling/account")


def test_ending_other_devices_and_another_password_end_the_sessions_of_hosts_too(portal: Flask) -> None:
    here, there = joined(portal), joined(portal)
    page = here.get("/account/security", base_url=ORIGIN).text
    assert page.count('name="session"') >= 2 and "这里" in page
    form = {"csrf_token": token_of(here, "/account/security", ORIGIN), "session": "others"}
    here.post("/account/security/sessions", base_url=ORIGIN, data=form, headers={"Origin": ORIGIN})
    assert not is_in(here) and is_in(here, ORIGIN) and not is_in(there), "a copy of the host's cookie is one, too"
    assert enter(here, sign_in(here, set_out(here))) == 303
    there = joined(portal)
    form = {"csrf_token": token_of(here, "/account/security/password", ORIGIN), "old": PASSWORD}
    changed = here.post(
        "/account/security/password",
        base_url=ORIGIN,
        data={**form, "new": f"{PASSWORD}2", "again": f"{PASSWORD}2"},
        headers={"Origin": ORIGIN},
    )
    assert changed.status_code == 303, changed.text
    assert is_in(here, ORIGIN) and not is_in(here) and not is_in(there)
    assert is_in(here, ORIGIN), "a session of before at the host takes the one here along to nowhere"
    with portal.app_context(), writing() as session:
        session.execute(update(Account).values(password=portal.extensions["passwords"].hash(PASSWORD)))


def test_using_the_host_keeps_the_main_one_open_and_its_end_is_the_end(portal: Flask) -> None:
    client = joined(portal)
    with portal.app_context(), writing() as session:
        session.execute(update(SignIn).values(seen=datetime.now(UTC) - timedelta(minutes=20)))
    assert is_in(client)
    with portal.app_context():
        idle = [one for one in reading().scalars(select(SignIn)) if one.seen < datetime.now(UTC) - timedelta(minutes=5)]
        mine = reading().scalars(select(SignIn).where(SignIn.parent_id.is_not(None))).all()[-1]
        assert mine.parent_id not in {one.id for one in idle} and mine.id not in {one.id for one in idle}


def test_a_code_is_good_once_at_its_host_in_its_browser_for_some_minutes(
    portal: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, stranger = portal.test_client(), portal.test_client()
    back = sign_in(client, set_out(client))
    assert enter(stranger, back) == 422, "no cookie"
    set_out(stranger)
    assert enter(stranger, back) == 422, "another's cookie"
    assert enter(client, back.replace("code=", "code=x")) == 422
    assert enter(client, back, origin="https://evil.example") == 403
    assert client.get(urlsplit(back).path, base_url=ORIGIN, query_string="code=x").status_code == 404
    cookie = client.get_cookie("__Host-asked", domain=DOMAIN)
    assert cookie is not None and enter(client, back) == 303
    client.set_cookie("__Host-asked", cookie.value, domain=DOMAIN)
    assert enter(client, back) == 422, "used"
    client.delete_cookie("__Host-space", domain=DOMAIN)
    back = sign_in(client, set_out(client))
    monkeypatch.setattr("govsite.domain.common.handovers.GOOD_FOR", -1)
    assert enter(client, back) == 422, "too old"
    with portal.app_context():
        assert reading().scalars(select(Used).where(Used.purpose == "handover")).all()


def test_a_code_of_who_has_left_meanwhile_is_good_no_more(portal: Flask) -> None:
    client = portal.test_client()
    back = sign_in(client, set_out(client))
    form = {"csrf_token": token_of(client, "/account", ORIGIN)}
    client.post("/account/logout", base_url=ORIGIN, data=form, headers={"Origin": ORIGIN})
    assert enter(client, back) == 422 and not is_in(client)


def test_a_cookie_is_good_at_its_own_host_alone(portal: Flask) -> None:
    client = joined(portal)
    of_host, of_main = (
        client.get_cookie("__Host-space", domain=domain).value  # type: ignore[union-attr]
        for domain in (DOMAIN, "zwfw.example")
    )
    thief = portal.test_client()
    thief.set_cookie("__Host-space", of_host, domain="zwfw.example")
    thief.set_cookie("__Host-space", of_main, domain=DOMAIN)
    assert not is_in(thief) and not is_in(thief, ORIGIN)


def test_where_it_leads_back_to_stands_in_no_address(portal: Flask) -> None:
    client = joined(portal)
    ticket = "0" * 64
    for following in ("//evil.example", "https://evil.example/", "/\\evil.example", "/login", "/x#y"):
        query = {"ticket": ticket, "next": following, "host": "evil.example"}
        page = client.get("/xiling/account/return", base_url=ORIGIN, query_string=query)
        address = urlsplit(address_in(page.text))
        assert address.hostname == DOMAIN and parse_qs(address.query)["next"] == ["/account"]
    for query in ({}, {"ticket": "x"}, {"ticket": ticket + "0"}):
        page = client.get("/xiling/account/return", base_url=ORIGIN, query_string={**query, "next": "/account/tickets"})
        assert (page.status_code, page.headers["Location"]) == (302, "/xiling/account/tickets")
    assert (
        client.get("/account/return", base_url=ORIGIN, query_string={"ticket": ticket}).headers["Location"]
        == "/account"
    )
    assert portal.test_client().get("/login", base_url="https://evil.example").status_code == 400


def test_a_domain_that_is_taken_away_leads_to_the_main_site(portal: Flask) -> None:
    client = portal.test_client()
    address = set_out(client)
    back = sign_in(client, address)
    watcher = portal.extensions["sites"]
    before = watcher.files
    try:
        watcher.adopt((SITES.replace(f"    domain: {DOMAIN}\n", "").encode(), None))
        page = client.get(address)
        assert (page.status_code, page.headers["Location"]) == (302, "/xiling/account/tickets")
        assert client.get(back).status_code == 400
    finally:
        watcher.adopt(before)
