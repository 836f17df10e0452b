"""Whose a letter is: who else opens it finds nothing, and the audit has a line of it."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from govsite.database.session import reading
from govsite.domain.common import audit
from tests.cast import BY_KEY, Person, asked_by_each, leaks
from tests.console.people import number_of, sign_in
from tests.letters.desks import POLICE
from tests.letters.office import ADMIN, CLERK, OTHER, arrive, at_desk, do, offers, open_letter, row_of, send
from tests.letters.writer import BODY, NAME, TITLE, opened

ORIGIN = {"Origin": "http://localhost"}


def last_record(app: Flask) -> Any:
    with app.app_context():
        return audit.last_records(reading(), 1)[0]


@asked_by_each(CLERK)
def test_only_its_clerks_read_a_letter(office: Flask, person: Person, may: bool) -> None:
    receipt = arrive(office, name=NAME)
    ticket, _ = row_of(office, receipt)
    visitor = sign_in(office.test_client(), person)
    for path in (f"{ticket.id}", f"{ticket.id}/files/1"):
        answer = visitor.client.get(f"/xiling/console/letters/{path}")
        assert may or (BODY[:9] not in answer.text and NAME not in answer.text)
    signed_in = person.role not in ("stranger", "citizen")
    takes_over = person.role == "site_admin"
    answer = visitor.client.get(f"/xiling/console/letters/{ticket.id}")
    assert answer.status_code == (200 if may or takes_over else 404 if signed_in else 302)
    if may or takes_over:
        page = visitor.get(f"/xiling/console/letters/{ticket.id}")
        assert (TITLE in page.source) == may
        assert not list(leaks(page))
    elif signed_in:
        record = last_record(office)
        assert (record.who, record.outcome) == (f"staff {number_of(office, person)}", audit.REFUSED)


@pytest.mark.parametrize("action", ["accept", "reply", "pass", "assign", "note", "refuse", "unpublish", "publish"])
@pytest.mark.parametrize("who", [OTHER, ADMIN])
def test_nobody_else_does_anything_with_it(office: Flask, who: str, action: str) -> None:
    ticket, _ = row_of(office, arrive(office))
    other = at_desk(office, who)
    token = other.get("/xiling/console/letters").find("//input[@name='csrf_token']/@value")[0]
    sent = {"csrf_token": token, "revision": "1", "text": "x", "reason": "x", "form_key": "k" * 32}
    sent |= {"sure": "y", "department": "政务服务", "to": str(number_of(office, BY_KEY[CLERK]))}
    url = f"/xiling/console/letters/{ticket.id}/{action}"
    assert other.client.post(url, data=sent, headers=ORIGIN).status_code == 404
    record = last_record(office)
    assert (record.what, record.target) == ("letter.open", f"letter {ticket.id}")
    assert record.outcome == audit.REFUSED


def test_a_file_that_is_not_theirs_is_in_the_audit(office: Flask) -> None:
    ticket, _ = row_of(office, arrive(office))
    at_desk(office, ADMIN).get(f"/xiling/console/letters/{ticket.id}/files/1", 404)
    record = last_record(office)
    assert (record.what, record.target) == ("letter.open", f"letter {ticket.id}")


def test_a_letter_is_not_opened_at_another_site(office: Flask) -> None:
    ticket, _ = row_of(office, arrive(office))
    above = at_desk(office, "clerk of another site")
    above.get(f"/yichang/console/letters/{ticket.id}", 404)
    assert TITLE not in above.get("/yichang/console/letters?queue=all").source


def test_no_number_is_a_failure_of_ours(office: Flask) -> None:
    clerk = at_desk(office)
    for number in ("0", "2147483647", "99999999999999999999", "1e9"):
        clerk.get(f"/xiling/console/letters/{number}", 404)


def test_a_site_administrator_sees_queues_and_no_words(office: Flask) -> None:
    receipt = arrive(office, title="涂家塆的水管破了")
    page = at_desk(office, ADMIN).get("/xiling/console/letters?queue=all")
    assert receipt.number in page.main and "涂家塆" not in page.source
    assert not page.find("//input[@name='ticket']"), "nothing to share out that one has not read"
    found = at_desk(office, ADMIN).get("/xiling/console/letters?q=涂家塆")
    assert receipt.number not in found.main, "nor does a search tell what stands in it"


def test_a_letter_that_is_taken_over_is_read_until_it_is_passed_on(office: Flask) -> None:
    receipt, other = arrive(office), arrive(office, title="别的信")
    admin = at_desk(office, ADMIN)
    page = open_letter(office, admin, receipt)
    assert offers(page) == {"take-over", "logout"} - {"logout"} and TITLE not in page.source
    assert send(page, "take-over").status == 422, "it is asked whether it is meant"
    page = do(page, "take-over", sure=True)
    assert page.h1 == TITLE and "已接管" in page.main
    record = last_record(office)
    assert (record.what, record.outcome) == ("letter.take over", audit.DONE)
    assert TITLE not in open_letter(office, admin, other).source, "that letter only"
    assert "接管" in open_letter(office, at_desk(office), receipt).main, "its clerks see it"
    assert "接管" not in opened(office, receipt).main
    do(page, "pass", department="政务服务")
    assert TITLE not in open_letter(office, admin, receipt).source


def test_a_letter_that_is_taken_over_is_given_to_one_of_its_clerks(office: Flask) -> None:
    receipt = arrive(office)
    page = do(open_letter(office, at_desk(office, ADMIN), receipt), "take-over", sure=True)
    clerk = number_of(office, BY_KEY[CLERK])
    do(page, "assign", to=str(clerk))
    assert row_of(office, receipt)[0].assignee == clerk
    assert TITLE not in open_letter(office, at_desk(office, ADMIN), receipt).source


def test_every_act_is_in_the_audit_without_words(office: Flask) -> None:
    receipt, clerk = arrive(office), at_desk(office)
    ticket, _ = row_of(office, receipt)
    do(open_letter(office, clerk, receipt), "accept")
    do(open_letter(office, clerk, receipt), "note", text="先问问")
    do(open_letter(office, clerk, receipt), "reply", text="已经修好了。")
    with office.app_context():
        rows = [row for row in audit.last_records(reading(), 10) if row.target == f"letter {ticket.id}"]
    who = f"staff {number_of(office, BY_KEY[CLERK])}"
    assert [row.what for row in rows] == ["letter.reply", "letter.note", "letter.accept"]
    assert {row.who for row in rows} == {who} and not any("先问" in row.details for row in rows)


def test_letters_of_no_department_wait_for_the_administrator(office: Flask) -> None:
    receipt = arrive(office, department="")
    ticket, _ = row_of(office, receipt)
    at_desk(office).get(f"/xiling/console/letters/{ticket.id}", 404)
    admin = at_desk(office, ADMIN)
    do(do(open_letter(office, admin, receipt), "take-over", sure=True), "pass", department=POLICE)
    assert TITLE in open_letter(office, at_desk(office), receipt).source


def test_what_is_over_cannot_be_taken_over(office: Flask) -> None:
    receipt = arrive(office)
    do(open_letter(office, at_desk(office), receipt), "refuse", reason="请问市医保局。")
    page = open_letter(office, at_desk(office, ADMIN), receipt)
    assert offers(page) == set() and "不能再接管" in page.main and TITLE not in page.source
