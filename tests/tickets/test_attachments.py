"""Files of tickets: held for a form, moved to the ticket it makes, given out of this ticket alone."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from hashlib import sha256
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import delete, select, update

from govsite.database.clock import database_time
from govsite.database.session import reading, writing
from govsite.domain.common.uploads import Cleaned
from govsite.domain.tickets import attachments
from govsite.domain.tickets.attachments import (
    HELD,
    MOST_FILES,
    MOST_HELD,
    attach,
    content_of,
    drop,
    forget_held,
    held,
    hold,
    of_ticket,
)
from govsite.models.attachment import Attachment
from govsite.models.stored_file import CLEAN, UNSCANNED
from govsite.models.ticket import Ticket
from govsite.typed import Typed
from tests.apps import portal_of, statements
from tests.sites.samples import SMALL
from tests.tickets.tickets import new_reply, new_ticket


@pytest.fixture(scope="module")
def portal(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    with portal_of(SMALL, tmp_path_factory.mktemp("files"), database_url=database_url) as made:
        yield made


@pytest.fixture
def own(portal: Flask) -> Iterator[Flask]:
    with portal.app_context():
        yield portal


@pytest.fixture
def key() -> str:
    return sha256(uuid4().bytes).hexdigest()


def file(name: str = "范.jpg", content: bytes = b"", state: str = CLEAN) -> Cleaned:
    return Cleaned(Typed(name), "image/jpeg", content or name.encode(), 1, state)


def names(key: str) -> list[str]:
    return [found.name for found in held(key)]


def test_what_is_held_is_listed_and_dropped(own: Flask, key: str) -> None:
    assert hold(key, [file("范.jpg", b"a" * 2_000), file("b.jpg", state=UNSCANNED)]) == []
    first, second = held(key)
    assert (first.name, first.size, first.state) == ("范.jpg", 2_000, CLEAN)
    assert isinstance(first.name, Typed) and second.state == UNSCANNED
    assert drop(key, first.id) and not drop(key, first.id)
    assert names(key) == ["b.jpg"]


def test_another_form_neither_sees_nor_drops_it(own: Flask, key: str) -> None:
    hold(key, [file()])
    assert held("other" + key) == [] and not drop("other" + key, held(key)[0].id)
    with writing() as session:
        assert attach(session, "other" + key, new_ticket(session)) == 0
    assert names(key) == ["范.jpg"]


def test_a_file_that_comes_twice_is_held_once(own: Flask, key: str) -> None:
    hold(key, [file("a.jpg"), file("again.jpg", b"a.jpg")])
    assert hold(key, [file("a.jpg"), file("b.jpg")]) == []
    assert names(key) == ["a.jpg", "b.jpg"]


def test_more_than_there_is_room_for_is_given_back(own: Flask, key: str) -> None:
    given = [file(f"{number}.jpg") for number in range(5)]
    assert hold(key, given[:2]) == [] and hold(key, given[2:]) == given[3:]
    assert len(held(key)) == MOST_FILES


def test_nor_are_more_bytes(own: Flask, key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert MOST_HELD >= 15 * 1024 * 1024
    monkeypatch.setattr(attachments, "MOST_HELD", 10)
    large = file("large.jpg", b"a" * 8)
    assert hold(key, [file("a", b"12345"), large, file("c", b"1234")]) == [large]


def test_two_sendings_of_one_form_at_a_moment_hold_no_more(own: Flask, key: str) -> None:
    def send(number: int) -> None:
        with own.app_context():
            hold(key, [file(f"{number % 6}.jpg"), file("same.jpg")])

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(send, range(12)))
    assert len(names(key)) == MOST_FILES == len(set(names(key)))


def test_they_move_to_the_ticket_with_the_writing_that_makes_it(own: Flask, key: str) -> None:
    hold(key, [file("a.jpg"), file("b.jpg")])
    with pytest.raises(ZeroDivisionError), writing() as session:
        assert attach(session, key, new_ticket(session)) == 2
        raise ZeroDivisionError
    assert names(key) == ["a.jpg", "b.jpg"], "the ticket was not stored, so the form still has them"
    with writing() as session:
        ticket = new_ticket(session)
        assert attach(session, key, ticket) == 2
    assert held(key) == [] and [found.name for found in of_ticket(reading(), ticket)] == ["a.jpg", "b.jpg"]


def test_a_file_is_given_out_of_its_own_ticket_alone(own: Flask, key: str) -> None:
    hold(key, [file("a.jpg")])
    waiting = held(key)[0].id
    with writing() as session:
        ticket, other = new_ticket(session), new_ticket(session)
        assert content_of(session, waiting, ticket) is None, "a form's file is nobody's yet"
        reply = new_reply(session, ticket)
        attach(session, key, ticket, reply)
    (found,) = of_ticket(reading(), ticket)
    assert found.message_id == reply
    given = content_of(reading(), found.id, ticket)
    assert given and (given.name, given.kind, given.content) == ("a.jpg", "image/jpeg", b"a.jpg")
    assert content_of(reading(), found.id, other) is None and content_of(reading(), 10**9, ticket) is None


def test_lists_do_not_read_what_is_in_the_files(own: Flask, key: str) -> None:
    hold(key, [file()])
    with statements(own) as seen:
        held(key)
        of_ticket(reading(), 1)
    assert len(seen) == 2 and not [statement for statement in seen if "attachment.content" in statement]


def test_a_ticket_that_goes_takes_its_files_along(own: Flask, key: str) -> None:
    hold(key, [file()])
    with writing() as session:
        ticket = new_ticket(session)
        attach(session, key, ticket)
    with writing() as session:
        session.execute(delete(Ticket).where(Ticket.id == ticket))
    assert of_ticket(reading(), ticket) == []


def test_what_no_form_came_back_for_is_forgotten(own: Flask, key: str) -> None:
    hold(key, [file()])
    hold("later" + key[5:], [file()])
    hold("ticket" + key[6:], [file()])
    with writing() as session:
        ticket = new_ticket(session)
        attach(session, "ticket" + key[6:], ticket)
        old = database_time(session) - HELD - timedelta(seconds=1)
        session.execute(update(Attachment).values(added=old))
    hold("later" + key[5:], [])  # its form came back
    with writing() as session:
        assert forget_held(session) >= 1
        assert forget_held(session) == 0
    assert (names(key), names("later" + key[5:])) == ([], ["范.jpg"])
    assert len(of_ticket(reading(), ticket)) == 1, "a ticket's files stay"


def test_the_content_is_what_was_cleaned(own: Flask, key: str) -> None:
    content = bytes(range(256)) * 8_000
    hold(key, [file("large.jpg", content)])
    stored = reading().scalars(select(Attachment).where(Attachment.held_by == key)).one()
    assert stored.content == content and stored.digest == sha256(content).hexdigest()
