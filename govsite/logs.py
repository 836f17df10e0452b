"""What the portal says to its operators: lines on standard error, with time, process and level."""

from __future__ import annotations

import logging
import sys
from typing import TextIO

LEVELS = ("debug", "info", "warning", "error")
TIME = "%Y-%m-%dT%H:%M:%S"  # the offset follows, whatever zone the machine has
FORM = "%(asctime)s [%(process)d] %(levelname)s %(name)s: %(message)s"


class StandardError(logging.StreamHandler[TextIO]):
    """Writes to what standard error is at the moment, not what it was at the start."""

    def __init__(self) -> None:
        logging.Handler.__init__(self)
        self.setFormatter(logging.Formatter(FORM, TIME + "%z"))

    @property
    def stream(self) -> TextIO:
        """Standard error."""
        return sys.stderr

    @stream.setter
    def stream(self, _value: TextIO) -> None:
        raise AttributeError("standard error is looked up anew for each line")


def set_up(level: str) -> None:
    """Let lines from a level on be seen; a server that was told where they go (``--log-config``) is obeyed."""
    logger = logging.getLogger("govsite")
    logger.setLevel(level.upper())
    if not logger.handlers:
        logger.addHandler(StandardError())
