"""Cases on a database, whatever is done with them in any order: what is promised holds, and nothing else happens."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import delete, func, select

from govsite.database.session import reading, writing
from govsite.domain.cases import acts, deciding, office, supplementing, taking_in
from govsite.domain.cases.deeming import deem_all
from govsite.domain.cases.states import CASE
from govsite.domain.common.states import Refused
from govsite.domain.tickets.desks import Colleague, Desk
from govsite.domain.tickets.form_keys import digest_of, new_key
from govsite.domain.tickets.hands import Changed, Hand, Hidden
from govsite.domain.tickets.told import Channels
from govsite.models import Case, Ticket
from govsite.models.attachment import Attachment
from govsite.models.case import CaseMaterial, Supplement
from govsite.models.staff import Staff
from govsite.models.stored_file import CLEAN
from govsite.models.tally import MonthTally, Tally
from govsite.models.ticket import TicketEvent, TicketPause
from govsite.typed import Typed
from tests.apps import site_of
from tests.cases.conftest import ITEM
from tests.cases.counted import check_tallies
from tests.cases.moving_clock import HOLIDAYS, MovingClock, moving
from tests.cases.promises import DECISIONS, FROM, Promised, behind
from tests.cases.rows import OFFERING
from tests.letters.desks import OFFICES, POLICE

FIRST, OTHER = date(2026, 9, 21), next(name for name in OFFICES if name != POLICE)
NONE = Channels()
OWN = ("own supply", "own withdraw", "remind")


class Cases(RuleBasedStateMachine):
    """A desk, an applicant, a chore and a clock."""

    app: Flask

    def __init__(self) -> None:
        super().__init__()
        self.clock = MovingClock(FIRST, HOLIDAYS)
        self.context = moving(self.clock)
        self.context.__enter__()
        self.known: dict[int, Promised] = {}
        self.worked: Counter[str] = Counter()
        site = site_of(self.app, "xiling")
        self.above = frozenset(one.code for one in site.ancestors)
        with self.app.app_context(), writing() as session:
            for model in (Ticket, Tally, MonthTally):
                session.execute(delete(model))
            staff = session.scalar(select(func.min(Staff.id))) or 0
        self.desk = Desk(staff, site.code, None, None, takes_over=True, above=self.above)

    def teardown(self) -> None:
        try:
            with self.app.app_context():
                check_tallies((self.desk.site_code, *sorted(self.above)), self.worked)
        finally:
            self.context.__exit__(None, None, None)

    cases = Bundle("cases")

    @initialize(target=cases)
    def first(self) -> int:
        return self.take_in_one(7, False)

    @rule(target=cases, limit=st.sampled_from([0, 1, 5, 20]), calendar_days=st.booleans())
    def take_in(self, limit: int, calendar_days: bool) -> int:
        return self.take_in_one(limit, calendar_days)

    def take_in_one(self, limit: int, calendar_days: bool) -> int:
        intake = taking_in.Intake(
            *(POLICE, ITEM, OFFERING, "居民身份证换领", limit, "范晓燕"),
            materials=(("居民户口簿", True, True), ("原居民身份证", False, True)),
            calendar_days=calendar_days,
        )
        key = new_key()
        with self.app.app_context():
            number, again = (
                taking_in.take_in(self.app.extensions["passwords"], key, self.desk, "staff 1", intake).ticket_id
                for _ in range(2)
            )
        assert number == again, "a form that is sent twice makes one case"
        day = self.clock.today
        self.known[number] = Promised.new(self.clock.calendar, day, POLICE, limit, calendar_days)
        return number

    @rule(hours=st.integers(1, 30))
    def some_hours_pass(self, hours: int) -> None:
        self.clock.move(timedelta(hours=hours))

    @rule(days=st.integers(1, 25))
    def days_pass(self, days: int) -> None:
        self.clock.move(timedelta(days))

    @rule(ahead=st.integers(0, 40), working=st.booleans())
    def a_day_is_published(self, ahead: int, working: bool) -> None:
        """No promise moves by it: what is compared after each act are the days as they were."""
        self.clock.publish(self.clock.today + timedelta(ahead), working=working)

    @rule()
    def silence_is_consent(self) -> None:
        silent = [case for case in self.known.values() if case.is_silent(self.clock.today)]
        with self.app.app_context():
            assert deem_all(lambda _code: NONE) == len(silent)
        for case in silent:
            case.deem()

    @rule(number=cases, action=st.sampled_from(sorted(set(FROM) - set(OWN))), data=st.data())
    def the_office_does(self, number: int, action: str, data: st.DataObject) -> None:
        case, day = self.known[number], self.clock.today
        good, do = self._office(case, action, day, data.draw)
        before = self.rows(number)
        hand = Hand(self.desk, "staff 1", number, before["ticket"][0], new_key())
        if case.is_silent(day):  # the chore had not looked yet
            assert self.tries(do, hand, number) is Changed
            case.deem()
            return
        before |= {"worked": self.worked_days(case)}
        if not (good and case.allows(action, day)):
            assert self.tries(do, hand, number) is Refused
            assert self.rows(number) == {name: rows for name, rows in before.items() if name != "worked"}
            return
        assert self.tries(do, hand, number) is None
        case.does(action, self.clock.calendar, day)
        if action in DECISIONS:
            self.worked["cases.worked"] += before["worked"]
            self.worked["cases.on_time"] += day <= case.due
        self.goes_nowhere(do, hand, number)

    def worked_days(self, case: Promised) -> int:
        return max(0, min(case.taken(self.clock.calendar, self.clock.today), 120))

    def goes_nowhere(self, do: Callable[[Hand], None], hand: Hand, number: int) -> None:
        """The same form again, a form of before, somebody else's desk: nothing happens."""
        before = self.rows(number)
        assert self.tries(do, hand, number) is None
        stale = Hand(hand.desk, hand.who, number, hand.revision, new_key())
        assert self.tries(do, stale, number) is Changed
        department = frozenset({OTHER if self.known[number].department == POLICE else POLICE})
        for desk in (
            Desk(hand.desk.staff_id, hand.desk.site_code, department, department),
            Desk(hand.desk.staff_id, "420000", None, None),
        ):
            stranger = Hand(desk, hand.who, number, before["ticket"][0], new_key())
            assert self.tries(do, stranger, number) is Hidden
        assert self.rows(number) == before

    @rule(number=cases, action=st.sampled_from(OWN))
    def the_applicant_does(self, number: int, action: str) -> None:
        case, key, day = self.known[number], new_key(), self.clock.today
        do: dict[str, Callable[[], None]] = {
            "own supply": lambda: acts.supply(number, key),
            "own withdraw": lambda: acts.withdraw(number, key, self.above),
            "remind": lambda: acts.remind(number, key, self.above),
        }
        before = self.rows(number)
        with self.app.app_context():
            if not case.allows(action, day):
                with pytest.raises(Refused):
                    do[action]()
                assert self.rows(number) == before
                return
            do[action]()
            do[action]()
        case.does(action, self.clock.calendar, day)

    @precondition(lambda self: any(case.state == "supplement" for case in self.known.values()))
    @rule(number=cases, all_of_them=st.booleans())
    def the_applicant_sends_files(self, number: int, all_of_them: bool) -> None:
        case, before = self.known[number], self.rows(number)
        with self.app.app_context():
            notice = reading().scalar(select(func.max(Supplement.id)).where(Supplement.ticket_id == number))
            wanted = list(reading().scalars(select(CaseMaterial.id).where(CaseMaterial.supplement_id == notice)))
            reading().rollback()
            for material in wanted if all_of_them else wanted[:1]:
                key = new_key()
                self.hold_file(key)
                if case.state == "supplement" and case.supply_until and self.clock.today <= case.supply_until:
                    acts.send_file(number, key, material)
                    case.acts += 1
                    case.whole = case.whole or all_of_them or len(wanted) == 1
                    continue
                with pytest.raises(Refused):
                    acts.send_file(number, key, material)
                assert self.rows(number) == before

    def hold_file(self, key: str) -> None:
        with writing() as session:
            file = Attachment(held_by=digest_of(key), added=self.clock.now, name="照片.jpg", kind="image/jpeg", size=1)
            file.digest, file.state, file.content = "0" * 64, CLEAN, b"1"
            session.add(file)

    def _office(
        self, case: Promised, action: str, day: date, draw: Callable[[Any], Any]
    ) -> tuple[bool, Callable[[Hand], None]]:
        """Whether an act has what it needs, and the act."""
        kind, pick = draw(st.sampled_from(["materials", "no such kind"])), draw(st.booleans())
        due = day + timedelta(draw(st.integers(-1, 20)))
        if action == "ask":
            gaps = [supplementing.Gap("没有交", "请交到窗口", name="居住证明")] * draw(st.integers(0, 2))
            reason = "第一次没有看清" if pick else ""
            good = bool(gaps) and due >= day and (not case.notices or pick)
            if good and case.allows("ask", day):
                case.supply_until = due
            return good, lambda hand: supplementing.ask(hand, gaps, due, reason, NONE)
        if action == "step":
            name = "现场核查" if pick else "打证"
            return pick, lambda hand: office.step(hand, name)
        if action == "pass":
            to = OTHER if pick else POLICE
            good = case.department != to
            if good and case.allows("pass", day) and not case.is_silent(day):
                case.department = to
            return good, lambda hand: office.pass_on(hand, to, "归他们管")
        if action == "extend":
            if case.allows("extend", day):
                case.due = behind(self.clock.calendar, case.due, 15 if pick else 10)
            return True, lambda hand: office.extend(hand, "案情复杂", "副局长王某", NONE, joint=pick)
        plain: dict[str, Callable[[Hand], None]] = {
            "accept": lambda hand: office.accept(hand, NONE, "先收，三日内补交"),
            "refuse": lambda hand: deciding.refuse(hand, kind, "缺材料", NONE),
            "deny": lambda hand: deciding.deny(hand, kind, "不符合", NONE),
            "grant": lambda hand: deciding.grant(hand, "居民身份证", NONE, reason="已核对"),
            "complete": lambda hand: deciding.complete(hand, "居民身份证", NONE, reason="已核对"),
            "produce": lambda hand: deciding.produce(hand, "", NONE),
            "deliver": lambda hand: deciding.deliver(hand, "本人领取", NONE, by_post=False),
            "withdraw": lambda hand: deciding.withdraw(hand, "不办了"),
            "supply": lambda hand: supplementing.supply(hand, []),
            "pause": lambda hand: office.pause(hand, "听证"),
            "go on": office.go_on,
            "note": lambda hand: office.note(hand, "备注"),
            "take over": office.take_over,
            "assign": lambda hand: office.assign(hand, Colleague(self.desk.staff_id, Typed("王某"), None)),
        }
        return action not in ("refuse", "deny") or kind == "materials", plain[action]

    def tries(self, do: Callable[[Hand], None], hand: Hand, number: int) -> type[Exception] | None:
        with self.app.app_context():
            try:
                do(hand)
            except (Refused, Changed, Hidden) as error:
                return type(error)
        return None

    def rows(self, number: int) -> dict[str, Any]:
        """All that is stored of a case, and what was counted."""
        models = {"case": Case, "materials": CaseMaterial, "notices": Supplement, "pauses": TicketPause}
        with self.app.app_context():
            found: dict[str, Any] = {
                name: [
                    tuple(getattr(row, column.key) for column in model.__table__.columns)
                    for row in reading().scalars(
                        select(model).where(model.ticket_id == number).order_by(*model.__table__.primary_key)
                    )
                ]
                for name, model in models.items()
            }
            plain = (Ticket.revision, Ticket.state, Ticket.due, Ticket.started, Ticket.department, Ticket.finished)
            found["ticket"] = tuple(reading().execute(select(*plain).where(Ticket.id == number)).one())
            mine = TicketEvent.ticket_id == number
            found["events"] = reading().scalar(select(func.count()).select_from(TicketEvent).where(mine))
            found["tallies"] = sorted(tuple(row) for row in reading().execute(select(MonthTally.__table__)))
        return found

    @invariant()
    def every_case_stands_as_it_should(self) -> None:
        with self.app.app_context():
            for number, case in self.known.items():
                ticket, own = reading().get_one(Ticket, number), reading().get_one(Case, number)
                assert ticket.state in CASE.states
                assert (ticket.state, ticket.department) == (case.state, case.department)
                assert (ticket.started, ticket.due) == (case.started, case.due)
                assert (own.accepted, own.answer_by) == (case.accepted, case.answer_by)
                assert (own.paused, own.extended is not None) == (case.special, case.extended)
                assert (own.reminded is not None) == case.reminded
                assert ticket.revision == 1 + case.acts, "every act makes one more"
                assert (ticket.finished is not None) == (ticket.state in ("done", "denied", "refused", "withdrawn"))
                assert (own.decided is not None) == (ticket.state in ("approved", "done", "refused", "denied"))
                stood = reading().scalars(select(TicketPause).where(TicketPause.ticket_id == number)).all()
                pauses = sorted((pause.began, pause.ended or date.max) for pause in stood)
                assert pauses == sorted([*case.stood, *([(case.stands, date.max)] if case.stands else [])])

    @invariant()
    def what_happened_is_written_down_in_the_order_of_time(self) -> None:
        with self.app.app_context():
            for number, case in self.known.items():
                found = select(TicketEvent).where(TicketEvent.ticket_id == number).order_by(TicketEvent.id)
                events = reading().scalars(found).all()
                times = [event.at for event in events]
                assert times == sorted(times) and len(events) == 1 + case.acts
                assert times[0] == reading().scalar(select(Ticket.added).where(Ticket.id == number))
                decisions = [event.action for event in events if event.action in DECISIONS]
                assert len(decisions) <= 1, "a case is decided once"
                assert sum(event.action == "extend" for event in events) <= 1


def test_whatever_is_done_the_promises_hold(window: Flask, database_url: str) -> None:
    rarely = 13 if database_url.startswith("postgresql") else 7
    Cases.app = window
    most = settings().max_examples
    steps = min(40, most)  # most of what goes wrong does so within a few of them
    run_state_machine_as_test(Cases, settings=settings(max_examples=max(1, most // rarely), stateful_step_count=steps))
