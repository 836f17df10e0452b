"""The extension objects; the factory binds them to an application."""

from inspect import iscoroutinefunction

from flask import Flask, current_app
from flask_sqlalchemy_lite import SQLAlchemy
from htmx_flask import Htmx
from sqlalchemy.orm import Session

db = SQLAlchemy()
htmx = Htmx()


def bind_database(app: Flask) -> None:
    """Bind the engines that the configuration names, without the extension's teardown of asynchronous sessions.

    We never open any, and closing none alone would start a thread a request.
    """
    db.init_app(app)
    app.teardown_appcontext_funcs[:] = [f for f in app.teardown_appcontext_funcs if not iscoroutinefunction(f)]


def reading() -> Session:
    """The session of this request for reading: on the read replica where one is configured and can be used."""
    replica = db.engines.get("replica")
    if replica is None:
        return db.session
    session = db.get_session("reading")
    session.bind = replica
    usable = session.in_transaction() or current_app.extensions["replica"].serves(session)
    return session if usable else db.session
