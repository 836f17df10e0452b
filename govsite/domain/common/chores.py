"""Chores: small tasks that are due every so often, run by one process of many, the holder of a lease."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass

from sqlalchemy.exc import SQLAlchemyError

from govsite.domain.common import leases

LEASE = "chores"
LEASE_SECONDS = 60.0  # after a holder has died, chores rest at most that long
log = logging.getLogger(__name__)

Wait = Callable[[float], bool]  # waits so many seconds; whether to stop
Around = Callable[[], AbstractContextManager[object]]  # what each chore runs in


@dataclass(frozen=True, slots=True)
class Chore:
    """A named task, due when a process takes the lease and then every so many seconds.

    A new holder does not know when the last one ran it, so it must do no harm when it runs more often.
    """

    name: str
    every: float
    run: Callable[[], object]


def run_chores(chores: Sequence[Chore], wait: Wait, around: Around) -> None:
    """Run what is due whenever this process holds the lease, until ``wait`` says to stop; then give the lease back."""
    holder, due = leases.new_holder(), {chore.name: 0.0 for chore in chores}
    pause = 0.0
    try:
        while not wait(pause):
            pause = LEASE_SECONDS / 3
            for chore in chores:
                if not _hold(holder) or wait(0):
                    break
                if due[chore.name] <= time.monotonic():
                    _run(chore, holder, around)
                    due[chore.name] = time.monotonic() + chore.every
                pause = min(pause, max(0.0, due[chore.name] - time.monotonic()))
    finally:
        _release(holder)


def run_once(chores: Sequence[Chore], around: Around) -> bool:
    """Run every chore now; False, and nothing is run, while another process holds the lease."""
    holder = leases.new_holder()
    if not leases.take(LEASE, holder, LEASE_SECONDS):
        return False
    try:
        for chore in chores:
            _run(chore, holder, around)
    finally:
        _release(holder)
    return True


def _run(chore: Chore, holder: str, around: Around) -> None:
    start = time.monotonic()
    try:
        with leases.renewed(LEASE, holder, LEASE_SECONDS), around():
            chore.run()
    except Exception:  # the others have to run all the same
        log.exception("the chore %r failed", chore.name)
    else:
        log.debug("the chore %r took %.1f s", chore.name, time.monotonic() - start)


def _hold(holder: str) -> bool:
    try:
        return leases.take(LEASE, holder, LEASE_SECONDS)
    except SQLAlchemyError as error:
        log.warning("no chores while the database is away: %s", error)
        return False


def _release(holder: str) -> None:
    try:
        leases.release(LEASE, holder)
    except SQLAlchemyError as error:
        log.warning("the lease of the chores could not be given back, it ends by itself: %s", error)
