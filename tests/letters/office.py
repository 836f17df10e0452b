"""The office in the tests: clerks who sign in, open a letter and do what its page offers."""

from __future__ import annotations

from typing import Any

from flask import Flask
from sqlalchemy import select

from govsite.database.session import reading
from govsite.domain.letters.sending import Draft
from govsite.domain.letters.sending import send as store
from govsite.domain.tickets.form_keys import new_key
from govsite.models.letter import Letter
from govsite.models.ticket import Ticket
from tests.apps import site_of
from tests.cast import BY_KEY
from tests.console.people import sign_in
from tests.helpers import Page, Visitor
from tests.letters.desks import KINDS, POLICE
from tests.letters.writer import BODY, TITLE, Receipt
from tests.submitting import Redirect, submit

CLERK, OTHER, ADMIN = "clerk", "clerk of another department", "site_admin"


def at_desk(app: Flask, key: str = CLERK) -> Visitor:
    """Somebody of the cast, signed in: through the pages the first time, then with the session that still stands."""
    kept, client = app.extensions.setdefault("kept sessions", {}), app.test_client()
    client._cookies = dict(kept.get(key, {}))
    if not kept.get(key) or client.get("/xiling/console/letters").status_code != 200:
        client = sign_in(app.test_client(), BY_KEY[key]).client
        kept[key] = dict(client._cookies)
    return Visitor(client)


def arrive(app: Flask, site: str = "xiling", **fields: Any) -> Receipt:
    """A letter that somebody has sent, without the form: who writes many is asked for a captcha."""
    values = {"department": POLICE, "item_code": "", "kind": "咨询", "title": TITLE, "body": BODY} | fields
    with app.app_context():
        draft = Draft(site_code=site_of(app, site).code, limit=KINDS[values["kind"]], **values)
        sent = store(app.extensions["passwords"], new_key(), draft)
    return Receipt(sent.number, sent.password)


def row_of(app: Flask, receipt: Receipt) -> tuple[Ticket, Letter]:
    with app.app_context():
        both = select(Ticket, Letter).join(Letter).where(Ticket.number == receipt.number)
        ticket, letter = reading().execute(both).one()
        return ticket, letter


def open_letter(app: Flask, visitor: Visitor, receipt: Receipt, query: str = "queue=all", site: str = "xiling") -> Page:
    ticket, _ = row_of(app, receipt)
    return visitor.get(f"/{site}/console/letters/{ticket.id}?{query}")


def form_of(page: Page, action: str) -> str:
    """The address of a form of an open letter."""
    found = [one for one in page.find("//form/@action") if one.partition("?")[0].endswith(f"/{action}")]
    assert len(found) == 1, f"{page.url}: {len(found)} forms {action}: {offers(page)}"
    return str(found[0])


def send(page: Page, action: str, **fields: Any) -> Any:
    """Send a form of an open letter: a Redirect, or the page that says why not."""
    return submit(page, form_of(page, action), **fields)


def do(page: Page, action: str, **fields: Any) -> Page:
    """Send a form of an open letter, and see the page that one is led to."""
    sent = send(page, action, **fields)
    assert isinstance(sent, Redirect) and sent.status == 303, getattr(sent, "main", sent)
    assert page.client
    return Visitor(page.client).get(sent.to)


def offers(page: Page) -> set[str]:
    """What can be done on the page of an open letter."""
    paths = [one.partition("?")[0] for one in page.find("//main//form/@action")]
    return {path.rpartition("/")[2] for path in paths}
