"""A unified account against a provider that we did not write (oidc-provider-mock), in a process of its own."""

from __future__ import annotations

import http.client
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest

from govsite.gateways.oidc import Known, Oidc
from govsite.gateways.outside import Denied, Leaving, Person
from govsite.gateways.settings import UnifiedSettings
from tests.waiting import wait

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
LEAVING = Leaving("http://localhost/login/unified/back", "st", "no-nce", "v" * 43)


@pytest.fixture
def issuer() -> Iterator[str]:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "oidc_provider_mock", "--port", str(port)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:

        def answers() -> bool:
            assert process.poll() is None, "it has ended"
            with socket.socket() as asked:
                return asked.connect_ex(("127.0.0.1", port)) == 0

        try:
            wait(answers)
            yield f"http://localhost:{port}"
        finally:
            process.terminate()


def test_a_provider_of_others_signs_somebody_in_once(issuer: str) -> None:
    fields = (("name", "name"), ("id_no", "id_card"), ("level", "acr"))
    system = Oidc(UnifiedSettings("oidc", "统一身份认证", issuer, "govsite", "s:e&c+ret", fields=fields), Known())
    address = system.authorize_url(LEAVING)
    assert isinstance(address, str), address
    asked = urlsplit(address)
    connection = http.client.HTTPConnection(asked.netloc, timeout=60)
    connection.request("POST", f"{asked.path}?{asked.query}", urlencode({"sub": "fan"}), FORM)
    sent = connection.getresponse()
    sent.read()
    connection.close()
    answer = dict(parse_qsl(urlsplit(sent.headers["Location"]).query))
    assert answer["state"] == LEAVING.state
    assert isinstance(system.exchange({**answer, "code": "x"}, LEAVING), Denied)
    assert system.exchange(answer, LEAVING) == Person("fan")
    assert isinstance(system.exchange(answer, replace(LEAVING, nonce="another")), Denied)
