"""The staff of the cast with accounts of their own, who sign in as people do."""

from __future__ import annotations

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from govsite.database.keys import bind_keys
from govsite.database.session import reading, writing
from govsite.domain.common import sign_ins
from govsite.domain.people.scope import KIND, WHOLE_PORTAL, Role
from govsite.domain.people.staff import Staff, create, load
from govsite.models.role import ROLES
from govsite.web.staff import REVISION
from tests.apps import tree_of
from tests.cast import CAST, Person
from tests.helpers import Visitor
from tests.sealed import OLD

STAFF = tuple(person for person in CAST if person.role in ROLES)


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
            role = Role(person.role, code, person.subtree, person.department)
            number, _ = create(app.extensions["passwords"], "test", username_of(person), person.name, [role])
            with writing() as session:
                session.get_one(Staff, number).must_change = False


def number_of(app: Flask, person: Person) -> int:
    """Their number: ``staff 3`` is how the audit names them."""
    with app.app_context():
        found = reading().scalar(select(Staff.id).where(Staff.username == username_of(person)))
        assert found, f"{person.key} has no account here: hire(app)"
        return found


def sign_in(client: FlaskClient, person: Person) -> Visitor:
    """Sign somebody of the cast in, as themselves; who is no staff stays a stranger."""
    if person.role in ROLES:
        app: Flask = client.application
        number = number_of(app, person)
        with app.app_context():
            officer = load(reading(), number)
            assert officer
            client.set_cookie(KIND, sign_ins.begin(KIND, str(number), {REVISION: officer.revision, "token": "t" * 43}))
    return Visitor(client)
