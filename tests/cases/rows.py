"""Cases as rows, for tests of what is read of them."""

from __future__ import annotations

import secrets
from datetime import UTC, date, datetime
from itertools import count
from typing import Any

from sqlalchemy.orm import Session

from govsite.domain.cases.serials import prefix_of
from govsite.models import Case, Ticket
from govsite.models.case import WINDOW
from govsite.models.ticket import CASE

OFFERING = "11420500011023456A3070010015000"
_turns = count(1)


def add_case(session: Session, *, state: str, due: date, site_code: str, **own: Any) -> Ticket:
    """A case that stands in a state, due on a day."""
    ticket = Ticket(kind=CASE, number=f"BJ-{secrets.token_hex(8)}"[:20], secret="", form_key=secrets.token_hex(32))
    ticket.site_code, ticket.department, ticket.item_code = site_code, "公安局", OFFERING[19:]
    ticket.state, ticket.due, ticket.started, ticket.limit = state, due, due, 5
    ticket.listed = own.pop("listed", True)
    ticket.added = datetime(2026, 11, 20, 1, tzinfo=UTC)
    session.add(ticket)
    session.flush()
    serial = f"{prefix_of(OFFERING, due)}{next(_turns):04}"
    texts = {"item_name": "居民身份证换领", "applicant": "张*", "changed": ticket.added, "source": WINDOW}
    session.add(Case(**({"ticket_id": ticket.id, "serial": serial, **texts} | own)))
    session.flush()
    return ticket
