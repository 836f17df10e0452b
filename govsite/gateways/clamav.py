"""The virus scanner ClamAV by its socket: the command INSTREAM of clamd (https://docs.clamav.net, clamd(8))."""

from __future__ import annotations

import logging
import socket
import struct
from enum import Enum

from govsite.gateways.settings import ClamavSettings

CONNECT_SECONDS, ANSWER_SECONDS = 2.0, 20.0
PIECE = 64 * 1024  # bytes sent at a time
LONGEST_ANSWER = 4096
log = logging.getLogger(__name__)


class Verdict(Enum):
    """What the scanner says; AWAY where nothing can be said."""

    CLEAN = "clean"
    INFECTED = "infected"
    AWAY = "away"


def scan(settings: ClamavSettings, content: bytes) -> Verdict:
    """Let clamd look at a file; whatever goes wrong with it is AWAY."""
    try:
        with _connection(settings) as connection:
            connection.settimeout(ANSWER_SECONDS)
            answer = _ask(connection, content)
    except OSError as error:
        log.warning("the virus scanner is away: %s", error)
        return Verdict.AWAY
    if answer == b"stream: OK":
        return Verdict.CLEAN
    if answer.endswith(b" FOUND"):
        log.warning("a file with a virus was refused: %s", answer.decode("utf-8", "replace"))
        return Verdict.INFECTED
    log.warning("the virus scanner cannot say: %s", answer.decode("utf-8", "replace"))
    return Verdict.AWAY


def _connection(settings: ClamavSettings) -> socket.socket:
    if not settings.path:
        return socket.create_connection((settings.host, settings.port), CONNECT_SECONDS)
    connection = socket.socket(socket.AF_UNIX)
    try:
        connection.settimeout(CONNECT_SECONDS)
        connection.connect(settings.path)
    except OSError:
        connection.close()
        raise
    return connection


def _ask(connection: socket.socket, content: bytes) -> bytes:
    """The answer to a file, which goes in pieces with their length before them and an empty one at the end."""
    try:
        connection.sendall(b"zINSTREAM\0")
        for start in range(0, len(content), PIECE):
            piece = content[start : start + PIECE]
            connection.sendall(struct.pack("!I", len(piece)) + piece)
        connection.sendall(struct.pack("!I", 0))
    except (BrokenPipeError, ConnectionResetError):
        pass  # it has said why: "INSTREAM size limit exceeded"
    answer = b""
    while b"\0" not in answer and len(answer) < LONGEST_ANSWER:
        more = connection.recv(LONGEST_ANSWER)
        if not more:
            break
        answer += more
    whole, end, _ = answer.partition(b"\0")
    return whole if end else b"an answer without an end"
