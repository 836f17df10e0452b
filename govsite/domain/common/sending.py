"""What of the outbox (发件箱) is due is handed to the gateways, one message after the other, under the lease."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from govsite.database.clock import database_time
from govsite.database.session import writing
from govsite.gateways.outcomes import Outcome, Refused, Sent, Unknown
from govsite.models.outbox import FAILED, SENDING, SENT, SMS, UNKNOWN, WAITING, Outbox
from govsite.models.sealing import CannotOpen

FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(hours=4)
MOST_SECONDS = 60.0  # of a run: other chores have to come, too
CANNOT_OPEN = "cannot-open"
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Message:
    """A message at its so many-th try; ``name`` is what gateways know it by, the same at each of them."""

    id: int
    kind: str
    name: str
    recipient: str
    template: str
    variables: Mapping[str, str]
    added: datetime
    tries: int


Channel = Callable[[Message], Outcome]  # how messages of a kind leave


def send_due(channels: Mapping[str, Channel]) -> int:
    """Send what is due, as long as a run may take; returns how many were tried. Never inside ``writing()``.

    What has no channel waits.
    """
    end, tried = time.monotonic() + MOST_SECONDS, 0
    while time.monotonic() < end:
        message = _claim(list(channels))
        if message is None:
            break
        _record(message, _hand_over(channels[message.kind], message))
        tried += 1
    return tried


def pause(tries: int) -> timedelta:
    """How long to wait after so many tries: twice as long each time, to a bound."""
    return min(FIRST_PAUSE * (1 << min(tries - 1, 20)), LONGEST_PAUSE)


def _claim(kinds: list[str]) -> Message | None:
    """Take the message that has been due longest: it is ``sending`` when this has ended."""
    while True:
        with writing() as session:
            now = database_time(session)
            due = select(Outbox.id).where(Outbox.state == WAITING, Outbox.kind.in_(kinds), Outbox.due <= now)
            due = due.where(Outbox.expires > now).order_by(Outbox.due, Outbox.id).limit(1)
            number = session.scalar(due.with_for_update(skip_locked=True))
            if number is None:
                return None
            _set(session, number, state=SENDING, begun=now, tries=Outbox.tries + 1)
            try:
                return _read(session, number)
            except CannotOpen as error:  # it would be in the way of all others for ever
                log.error("message %d cannot be sent: %s", number, error)
                _set(session, number, state=FAILED, finished=now, error=CANNOT_OPEN)


def _read(session: Session, number: int) -> Message:
    row = session.execute(select(Outbox).where(Outbox.id == number)).scalar_one()
    name = f"{row.id}.{int(row.added.timestamp() * 1000):x}"  # ids come again when a backup is restored
    variables = json.loads(row.variables or "{}")
    return Message(row.id, row.kind, name, row.recipient or "", row.template, variables, row.added, row.tries)


def _hand_over(channel: Channel, message: Message) -> Outcome:
    try:
        return channel(message)
    except Exception as error:  # ours: the others have to leave all the same; its words may hold personal data
        log.error("message %d could not be handed over: %s", message.id, type(error).__name__)
        return Unknown(type(error).__name__)


def _record(message: Message, outcome: Outcome) -> None:
    """Unless it was taken up again meanwhile, which has one try more."""
    with writing() as session:
        now = database_time(session)
        expires = session.scalar(select(Outbox.expires).where(Outbox.id == message.id)) or now
        next_try = now + pause(message.tries)
        values: dict[str, Any]
        match outcome:
            case Sent(external_id):
                values = {"state": SENT, "external_id": _printable(external_id, 200), "error": "", "finished": now}
            case Refused(code, later) if not later or next_try >= expires:
                values = {"state": FAILED, "error": _printable(code, 100), "finished": now}
            case Unknown(code) if message.kind == SMS:
                values = {"state": UNKNOWN, "error": _printable(code, 100), "finished": now}
            case Unknown(code) if next_try >= expires:
                values = {"state": UNKNOWN, "error": _printable(code, 100), "finished": now}
            case Refused(code) | Unknown(code):
                values = {"state": WAITING, "error": _printable(code, 100), "due": next_try}
        _set(session, message.id, Outbox.tries == message.tries, **values)


def _printable(text: str, most: int) -> str:
    """A gateway's words as a database and a terminal can take them."""
    return "".join(character for character in text if character.isprintable())[:most]


def _set(session: Session, number: int, *still: Any, **values: Any) -> None:
    session.connection().execute(update(Outbox).where(Outbox.id == number, *still).values(**values))
