"""The mail server of a demo takes what the portal's own adapter sends, and shows it on the labelled page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from govsite.config import Config
from govsite.gateways.mail import Mail
from govsite.gateways.outcomes import Refused, Sent
from govsite.gateways.settings import MailSettings
from govsite.simulators.mail import MOST_BYTES, MailSimulator
from govsite.simulators.server import LABEL, page
from tests.ports import free_port

NOW = datetime(2026, 11, 30, tzinfo=UTC)


@pytest.fixture
def server() -> Iterator[MailSimulator]:
    made = MailSimulator(free_port())
    made.start()
    yield made
    made.stop()


def adapter(server: MailSimulator) -> Mail:
    return Mail(MailSettings("127.0.0.1", server.port, tls=False, sender="demo@example.com"))


def test_what_the_portal_sends_is_shown_with_the_label(server: MailSimulator) -> None:
    sent = adapter(server).send("clerk@example.com", "今天要办的来信", "待受理：2 封 <b>", "outbox-1", NOW)
    assert isinstance(sent, Sent)
    shown = page((), tuple(server.mails))
    assert "clerk@example.com" in shown and "今天要办的来信" in shown and "待受理：2 封 &lt;b&gt;" in shown
    assert shown.count(LABEL) == 2


def test_too_long_a_mail_is_refused(server: MailSimulator) -> None:
    assert isinstance(adapter(server).send("a@example.com", "x", "长" * MOST_BYTES, "outbox-2", NOW), Refused)
    assert not server.mails


@pytest.mark.parametrize(
    ("simulators", "host", "said"),
    [(True, "127.0.0.1", "simulated"), (False, "127.0.0.1", "real"), (True, "mail.example.com", "real")],
)
def test_the_health_page_says_which_mail_is_simulated(simulators: bool, host: str, said: str) -> None:
    without = Config(Path("sites.yaml"), Path("instance"), "secret", simulators=simulators)
    mail = MailSettings(host, 25, tls=False, sender="demo@example.com")
    assert replace(without, mail=mail).gateways["mail"] == said
    assert without.gateways["mail"] == "none"
