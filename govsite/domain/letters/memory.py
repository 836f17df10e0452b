"""The answers that a worker holds now: made by a thread of its own when their topic has moved."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from threading import Lock, Thread

from sqlalchemy.exc import SQLAlchemyError

from govsite.database.trouble import describe
from govsite.domain.letters.answers import Answers

FIRST_WAIT = 1.0  # seconds that the first who ask wait for the first ones
RETRY_PAUSE = 2.0  # seconds before what could not be read is tried again
log = logging.getLogger(__name__)


class AnswersMemory:
    """``read`` makes the answers of a number from the last ones, in a thread of its own.

    The last ones stand in while new ones are made or cannot be: no search fails for want of letters.
    """

    def __init__(self, read: Callable[[int, Answers | None], Answers]) -> None:
        self._read = read
        self._answers: Answers | None = None
        self._lock = Lock()
        self._thread: Thread | None = None
        self._due = 0.0

    def current(self, number: int) -> Answers | None:
        """Those of a number, else the last ones there were; None before there were any."""
        kept = self._answers
        if kept is not None and kept.number == number:
            return kept
        thread = self._begin(number)
        if kept is None and thread is not None:
            thread.join(FIRST_WAIT)
        return self._answers

    def _begin(self, number: int) -> Thread | None:
        """The thread that makes them, begun unless it runs or has just failed."""
        with self._lock:
            if self._thread is None and time.monotonic() >= self._due:
                self._thread = Thread(target=self._make, args=(number,), name="answers", daemon=True)
                self._thread.start()
            return self._thread

    def _make(self, number: int) -> None:
        try:
            self._answers = self._read(number, self._answers)
        except Exception as error:  # away, or half migrated: what is in memory can still be read
            ours = not isinstance(error, SQLAlchemyError)
            log.error("letters of number %s cannot be read: %s", number, describe(error), exc_info=ours)
            self._due = time.monotonic() + RETRY_PAUSE
        with self._lock:
            self._thread = None
