"""The audit as auditors read it: filtered, in pages, of their sites, with the state of its chain."""

from __future__ import annotations

import csv
import re
from datetime import UTC, datetime

import pytest
from flask import Flask

from govsite.database.session import reading, writing
from govsite.domain.common import audit
from govsite.domain.people.scope import Role
from govsite.web.deeds import WORDS
from tests.cast import BY_KEY, leaks
from tests.console.people import enter, number_of, settle, sign_in
from tests.helpers import Page, Visitor
from tests.rules.test_architecture import FILES


@pytest.fixture
def auditor(portal: Flask) -> Visitor:
    return sign_in(portal.test_client(), BY_KEY["auditor"])


def add(portal: Flask, what: str, site_code: str = "", who: str = "command") -> int:
    with portal.app_context(), writing() as session:
        return audit.append(session, who=who, what=what, site_code=site_code, details={"needs": "letters", "x": ""})


def numbers(page: Page) -> list[int]:
    return [int(text) for text in page.find("//tbody/tr/th/text()")]


def test_people_are_named_and_deeds_said_in_words(portal: Flask, auditor: Visitor) -> None:
    number = add(portal, "sign_in", who=f"staff {number_of(portal, BY_KEY['clerk'])}")
    page = auditor.get("/hant/console/audit")
    row = page.one(f"//tbody/tr[th='{number}']").text_content()
    assert "余建国" in row and "登錄" in row and "完成" in row and not list(leaks(page))
    add(portal, "letter.take over")
    assert "信件：站点管理员接管" in auditor.get("/console/audit?what=letter").main
    add(portal, "of.tomorrow")
    assert "of.tomorrow" in auditor.get("/console/audit").main, "what has no words is shown as it is"


@pytest.mark.parametrize("wanted", ["who=EDITOR", "what=staff.reset", "site=xiling", "site=西陵", "day=2026-11-30"])
def test_records_are_filtered(portal: Flask, auditor: Visitor, wanted: str) -> None:
    editor = f"staff {number_of(portal, BY_KEY['editor'])}"
    mine = add(portal, "staff.reset", "420502", editor)
    other = add(portal, "sign_in", "420100")
    if wanted.startswith("day"):
        wanted = f"day={datetime.now(UTC).astimezone(audit.ZONE):%Y-%m-%d}"
        assert {mine, other} <= set(numbers(auditor.get(f"/console/audit?{wanted}")))
        page = auditor.get("/console/audit?day=2001-01-01")
    else:
        page = auditor.get(f"/console/audit?{wanted}")
        assert mine in numbers(page)
    assert other not in numbers(page)


@pytest.mark.parametrize("wanted", ["day=x", "day=0000-00-00", "who=nobody", "what=%25", "site=zzzz", "before=1"])
def test_what_fits_nothing_finds_nothing(auditor: Visitor, wanted: str) -> None:
    assert "没有这样的记录" in auditor.get(f"/console/audit?{wanted}").main


@pytest.mark.parametrize(
    "wanted",
    ["before=x", "before=" + "9" * 40, "who=" + "x" * 200, "day=9999-12-31", "day=0001-01-01", "who=%00", "what=%00"],
)
def test_nonsense_is_no_error(auditor: Visitor, wanted: str) -> None:
    auditor.get(f"/console/audit?{wanted}")


def test_there_are_pages_that_keep_their_filter(portal: Flask, auditor: Visitor) -> None:
    made = [add(portal, "outbox.retry") for _ in range(55)]
    page = auditor.get("/console/audit?what=outbox.retry")
    later = auditor.get("/console/audit" + page.link("更早的记录"))
    assert numbers(page) + numbers(later) == made[::-1]


def test_an_auditor_of_a_site_reads_of_that_site(portal: Flask) -> None:
    settle(portal, "site.auditor", "吴磊", Role("auditor", "420500", subtree=True))
    there, away = add(portal, "staff.create", "420502"), add(portal, "staff.create", "420100")
    whole = add(portal, "staff.create")
    visitor = Visitor(portal.test_client())
    enter(visitor, "site.auditor")
    found = numbers(visitor.get("/yichang/console/audit"))
    assert there in found and away not in found and whole not in found
    assert "没有这样的记录" in visitor.get("/yichang/console/audit?site=wuhan").main
    visitor.get("/wuhan/console/audit", 404)


def test_the_chain_is_walked(portal: Flask, auditor: Visitor) -> None:
    page = auditor.get(auditor.get("/console/audit").link("核对全部记录"))
    with portal.app_context():
        row = audit.last_records(reading(), 1)[0]
    assert "全部完好" in page.main and f"{row.number}:{row.hash}" in page.main


def test_what_is_found_is_a_table_too(portal: Flask, auditor: Visitor) -> None:
    number = add(portal, "staff.create", "420502", who="=1+1")
    answer = auditor.client.get("/console/audit/export.csv?what=staff.create&site=xiling")
    head, newest, *_ = csv.reader(answer.get_data(as_text=True).removeprefix("\ufeff").splitlines())
    assert (answer.status_code, answer.mimetype, len(head)) == (200, "text/csv", len(newest))
    assert (newest[0], newest[2:6]) == (str(number), ["'=1+1", "新建帐号", "", "西陵区"]), "nothing is calculated"
    assert numbers(auditor.get("/console/audit?what=audit.export")), "who took records out stands in them"


def test_every_deed_has_its_words() -> None:
    named = {
        found[1] for path in FILES for found in re.finditer(r"what=\"([a-z_][a-z_. ]*)\"", path.read_text("utf-8"))
    }
    assert len(named) > 20 and named <= WORDS.keys()
