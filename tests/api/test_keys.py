"""Keys of systems: made and revoked in the console by who may, and by a command; the secret is shown once."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from flask import Flask

from govsite.database.session import reading, writing
from govsite.domain.systems.keys import find, owner_of
from govsite.models.department import Department
from tests.api.caller import Caller
from tests.apps import portal_of, rows
from tests.cast import BY_KEY, leaks
from tests.console.conftest import SITES
from tests.console.people import PASSWORD, hire, number_of, sign_in
from tests.helpers import Page, Visitor
from tests.sites.samples import SMALL, dump
from tests.submitting import Redirect, submit

URL = "/xiling/console/api-keys"


@pytest.fixture(scope="module")
def portal(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    with portal_of(dump(SITES), tmp_path_factory.mktemp("keys"), database_url=database_url) as made:
        hire(made)
        with made.app_context(), writing() as session:
            session.add(Department(site_code="420502", key="公安", slug="ga", title="公安", name="西陵区公安局"))
        yield made


@pytest.fixture
def admin(portal: Flask) -> Visitor:
    return sign_in(portal.test_client(), BY_KEY["site_admin"])


def made_key(visitor: Visitor, portal: Flask, system: str = "户政业务系统", base: str = URL) -> tuple[Page, Caller]:
    page = submit(
        visitor.get(f"{base}/new"), system=system, department="公安" if base == URL else "*", password=PASSWORD
    )
    assert isinstance(page, Page) and page.status == 200, page
    key, secret = (each.text_content() for each in page.find("//dd[@class='secret']"))
    return page, Caller(portal, key, secret)


def test_a_key_is_shown_once_and_works_until_it_is_revoked(portal: Flask, admin: Visitor) -> None:
    page, system = made_key(admin, portal)
    assert not list(leaks(page))
    assert system.send("GET", "/api/v1/cases").status_code == 200
    listed = admin.get(URL)
    assert system.key in listed.main and "户政业务系统" in listed.main and system.secret not in listed.source
    assert system.secret not in str(rows(portal, "SELECT * FROM api_key")), "it is sealed"
    with portal.app_context():
        row = owner_of(reading(), system.key)
        assert row and (row.site_code, row.department, row.made_by) == (
            *("420502", "公安"),
            number_of(portal, BY_KEY["site_admin"]),
        )
    asked = admin.get(f"{URL}/{row.id}/revoke")
    answer = submit(asked, password=PASSWORD)
    assert isinstance(answer, Redirect) and answer.status == 303
    assert "密钥作废了" in admin.get(answer.to).main
    assert system.send("GET", "/api/v1/cases").status_code == 401
    admin.get(f"{URL}/{row.id}/revoke", 404)
    last = [
        tuple(line)
        for line in rows(portal, "SELECT what, target FROM audit WHERE what LIKE 'api key%' ORDER BY number")
    ]
    assert last[-2:] == [("api key.create", f"api key {row.id}"), ("api key.revoke", f"api key {row.id}")]


@pytest.mark.parametrize(("system", "department"), [("", "公安"), ("x" * 41, "公安"), ("系统", ""), ("系统", "农业")])
def test_a_form_with_a_mistake_comes_back_filled(portal: Flask, admin: Visitor, system: str, department: str) -> None:
    before = rows(portal, "SELECT count(*) FROM api_key")
    page = admin.get(f"{URL}/new")
    for option in page.find("//select[@name='department']/option")[:1]:
        option.set("value", department)
    answer = submit(page, system=system, department=department, password=PASSWORD)
    assert isinstance(answer, Page) and answer.status == 422
    assert answer.one("//input[@name='system']").get("value", "") == system
    assert rows(portal, "SELECT count(*) FROM api_key") == before


def test_one_sees_the_keys_of_ones_own_sites(portal: Flask, admin: Visitor) -> None:
    above = sign_in(portal.test_client(), BY_KEY["site_admin above"])
    _, system = made_key(above, portal, "市里的系统", "/yichang/console/api-keys")
    assert system.key in above.get("/yichang/console/api-keys").main
    assert system.key not in admin.get(URL).main
    (number,) = rows(portal, "SELECT id FROM api_key WHERE key = :key", key=system.key)[0]
    admin.get(f"{URL}/{number}/revoke", 404)
    assert not admin.get(f"{URL}/new").find("//input[@name='subtree']")
    assert above.get("/yichang/console/api-keys/new").find("//input[@name='subtree']")


def test_the_command(portal: Flask) -> None:
    run = portal.test_cli_runner().invoke
    made = run(args=["api-keys", "create", "户政业务系统", "--site", "xiling", "--department", "公安", "--subtree"])
    assert made.exit_code == 0, made.output
    key = re.findall(r"gk_\w+", made.output)[0]
    assert f"{key}  户政业务系统  xiling（含下级）  公安  在用" in run(args=["api-keys", "list"]).output
    assert "密钥作废了" in run(args=["api-keys", "revoke", key]).output
    assert "以前已经作废" in run(args=["api-keys", "revoke", key]).output
    for wrong in (
        ["--site", "nowhere"],
        ["--site", "xiling", "--department", "农业"],
        ["--site", "wuhan", "--department", "公安"],
    ):
        refused = run(args=["api-keys", "create", "系统", *wrong])
        assert refused.exit_code == 1 and "没有" in refused.output
    assert run(args=["api-keys", "revoke", "gk_x"]).exit_code == 1


def test_without_keys_for_sealing_none_is_made(tmp_path_factory: pytest.TempPathFactory) -> None:
    with portal_of(SMALL, tmp_path_factory.mktemp("keyless")) as app:
        refused = app.test_cli_runner().invoke(args=["api-keys", "create", "系统", "--site", "xiling"])
        assert refused.exit_code == 1 and "GOVSITE_DATA_KEYS" in refused.output
        with app.app_context():
            assert find(reading(), 1) is None
