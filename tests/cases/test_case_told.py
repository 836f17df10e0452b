"""What an applicant is told by SMS and by mail, in the script of theirs, and what of it stands on the timeline."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import NamedTuple

import pytest
from flask import Flask
from sqlalchemy import select, update

from govsite.commands.channels import channels
from govsite.database.session import reading, writing
from govsite.domain.cases.deeming import deem_all
from govsite.domain.common.days import today
from govsite.domain.common.emails import masked_email
from govsite.domain.common.phones import masked_phone
from govsite.domain.common.sending import send_due
from govsite.domain.tickets.told import Channels, note_sent
from govsite.gateways.settings import MailSettings
from govsite.models import Case
from govsite.models.outbox import Outbox
from govsite.models.ticket import Ticket, TicketEvent
from govsite.simulators.mail import MailSimulator
from govsite.simulators.sms import Message, SmsSimulator
from govsite.web.channels import channels_of_cases
from tests.apps import site_of
from tests.cases.applicant import opened
from tests.cases.conftest import add_item
from tests.cases.window import NAME, number_in, open_case, row_of, take_in_whole
from tests.gateways.servers import settings_of, simulators
from tests.helpers import Page, squeeze
from tests.letters import writer
from tests.letters.desks import portal_with_desks
from tests.letters.office import at_desk, do, offers, send
from tests.letters.writer import Receipt
from tests.ports import free_port

NAMES = ("letter-received", "case-accepted", "case-supplement", "case-extended", "case-decided", "case-ready")
TEMPLATES = {name: name for name in (*NAMES, "case-delivered", "letter-received-hant", "case-accepted-hant")}
PHONE, EMAIL = "13800138000", "fan@example.cn"


class Post(NamedTuple):
    """A portal with the servers that keep what it sends."""

    portal: Flask
    sms: SmsSimulator
    mails: MailSimulator

    def send(self) -> None:
        """What the chore does."""
        with self.portal.app_context():
            send_due(channels(self.portal.extensions["config"]))
            note_sent()
            assert not reading().scalar(select(Outbox.id).where(Outbox.state != "sent"))

    def texts(self) -> list[Message]:
        """The short messages that came since the last look, the first one first."""
        found = self.sms.newest()[::-1]
        self.sms.messages.clear()
        return found


@pytest.fixture(scope="module")
def post(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Post]:
    folder, mails = tmp_path_factory.mktemp("told"), MailSimulator(free_port())
    mails.start()
    with simulators() as server:
        settings = {
            "simulators": True,
            "sms": settings_of("generic", server.server_port, templates=TEMPLATES),
            "mail": MailSettings("127.0.0.1", mails.port, tls=False, sender="demo@example.com"),
        }
        with portal_with_desks(folder, database_url=database_url, **settings) as made:
            add_item(made)
            yield Post(made, server.sms, mails)
    mails.stop()


@pytest.fixture(autouse=True)
def empty(post: Post) -> None:
    post.sms.messages.clear()
    post.mails.mails.clear()


def receipt_of(page: Page) -> Receipt:
    return Receipt(number_in(page), squeeze(page.one("//*[contains(@class, 'ticket-password')]").text_content()))


def a_gap(page: Page) -> dict[str, str]:
    """What is written about the first material of a notice."""
    key = page.find("//input[starts-with(@name, 'fault_')]/@name")[0]
    return {key: "模糊", key.replace("fault", "remedy"): "重新复印"}


def trail(page: Page) -> list[str]:
    return [squeeze(line.text_content()) for line in page.find("//ol[@class='timeline']/li")]


def test_the_phone_is_told_at_each_state_that_matters_and_never_what(post: Post) -> None:
    clerk = at_desk(post.portal)
    receipt = receipt_of(take_in_whole(clerk, phone=PHONE, email=EMAIL))
    steps = ("accept", {}), ("ask", {}), ("resume", {}), ("extend", {"reason": "听证", "leave": "副局长王某"})
    ends = ("grant", {"result": "居民身份证", "reason": "核过原件"}), ("produce", {}), ("deliver", {"words": "本人取"})
    for action, fields in (*steps, *ends):
        page = open_case(post.portal, clerk, receipt.number)
        do(page, action, **(a_gap(page) if action == "ask" else fields))
    post.send()
    found = post.texts()
    told = ["accepted", "supplement", "extended", "decided", "ready", "delivered"]
    assert [message.template for message in found] == [f"case-{name}" for name in told]
    assert {message.phone for message in found} == {PHONE} and not post.mails.mails, "one way is enough"
    assert all(json.loads(message.variables) == {"number": receipt.number} for message in found)
    page = opened(post.portal, receipt)
    lines = [line for line in trail(page) if "已发短信通知您" in line]
    assert len(lines) == 6 and all(line.endswith("138****8000") for line in lines)
    assert PHONE not in page.source and receipt.password not in page.source
    desk = open_case(post.portal, clerk, receipt.number)
    assert sum("已发短信" in line for line in trail(desk)) == 6
    post.send()
    assert len(trail(opened(post.portal, receipt))) == len(trail(page)), "what was sent is told once"


def test_who_left_an_address_alone_is_written_to_in_their_script(post: Post) -> None:
    clerk = at_desk(post.portal)
    simplified = receipt_of(take_in_whole(clerk, phone="", email=EMAIL))
    traditional = receipt_of(take_in_whole(clerk, phone="", email="yu@example.cn", hant=True))
    for receipt in (simplified, traditional):
        do(open_case(post.portal, clerk, receipt.number), "accept")
    post.send()
    first, second = sorted(post.mails.mails, key=lambda mail: mail.moment)
    assert "您的申请已受理" in first.subject and "/xiling/progress/lookup " in first.text and "/hant/" not in first.text
    assert "您的申請已受理" in second.subject and "/hant/xiling/progress/lookup " in second.text
    assert "密碼在回執上" in second.text and traditional.number in second.text
    for mail, receipt in ((first, simplified), (second, traditional)):
        assert all(word not in mail.subject + mail.text for word in (NAME, receipt.password, "身份"))
    assert any(line.endswith("f***@example.cn") for line in trail(opened(post.portal, simplified)))
    page = opened(post.portal, traditional, "/hant/xiling")
    assert any("已發郵件通知您" in line and line.endswith("y***@example.cn") for line in trail(page))


def test_a_short_message_is_in_their_script_where_the_vendor_has_one(post: Post) -> None:
    clerk = at_desk(post.portal)
    number = number_in(take_in_whole(clerk, hant=True))
    do(open_case(post.portal, clerk, number), "accept")
    do(open_case(post.portal, clerk, number), "grant", result="居民身份证")
    post.send()
    assert [message.template for message in post.texts()] == ["case-accepted-hant", "case-decided"]


@pytest.mark.parametrize(("root", "template"), [("/xiling", ""), ("/hant/xiling", "-hant")])
def test_a_letter_is_answered_in_the_script_it_was_written_on(post: Post, root: str, template: str) -> None:
    receipt = writer.write(post.portal, root, phone=PHONE)
    post.send()
    assert [message.template for message in post.texts()] == [f"letter-received{template}"]
    page = opened(post.portal, receipt, "/xiling", "letters")
    assert any("已发短信通知您" in line and line.endswith("138****8000") for line in trail(page))


def test_nobody_is_told_who_left_no_way_to_tell_them(post: Post) -> None:
    clerk = at_desk(post.portal)
    number = number_in(take_in_whole(clerk, phone=""))
    do(open_case(post.portal, clerk, number), "accept")
    with post.portal.app_context():
        ticket, _ = row_of(post.portal, number)
        assert not reading().scalar(select(Outbox.id).where(Outbox.ticket_id == ticket.id))
    assert "grant" in offers(open_case(post.portal, clerk, number))


def test_what_did_not_leave_is_not_said_to_have_been_sent(post: Post) -> None:
    clerk = at_desk(post.portal)
    number = number_in(take_in_whole(clerk))
    do(open_case(post.portal, clerk, number), "accept")
    with post.portal.app_context():
        ticket, _ = row_of(post.portal, number)
        assert note_sent() == 0
        with writing() as session:
            message = session.scalars(select(Outbox).where(Outbox.ticket_id == ticket.id)).one()
            message.state = "failed"
        assert note_sent() == 0
        assert "sms" not in reading().scalars(select(TicketEvent.action).where(TicketEvent.ticket_id == ticket.id))
        with writing() as session:
            session.delete(session.get_one(Outbox, message.id))


def test_addresses_are_masked() -> None:
    assert masked_phone("+86 138-0013-8000") == "138****8000" and masked_phone("12") == "****"
    assert masked_email("fan@example.cn") == "f***@example.cn" and masked_email("x") == "***"


@pytest.mark.parametrize("by", ["the chore", "the office"])
def test_who_waited_five_days_is_told_that_it_counts_as_accepted(post: Post, by: str) -> None:
    """视为受理, whether the chore comes by or somebody at the desk is there before it."""
    clerk = at_desk(post.portal)
    receipt = receipt_of(take_in_whole(clerk, phone="", email=EMAIL))
    page = open_case(post.portal, clerk, receipt.number)
    with post.portal.app_context(), writing() as session:
        mine = select(Ticket.id).where(Ticket.number == receipt.number).scalar_subquery()
        session.execute(update(Case).where(Case.ticket_id == mine).values(answer_by=today() - timedelta(1)))
    if by == "the chore":
        with post.portal.app_context():
            assert deem_all(post.portal.extensions["channels_of_cases"]) == 1
    else:
        assert send(page, "refuse", kind="materials", reason="缺材料").response.status_code == 409
    post.send()
    [mail] = post.mails.mails
    assert "您的申请已受理" in mail.subject and receipt.number in mail.text
    assert ("西陵区“进度查询”" if by == "the chore" else "/xiling/progress/lookup ") in mail.text.replace(
        "政务服务网", ""
    )
    assert any("视为受理" in line for line in trail(opened(post.portal, receipt)))


def test_addresses_of_what_a_chore_tells_are_those_of_the_settings(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    own = replace(post.portal.extensions["config"], origin="https://zwfw.example.gov.cn")
    monkeypatch.setitem(post.portal.extensions, "config", own)
    with post.portal.app_context():
        told = channels_of_cases(site_of(post.portal, "xiling").code)
    assert told.lookup == "https://zwfw.example.gov.cn/xiling/progress/lookup"
    assert told.lookup_hant == "https://zwfw.example.gov.cn/hant/xiling/progress/lookup"


def test_one_that_cannot_be_told_keeps_nobody_waiting(post: Post, caplog: pytest.LogCaptureFixture) -> None:
    """A chore does what it can of the others."""
    clerk = at_desk(post.portal)
    numbers = [number_in(take_in_whole(clerk)) for _ in range(2)]
    with post.portal.app_context(), writing() as session:
        session.execute(update(Case).where(Case.answer_by.is_not(None)).values(answer_by=today() - timedelta(1)))
    asked: list[str] = []

    def channels_of(site_code: str) -> Channels:
        asked.append(site_code)
        if len(asked) == 1:
            raise RuntimeError("the first one fails")
        return Channels()

    with post.portal.app_context():
        assert deem_all(channels_of) == 1 and "was left for the next time" in caplog.text
        assert deem_all(channels_of) == 1
    assert {row_of(post.portal, number)[0].state for number in numbers} == {"reviewing"}
