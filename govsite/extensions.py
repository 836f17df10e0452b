"""The extension objects; the factory binds them to an application."""

from flask import current_app
from flask_sqlalchemy_lite import SQLAlchemy
from htmx_flask import Htmx
from sqlalchemy.orm import Session

db = SQLAlchemy()
htmx = Htmx()


def reading() -> Session:
    """The session of this request for reading: on the read replica where one is configured and can be used."""
    replica = db.engines.get("replica")
    if replica is None:
        return db.session
    session = db.get_session("reading")
    session.bind = replica
    usable = session.in_transaction() or current_app.extensions["replica"].serves(session)
    return session if usable else db.session
