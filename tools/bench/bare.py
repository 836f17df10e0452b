"""The base of the memory figure: Flask and SQLAlchemy's ORM with one table and one query a request."""

from __future__ import annotations

import os

from flask import Flask
from sqlalchemy import String, create_engine, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column


class Base(DeclarativeBase):
    """Parent of the one table."""


class Version(Base):
    """The content version, which every database of the portal has."""

    __tablename__ = "content_version"

    name: Mapped[str] = mapped_column(String(32), primary_key=True)
    number: Mapped[int]


app = Flask(__name__)
engine = create_engine(os.environ["BENCH_DATABASE_URL"])


@app.get("/")
def number() -> str:
    """Answer with what the database says."""
    with Session(engine) as session:
        return str([row.number for row in session.scalars(select(Version))])
