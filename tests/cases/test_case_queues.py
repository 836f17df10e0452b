"""The list of the desk of cases: many are given to somebody at once, and as a file it calculates nothing."""

from __future__ import annotations

import csv
import io

from flask import Flask
from sqlalchemy import update

from govsite.database.session import writing
from govsite.models import Case, Ticket
from tests.cases.window import QUEUE, audited, number_in, open_case, row_of, take_in
from tests.cast import BY_KEY
from tests.console.people import number_of
from tests.helpers import Visitor
from tests.letters.office import ADMIN, CLERK, at_desk, do
from tests.submitting import Redirect, submit


def test_many_cases_are_given_to_somebody_at_once(window: Flask) -> None:
    clerk = at_desk(window)
    numbers = [number_in(take_in(clerk)) for _ in range(3)]
    rows = [row_of(window, number) for number in numbers]
    page = clerk.get(f"{QUEUE}?queue=new")
    boxes = [box for box in page.find("//input[@name='ticket']/@value") if int(box.split(".")[0]) >= rows[0][0].id]
    assert len(boxes) == 3
    do(open_case(window, at_desk(window), numbers[2]), "note", text="我看过了")
    sent = submit(page, f"{QUEUE}/assign?queue=new", ticket=boxes)
    assert isinstance(sent, Redirect)
    after = clerk.get(sent.to).main
    assert "分派了 2 件" in after and "有 1 件没有分派" in after
    me = number_of(window, BY_KEY[CLERK])
    assert [row_of(window, number)[0].assignee for number in numbers] == [me, me, None]
    assert row_of(window, numbers[0])[1].changed > rows[0][1].changed, "systems that ask see it"
    assert [row.target for row in audited(window, "case.assign")[-2:]] == [f"case {row[0].id}" for row in rows[:2]]
    nothing = submit(clerk.get(f"{QUEUE}?queue=new"), f"{QUEUE}/assign?queue=new")
    assert "没有勾选办件" in clerk.get(nothing.to).main


def test_nobody_is_given_a_case_that_is_not_theirs(window: Flask) -> None:
    clerk = at_desk(window)
    number = number_in(take_in(clerk))
    ticket, _ = row_of(window, number)
    with window.app_context(), writing() as session:
        session.execute(update(Ticket).where(Ticket.id == ticket.id).values(department="政务服务"))
    take_in(clerk)
    page = clerk.get(f"{QUEUE}?queue=new")
    box = page.find("//input[@name='ticket']")[0]
    box.set("value", f"{ticket.id}.{ticket.revision}")
    sent = submit(page, f"{QUEUE}/assign?queue=new", ticket=[box.get("value")])
    assert "分派了 0 件" in clerk.get(sent.to).main and row_of(window, number)[0].assignee is None
    for value in ("x.1", "1", "9999999999.1", f"{ticket.id}.-1"):
        page.find("//input[@name='ticket']")[0].set("value", value)
        assert isinstance(submit(page, f"{QUEUE}/assign?queue=new", ticket=[value]), Redirect)
    assert not at_desk(window, ADMIN).get(f"{QUEUE}?queue=new").find("//input[@name='ticket']")


def test_a_list_of_cases_is_a_file_that_calculates_nothing(window: Flask) -> None:
    clerk = at_desk(window)
    number = number_in(take_in(clerk))
    ticket, _ = row_of(window, number)
    with window.app_context(), writing() as session:
        session.execute(update(Case).where(Case.ticket_id == ticket.id).values(own_number='=HYPERLINK("http://x","y")'))
    answer = clerk.client.get(f"{QUEUE}/export.csv?q={number}")
    assert answer.status_code == 200 and answer.data.startswith("\ufeff".encode())
    head, row = csv.reader(io.StringIO(answer.get_data(as_text=True).removeprefix("\ufeff")))
    assert dict(zip(head, row, strict=True))["本单位编号"] == '\'=HYPERLINK("http://x","y")'


def test_a_queue_is_swapped_as_one_piece(window: Flask) -> None:
    clerk = at_desk(window)
    piece = Visitor(clerk.client).client.get(f"{QUEUE}?queue=all", headers={"HX-Request": "true"})
    text = piece.get_data(as_text=True)
    assert text.partition("</title>")[2].lstrip().startswith('<div id="desk"') and "HX-Request" in piece.headers["Vary"]
