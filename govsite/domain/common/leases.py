"""Leases: of many processes, on whatever machine, one holds a named right, for a limited time and renewable.

A holder that dies loses it when the time is over. Time is the database's, so the clocks of machines may differ.
"""

from __future__ import annotations

import logging
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import copy_context
from datetime import timedelta
from threading import Event, Thread
from uuid import uuid4

from sqlalchemy import delete, or_
from sqlalchemy.exc import SQLAlchemyError

from govsite.database.clock import database_time
from govsite.database.session import writing
from govsite.database.upsert import insert_into
from govsite.models.lease import Lease

log = logging.getLogger(__name__)


def new_holder() -> str:
    """A name that no other holder has, and by which an operator finds the process."""
    return f"{socket.gethostname()[:50]} {os.getpid()} {uuid4().hex[:12]}"


def take(name: str, holder: str, seconds: float) -> bool:
    """Take a lease that is free or over, or renew one's own; returns whether it is the holder's for so many seconds."""
    with writing() as session:
        now = database_time(session)
        row = {"holder": holder, "until": now + timedelta(seconds=seconds)}
        free = or_(Lease.holder == holder, Lease.until <= now)
        # One statement: who comes second waits for the row, then finds it taken and gets none back.
        insert = insert_into(session, Lease).values(name=name, **row)
        taken = insert.on_conflict_do_update(index_elements=[Lease.name], set_=row, where=free)
        return session.scalar(taken.returning(Lease.name)) is not None


def release(name: str, holder: str) -> None:
    """Give a lease back before its time; another's is left alone."""
    with writing() as session:
        session.execute(delete(Lease).where(Lease.name == name, Lease.holder == holder))


@contextmanager
def renewed(name: str, holder: str, seconds: float) -> Iterator[None]:
    """Renew one's lease by a thread, while something runs that may take longer than the lease."""
    over = Event()

    def renew() -> None:
        while not over.wait(seconds / 3):
            try:
                take(name, holder, seconds)
            except SQLAlchemyError as error:
                log.warning("the lease %r could not be renewed: %s", name, error)

    thread = Thread(target=copy_context().run, args=(renew,), daemon=True)  # with its application context
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
