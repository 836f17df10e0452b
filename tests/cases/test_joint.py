"""Joint cases: other departments are asked, answer at their own desks, and the office knows before it decides."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from govsite.database.session import reading, writing
from govsite.domain.cases import acts
from govsite.domain.common.days import today
from govsite.domain.common.workdays import Calendar
from govsite.domain.tickets.form_keys import digest_of, new_key
from govsite.models import Attachment, CaseMaterial, Item, JointUnit
from govsite.models.stored_file import CLEAN
from tests.cases.conftest import ITEM
from tests.cases.window import NAME, QUEUE, audited, number_in, open_case, row_of, take_in, take_in_whole
from tests.helpers import Page, Visitor
from tests.letters.desks import OFFICES, POLICE
from tests.letters.office import OTHER, at_desk, do, offers, send
from tests.submitting import Redirect, submit

UNIT = next(key for key in OFFICES if key != POLICE)
ASKED = {"units": [UNIT], "question": "请核对居住证明"}


def accepted(app: Flask, clerk: Visitor) -> str:
    number = number_in(take_in_whole(clerk))
    do(open_case(app, clerk, number), "accept")
    return number


def waiting(visitor: Visitor) -> str:
    return visitor.get(f"{QUEUE}?queue=joint").main


def test_a_department_that_is_asked_gives_its_opinion(window: Flask) -> None:
    clerk, other = at_desk(window), at_desk(window, OTHER)
    number = accepted(window, clerk)
    opinion = f"{QUEUE}/{row_of(window, number)[0].id}/opinion"
    other.get(opinion, 404)
    refused = send(open_case(window, clerk, number), "consult", units=[], question="")
    assert isinstance(refused, Page) and "请至少选一个部门" in refused.main and "请写要他们答复的事" in refused.main
    page = do(open_case(window, clerk, number), "consult", **ASKED)
    assert (
        "已征求联办单位的意见" in page.main
        and "请核对居住证明" in page.main
        and "还有 1 个联办单位没有答复" in page.main
    )
    assert "consult" not in offers(page), "there is nobody left to ask"
    assert number in waiting(other) and number not in waiting(clerk)
    open_case(window, other, number, 404)
    asked = other.get(opinion)
    assert NAME in asked.main and "请核对居住证明" in asked.main and "居民户口簿" in asked.main
    wrong = submit(asked, opinion, agrees="no", words=" ")
    assert isinstance(wrong, Page) and wrong.response.status_code == 422 and "不同意的，请写理由" in wrong.main
    before = open_case(window, clerk, number)
    assert isinstance(submit(asked, opinion, agrees="no", words="住址不一致"), Redirect)
    assert number not in waiting(other)
    again = submit(asked, opinion, agrees="yes")
    assert isinstance(again, Redirect), "the second click of two"
    late = send(before, "grant", result="居民身份证")
    assert isinstance(late, Page) and late.response.status_code == 409, "who has the page open is told first"
    assert "联办单位答复" in late.main and "不同意：住址不一致" in late.main and "还有 1 个" not in late.main
    assert "不能再改" in other.get(opinion).main
    assert json.loads(audited(window, "case.opinion")[-1].details)["agrees"] is False


def test_an_opinion_that_does_not_come_is_overdue(window: Flask) -> None:
    clerk, other = at_desk(window), at_desk(window, OTHER)
    number = accepted(window, clerk)
    do(open_case(window, clerk, number), "consult", **ASKED)
    with window.app_context(), writing() as session:
        session.execute(update(JointUnit).values(wanted_by=today() - timedelta(1)).where(JointUnit.answered.is_(None)))
    assert "超期" in open_case(window, clerk, number).main
    assert "超期" in waiting(other)
    do(open_case(window, clerk, number), "deny", kind="conditions", reason="不符合条例第九条")
    assert number not in waiting(other), "nobody needs it any more"
    assert "不用再答复" in other.get(f"{QUEUE}/{row_of(window, number)[0].id}/opinion").main


@pytest.fixture(params=[(7, 45), (20, 7)], ids=["no less than the law", "better than the law"])
def licence(window: Flask, request: pytest.FixtureRequest) -> Iterator[int]:
    """The working days of a joint case of a licence of which 7 are promised, by what its law has."""
    statutory, joint = request.param
    with window.app_context(), writing() as session:
        session.execute(update(Item).where(Item.code == ITEM).values(type="行政许可", statutory_days=statutory))
    yield joint
    with window.app_context(), writing() as session:
        session.execute(update(Item).where(Item.code == ITEM).values(type="行政确认", statutory_days=None))


def test_a_joint_licence_has_45_days_where_nothing_better_was_promised(window: Flask, licence: int) -> None:
    clerk = at_desk(window)
    number = accepted(window, clerk)
    page = do(open_case(window, clerk, number), "consult", **ASKED)
    due = Calendar({}).due(today(), licence).day
    assert row_of(window, number)[0].due == due
    assert page.find("//form[contains(@action, '/extend')]//input[@name='joint'][@checked]"), "and then 15 more"
    do(page, "extend", reason="情况复杂", leave="副区长王某")
    assert row_of(window, number)[0].due == Calendar({}).due(due, 15).day


def test_a_file_that_comes_is_told_before_anything_is_done(window: Flask) -> None:
    clerk = at_desk(window)
    number = number_in(take_in(clerk))
    do(open_case(window, clerk, number), "ask")
    before, (ticket, _), key = open_case(window, clerk, number), row_of(window, number), new_key()
    with window.app_context():
        with writing() as session:
            file = Attachment(held_by=digest_of(key), added=ticket.added, name="身份证.pdf", kind="application/pdf")
            file.size, file.digest, file.state, file.content = 3, "0" * 64, CLEAN, b"PDF"
            session.add(file)
        wanted = select(CaseMaterial.id).where(
            CaseMaterial.ticket_id == ticket.id, CaseMaterial.supplement_id.is_not(None)
        )
        material = reading().scalars(wanted).one()
        reading().rollback()
        acts.send_file(ticket.id, key, material)
    late = send(before, "refuse", kind="materials", reason="没有补交")
    assert (
        isinstance(late, Page) and late.response.status_code == 409 and row_of(window, number)[0].state == "supplement"
    )
    assert "申请人网上交来文件" in late.main and "原居民身份证" in late.main
    link = late.link("身份证.pdf")
    answer = clerk.client.get(link)
    assert answer.data == b"PDF" and answer.headers["Content-Disposition"].startswith("attachment;")
    assert at_desk(window, OTHER).client.get(link).status_code == 404
