"""The outbox on both databases: what is sent, tried again, given up and forgotten."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import LargeBinary, delete, select, type_coerce, update

from govsite.database.keys import bind_keys
from govsite.database.session import writing
from govsite.domain.common import outbox, sending
from govsite.domain.common.outbox import MAIL, SMS, add, counts, delete_old, retry, settle
from govsite.domain.common.sending import LONGEST_PAUSE, Message, pause, send_due
from govsite.extensions import db
from govsite.gateways.outcomes import Outcome, Refused, Sent, Unknown
from govsite.models.outbox import FAILED, SENDING, SENT, UNKNOWN, WAITING, Outbox
from tests.sealed import NEW, OLD
from tests.waiting import together

PHONE = "13800000000"
WORDS = {"number": "XJ-1", "days": "5"}
LETTER = {"subject": "答复", "text": "请查询"}


@pytest.fixture
def context(portal: Flask) -> Iterator[None]:
    bind_keys(portal, OLD)
    with portal.app_context():
        with writing() as session:
            session.execute(delete(Outbox))
        yield


def added(kind: str = SMS, **others: timedelta) -> int:
    with writing() as session:
        words, to = (LETTER, "zhang@example.com") if kind == MAIL else (WORDS, PHONE)
        return add(session, kind, to, "letter-received", words, site_code="420500", **others)


def row(number: int) -> Outbox:
    db.session.rollback()
    return db.session.get_one(Outbox, number, populate_existing=True)


def age(number: int, **ago: timedelta) -> None:
    with writing() as session:
        then = {name: datetime.now(UTC) - by for name, by in ago.items()}
        session.execute(update(Outbox).where(Outbox.id == number).values(**then))


class Gateway:
    """Answers one outcome after the other, the last one for ever."""

    def __init__(self, *outcomes: Outcome) -> None:
        self.outcomes, self.got, self.states = list(outcomes), list[Message](), list[str]()

    def __call__(self, message: Message) -> Outcome:
        self.got.append(message)
        self.states.append(row(message.id).state)
        return self.outcomes.pop(0) if len(self.outcomes) > 1 else self.outcomes[0]


def test_a_message_is_sent_once_and_was_sending_before(context: None) -> None:
    number, gateway = added(), Gateway(Sent("biz-1"))
    assert send_due({SMS: gateway}) == 1 and send_due({SMS: gateway}) == 0
    (message,) = gateway.got
    assert (message.recipient, message.template, message.variables) == (PHONE, "letter-received", WORDS)
    assert list(message.variables) == list(WORDS), "in their order"
    assert gateway.states == [SENDING]
    found = row(number)
    assert (found.state, found.tries, found.external_id, found.error) == (SENT, 1, "biz-1", "")


def test_nothing_is_sent_of_what_was_not_stored(context: None) -> None:
    with pytest.raises(ZeroDivisionError), writing() as session:
        add(session, SMS, PHONE, "letter-received", WORDS)
        raise ZeroDivisionError
    assert send_due({SMS: Gateway(Sent())}) == 0


def test_neither_number_nor_words_stand_in_the_database(context: None) -> None:
    number = added()
    columns = (type_coerce(getattr(Outbox, name), LargeBinary) for name in ("recipient", "variables"))
    stored = db.session.execute(select(*columns).where(Outbox.id == number)).one()
    assert all(PHONE.encode() not in bytes(value) and b"XJ-1" not in bytes(value) for value in stored)


def test_what_has_no_channel_waits(context: None) -> None:
    number = added()
    assert send_due({}) == send_due({MAIL: Gateway(Sent())}) == 0
    assert (row(number).state, row(number).tries) == (WAITING, 0)
    assert counts(db.session) == {(SMS, WAITING): 1}


@pytest.mark.parametrize("kind", [SMS, MAIL])
def test_a_refusal_for_now_is_tried_again_later(context: None, kind: str) -> None:
    number, gateway = added(kind), Gateway(Refused("busy", later=True), Sent())
    assert send_due({kind: gateway}) == 1, "not twice in one run"
    found = row(number)
    assert (found.state, found.error) == (WAITING, "busy") and found.due > found.begun
    age(number, due=timedelta(seconds=1))
    assert send_due({kind: gateway}) == 1
    first, second = gateway.got
    assert row(number).state == SENT and first.name == second.name


@pytest.mark.parametrize("kind", [SMS, MAIL])
def test_a_refusal_for_good_ends_it(context: None, kind: str) -> None:
    number = added(kind)
    send_due({kind: Gateway(Refused("isv.MOBILE_NUMBER_ILLEGAL"))})
    assert (row(number).state, row(number).error) == (FAILED, "isv.MOBILE_NUMBER_ILLEGAL")


def test_a_gateway_s_words_are_kept_short_and_harmless(context: None) -> None:
    number = added()
    send_due({SMS: Gateway(Refused("\x1b[2J\0\ud800" + "x" * 300))})
    assert (row(number).state, row(number).error) == (FAILED, "[2J" + "x" * 97)


def test_a_short_message_of_unknown_fate_is_never_sent_again_by_itself(context: None) -> None:
    number, gateway = added(), Gateway(Unknown("no-answer"))
    send_due({SMS: gateway})
    age(number, due=timedelta(days=1))
    with writing() as session:
        settle(session)
    assert send_due({SMS: gateway}) == 0
    assert (row(number).state, row(number).error, row(number).tries) == (UNKNOWN, "no-answer", 1)


def test_a_mail_of_unknown_fate_is_sent_again(context: None) -> None:
    number = added(MAIL)
    send_due({MAIL: Gateway(Unknown("timeout"))})
    assert row(number).state == WAITING


def test_a_mistake_of_ours_stops_no_other_and_is_not_told(context: None, caplog: pytest.LogCaptureFixture) -> None:
    first, second = added(), added()

    def channel(message: Message) -> Outcome:
        if message.id == first:
            raise RuntimeError(f"cannot send to {PHONE}")
        return Sent()

    assert send_due({SMS: channel}) == 2
    assert (row(first).state, row(first).error, row(second).state) == (UNKNOWN, "RuntimeError", SENT)
    assert PHONE not in caplog.text and f"message {first}" in caplog.text


def test_after_a_process_that_died_a_mail_waits_and_a_short_message_is_unknown(context: None) -> None:
    mail, sms, new = added(MAIL), added(SMS), added(SMS)
    for number in (mail, sms, new):
        with writing() as session:
            session.execute(update(Outbox).where(Outbox.id == number).values(state=SENDING, begun=datetime.now(UTC)))
    for number in (mail, sms):
        age(number, begun=outbox.LOST * 2)
    with writing() as session:
        assert settle(session) == 2
    assert [row(number).state for number in (mail, sms, new)] == [WAITING, UNKNOWN, SENDING]


def test_a_late_result_counts_unless_it_was_taken_up_again(context: None) -> None:
    number = added(MAIL)

    def lost(message: Message) -> Outcome:
        age(number, begun=outbox.LOST * 2)
        with writing() as session:
            settle(session)
        if message.tries == 1:
            assert send_due({MAIL: Gateway(Refused("smtp-550"))}) == 1, "another process"
        return Sent()

    send_due({MAIL: lost})
    assert (row(number).state, row(number).tries) == (FAILED, 2)


def test_what_nobody_wants_any_more_is_not_sent(context: None) -> None:
    number, gateway = added(good_for=timedelta(seconds=-1)), Gateway(Sent())
    assert send_due({SMS: gateway}) == 0
    with writing() as session:
        assert settle(session) == 1
    assert (row(number).state, row(number).error) == (FAILED, outbox.EXPIRED)
    short = added(good_for=timedelta(seconds=50))
    send_due({SMS: Gateway(Refused("busy", later=True))})
    assert row(short).state == FAILED, "the next try would come too late"


def test_an_operator_lets_failed_and_unknown_ones_wait_again(context: None) -> None:
    failed, unknown, sent = added(), added(), added()
    send_due({SMS: Gateway(Refused("x"), Unknown("y"), Sent())})
    with writing() as session:
        assert retry(session, [failed, unknown, sent, 10**6]) == [failed, unknown]
    gateway = Gateway(Sent())
    assert send_due({SMS: gateway}) == 2 and row(unknown).state == SENT


def test_what_was_sent_loses_its_address_after_some_days(context: None) -> None:
    sent, recent, failed, old = added(), added(), added(), added()
    send_due({SMS: Gateway(Sent(), Sent(), Refused("x"), Sent())})
    for number, days in ((sent, 8), (recent, 6), (failed, 8), (old, 400)):
        age(number, finished=timedelta(days=days))
    with writing() as session:
        assert delete_old(session) == 2
    kept = {number: row(number).recipient for number in (sent, recent, failed)}
    assert kept == {sent: None, recent: PHONE, failed: PHONE} and row(sent).variables is None
    age(failed, finished=timedelta(days=31))
    with writing() as session:
        assert delete_old(session) == 1
        assert retry(session, [failed]) == [], "nobody knows any more to whom"
    assert db.session.get(Outbox, old) is None


def test_of_many_at_once_each_message_is_sent_by_one(portal: Flask, context: None) -> None:
    numbers, sent = [added() for _ in range(12)], []

    def send() -> None:
        with portal.app_context():
            send_due({SMS: lambda message: sent.append(message.id) or Sent()})

    together(3, send)
    assert sorted(sent) == numbers


def test_what_cannot_be_opened_is_in_nobody_s_way(portal: Flask, context: None) -> None:
    first, second = added(), added()
    with writing() as session:
        broken = bytes([1, 1]) + bytes(60)
        session.execute(update(Outbox).where(Outbox.id == first).values(recipient=broken))
    bind_keys(portal, NEW)
    assert send_due({SMS: Gateway(Sent())}) == 1
    states = dict(db.session.execute(select(Outbox.id, Outbox.state)).all())
    assert states == {first: FAILED, second: SENT}


def test_a_mail_needs_its_words(context: None) -> None:
    with pytest.raises(ValueError, match="subject"), writing() as session:
        add(session, MAIL, "zhang@example.com", "letter-received", WORDS)


@given(tries=st.integers(1, 10_000))
def test_pauses_grow_to_a_bound(tries: int) -> None:
    assert sending.FIRST_PAUSE <= pause(tries) <= pause(tries + 1) <= LONGEST_PAUSE


OUTCOME = st.sampled_from([Sent("1"), Refused("a"), Refused("b", later=True), Unknown("c")])


@given(kind=st.sampled_from([SMS, MAIL]), outcomes=st.lists(OUTCOME, min_size=1, max_size=6))
def test_whatever_gateways_say_nothing_is_sent_after_its_end(context: None, kind: str, outcomes: list[Outcome]) -> None:
    """Nothing more after it was sent or refused for good, and for a short message after it was unknown."""
    number, gateway = added(kind), Gateway(*outcomes)
    for _ in range(len(outcomes) + 1):
        age(number, due=timedelta(seconds=1))
        send_due({kind: gateway})
    goes_on = [isinstance(o, Refused) and o.later or (isinstance(o, Unknown) and kind == MAIL) for o in outcomes]
    said = [*outcomes, outcomes[-1]]
    expected = next((place for place, on in enumerate(goes_on, 1) if not on), len(said))
    assert len(gateway.got) == expected
    assert (row(number).state == SENT) == isinstance(said[expected - 1], Sent)
    assert json.loads(row(number).variables or "") == (LETTER if kind == MAIL else WORDS)
