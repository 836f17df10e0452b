"""Mail by SMTP (RFC 5321): plain text, with a Message-ID of our own, so that the same mail sent twice is one mail."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime

from govsite.gateways.outcomes import Outcome, Refused, Sent, Unknown
from govsite.gateways.settings import HERE, MailSettings

SECONDS = 8  # for each answer of the server
WRONG_ADDRESS = "wrong-address"
LEAVE = "List-Unsubscribe"


class _OneLine(EmailPolicy):
    """As ``email.policy.SMTP``, but an address in a head stays whole: a long one would become encoded words."""

    def fold_binary(self, name: str, value: str) -> bytes:
        """The line of a header."""
        if name == LEAVE:
            return f"{name}: {value}\r\n".encode("ascii")
        return super().fold_binary(name, value)


POLICY = _OneLine(linesep="\r\n")


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail server to hand messages to."""

    settings: MailSettings

    def send(self, to: str, subject: str, text: str, name: str, moment: datetime, leave: str = "") -> Outcome:
        """Hand a mail over; ``name`` is ours and becomes its Message-ID, ``moment`` its Date, the same at each try.

        ``leave`` is the address that ends mails of this kind by one POST, without a sign-in (RFC 8058).

        4xx is Refused for now, 5xx for good (RFC 5321, 4.2.1); Unknown where the line broke after the text was sent.
        """
        try:
            message = self._message(to, subject, text, name, moment)
            if leave.startswith("https:"):  # RFC 8058 knows no other
                message[LEAVE] = f"<{str.__str__(leave)}>"
                message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        except (MessageError, ValueError, IndexError):
            return Refused(WRONG_ADDRESS)
        try:
            with self._server() as server:
                return _hand_over(server, message)
        except smtplib.SMTPResponseException as error:  # greeting or password: nothing that is wrong with this mail
            return Refused(f"smtp-{error.smtp_code}", later=True)
        except (smtplib.SMTPException, OSError) as error:  # before the mail itself was sent
            return Refused(type(error).__name__, later=True)

    def _message(self, to: str, subject: str, text: str, name: str, moment: datetime) -> EmailMessage:
        """Raises ValueError and the like for an address that is none; line breaks in the subject become blanks."""
        sender, address = Address(addr_spec=self.settings.sender), Address(addr_spec=str.__str__(to))
        message = EmailMessage(policy=POLICY)
        message["From"], message["To"] = sender, address
        message["Subject"] = " ".join(subject.split())
        message["Date"] = format_datetime(moment)
        message["Message-ID"] = f"<{name}@{sender.domain}>"
        message["Auto-Submitted"] = "auto-generated"  # RFC 3834: nobody's absence note comes back
        message.set_content(str.__str__(text), cte="base64")
        return message

    @contextmanager
    def _server(self) -> Iterator[smtplib.SMTP]:
        settings = self.settings
        context = ssl.create_default_context()
        server: smtplib.SMTP
        if settings.tls:
            server = smtplib.SMTP_SSL(settings.host, settings.port, timeout=SECONDS, context=context)
        else:
            server = smtplib.SMTP(settings.host, settings.port, timeout=SECONDS)
        try:
            server.ehlo_or_helo_if_needed()
            offered = server.has_extn("starttls") and settings.host not in HERE
            if not settings.tls and (settings.user or offered):
                server.starttls(context=context)
            if settings.user:
                server.login(settings.user, settings.password)
            yield server
            with suppress(smtplib.SMTPException, OSError):
                server.quit()
        finally:
            server.close()


def _hand_over(server: smtplib.SMTP, message: EmailMessage) -> Outcome:
    """Envelope, then text. Not ``send_message``, which forgets at what point it was refused."""
    server.ehlo_or_helo_if_needed()
    sender, to = (message[name].addresses[0].addr_spec for name in ("From", "To"))
    if not (sender.isascii() and to.isascii()):
        return Refused(WRONG_ADDRESS)
    for code, _words in (server.mail(sender), server.rcpt(to)):
        if code >= 400:
            return _refused(code)
    try:
        code, _words = server.data(message.as_bytes())
    except smtplib.SMTPDataError as error:
        return _refused(error.smtp_code)
    except (smtplib.SMTPException, OSError) as error:
        return Unknown(type(error).__name__)
    return Sent(message["Message-ID"]) if code < 400 else _refused(code)


def _refused(code: int) -> Refused:
    return Refused(f"smtp-{code}", later=code < 500)
