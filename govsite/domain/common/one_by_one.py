"""Rows that a chore goes through (逐件处理): one that fails keeps none of the others waiting."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable

log = logging.getLogger(__name__)


def one_by_one(what: str, work: Callable[[int], bool], numbers: Iterable[int]) -> int:
    """Do the same with each of some rows; returns with how many. Where one fails, the others are done all the same."""
    done = 0
    for number in numbers:
        try:
            done += work(number)
        except Exception:  # it may be in use just now, or damaged
            log.exception("%s %d was left for the next time", what, number)
    return done
