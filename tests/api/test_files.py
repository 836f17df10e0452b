"""What applicants have sent in is fetched by the systems of their department, and by nobody else."""

from __future__ import annotations

import json
from hashlib import sha256

import pytest
from flask import Flask

from tests.api.caller import Caller
from tests.api.files import CONTENT, NAME, sent_in
from tests.api.samples import serial
from tests.apps import rows


def test_a_system_fetches_what_was_sent_in(portal: Flask, police: Caller) -> None:
    number, file = sent_in(portal, police, serial())
    (material,) = police.case(number)["materials"]
    told = {"id": file, "name": NAME, "type": "application/pdf", "size": len(CONTENT)}
    assert material["sent_in"] and material["files"] == [told | {"sha256": sha256(CONTENT).hexdigest()}]
    answer = police.send("GET", f"/api/v1/cases/{number}/files/{file}")
    assert answer.status_code == 200 and answer.data == CONTENT and answer.content_type == "application/pdf"
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert answer.headers["Cache-Control"] == "no-store"
    ((target, details, outcome),) = rows(portal, "SELECT target, details, outcome FROM audit WHERE what = 'api.file'")
    assert target.startswith("case ") and json.loads(details) == {"file": file} and outcome == "done"


@pytest.mark.parametrize("odd", ["0", "2147483648", "99999999999", "x", "-1", "٣"])
def test_there_is_no_other_file(portal: Flask, police: Caller, odd: str) -> None:
    number, file = sent_in(portal, police, serial())
    other, _ = sent_in(portal, police, serial())
    for wrong in (f"{number}/files/{odd}", f"{other}/files/{file}", f"{'9' * 43}/files/{file}"):
        answer = police.send("GET", f"/api/v1/cases/{wrong}")
        assert answer.status_code in (401, 404) and answer.content_type == "application/problem+json"


def test_other_departments_and_strangers_get_none(portal: Flask, police: Caller, housing: Caller) -> None:
    number, file = sent_in(portal, police, serial())
    address = f"/api/v1/cases/{number}/files/{file}"
    assert housing.send("GET", address).status_code == 404
    assert portal.test_client().get(address).status_code == 401
    police.case(number)
    assert portal.test_client().get(address, headers=police.last).status_code == 401, "signed for another address"
