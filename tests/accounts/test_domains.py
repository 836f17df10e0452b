"""Accounts where the portal has its origin by https, a site a domain of its own, and another site is closed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from govsite.database.session import reading, writing
from govsite.domain.accounts.account import load
from govsite.domain.accounts.claims import claim
from govsite.domain.accounts.registering import AGREEMENT
from govsite.models.account import STATED, Account
from govsite.models.ticket import Ticket
from tests.accounts.citizens import PASSWORD
from tests.apps import portal_of
from tests.letters.writer import write
from tests.sealed import OLD
from tests.sites.samples import WITH_LETTERS

ORIGIN, DOMAIN, PHONE = "https://zwfw.example", "xl.example", "13900000000"
SITES = f"""{WITH_LETTERS.rstrip()}
    domain: {DOMAIN}
  yiling:
    code: "420506"
    name: 夷陵区
    level: county
    parent: yichang
    closed: true
"""


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    folder = tmp_path_factory.mktemp("domains")
    with portal_of(SITES, folder, origin=ORIGIN, hosts=("zwfw.example", "localhost"), data_keys=OLD) as made:
        with made.app_context():
            hashed = made.extensions["passwords"].hash(PASSWORD)
            row = Account(password=hashed, level=STATED, agreed=AGREEMENT, created=datetime.now(UTC))
            row.phone = row.phone_print = PHONE  # type: ignore[assignment]
            with writing() as session:
                session.add(row)
        yield made


def signed_in(portal: Flask) -> FlaskClient:
    client = portal.test_client()
    form = {"name": PHONE, "password": PASSWORD, "next": "/account"}
    answer = client.post("/xiling/login", base_url=ORIGIN, data=form, headers={"Origin": ORIGIN})
    assert answer.status_code == 303, answer.text
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-space=") and {"Secure", "HttpOnly", "Path=/"} <= set(cookie.split("; "))
    return client


@pytest.mark.parametrize("path", ["/login?next=/account/tickets", "/register", "/password", "/account/level"])
def test_a_domain_of_its_own_sends_to_the_origin_and_hands_out_no_cookie(portal: Flask, path: str) -> None:
    answer = portal.test_client().get(path, base_url=f"https://{DOMAIN}")
    assert (answer.status_code, answer.headers["Location"]) == (302, f"{ORIGIN}/xiling{path}")
    assert "Set-Cookie" not in answer.headers
    posted = portal.test_client().post("/login", base_url=f"https://{DOMAIN}", data={"name": PHONE})
    assert posted.status_code in (302, 307, 308, 403, 404, 405) and "Set-Cookie" not in posted.headers


def test_the_space_is_the_same_by_every_site_and_in_both_scripts(portal: Flask) -> None:
    client = signed_in(portal)
    for path in ("/account", "/xiling/account", "/hant/xiling/account", "/elder/account", "/yiling/account"):
        answer = client.get(path, base_url=ORIGIN)
        assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store"), path
        assert 'data-hx-history="false"' in answer.text


def test_a_letter_of_a_site_with_a_domain_opens_at_the_origin(portal: Flask) -> None:
    receipt = write(portal, "")
    with portal.app_context():
        ticket = reading().scalar(select(Ticket.id).where(Ticket.number == receipt.number)) or 0
        citizen = load(reading(), 1)
        assert citizen is not None
        claim(citizen, ticket)
    client = signed_in(portal)
    token = (
        client.get("/xiling/account", base_url=ORIGIN).text.partition('name="csrf_token" value="')[2].partition('"')[0]
    )
    for address in ("/account", "/xiling/account"):
        form = {"csrf_token": token}
        sent = client.post(f"{address}/tickets/{ticket}/open", base_url=ORIGIN, data=form, headers={"Origin": ORIGIN})
        assert sent.status_code == 303
        opened = client.get(sent.headers["Location"], base_url=ORIGIN)
        assert opened.status_code == 200 and receipt.number in opened.text, address
