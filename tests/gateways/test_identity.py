"""Names are checked against ID numbers by three protocols, at fake servers that check real signatures."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest

from govsite.domain.accounts.gateway import identity_of as adapter_of
from govsite.gateways.identity import Busy, Card, Match, Mismatch, NoRecord
from govsite.gateways.settings import PROTOCOLS
from govsite.simulators.identity import BUSY, CARDS, PEOPLE
from govsite.simulators.server import Simulators
from tests.gateways.servers import answering, identity_of, simulators

NUMBER, NAME = next(iter(PEOPLE.items()))
UNKNOWN = "420099199001010018"
each = pytest.mark.parametrize("protocol", PROTOCOLS)


@pytest.fixture(scope="module")
def server() -> Iterator[Simulators]:
    with simulators() as found:
        yield found


@each
def test_each_protocol_tells_the_three_answers_apart(server: Simulators, protocol: str) -> None:
    identity = adapter_of(identity_of(protocol, server.server_port))
    assert identity.check(NAME, NUMBER) == Match("SIMULATED")
    assert identity.check("于某某", NUMBER) == Mismatch()
    assert identity.check(NAME, UNKNOWN) == NoRecord()
    assert identity.check("阿依古丽·买买提", "420099198107170074") == Match("SIMULATED")


@each
def test_a_card_belongs_to_its_owner_and_their_phone(
    server: Simulators, protocol: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    identity = adapter_of(identity_of(protocol, server.server_port))
    (card, (owner, phone)), (other, _) = CARDS.items()
    assert identity.check_card(PEOPLE[owner], owner, Card(card, phone)) == Match("SIMULATED")
    for wrong in (Card(other, phone), Card(card, "13900000009")):
        assert identity.check_card(PEOPLE[owner], owner, wrong) == Mismatch()
    assert identity.check_card("于某某", owner, Card(card, phone)) == Mismatch()
    unknown = identity.check_card(PEOPLE[owner], UNKNOWN, Card(card, phone))
    assert unknown in (NoRecord(), Mismatch()), "Tencent has one word for both"
    assert isinstance(identity.check_card(NAME, BUSY, Card(card, phone)), Busy)
    told = caplog.text + repr(Card(card, phone))
    assert card not in told and phone not in told, "neither stands in a log"


@each
def test_what_is_not_checked_is_never_a_mismatch(server: Simulators, protocol: str) -> None:
    assert isinstance(adapter_of(identity_of(protocol, server.server_port)).check(NAME, BUSY), Busy)
    assert isinstance(adapter_of(identity_of(protocol, server.server_port, secret="other")).check(NAME, NUMBER), Busy)
    assert isinstance(adapter_of(identity_of(protocol, server.server_port, key="other")).check(NAME, NUMBER), Busy)
    assert isinstance(adapter_of(identity_of(protocol, 1)).check(NAME, NUMBER), Busy)
    for answer in (
        b"",
        b"HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}",
    ):
        with answering(answer) as port:
            assert isinstance(adapter_of(identity_of(protocol, port)).check(NAME, NUMBER), Busy)
