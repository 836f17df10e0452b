"""Accounts where the portal has its origin by https, a site a domain of its own, and another site is closed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient

from govsite.database.session import reading, writing
from govsite.domain.accounts.account import load
from govsite.domain.accounts.claims import claim, of
from govsite.domain.accounts.registering import AGREEMENT
from govsite.domain.letters.states import SUBMITTED
from govsite.models.account import STATED, Account
from govsite.models.ticket import LETTER, Ticket
from tests.accounts.citizens import PASSWORD
from tests.apps import portal_of
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


@pytest.mark.parametrize("path", ["/login/code", "/register", "/password", "/account/level"])
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
    now = datetime.now(UTC)
    row = Ticket(kind=LETTER, number="XJ-1", form_key="1", secret="", content_print="", saved=True, site_code="420502")
    row.item_code, row.department, row.state, row.added, row.due = "", "", SUBMITTED, now, now.date()
    row.limit, row.started, row.revision = 5, now.date(), 1
    with portal.app_context():
        with writing() as session:
            session.add(row)
        citizen = load(reading(), 1)
        assert citizen is not None
        claim(of(citizen), row.id)
    client = signed_in(portal)
    page = client.get("/xiling/account", base_url=ORIGIN).text
    form = {"csrf_token": page.partition('name="csrf_token" value="')[2].partition('"')[0]}
    for root in ("", "/xiling"):  # the domain has no cookie of this host
        address = f"{root}/account/tickets/{row.id}/open"
        sent = client.post(address, base_url=ORIGIN, data=form, headers={"Origin": ORIGIN})
        assert (sent.status_code, sent.headers["Location"]) == (303, "/letters/lookup")
        assert sent.headers["Set-Cookie"].startswith("__Host-ticket=")
