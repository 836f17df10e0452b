"""A mail server that keeps what it gets (模拟邮件服务器): a real SMTP server, which passes nothing on."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.controller import Controller

MOST_MAILS, MOST_BYTES = 200, 256 * 1024


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail that a real server would have delivered."""

    moment: datetime
    to: str
    subject: str
    text: str


class MailSimulator:
    """The mails, newest first, of a server on a port of this machine; 0 takes any port."""

    def __init__(self, port: int) -> None:
        self.mails: deque[Mail] = deque(maxlen=MOST_MAILS)
        self._server = Controller(self, hostname="127.0.0.1", port=port, data_size_limit=MOST_BYTES)

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self._server.port)

    def start(self) -> None:
        """Serve in a thread of its own."""
        self._server.start()

    def stop(self) -> None:
        """Serve no more."""
        self._server.stop()

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        """Keep a mail; what cannot be read is refused for good (RFC 5321, 554)."""
        message = message_from_bytes(envelope.content, _class=EmailMessage, policy=default)
        try:
            subject, text = str(message["Subject"] or ""), str(message.get_content())
        except (LookupError, ValueError):
            return "554 not a plain text"
        self.mails.appendleft(Mail(datetime.now(UTC), ", ".join(envelope.rcpt_tos), subject, text))
        return "250 OK"
