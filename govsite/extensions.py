"""The extension objects; ``govsite.startup`` binds them to an application."""

from flask_sqlalchemy_lite import SQLAlchemy
from htmx_flask import Htmx

db = SQLAlchemy()
htmx = Htmx()
