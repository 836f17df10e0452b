"""When public pages are read from the replica: while it answers and has all that this worker has seen already.

A replica follows the primary a moment behind. A worker that has read from the primary (because the replica was
away) must not go back to a replica that is still catching up: it would keep old content under a new version.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from govsite.database import topics

REST = 2.0  # seconds before a replica that did not answer is asked again
REACHED = "govsite.content"  # numbers of the topics that this connection's server is known to have
log = logging.getLogger(__name__)


def readable_version(primary: Callable[[], Session], reading: Callable[[], Session]) -> tuple[int, bool]:
    """The content version and whether it is the primary's; raises when pages could not be read from anywhere."""
    session = None
    try:
        session = primary()
        return topics.current(session), True
    except SQLAlchemyError:
        other = reading()
        if other is session:  # it failed already; PostgreSQL would take no statement in the same transaction
            raise
        return topics.current(other), False


class Replica:
    """The state of the replica as one worker sees it; ``newest()`` are the numbers it has seen."""

    def __init__(self, newest: Callable[[], topics.Numbers]) -> None:
        self._newest = newest
        self._asleep_until = 0.0
        self._failing = False

    def serves(self, session: Session) -> bool:
        """Whether a session bound to the replica can be used; it then holds a connection that answers."""
        if time.monotonic() < self._asleep_until:
            return False
        try:
            ready = self._has_newest(session)
        except SQLAlchemyError as error:
            self._rest(error)
            ready = False
        else:
            self._failing = False
        if not ready:
            session.close()
        return ready

    def _has_newest(self, session: Session) -> bool:
        """Costs a query once for each connection and content version."""
        known, newest = session.connection().info, self._newest()
        if not _reaches(known.get(REACHED, {}), newest):
            known[REACHED] = topics.numbers(session, known.get(REACHED, topics.NOTHING))
        return _reaches(known.get(REACHED, {}), newest)

    def _rest(self, error: Exception) -> None:
        if not self._failing:
            log.warning("the replica does not answer, reading from the primary: %s", error)
        self._failing = True
        self._asleep_until = time.monotonic() + REST


def _reaches(known: topics.Numbers, newest: topics.Numbers) -> bool:
    """Whether every topic is there as it was seen already."""
    return all(known.get(topic, -1) >= newest.get(topic, -1) for topic in topics.TOPICS)
