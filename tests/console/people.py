"""The staff of the cast with accounts of their own, who sign in as people do: name, password, code."""

from __future__ import annotations

from datetime import UTC, datetime

import pyotp
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from govsite.database.keys import bind_keys
from govsite.database.session import reading, writing
from govsite.domain.people.scope import WHOLE_PORTAL, Role
from govsite.domain.people.staff import Staff, create
from govsite.models.role import ROLES
from govsite.models.second_factor import SecondFactor
from tests.apps import tree_of
from tests.cast import CAST, Person
from tests.helpers import Page, Visitor
from tests.sealed import OLD
from tests.submitting import Redirect, submit

STAFF = tuple(person for person in CAST if person.role in ROLES)
PASSWORD = "dongting-7-hu"  # noqa: S105
SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"  # noqa: S105 - RFC 6238, appendix B
LOGIN = "/console/login"


def username_of(person: Person) -> str:
    return person.key.replace(" ", ".").replace("_", "-")


def hire(app: Flask) -> None:
    """Give the staff of the cast accounts, with a password and an authenticator of their own; at most once."""
    bind_keys(app, OLD)
    tree = tree_of(app)
    with app.app_context():
        if reading().scalar(select(Staff.id).where(Staff.username == username_of(STAFF[0]))):
            return
        for person in STAFF:
            code = tree.by_slug[person.site].code if person.site else WHOLE_PORTAL
            settle(app, username_of(person), person.name, Role(person.role, code, person.subtree, person.department))


def settle(app: Flask, username: str, name: str, *roles: Role) -> int:
    """An account whose password is PASSWORD and whose authenticator has SECRET; returns its number."""
    with app.app_context():
        hasher = app.extensions["passwords"]
        number, _ = create(hasher, "test", username, name, roles)
        mine, now = Staff.id == number, datetime.now(UTC)
        with writing() as session:
            session.execute(update(Staff).where(mine).values(password=hasher.hash(PASSWORD), must_change=False))
            session.add(SecondFactor(staff_id=number, secret=SECRET, begun=now, enrolled=now, last_step=0))
    return number


def number_of(app: Flask, person: Person) -> int:
    """Their number: ``staff 3`` is how the audit names them."""
    with app.app_context():
        found = reading().scalar(select(Staff.id).where(Staff.username == username_of(person)))
        assert found, f"{person.key} has no account here: hire(app)"
        return found


def sign_in(client: FlaskClient, person: Person) -> Visitor:
    """Sign somebody of the cast in, through the pages; who is no staff stays a stranger."""
    visitor = Visitor(client)
    if person.role in ROLES:
        enter(visitor, username_of(person))
    return visitor


def enter(visitor: Visitor, username: str) -> Redirect:
    """Password and code of a settled account; returns where it leads."""
    forget_last_code(visitor.client.application)
    page = submit(visitor.get(LOGIN), username=username, password=PASSWORD)
    answer = submit(follow(visitor, page), code=code_now())
    assert isinstance(answer, Redirect), answer.main
    return answer


def follow(visitor: Visitor, answer: Page | Redirect) -> Page:
    """The page that a form has led to."""
    assert isinstance(answer, Redirect) and answer.status == 303, getattr(answer, "main", answer)
    return visitor.get(answer.to)


def code_now(secret: str = SECRET) -> str:
    return pyotp.TOTP(secret).now()


def forget_last_code(app: Flask) -> None:
    """Let the code of this half minute be good once more: tests sign in more often than people."""
    with app.app_context(), writing() as session:
        session.execute(update(SecondFactor).values(last_step=0))


def press(page: Page, words: str) -> Page | Redirect:
    """Press the first button with these words, in whichever form it is."""
    form = page.find(f"//main//form[.//button[normalize-space()='{words}']]")[0]
    form.set("id", "pressed")
    answer = submit(page, "pressed", button=words)
    assert isinstance(answer, Page | Redirect)
    return answer
