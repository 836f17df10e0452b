"""The fake gateways: whom they answer, what their page shows, which requests they refuse as the vendors do."""

from __future__ import annotations

import http.client
import json
import time
from collections.abc import Iterator, Mapping
from ipaddress import ip_address
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govsite.gateways import signers
from govsite.gateways.sms_generic import Generic
from govsite.simulators.server import LABEL, Simulators, page
from govsite.simulators.signatures import Request, Signatures
from govsite.simulators.sms import PROTOCOLS, SmsSimulator
from tests.gateways.servers import KEY, SECRET, settings_of, simulators

PATH = "/simulators/sms/generic"
BODY = b'{"phone": "13800000000", "template": "T", "variables": {}, "sign": "S", "out_id": "1"}'


@pytest.fixture
def server() -> Iterator[Simulators]:
    with simulators() as made:
        yield made


def ask(
    server: Simulators, method: str, path: str, headers: Mapping[str, str] | None = None, body: bytes = b""
) -> tuple[int, str]:
    connection = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=60)
    connection.request(method, path, body, dict(headers or {}))
    answer = connection.getresponse()
    found = answer.status, answer.read().decode()
    connection.close()
    return found


def signed(nonce: str, moment: int | None = None, body: bytes = BODY) -> dict[str, str]:
    moment = int(time.time()) if moment is None else moment
    signature = signers.plain(PATH, moment, nonce, body, SECRET)
    return {"X-Key": KEY, "X-Timestamp": str(moment), "X-Nonce": nonce, "X-Signature": signature}


def test_the_page_shows_each_message_with_the_label(server: Simulators) -> None:
    assert "还没有收到短信" in ask(server, "GET", "/simulators/")[1]
    sms = Generic(settings_of("generic", server.server_port))
    sms.send("13800000000", "letter-received", {"name": "<b>张三</b>"}, "7")
    sms.send("13800000001", "letter-received", {}, "8")
    status, text = ask(server, "GET", "/simulators/")
    assert status == 200 and text.count(LABEL) == 3
    assert text.index("13800000001") < text.index("13800000000")
    assert "&lt;b&gt;张三" in text and "<b>" not in text
    assert LABEL in page(())


def test_it_answers_this_machine_only_and_under_its_own_name(
    server: Simulators, monkeypatch: pytest.MonkeyPatch
) -> None:
    for host in ("evil.example.com", "127.0.0.1.example.com", ""):
        for method, path in (("GET", "/simulators/"), ("POST", PATH)):
            assert ask(server, method, path, {"Host": host})[0] == 403
    monkeypatch.setattr("govsite.simulators.server.ip_address", lambda _text: ip_address("8.8.8.8"))
    assert ask(server, "GET", "/simulators/")[0] == ask(server, "POST", PATH)[0] == 403


def test_there_is_nothing_else(server: Simulators) -> None:
    assert ask(server, "GET", "/")[0] == ask(server, "GET", PATH)[0] == 404
    assert ask(server, "POST", "/simulators/sms/pigeon")[0] == 404
    assert ask(server, "POST", PATH, {"Content-Length": "9999999"})[0] == 413


def test_a_request_is_good_once_and_for_a_while(server: Simulators) -> None:
    headers = signed("first")
    assert ask(server, "POST", PATH, headers, BODY)[0] == 200
    assert ask(server, "POST", PATH, headers, BODY)[1] == '{"code": "SignatureNonceUsed"}'
    old = signed("second", int(time.time()) - 301)
    assert ask(server, "POST", PATH, old, BODY)[1] == '{"code": "EXPIRED"}'
    assert len(server.sms.messages) == 1


def test_what_was_changed_on_the_way_is_refused(server: Simulators) -> None:
    other = BODY.replace(b"13800000000", b"13800000001")
    assert ask(server, "POST", PATH, signed("n"), other)[1] == '{"code": "WRONG_SIGNATURE"}'
    assert ask(server, "POST", PATH, {**signed("n"), "X-Nonce": "m"}, BODY)[1] == '{"code": "WRONG_SIGNATURE"}'
    assert ask(server, "POST", PATH, {"X-Key": KEY}, BODY)[1] == '{"code": "InvalidParameter"}'
    nothing = b"[]"
    assert ask(server, "POST", PATH, signed("o", body=nothing), nothing)[1] == '{"code": "InvalidParameter"}'
    assert not server.sms.messages


@pytest.mark.parametrize("protocol", ["aliyun", "tencent"])
def test_a_request_without_a_signature_is_refused(server: Simulators, protocol: str) -> None:
    answer = ask(server, "POST", f"/simulators/sms/{protocol}")[1]
    assert ("InvalidParameter" in answer or "IncompleteSignature" in answer) and not server.sms.messages


LEAF = st.none() | st.booleans() | st.integers() | st.text(max_size=8)
JSON = st.recursive(LEAF, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner))
FIELD = st.sampled_from(["phone", "template", "variables", "sign", "out_id"])


@given(content=JSON | st.dictionaries(FIELD, JSON | st.just("13800000000"), max_size=5))
def test_any_content_that_is_signed_gets_an_answer(content: Any) -> None:
    simulator, body = SmsSimulator(Signatures(KEY, SECRET)), json.dumps(content).encode()
    headers = {name.lower(): value for name, value in signed("n", body=body).items()}
    status, answer = simulator.answer("generic", Request(PATH, "", headers, body))
    assert (status == 200) == (answer["code"] == "OK") == bool(simulator.messages)
    assert page(tuple(simulator.messages)).count(LABEL) == 1 + len(simulator.messages)


NAMES = ["authorization", "x-acs-date", "x-tc-timestamp", "x-timestamp", "x-nonce", "x-key", "x-signature"]


@given(
    protocol=st.sampled_from(list(PROTOCOLS)),
    query=st.text(max_size=20),
    headers=st.dictionaries(st.sampled_from(NAMES), st.text(max_size=20) | st.integers(0, 2**70).map(str)),
    body=st.binary(max_size=20),
)
def test_nothing_unsigned_is_kept(protocol: str, query: str, headers: dict[str, str], body: bytes) -> None:
    simulator = SmsSimulator(Signatures(KEY, SECRET))
    assert simulator.answer(protocol, Request(PATH, query, headers, body))[0] in (200, 400)
    assert not simulator.messages
