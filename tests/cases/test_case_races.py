"""Two at one moment with one case: the later is told, and the figures stay right."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from govsite.database.session import reading, writing
from govsite.domain.cases import acts, deciding, figures, office, supplementing
from govsite.domain.cases.assigning import assign_many
from govsite.domain.cases.deeming import deem_all
from govsite.domain.cases.reissuing import reissue
from govsite.domain.common.days import today
from govsite.domain.common.states import Refused
from govsite.domain.tickets.assigning import Pick
from govsite.domain.tickets.desks import Colleague, Desk
from govsite.domain.tickets.form_keys import new_key
from govsite.domain.tickets.hands import Changed
from govsite.models import Case, CaseMaterial, Ticket
from govsite.models.attachment import Attachment
from govsite.models.stored_file import CLEAN
from govsite.models.tally import MonthTally
from govsite.models.ticket import TicketEvent
from govsite.typed import Typed
from tests.api.caller import Caller
from tests.cases.promises import DECISIONS
from tests.cases.racing import (
    NONE,
    at_one_moment,
    desk,
    hand,
    patient,
    system,
    take_in,
)

__all__ = ["desk", "patient", "system"]


def prepare(app: Flask, desk: Desk, number: int, state: str) -> None:
    """Bring a case that has just come to a state; one that stays is one that nobody answered in time."""
    with app.app_context():
        if state == "received":
            with writing() as session:
                session.execute(update(Case).values(answer_by=today() - timedelta(1)))
            return
        office.accept(hand(app, desk, number), NONE)
        if state == "done":
            deciding.complete(hand(app, desk, number), "居民身份证", NONE)
        if state == "supplement":
            gap = supplementing.Gap("没有交", "请交到窗口", name="居住证明")
            supplementing.ask(hand(app, desk, number), [gap], today(), "", NONE)
            with writing() as session:
                file = Attachment(
                    ticket_id=number, held_by="", name="a.jpg", kind="image/jpeg", size=1, digest="0" * 64
                )
                file.added, file.state, file.content = datetime.now(UTC), CLEAN, b"1"
                session.add(file)
                session.flush()
                session.execute(update(CaseMaterial).values(file_id=file.id))


def work(app: Flask, desk: Desk, system: Caller, number: int, action: str) -> Callable[[], Any]:
    """An act on a case from how it is now."""
    mine, key = hand(app, desk, number), new_key()
    with app.app_context():
        serial = reading().get_one(Case, number).serial
        received = reading().get_one(Ticket, number).added.isoformat()
    decided = {"id": "d", "at": datetime.now(UTC).isoformat(), "action": "deny", "refusal": "conditions"}
    row = {"serial": serial, "received": received, "events": [decided]}
    gap = supplementing.Gap("没有交", "请交到窗口", name="户口簿")
    colleague = Colleague(desk.staff_id, Typed("同事"), None)
    doing: dict[str, Callable[[], Any]] = {
        "grant": lambda: deciding.grant(mine, "居民身份证", NONE),
        "complete": lambda: deciding.complete(mine, "居民身份证", NONE),
        "deny": lambda: deciding.deny(mine, "conditions", "不符合", NONE),
        "refuse": lambda: deciding.refuse(mine, "materials", "缺材料", NONE),
        "ask": lambda: supplementing.ask(mine, [gap], today(), "再次", NONE),
        "supply": lambda: supplementing.supply(mine, []),
        "pass": lambda: office.pass_on(mine, "乙", "归他们管"),
        "assign": lambda: assign_many(desk, "staff 1", [Pick(number, mine.revision)], colleague),
        "reissue": lambda: reissue(app.extensions["passwords"], mine),
        "deem": lambda: deem_all(lambda _code: NONE),
        "own withdraw": lambda: acts.withdraw(number, key, desk.above),
        "own supply": lambda: acts.supply(number, key),
        "rate": lambda: acts.rate(number, key, 5, "", desk.above),
        "system": lambda: Caller(app, system.key, system.secret).push(row).status_code,
    }
    return doing[action]


PAIRS = {
    "two decisions": ("grant", "deny"),
    "a decision and a withdrawal": ("grant", "own withdraw"),
    "a decision and a system's": ("complete", "system"),
    "a notice and a withdrawal": ("ask", "own withdraw"),
    "a notice and a system's decision": ("ask", "system"),
    "a chore and a refusal": ("refuse", "deem"),
    "a chore and a notice": ("ask", "deem"),
    "two new passwords": ("reissue", "reissue"),
    "passed on and decided": ("pass", "grant"),
    "assigned with others and decided": ("assign", "grant"),
    "two ratings": ("rate", "rate"),
    "sent in and brought": ("own supply", "supply"),
    "sent in and refused": ("own supply", "refuse"),
}
BEFORE = {"a chore and a refusal": "received", "a chore and a notice": "received", "two ratings": "done"}
BEFORE |= {"sent in and brought": "supplement", "sent in and refused": "supplement"}
ONE_AFTER_THE_OTHER = ("a notice and a withdrawal", "a notice and a system's decision")  # the notice first
TOLD = (Changed, Refused, 422)  # what who comes second gets


@pytest.mark.parametrize("pair", PAIRS)
def test_of_two_at_one_moment_the_later_is_told(window: Flask, desk: Desk, system: Caller, pair: str) -> None:
    number = take_in(window, desk)
    prepare(window, desk, number, BEFORE.get(pair, "reviewing"))
    works = [work(window, desk, system, number, action) for action in PAIRS[pair]]
    answers = at_one_moment(window, *works)
    late = [answer for answer in answers if answer in TOLD or type(answer) in TOLD or answer == (0, 1)]
    strange = [answer for answer in answers if isinstance(answer, Exception) and type(answer) not in TOLD]
    both_may = pair in ONE_AFTER_THE_OTHER and not late
    assert not strange and (len(late) == 1 or both_may), answers
    with window.app_context():
        revision = reading().scalar(select(Ticket.revision).where(Ticket.id == number))
        months = select(func.coalesce(func.sum(MonthTally.number), 0)).where(MonthTally.measure == figures.DECIDED)
        decided = reading().scalar(months.where(MonthTally.site_code == desk.site_code, MonthTally.department != ""))
        ends = select(func.count()).where(TicketEvent.action.in_(DECISIONS), TicketEvent.ticket_id == number)
        told = reading().scalar(ends)
    assert revision and decided == told and told <= 1
