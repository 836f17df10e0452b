"""State machines (状态机) as tables: which step leads from where to where, who may take it, and what is said of it.

A machine is checked when its module is imported, so a table with a mistake stops the start and not a citizen.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from typing import Any

from sqlalchemy import Table, update
from sqlalchemy.orm import Session


class MachineError(ValueError):
    """A table of steps that makes no machine; its text has a line a fault."""


class Refusal(Enum):
    """Why a step is not taken, with the sentence for whoever tried (给办理人的话)."""

    NO_SUCH_STATE = "这件事项的状态无法识别，请联系管理员。"
    NO_SUCH_ACTION = "没有这项操作。"
    NOT_YOURS = "您不能办理这一步。"
    NOT_NOW = "现在不能办理这一步，状态可能刚刚变了，请刷新后再看。"


class Refused(Exception):  # noqa: N818
    """A step that may not be taken; ``refusal`` names why."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.value)
        self.refusal = refusal


@dataclass(frozen=True, slots=True)
class Step:
    """One way from a state to a state (or back to the same), by an action that the roles in ``who`` may do.

    ``citizen`` is what the timeline (办理进度) says of it, "" for what only the office sees; ``office`` is what the
    desk says.
    """

    source: str
    target: str
    action: str
    who: tuple[str, ...]
    citizen: str
    office: str


@dataclass(frozen=True)
class Machine:
    """The states and steps of one kind of thing; raises MachineError for a table that makes no machine.

    ``final`` are the states in which everything ends (办结); all others must lead on.
    """

    name: str
    start: str
    steps: tuple[Step, ...]
    final: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        if found := [*_faults_of_steps(self), *_faults_of_states(self)]:
            raise MachineError("\n".join(f"{self.name}: {fault}" for fault in found))

    @cached_property
    def states(self) -> tuple[str, ...]:
        """All states, in the order in which the table names them."""
        named = (state for step in self.steps for state in (step.source, step.target))
        return tuple(dict.fromkeys((self.start, *named)))

    @cached_property
    def actions(self) -> tuple[str, ...]:
        """All actions, in the order of the table."""
        return tuple(dict.fromkeys(step.action for step in self.steps))


def step(machine: Machine, state: str, action: str, who: str) -> Step:
    """The step that an action takes from a state; raises Refused.

    Who may never do something is not told whether it could be done now.
    """
    if state not in machine.states:
        raise Refused(Refusal.NO_SUCH_STATE)
    ways = [way for way in machine.steps if way.action == action]
    if not ways:
        raise Refused(Refusal.NO_SUCH_ACTION)
    if not any(who in way.who for way in ways):
        raise Refused(Refusal.NOT_YOURS)
    for way in ways:
        if way.source == state:
            if who not in way.who:
                raise Refused(Refusal.NOT_YOURS)
            return way
    raise Refused(Refusal.NOT_NOW)


def choices(machine: Machine, state: str, who: str) -> tuple[Step, ...]:
    """The steps that somebody may take from a state: the buttons of a page."""
    return tuple(way for way in machine.steps if way.source == state and who in way.who)


def move(session: Session, table: Table, number: int, revision: int, way: Step, **values: Any) -> bool:
    """Move a row by a step, from the very state and revision in which it was read; returns whether it was still so.

    One guarded UPDATE: of two who have read the same row the later one gets False and sees what changed. The table has
    ``id``, ``state`` and ``revision``, which grows by one; ``values`` are changed with them. Part of the caller's
    writing; objects that the session has loaded are not refreshed.
    """
    as_read = (table.c.id == number, table.c.state == way.source, table.c.revision == revision)
    moved = update(table).where(*as_read).values(state=way.target, revision=revision + 1, **values)
    return session.connection().execute(moved).rowcount == 1


def _faults_of_steps(machine: Machine) -> Iterator[str]:
    seen: set[tuple[str, str]] = set()
    for way in machine.steps:
        if (way.source, way.action) in seen:
            yield f"{way.action!r} stands twice at {way.source!r}"
        seen.add((way.source, way.action))
        if not way.who or not all(way.who):
            yield f"nobody may do {way.action!r} at {way.source!r}"
        if not way.office.strip():
            yield f"{way.action!r} at {way.source!r} has no words for the office"


def _faults_of_states(machine: Machine) -> Iterator[str]:
    reached = _reached(machine)
    sources = {way.source for way in machine.steps}
    for state in machine.states:
        if not state or state != state.strip():
            yield f"{state!r} is no name of a state"
        if state not in reached:
            yield f"{state!r} cannot be reached"
        if state not in sources and state not in machine.final:
            yield f"{state!r} leads nowhere and is not final"
        if state in sources and state in machine.final:
            yield f"{state!r} is final and leads on"
    for state in sorted(machine.final - set(machine.states)):
        yield f"no step leads to {state!r}, which is final"


def _reached(machine: Machine) -> set[str]:
    """The states to which steps lead from the start, and the start."""
    reached, todo = {machine.start}, [machine.start]
    while todo:
        state = todo.pop()
        found = {way.target for way in machine.steps if way.source == state} - reached
        reached |= found
        todo += found
    return reached
