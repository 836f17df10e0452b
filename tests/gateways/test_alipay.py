"""Alipay's adapter: what it signs, what it believes; and what its settings want."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from govsite.config.alipay import AUTHORIZE, URL, read_alipay
from govsite.config.readers import ConfigError
from govsite.gateways import http, rsa
from govsite.gateways.alipay import Alipay, node_of, signed_text
from govsite.gateways.outside import Away, Denied, Leaving, Person
from govsite.simulators.alipay import AlipaySimulator
from govsite.simulators.identity import PEOPLE
from tests.accounts.alipays import APP, OURS, STRANGERS, THEIRS, alipay_of
from tests.gateways.servers import simulators

PERSON = next(iter(PEOPLE))
PEM = OURS.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption()).decode()
PUBLIC = THEIRS.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
NAMED = "alipay_system_oauth_token_response"


@pytest.fixture(scope="module")
def fake() -> Iterator[tuple[AlipaySimulator, int]]:
    with simulators() as server:
        server.alipay = AlipaySimulator(APP, OURS.public_key(), THEIRS)
        yield server.alipay, server.server_port


def told_of(alipay: Alipay, code: str) -> Any:
    return alipay.exchange({"code": code}, Leaving("", "", "", ""))


def test_a_code_is_good_once_and_a_request_that_another_signed_is_not(fake: tuple[AlipaySimulator, int]) -> None:
    simulator, port = fake
    alipay, code = Alipay(alipay_of(port)), simulator.code_of(PERSON)
    assert told_of(alipay, code) == Person(f"demo-{PERSON}")
    assert told_of(alipay, code) == Denied("isv.code-invalid")
    simulator.public = STRANGERS.public_key()
    try:
        assert told_of(alipay, simulator.code_of(PERSON)) == Denied("isv.invalid-signature")
    finally:
        simulator.public = OURS.public_key()
    assert told_of(Alipay(alipay_of(1)), code) == Away("not-reached", unasked=True)


def test_what_is_signed_is_everything_but_the_signature_and_what_is_empty() -> None:
    parameters = {"b": "2 &=", "sign_type": "RSA2", "a": "一/", "sign": "x", "empty": ""}
    assert signed_text(parameters) == "a=一/&b=2 &=&sign_type=RSA2"


def test_the_raw_text_of_the_node_is_what_counts() -> None:
    node = '{"user_id":"2088\\/1", "more": {"a": "}\\""}}'
    text = f'{{"{NAMED}" : {node} ,"sign":"x"}}'
    assert node_of(text, NAMED) == node and json.loads(node)["user_id"] == "2088/1"


def answered(content: dict[str, Any] | str, sign: str | None = None, name: str = NAMED) -> Any:
    node = content if isinstance(content, str) else json.dumps(content)
    tail = f',"sign":"{sign}"' if sign is not None else ""
    body = f'{{"{name}":{node}{tail}}}'.encode()
    return Alipay(alipay_of(1))._believed(http.Answer(200, json.loads(body), body), NAMED)


def test_only_what_alipay_has_signed_is_believed() -> None:
    found, node = {"user_id": "2088"}, '{"user_id":"2088"}'
    assert answered(node, rsa.sign(THEIRS, node)) == found
    assert answered('{"user_id":"2089"}', rsa.sign(THEIRS, node)) == Away("wrong-signature")
    assert answered(node, rsa.sign(OURS, node)) == Away("wrong-signature")
    assert answered(node) == answered(node, "") == answered(node, "é") == Away("wrong-signature")
    assert answered({"code": "40002", "sub_code": "isv.x"}, name="error_response") == Denied("isv.x")
    assert answered({"code": "40002", "sub_code": "isv.x", "user_id": "2088"}) == Denied("isv.x")
    assert answered({"code": "20000", "sub_code": "isp.unknow-error"}) == Away("isp.unknow-error")
    assert answered("[]") == answered("7") == answered(node, name="other") == Away("no-answer")


def test_a_name_is_confirmed_by_its_owner(fake: tuple[AlipaySimulator, int]) -> None:
    simulator, port = fake
    alipay, back = Alipay(alipay_of(port)), "http://localhost/back"
    number = alipay.certification("0" * 32, PEOPLE[PERSON], PERSON, back)
    assert isinstance(number, str) and alipay.has_passed(number) is False
    for person, passed in ((list(PEOPLE)[1], False), (PERSON, True)):
        assert simulator.chosen("confirm", {"certify_id": number, "person": person, "do": "agree"}) == back
        assert alipay.has_passed(number) is passed
    assert isinstance(alipay.has_passed("unknown"), Denied)
    assert isinstance(alipay.certification("0" * 32, "范", PERSON, "https://evil.example/"), Denied)
    assert simulator.chosen("agree", {"redirect_uri": "https://evil.example/", "do": "agree"}) is None


def test_keys_are_taken_as_pem_and_as_bare_base64_and_never_told(tmp_path: Path) -> None:
    env = {"GOVSITE_ALIPAY_APP": APP, "GOVSITE_ALIPAY_KEY": PEM}
    (tmp_path / "alipay-public").write_text(base64.b64encode(PUBLIC).decode())
    found = read_alipay(env, tmp_path)
    assert found is not None and (found.url, found.authorize, found.certify) == (URL, AUTHORIZE, "face")
    assert rsa.is_signed(OURS.public_key(), "x", rsa.sign(found.key, "x")) and "key=" not in repr(found)
    assert not found.simulated and alipay_of(1, authorize=AUTHORIZE).simulated and alipay_of(1, url=URL).simulated
    assert read_alipay({}, tmp_path) is None
    for wrong in ("", "geheim", base64.b64encode(PUBLIC).decode()):
        with pytest.raises(ConfigError, match="GOVSITE_ALIPAY_KEY") as told:
            read_alipay({**env, "GOVSITE_ALIPAY_KEY": wrong}, tmp_path)
        assert not wrong or wrong not in str(told.value)
