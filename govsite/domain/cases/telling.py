"""What the applicant is told of what happened to a case (进度用语)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from govsite.domain.cases.states import CASE, RECEIVED, WORDS
from govsite.domain.tickets.told import AGENT_WORDS, SENT_WORDS
from govsite.models.ticket import TicketEvent

# What is no step of the table.
OTHERS = {
    "password": "您换了查询密码",
    "issue": "查询密码已发给您",
    "reissue": "窗口给了您新的查询密码",
    **AGENT_WORDS,
    **SENT_WORDS,
}
_BY_SOURCE = {(step.source, step.action): step.citizen for step in CASE.steps}
_WORDS = {step.action: step.citizen for step in reversed(CASE.steps)}


@dataclass(frozen=True, slots=True)
class Told:
    """Something that happened, in the applicant's words."""

    event: TicketEvent
    words: str


def told(events: Iterable[TicketEvent]) -> list[Told]:
    """What happened, the last first, from the events in that order; the first of all is that the case came."""
    return list(_told(list(events)[::-1]))[::-1]


def _told(events: list[TicketEvent]) -> Iterator[Told]:
    """In the order in which it happened: what an action means depends on the state before it."""
    state = RECEIVED
    for number, event in enumerate(events):
        words = OTHERS.get(event.action) or _BY_SOURCE.get((state, event.action)) or _WORDS.get(event.action)
        if number == 0 and not words:
            words = "申请已收到"
        yield Told(event, words or WORDS[event.state])
        state = event.state
