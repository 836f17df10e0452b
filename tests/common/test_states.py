"""State machines: a table with a mistake is refused, no action leads anywhere else, two who move one row do it once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Column, Integer, MetaData, String, Table, insert, select

from govsite.database.session import writing
from govsite.domain.common.states import Machine, MachineError, Refusal, Refused, Step, choices, move, step
from govsite.extensions import db
from tests.machines import BOOK, all_machines
from tests.waiting import together

MACHINES = [BOOK, *all_machines()]


def refusal(state: str, action: str, who: str) -> Refusal:
    with pytest.raises(Refused) as caught:
        step(BOOK, state, action, who)
    assert str(caught.value) == caught.value.refusal.value
    return caught.value.refusal


def test_a_step_or_a_named_refusal() -> None:
    assert step(BOOK, "wished", "lend", "library").target == "lent"
    assert refusal("wished", "lend", "reader") is Refusal.NOT_YOURS
    assert refusal("shelf", "lend", "library") is Refusal.NOT_NOW
    assert refusal("shelf", "lend", "reader") is Refusal.NOT_YOURS, "it is not told whether it could be done"
    assert refusal("lost", "prolong", "reader") is Refusal.NOT_NOW
    assert refusal("shelf", "burn", "library") is Refusal.NO_SUCH_ACTION
    assert refusal("burnt", "lend", "library") is Refusal.NO_SUCH_STATE
    assert refusal("wished", "lend", "lib") is Refusal.NOT_YOURS, "a part of a name is no name"


def test_machines_have_names_of_their_own() -> None:
    assert len({machine.name for machine in MACHINES}) == len(MACHINES)


@pytest.mark.parametrize("machine", MACHINES, ids=lambda machine: machine.name)
@given(data=st.data())
def test_whatever_is_tried_the_state_is_one_of_the_table(machine: Machine, data: st.DataObject) -> None:
    roles = sorted({who for way in machine.steps for who in way.who})
    tries = st.tuples(st.sampled_from([*machine.actions, "no action"]), st.sampled_from([*roles, "nobody"]))
    state = machine.start
    for action, who in data.draw(st.lists(tries, max_size=40)):
        allowed = {way.action: way for way in choices(machine, state, who)}
        try:
            taken = step(machine, state, action, who)
        except Refused as refused:
            assert action not in allowed and refused.refusal is not Refusal.NO_SUCH_STATE
            continue
        assert allowed[action] is taken and taken in machine.steps and taken.source == state
        assert state not in machine.final
        state = taken.target
        assert state in machine.states


names = st.sampled_from("abcde")
tables = st.lists(st.tuples(names, names, st.sampled_from("xyz")), max_size=9)


@given(table=tables, final=st.frozensets(names, max_size=2))
def test_a_table_is_a_machine_only_if_every_state_can_be_reached_and_leads_on(
    table: list[tuple[str, str, str]], final: frozenset[str]
) -> None:
    """The rule in other words: states as sets that grow until they stand still."""
    steps = tuple(Step(source, target, action, ("all",), "话", "话") for source, target, action in table)
    mentioned = {"a", *(way.source for way in steps), *(way.target for way in steps)}
    reached = {"a"}
    for _ in steps:
        reached |= {way.target for way in steps if way.source in reached}
    ends = mentioned - {way.source for way in steps}
    is_machine = (
        reached == mentioned and ends == final and len({(source, action) for source, _, action in table}) == len(table)
    )
    try:
        machine = Machine("any", "a", steps, final)
    except MachineError:
        assert not is_machine
    else:
        assert is_machine and set(machine.states) == mentioned


def with_step(**changes: Any) -> Machine:
    """The book's machine with its first step changed."""
    return replace(BOOK, steps=(replace(BOOK.steps[0], **changes), *BOOK.steps[1:]))


@pytest.mark.parametrize(
    ("make", "fault"),
    [
        (lambda: replace(BOOK, start="lent", steps=BOOK.steps[:3]), "'shelf' cannot be reached"),
        (lambda: replace(BOOK, final=frozenset({"sorted out"})), "'lost' leads nowhere and is not final"),
        (lambda: replace(BOOK, final=BOOK.final | {"lent"}), "'lent' is final and leads on"),
        (lambda: replace(BOOK, final=BOOK.final | {"burnt"}), "no step leads to 'burnt', which is final"),
        (lambda: replace(BOOK, steps=(*BOOK.steps, BOOK.steps[0])), "'wish' stands twice at 'shelf'"),
        (lambda: with_step(who=()), "nobody may do 'wish' at 'shelf'"),
        (lambda: with_step(office=" "), "'wish' at 'shelf' has no words for the office"),
        (lambda: with_step(source="shelf "), "'shelf ' is no name of a state"),
    ],
)
def test_faults_of_a_table_are_named(make: Any, fault: str) -> None:
    with pytest.raises(MachineError, match=f"book: {fault}"):
        make()


ROW = Table(
    "book",
    MetaData(),
    Column("id", Integer, primary_key=True),
    Column("state", String(16), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("reader", String(16)),
)
LEND, WITHDRAW = (step(BOOK, "wished", action, "library") for action in ("lend", "withdraw"))


@pytest.fixture
def book(portal: Flask) -> Iterator[int]:
    """A book that is wished for, read at revision 3; beside another."""
    with portal.app_context():
        with writing() as session:
            ROW.drop(session.connection(), checkfirst=True)
            ROW.create(session.connection())
            wished = {"state": "wished", "revision": 3}
            session.execute(insert(ROW), [{"id": number, **wished} for number in (1, 2)])
        yield 1


def found(number: int) -> tuple[Any, ...]:
    db.session.rollback()
    return tuple(db.session.execute(select(ROW.c.state, ROW.c.revision, ROW.c.reader).where(ROW.c.id == number)).one())


def test_a_row_moves_from_the_state_in_which_it_was_read(book: int) -> None:
    with writing() as session:
        assert not move(session, ROW, book, 2, LEND), "it was read too long ago"
        assert not move(session, ROW, book, 3, BOOK.steps[0]), "it is in another state"
        assert not move(session, ROW, 99, 3, LEND)
        assert move(session, ROW, book, 3, LEND, reader="张三")
        assert not move(session, ROW, book, 3, WITHDRAW), "somebody was faster"
    assert found(book) == ("lent", 4, "张三") and found(2) == ("wished", 3, None)


def test_of_many_who_have_read_the_same_one_moves_it(portal: Flask, book: int) -> None:
    moved: list[bool] = []

    def lend() -> None:
        with portal.app_context(), writing() as session:
            moved.append(move(session, ROW, book, 3, LEND))

    together(4, lend)
    assert sorted(moved) == [False, False, False, True] and found(book) == ("lent", 4, None)
