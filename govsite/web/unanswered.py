"""Searches without an answer, counted beside the requests: the one thing that a GET counts, and of nobody.

A view of a public page may not write. It notes the word in memory, and a thread writes what was noted in the last half
minute at once; what a worker had noted when it was ended is lost, which a figure like this can bear.
"""

from __future__ import annotations

import logging
from threading import Lock, Timer

from flask import Flask

from govsite.config import Config
from govsite.database.session import writing
from govsite.database.trouble import KINDS, describe
from govsite.domain.checkup.unanswered import Noted, add_up
from govsite.web.policy import this_portal

PAUSE = 30.0  # seconds from the first word that was noted until all are written
log = logging.getLogger(__name__)


class Searches:
    """What this worker's visitors searched in vain; in tests it is written when they say so."""

    def __init__(self, app: Flask) -> None:
        config: Config = app.extensions["config"]
        self._app = app
        self._by_itself = not config.testing
        self._noted = Noted()
        self._waits = False
        self._lock = Lock()

    def note(self, site_code: str, query: str) -> bool:
        """Note a folded query; whether it is one that is counted."""
        if not self._noted.note(site_code, query):
            return False
        with self._lock:
            begins, self._waits = self._by_itself and not self._waits, True
        if begins:
            timer = Timer(PAUSE, self.write)
            timer.daemon = True
            timer.start()
        return True

    def write(self) -> None:
        """Write what was noted; what cannot be written is noted again."""
        with self._lock:
            self._waits = False
        counts = self._noted.take()
        try:
            with self._app.app_context(), writing() as session:
                add_up(session, counts)
        except KINDS as error:
            log.warning("searches without an answer cannot be counted now: %s", describe(error))
            self._noted.give_back(counts)


def note_unanswered(site_code: str, query: str) -> bool:
    """Count a search of this request that found nothing; whether it is one that is counted."""
    searches: Searches = this_portal().extensions["searches"]
    return searches.note(site_code, query)
