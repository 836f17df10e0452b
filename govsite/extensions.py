"""The extension objects; the factory binds them to an application."""

from flask_sqlalchemy_lite import SQLAlchemy
from htmx_flask import Htmx
from sqlalchemy.orm import Session

db = SQLAlchemy()
htmx = Htmx()


def reading() -> Session:
    """The session of this request for reading: on the read replica where one is configured."""
    if "replica" not in db.engines:
        return db.session
    session = db.get_session("reading")
    session.bind = db.engines["replica"]
    return session
