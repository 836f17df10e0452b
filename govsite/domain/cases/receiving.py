"""What a system pushes is received (接收推送): taken in, audited and answered in one writing, once a request."""

from __future__ import annotations

import json
from dataclasses import dataclass

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from govsite.database.session import writing
from govsite.domain.cases.pushed import Batch
from govsite.domain.cases.pushing import Sender, Surroundings, push
from govsite.domain.cases.states import WORDS
from govsite.domain.common import audit
from govsite.domain.systems import answers

TRIES = 3  # where another batch stores the same case, or takes the same number, just then


@dataclass(frozen=True, slots=True)
class Request:
    """A request as far as it matters whether it comes again; ``key`` is its Idempotency-Key, "" for none."""

    who: str
    key_id: int
    site_code: str
    method: str
    path: str
    body: bytes
    key: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What is answered; ``again`` says that it was before."""

    status: int
    body: bytes
    again: bool = False


def receive(asked: Request, sender: Sender, batch: Batch, around: Surroundings) -> Answer:
    """Take a batch in, or give the answer that was given to the same request.

    Raises Unacceptable, and ``answers.OtherRequest`` where its Idempotency-Key came before with something else.
    """
    for left in reversed(range(TRIES)):
        try:
            with writing() as session:
                return _receive(session, asked, sender, batch, around)
        except IntegrityError:
            if not left:
                raise
    raise AssertionError("TRIES is at least 1")


def claim(session: Session, asked: Request) -> Answer | None:
    """Claim the Idempotency-Key of a request: the answer that was given, None where there is none yet."""
    if not asked.key:
        return None
    kept = answers.begin(session, asked.key_id, asked.key, asked.method, asked.path, asked.body)
    return None if kept is None else Answer(kept.status, kept.body, again=True)


def _receive(session: Session, asked: Request, sender: Sender, batch: Batch, around: Surroundings) -> Answer:
    if (before := claim(session, asked)) is not None:
        return before
    taken = push(session, sender, batch, around)
    results = [
        {"serial": each.serial, "state": each.state, "state_words": WORDS[each.state], "created": each.created}
        | {"events": each.events, "repeated": each.repeated}
        for each in taken
    ]
    body = json.dumps({"results": results}, ensure_ascii=False).encode()
    if asked.key:
        answers.keep(session, asked.key_id, asked.key, 200, body)
    numbers = {"rows": len(taken), "created": sum(each.created for each in taken)}
    details = numbers | {"events": sum(each.events for each in taken)}
    audit.append(session, who=asked.who, what="case.push", site_code=asked.site_code, details=details)
    return Answer(200, body)
