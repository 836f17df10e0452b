"""Who sees what was pushed: the applicant, the clerk at the desk, the public; and a window's case that a system goes on
with.
"""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask

from govsite.database.session import writing
from govsite.domain.cases.states import RECEIVED, WORDS
from govsite.models import Case
from tests.api.caller import Caller
from tests.api.samples import case, event
from tests.api.test_pushing import counted, grown
from tests.apps import rows
from tests.cases.rows import add_case
from tests.console.people import follow
from tests.helpers import Visitor
from tests.submitting import submit

STORIES = {
    "received": [],
    "reviewing": [event("accept", "03T10:00"), event("step", "04T10:00")],
    "supplement": [event("accept", "03T10:00"), event("ask", "04T10:00", until="2099-01-01")],
    "approved": [event("accept", "03T10:00"), event("grant", "04T10:00", result="新证")],
    "done": [event("complete", "02T10:00")],
    "refused": [event("refuse", "03T10:00", remark="缺户口簿")],
    "denied": [event("accept", "03T10:00"), event("deny", "05T10:00")],
    "withdrawn": [event("accept", "03T10:00"), event("withdraw", "05T10:00")],
}


@pytest.mark.parametrize("state", STORIES)
def test_the_applicant_follows_it_in_every_state(portal: Flask, police: Caller, state: str) -> None:
    made = case(*STORIES[state])
    assert police.push(made).json["results"][0]["state"] == state
    given = police.send("POST", f"/api/v1/cases/{made['serial']}/password", {"by": "window"}).json
    visitor = Visitor(portal.test_client())
    opened = submit(visitor.get("/xiling/progress/lookup"), number=given["number"], password=given["password"])
    page = follow(visitor, opened)
    assert WORDS[state] in page.main and "查询密码已发给您" in page.main
    if state == "supplement":
        assert "缺首页" in page.main and page.find("//input[@type='file']"), "what is missing is sent in right there"


def test_the_public_sees_it_masked(portal: Flask, police: Caller) -> None:
    made = case(*STORIES["done"])
    police.push(made)
    page = Visitor(portal.test_client()).get(f"/xiling/progress?number={made['serial']}")
    assert "居民身份证换领" in page.main and "范晓燕" not in page.source


def test_a_system_goes_on_with_a_case_of_the_window(portal: Flask, police: Caller) -> None:
    with portal.app_context(), writing() as session:
        due = date(2026, 11, 20)
        ticket = add_case(session, state=RECEIVED, due=due, site_code="420502")
        serial = session.get_one(Case, ticket.id).serial
    before = counted(portal)
    pushed = {"serial": serial, "received": "2026-11-20T09:00:00+08:00", "applicant": {"name": "别人"}}
    answer = police.push(pushed | {"events": [event("accept", "23T10:00"), event("grant", "24T10:00")]})
    assert answer.status_code == 200, answer.text
    assert answer.json["results"][0]["state"] == "approved" and not answer.json["results"][0]["created"]
    found = grown(before, counted(portal))
    assert (found["decided"], found["granted"], found["on_time"]) == (1, 1, 1) and "received" not in found
    assert rows(portal, "SELECT applicant FROM case_file WHERE serial = :serial", serial=serial)[0][0] == "张*"
