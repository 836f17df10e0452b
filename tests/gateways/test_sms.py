"""The three SMS adapters against the simulators, which check the real signatures, and against bad servers."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from govsite.gateways import http
from govsite.gateways.outcomes import Refused, Sent, Unknown
from govsite.gateways.settings import PROTOCOLS
from govsite.gateways.sms import Sms, national
from govsite.gateways.sms_aliyun import Aliyun
from govsite.gateways.sms_generic import Generic
from govsite.gateways.sms_tencent import Tencent
from govsite.simulators.server import Simulators
from govsite.simulators.sms import LIMITED
from tests.gateways.servers import answering, settings_of, simulators
from tests.ports import free_port

ADAPTERS = {"aliyun": Aliyun, "tencent": Tencent, "generic": Generic}
PHONE = "13800000000"
each = pytest.mark.parametrize("protocol", PROTOCOLS)


@pytest.fixture(scope="module")
def server() -> Iterator[Simulators]:
    with simulators() as made:
        yield made


def adapter(protocol: str, server: Simulators, **others: object) -> Sms:
    return ADAPTERS[protocol](settings_of(protocol, server.server_port, **others))


@each
def test_a_message_arrives_as_it_was_sent(server: Simulators, protocol: str) -> None:
    outcome = adapter(protocol, server).send(PHONE, "letter-received", {"number": "XJ-1", "days": "5"}, "out-7")
    assert isinstance(outcome, Sent) and outcome.external_id.startswith("SIM")
    found = server.sms.messages[0]
    assert (found.protocol, found.phone, found.sign, found.template, found.out_id) == (
        protocol,
        PHONE,
        "湖北政务",
        "SMS_100",
        "out-7",
    )
    variables = json.loads(found.variables)
    assert variables == (["XJ-1", "5"] if protocol == "tencent" else {"number": "XJ-1", "days": "5"})


@each
@settings(max_examples=settings.default.max_examples * 3 // 8)
@given(text=st.text(st.characters(exclude_categories=["Cs"]), max_size=30))
def test_any_text_is_signed_as_the_gateway_reads_it(server: Simulators, protocol: str, text: str) -> None:
    assert isinstance(adapter(protocol, server).send(PHONE, "letter-received", {"text": text}, "1"), Sent)
    found = json.loads(server.sms.messages[0].variables)
    assert found == ([text] if protocol == "tencent" else {"text": text})


@each
@pytest.mark.parametrize("wrong", [{"secret": "another"}, {"key": "another"}])
def test_a_wrong_secret_is_refused_and_nothing_kept(server: Simulators, protocol: str, wrong: dict[str, str]) -> None:
    before = len(server.sms.messages)
    outcome = adapter(protocol, server, **wrong).send(PHONE, "letter-received", {}, "1")
    assert isinstance(outcome, Refused) and not outcome.later and outcome.code != "http-400"
    assert len(server.sms.messages) == before


@each
def test_what_the_gateway_refuses_has_its_own_code(server: Simulators, protocol: str) -> None:
    sms = adapter(protocol, server)
    limited = sms.send(LIMITED, "letter-received", {}, "1")
    assert isinstance(limited, Refused) and not limited.later and "LIMIT" in limited.code.upper()
    assert sms.send("123", "letter-received", {}, "1") == Refused("isv.MOBILE_NUMBER_ILLEGAL")
    assert sms.send(PHONE, "unknown", {}, "1") == Refused("no-template")


@each
def test_nobody_there_is_no_message_and_tried_again(protocol: str) -> None:
    sms = ADAPTERS[protocol](settings_of(protocol, free_port()))
    assert sms.send(PHONE, "letter-received", {}, "1") == Refused("not-reached", later=True)


HEAD = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n"


@each
@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (None, Unknown("no-answer")),
        (HEAD + b"{}", Unknown("no-code")),
        (HEAD + b"[]", Unknown("no-code")),
        (HEAD + b"??", Unknown("no-code")),
        (b"HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n", Unknown("http-500")),
        (b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n", Unknown("http-302")),
        (b"HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n", Refused("http-403")),
        (b"HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n", Refused("http-503", later=True)),
        (b"nonsense\r\n\r\n", Unknown("no-answer")),
    ],
)
def test_what_makes_no_sense_is_unknown(protocol: str, answer: bytes | None, expected: object) -> None:
    with answering(answer) as port:
        outcome = ADAPTERS[protocol](settings_of(protocol, port)).send(PHONE, "letter-received", {}, "1")
    assert outcome == expected


@pytest.mark.parametrize(
    ("protocol", "body", "expected"),
    [
        ("aliyun", b'{"Code": "isp.SYSTEM_ERROR"}', Unknown("isp.SYSTEM_ERROR")),
        ("aliyun", b'{"Code": "Throttling.User"}', Refused("Throttling.User", later=True)),
        ("aliyun", b'{"Code": "isv.AMOUNT_NOT_ENOUGH"}', Refused("isv.AMOUNT_NOT_ENOUGH")),
        ("aliyun", b'{"Code": 7}', Unknown("no-code")),
        ("aliyun", b'{"Code": {}}', Unknown("no-code")),
        ("tencent", b'{"Response": {"Error": {"Code": "InternalError.Timeout"}}}', Unknown("InternalError.Timeout")),
        ("tencent", b'{"Response": {"Error": {"Code": "AuthFailure"}}}', Refused("AuthFailure")),
        ("tencent", b'{"Response": {"SendStatusSet": [{"Code": "InvalidParameter"}]}}', Refused("InvalidParameter")),
        ("tencent", b'{"Response": {"SendStatusSet": []}}', Unknown("no-code")),
        ("tencent", b'{"Response": []}', Unknown("no-code")),
        ("generic", b'{"code": "BUSY"}', Refused("BUSY", later=True)),
        ("generic", b'{"code": ""}', Unknown("no-code")),
    ],
)
def test_codes_say_whether_to_try_again(protocol: str, body: bytes, expected: object) -> None:
    """What may have been sent all the same is unknown, whatever the vendor calls it."""
    head = f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\n\r\n".encode()
    with answering(head + body) as port:
        assert ADAPTERS[protocol](settings_of(protocol, port)).send(PHONE, "letter-received", {}, "1") == expected


def test_a_late_answer_is_unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    import socket

    monkeypatch.setattr(http, "TIMEOUT", (3, 0.05))
    with socket.create_server(("127.0.0.1", 0)) as silent:
        sms = Generic(settings_of("generic", silent.getsockname()[1]))
        assert isinstance(sms.send(PHONE, "letter-received", {}, "1"), Unknown)


def test_no_proxy_of_the_environment_sees_it(server: Simulators, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{free_port()}")
    monkeypatch.setenv("NO_PROXY", "")
    assert isinstance(adapter("generic", server).send(PHONE, "letter-received", {}, "1"), Sent)


def test_nothing_of_a_message_is_logged(server: Simulators, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    for protocol in PROTOCOLS:
        adapter(protocol, server).send(PHONE, "letter-received", {"text": "张三"}, "1")
    assert PHONE not in caplog.text and "%E5%BC%A0" not in caplog.text and "张三" not in caplog.text
    assert "secret" not in repr(replace(settings_of("aliyun", 1), secret="hidden secret"))


@pytest.mark.parametrize("text", ["13800000000", "+86 138-0000-0000", "8613800000000", "138 0000 0000"])
def test_numbers_lose_what_vendors_do_not_want(text: str) -> None:
    assert national(text) == PHONE
