"""Who calls is known by a signature of all that was sent, good once and for five minutes."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask

from govsite.domain.systems import keys
from govsite.web import signed
from govsite.web.signed import targets
from tests.api.caller import Caller, errors, key_for
from tests.api.samples import POLICE, case, event
from tests.apps import rows, site_of

URL = "/api/v1/cases"
AUDIT = "SELECT who, what, outcome, details FROM audit ORDER BY number DESC LIMIT 1"


def refused(app: Flask, answer: Any, status: int, why: str) -> None:
    """Told as a problem, kept nowhere but in the audit."""
    assert answer.status_code == status, answer.text
    assert answer.content_type == "application/problem+json" and answer.json["status"] == status
    assert answer.headers["Cache-Control"] == "no-store" and "Set-Cookie" not in answer.headers
    (last,) = rows(app, AUDIT)
    assert (last.what, last.outcome) == ("api.refused", "refused") and f'"why":"{why}"' in last.details


@pytest.mark.parametrize("base", ["", "/xiling", "/yichang", "/hant", "/elder/hant/xiling"])
def test_the_whole_target_is_signed(police: Caller, base: str) -> None:
    own = replace(police, base=base)
    made = case(event("accept", "03T10:00"))
    assert own.push(made).status_code == 200
    assert own.send("GET", f"{URL}?since=2026-11-01T00%3A00%3a00%2B08:00&limit=5").status_code == 200
    other = own.headers("GET", f"{URL}/{made['serial']}")
    answer = own.app.test_client().get(f"{base}{URL}/{made['serial']}", headers=other)
    assert answer.status_code == (401 if base else 200)


@pytest.mark.parametrize("name", ["Key", "Timestamp", "Nonce", "Signature"])
def test_nothing_may_be_missing(portal: Flask, police: Caller, name: str) -> None:
    headers = police.headers("GET", URL)
    del headers[f"X-Govsite-{name}"]
    refused(portal, portal.test_client().get(URL, headers=headers), 401, "unsigned")


@pytest.mark.parametrize(
    ("name", "value", "why"),
    [
        ("Key", "gk_" + "A" * 20, "signature"),
        ("Key", "' OR 1=1 --", "signature"),
        ("Signature", "0" * 64, "signature"),
        ("Signature", "é", "signature"),
        ("Timestamp", "now", "timestamp"),
        ("Timestamp", "1" * 40, "timestamp"),
        ("Nonce", "short", "nonce"),
        ("Nonce", "n" * 65, "nonce"),
    ],
)
def test_nothing_may_be_changed(portal: Flask, police: Caller, name: str, value: str, why: str) -> None:
    headers = police.headers("GET", URL) | {f"X-Govsite-{name}": value}
    refused(portal, portal.test_client().get(URL, headers=headers), 401, why)


@pytest.mark.parametrize(("method", "target", "body"), [("GET", URL + "?limit=2", b""), ("POST", URL, b"{}")])
def test_method_query_and_body_are_signed(portal: Flask, police: Caller, method: str, target: str, body: bytes) -> None:
    for other in (("GET", URL, b""), ("POST", URL, b"{ }"), ("POST", URL + "?x", body)):
        headers = police.headers(*other)
        sent = {"data": body, "content_type": "application/json"} if method == "POST" else {}
        refused(portal, portal.test_client().open(target, method=method, headers=headers, **sent), 401, "signature")


def test_an_idempotency_key_is_signed(portal: Flask, police: Caller) -> None:
    headers = police.headers("POST", URL, b"{}") | {"Idempotency-Key": "a"}
    answer = portal.test_client().post(URL, data=b"{}", headers=headers, content_type="application/json")
    refused(portal, answer, 401, "signature")


@pytest.mark.parametrize("seconds", [-400, 400])
def test_an_old_or_early_request_is_refused(portal: Flask, police: Caller, seconds: int) -> None:
    answer = police.send("GET", URL, stamp=str(int(time.time()) + seconds))
    refused(portal, answer, 401, "timestamp")
    assert police.send("GET", URL, stamp=str(int(time.time()) + seconds * 5 // 8)).status_code == 200


def test_a_request_is_good_once(portal: Flask, police: Caller) -> None:
    assert police.send("GET", URL).status_code == 200
    refused(portal, portal.test_client().get(URL, headers=police.last), 401, "replayed")
    made = case()
    assert errors(police.push(made | {"colour": "x"}))
    again = portal.test_client().post(URL, data=b"x", headers=police.last, content_type="application/json")
    refused(portal, again, 401, "signature")


def test_a_key_that_was_revoked_is_good_no_more(portal: Flask) -> None:
    own = key_for(portal, "xiling", POLICE)
    assert own.send("GET", URL).status_code == 200
    with portal.app_context():
        (number,) = rows(portal, "SELECT id FROM api_key WHERE key = :key", key=own.key)[0]
        assert keys.revoke("test", number) and not keys.revoke("test", number)
    refused(portal, own.send("GET", URL), 401, "signature")


def test_a_key_is_good_for_its_sites(portal: Flask) -> None:
    own, below = key_for(portal, "yichang", POLICE), key_for(portal, "yichang", POLICE, subtree=True)
    made = case(event("accept", "03T10:00"))
    assert errors(own.push(made)), "a site below"
    assert below.push(made).status_code == 200
    assert own.send("GET", f"{URL}/{made['serial']}").status_code == 404
    assert site_of(portal, "xiling").code == below.case(made["serial"])["site"]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400), (b"{", 400), (b"\xff", 400), (b'{"cases": NaN}', 400), (b'{"cases": [], "cases": []}', 400),
        (b"[" * 100_000, 400), (b'{"cases": ["\\ud800"]}', 400), (b"null", 422), (b"[]", 422), (b'{"cases": []}', 422),
        (b'{"cases": [' + b"null," * 1000 + b"null]}", 413), (b" " * (8 * 1024 * 1024 + 1), 413),
    ],
)  # fmt: skip
def test_what_is_no_batch_is_refused(portal: Flask, police: Caller, body: bytes, status: int) -> None:
    answer = police.send("POST", URL, body)
    assert answer.status_code == status and answer.content_type == "application/problem+json", answer.text
    assert rows(portal, AUDIT)[0].what == "api.refused"


def test_other_types_and_methods(portal: Flask, police: Caller) -> None:
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"):
        headers = police.headers("POST", URL, b"{}")
        answer = portal.test_client().post(URL, data=b"{}", headers=headers, content_type=kind)
        refused(portal, answer, 415, "content type")
    answer = police.send("DELETE", URL)
    assert answer.status_code == 405 and answer.content_type == "application/problem+json"
    assert set(answer.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS", "POST"}


def test_a_flood_is_told_to_wait_and_written_down_once(portal: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signed, "REQUESTS", replace(signed.REQUESTS, capacity=3, every=600, name="few"))
    own = key_for(portal, "xiling", POLICE)
    found = [own.send("GET", URL) for _ in range(6)]
    assert [answer.status_code for answer in found] == [200] * 3 + [429] * 3
    assert int(found[-1].headers["Retry-After"]) > 0 and found[-1].content_type == "application/problem+json"
    lines = rows(portal, "SELECT number FROM audit WHERE what = 'api.flood' AND who LIKE 'system%'")
    assert len(lines) == 1


def test_a_flood_of_strangers_is_stopped(portal: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signed, "REFUSED", replace(signed.REFUSED, capacity=3, every=600, name="few refused"))
    found = [portal.test_client().get(URL).status_code for _ in range(6)]
    assert found == [401] * 3 + [429] * 3


@pytest.mark.parametrize(
    ("path", "query", "sent"),
    [
        ("/xiling/api/v1/cases", "", "/xiling/api/v1/cases"),
        ("/api/v1/cases", "since=1-2&x=%e4", "/api/v1/cases?since=1-2&x=%e4"),
        ("/api/v1/cases/\xe4\xbd\xa0", "", "/api/v1/cases/%E4%BD%A0"),
        ("/api/v1/cases/\xe4\xbd\xa0", "", "/api/v1/cases/%e4%bd%a0"),
        ("/api/v1/cases/a b(c)", "", "/api/v1/cases/a%20b(c)"),
        ("/api/v1/cases/a b(c)", "", "/api/v1/cases/a%20b%28c%29"),
    ],
)
def test_the_target_under_a_server_that_undoes_escapes(path: str, query: str, sent: str) -> None:
    assert sent in targets({"SCRIPT_NAME": "", "PATH_INFO": path, "QUERY_STRING": query})
    assert targets({"RAW_URI": sent, "PATH_INFO": path}) == [sent]
    assert targets({"RAW_URI": f"http://host{sent}", "PATH_INFO": path}) == [sent]
