"""What gives or takes power asks for the password once more: none and a wrong one change nothing, and are counted."""

from __future__ import annotations

from flask import Flask

from govsite.domain.people.scope import Role
from tests.apps import rows
from tests.console.people import PASSWORD, enter, settle
from tests.helpers import Page, Visitor
from tests.submitting import Redirect, submit

STAFF, KEYS = "/xiling/console/staff", "/xiling/console/api-keys"
TABLES = ("staff", "role", "api_key", "second_factor")


def kept(portal: Flask) -> list[object]:
    columns = {"staff": "username, disabled, must_change, revision", "api_key": "system, revoked"}
    return [sorted(map(str, rows(portal, f"SELECT {columns.get(each, '*')} FROM {each}"))) for each in TABLES]


def test_every_form_asks_and_tries_are_counted(portal: Flask) -> None:
    settle(portal, "again.admin", "范晓燕", Role("site_admin", "420502"))
    number = settle(portal, "again.other", "于志强", Role("editor", "420502"))
    visitor = Visitor(portal.test_client())
    enter(visitor, "again.admin")
    made = submit(visitor.get(f"{KEYS}/new"), system="旧系统", department="*", password=PASSWORD)
    assert isinstance(made, Page) and made.status == 200
    ((key,),) = rows(portal, "SELECT id FROM api_key WHERE system = '旧系统'")
    asked = (
        (f"{STAFF}/new", f"{STAFF}/new", {"username": "again.new", "name": "万里", "role": "editor"}),
        (f"{STAFF}/{number}", f"{STAFF}/{number}/roles", {"role": "site_admin"}),
        (f"{STAFF}/{number}/roles/take?role=editor%20420502%20", f"{STAFF}/{number}/roles/take", {}),
        (f"{STAFF}/{number}/reset", f"{STAFF}/{number}/reset", {"lost_factor": True}),
        (f"{KEYS}/new", f"{KEYS}/new", {"system": "新系统", "department": "*"}),
        (f"{KEYS}/{key}/revoke", f"{KEYS}/{key}/revoke", {}),
        (f"{STAFF}/{number}/disable", f"{STAFF}/{number}/disable", {}),
    )
    before, found = kept(portal), []
    for address, action, fields in asked:
        empty = submit(visitor.get(address), action, **fields)
        assert isinstance(empty, Page) and empty.status == 422 and "再写一遍您自己的密码" in empty.main, action
        wrong = submit(empty, action, password="chuangkou-1-hao")  # noqa: S106 - what was typed is sent once more
        assert isinstance(wrong, Page) and not wrong.find("//input[@type='password'][@value]")
        found.append((wrong.status, "密码不对" in wrong.main))
        for name, value in fields.items():
            box = wrong.find(f"//form[@action='{action}']//*[@name='{name}']")
            box += [option for each in box for option in each.iter("option") if option.get("selected") is not None]
            assert [one for one in box if one.get("value") == value or one.get("checked") is not None], name
    assert found == [(422, True)] * 5 + [(429, False)] * 2
    assert kept(portal) == before
    answer = submit(visitor.get(asked[0][0]), **asked[0][2], password=PASSWORD)
    assert isinstance(answer, Page) and answer.status == 429, "nor does the right one help for a while"
    assert isinstance(visitor.get("/xiling/console/"), Page | Redirect)
