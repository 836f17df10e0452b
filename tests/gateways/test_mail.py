"""Mail against a real SMTP server: what arrives, and what becomes of refusals and of lines that break."""

from __future__ import annotations

import email
import email.policy
import socket
from collections.abc import Iterator
from datetime import UTC, datetime
from email.message import EmailMessage
from types import SimpleNamespace
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from hypothesis import given, settings
from hypothesis import strategies as st

from govsite.gateways import mail
from govsite.gateways.mail import Mail
from govsite.gateways.outcomes import Outcome, Refused, Sent, Unknown
from govsite.gateways.settings import MailSettings
from tests.gateways.servers import answering
from tests.ports import free_port

SENDER, TO = "zwfw@example.gov.cn", "zhang@example.com"
SUBJECT = "您的信件有了答复"
MOMENT = datetime(2026, 11, 30, 8, 30, tzinfo=UTC)


class Letterbox:
    """Keeps what comes; ``answers`` says otherwise for a command."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.envelopes: list[tuple[str, list[str]]] = []
        self.answers: dict[str, str] = {}

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any) -> str:  # noqa: N802
        if "RCPT" in self.answers:
            return self.answers["RCPT"]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        if "DATA" in self.answers:
            return self.answers["DATA"]
        self.envelopes.append((envelope.mail_from, envelope.rcpt_tos))
        self.mails.append(email.message_from_bytes(envelope.content, policy=email.policy.default))  # type: ignore[arg-type]
        return "250 OK"


@pytest.fixture(scope="module")
def server() -> Iterator[SimpleNamespace]:
    box = Letterbox()
    controller = Controller(box, hostname="127.0.0.1", port=free_port())
    controller.start()
    try:
        yield SimpleNamespace(box=box, port=controller.port)
    finally:
        controller.stop()


@pytest.fixture(autouse=True)
def no_answers(server: SimpleNamespace) -> None:
    server.box.answers.clear()


def send(port: int, to: str = TO, subject: str = SUBJECT, text: str = "请凭编号查询。", **others: Any) -> Outcome:
    made = MailSettings("127.0.0.1", port, False, SENDER, **others)
    return Mail(made).send(to, subject, text, "7.abc", MOMENT)


def test_a_mail_arrives_as_it_was_sent(server: SimpleNamespace) -> None:
    assert send(server.port) == Sent("<7.abc@example.gov.cn>")
    found = server.box.mails[-1]
    assert (found["From"], found["To"], found["Subject"]) == (SENDER, TO, "您的信件有了答复")
    assert (found["Message-ID"], found["Auto-Submitted"]) == ("<7.abc@example.gov.cn>", "auto-generated")
    assert found["Date"].datetime == MOMENT and found.get_content_type() == "text/plain"
    assert found.get_content().strip() == "请凭编号查询。"
    assert server.box.envelopes[-1] == (SENDER, [TO])


def test_the_link_that_ends_mails_stands_in_their_head_where_it_is_https(server: SimpleNamespace) -> None:
    way = f"//www.example.gov.cn/account/leave/{'x' * 32}"
    made = Mail(MailSettings("127.0.0.1", server.port, False, SENDER))
    for scheme in ("https:", "http:"):
        made.send(TO, SUBJECT, "有更新。", "7.abc", MOMENT, scheme + way)
    first, second = server.box.mails[-2:]
    assert "".join(str(first["List-Unsubscribe"]).split()) == f"<https:{way}>", "RFC 8058, in no encoded word"
    assert first["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert second["List-Unsubscribe"] is None


def test_tried_again_it_is_the_same_mail(server: SimpleNamespace) -> None:
    send(server.port), send(server.port)
    assert str(server.box.mails[-1]) == str(server.box.mails[-2])


@settings(max_examples=settings.default.max_examples * 5 // 8)
@given(subject=st.text(st.characters(exclude_categories=["Cs"]), max_size=200), text=st.text(max_size=300))
def test_any_words_make_one_mail_with_one_head(server: SimpleNamespace, subject: str, text: str) -> None:
    outcome = send(server.port, subject=subject, text=text)
    assert isinstance(outcome, Sent)
    found = server.box.mails[-1]
    assert found["To"] == TO and found["Cc"] is None and len(found.get_all("Subject", [""])) <= 1


@pytest.mark.parametrize("subject", ["你好\r\nBcc: other@example.com", "你好\nX: 1", "\r\n\r\ntext"])
def test_a_line_break_in_the_subject_makes_no_header(server: SimpleNamespace, subject: str) -> None:
    send(server.port, subject=subject)
    assert server.box.mails[-1]["Bcc"] is None and server.box.mails[-1]["X"] is None
    assert server.box.envelopes[-1] == (SENDER, [TO])


@pytest.mark.parametrize(
    "to", ["", "nobody", "a@b@c", "a@example.com\r\nBcc: b@example.com", "a@example.com, b@example.com", "张@例子.cn"]
)
def test_what_is_no_address_is_refused(server: SimpleNamespace, to: str) -> None:
    before = len(server.box.mails)
    assert send(server.port, to=to) == Refused("wrong-address")
    assert len(server.box.mails) == before


@pytest.mark.parametrize("command", ["RCPT", "DATA"])
def test_4xx_is_tried_again_and_5xx_given_up(server: SimpleNamespace, command: str) -> None:
    server.box.answers[command] = "451 later"
    assert send(server.port) == Refused("smtp-451", later=True)
    server.box.answers[command] = "550 no such user"
    assert send(server.port) == Refused("smtp-550")


def test_a_server_that_is_away_or_silent_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mail, "SECONDS", 0.1)
    assert send(free_port()) == Refused("ConnectionRefusedError", later=True)
    with answering(None) as port:
        outcome = send(port)
    assert isinstance(outcome, Refused) and outcome.later


def test_no_password_goes_over_an_open_line(server: SimpleNamespace) -> None:
    outcome = send(server.port, user="zwfw", password="hidden")  # noqa: S106
    assert outcome == Refused("SMTPNotSupportedError", later=True)
    assert "hidden" not in repr(MailSettings("mail", 25, False, SENDER, "zwfw", "hidden"))


def test_a_line_that_breaks_after_the_text_is_unknown() -> None:
    """It may have arrived: the Message-ID tells the recipient's server."""
    script = [b"220 hi\r\n", b"250 hi\r\n", b"250 ok\r\n", b"250 ok\r\n", b"354 go\r\n"]
    with socket.create_server(("127.0.0.1", 0)) as listening:
        from threading import Thread

        def serve() -> None:
            connection, _ = listening.accept()
            with connection:
                connection.sendall(script[0])
                for line in script[1:]:
                    connection.recv(65536)
                    connection.sendall(line)
                connection.recv(65536)

        thread = Thread(target=serve, daemon=True)
        thread.start()
        outcome = send(listening.getsockname()[1])
        thread.join()
    assert isinstance(outcome, Unknown)
