"""What is sent again is done once; a password; what has changed; what applicants are told."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import update

from govsite.database.session import writing
from govsite.domain.common.days import ZONE
from govsite.domain.tickets.told import Channels
from govsite.models import Case
from tests.api.caller import Caller, errors, key_for
from tests.api.samples import FLAT, HOUSING, POLICE, case, event
from tests.apps import rows
from tests.helpers import Visitor
from tests.submitting import submit
from tests.waiting import finish

URL = "/api/v1/cases"


def test_the_same_request_is_answered_alike(portal: Flask, police: Caller) -> None:
    made = case(event("accept", "03T10:00"))
    first, second = police.push(made, again="a-1"), police.push(made, again="a-1")
    assert (first.status_code, second.status_code) == (200, 200) and first.data == second.data
    assert [answer.headers["Idempotency-Replayed"] for answer in (first, second)] == ["false", "true"]
    other = police.push(case(), again="a-1")
    assert other.status_code == 422 and "Idempotency-Key" in other.json["detail"] and "errors" not in other.json
    housing = key_for(portal, "xiling", POLICE)
    assert housing.push(case(), again="a-1").status_code == 200, "of another key it is another one"
    assert police.push(case(), again="a" * 65).status_code == 400


def test_a_refused_request_may_come_again_mended(police: Caller) -> None:
    made = case()
    assert errors(police.push(made | {"colour": "red"}, again="b-1"))
    assert errors(police.push(made | {"applicant": None}, again="b-1"))
    assert police.push(made, again="b-1").status_code == 200


@pytest.mark.parametrize("again", ["", "c-1"])
def test_two_at_one_moment_store_it_once(portal: Flask, police: Caller, again: str) -> None:
    made = [case(event("accept", "03T10:00")) for _ in range(20)]
    start, found = threading.Barrier(4), []

    def send() -> None:
        own = Caller(portal, police.key, police.secret)
        start.wait()
        found.append(own.push(*made, again=again))

    threads = [threading.Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    finish(*threads)
    assert [answer.status_code for answer in found] == [200] * 4
    assert sum(each["created"] for answer in found for each in answer.json["results"]) == (80 if again else 20)
    codes = [each["serial"] for each in made]
    sql = "SELECT count(*) FROM case_file WHERE serial BETWEEN :first AND :last"
    assert rows(portal, sql, first=codes[0], last=codes[-1])[0][0] == 20


def test_a_password_opens_the_case_and_nothing_did_before(portal: Flask, police: Caller) -> None:
    made = case(event("accept", "03T10:00"), event("step", "04T10:00"))
    police.push(made)
    path = f"{URL}/{made['serial']}/password"
    given = police.send("POST", path, {"by": "window"}, again="d-1")
    assert given.status_code == 200, given.text
    assert police.send("POST", path, {"by": "window"}, again="d-1").json == given.json
    assert police.case(made["serial"])["has_password"]
    visitor = Visitor(portal.test_client())
    for password, opened in (("1234 5678 9012 3456", False), (given.json["password"], True)):
        page = submit(visitor.get("/xiling/progress/lookup"), number=made["serial"], password=password)
        assert (getattr(page, "status", 0) == 303) is opened
    assert given.json["password"] not in str(rows(portal, "SELECT * FROM idempotency"))
    newer = police.send("POST", path, {"by": "window"})
    assert newer.json["password"] != given.json["password"]
    assert police.send("POST", path, {"by": "window"}, again="d-1").status_code == 409
    assert police.send("POST", path, {"by": "post"}).status_code == 422
    assert police.send("POST", path, {"by": "sms"}).status_code == 409, "no gateway, no phone"
    assert police.send("POST", f"{URL}/{'X' * 43}/password", {"by": "window"}).status_code == 404


def test_what_has_changed_is_read_page_by_page(portal: Flask) -> None:
    own = key_for(portal, "xiling", POLICE)
    since = datetime.now(UTC).isoformat().replace("+", "%2B")
    made = [case(event("accept", "03T10:00")) for _ in range(7)]
    own.push(*made)
    wanted, seen, cursor = {each["serial"] for each in made}, [], since
    for _ in range(10):
        page = own.send("GET", f"{URL}?since={cursor}&limit=3").json
        seen += [each["serial"] for each in page["cases"]]
        cursor = page["next"]
        if not page["more"]:
            break
    assert wanted <= set(seen) and len(seen) == len(set(seen)), "each once, until the end"
    own.push(made[0] | {"events": [event("grant", "05T10:00")]})
    found = {each["serial"]: each for each in own.send("GET", f"{URL}?since={cursor}&limit=1000").json["cases"]}
    assert found[made[0]["serial"]]["state"] == "approved", "what changes later is not missed"
    for wrong in ("yesterday", "2026-11-02", "2026-11-02T10:00:00", "9" * 30 + "-1", "0001-01-01T00:00:00Z"):
        assert own.send("GET", f"{URL}?since={wrong}").status_code == 400, wrong
    for wrong in ("0", "1001", "-1", "x", "1.5", "²"):
        assert own.send("GET", f"{URL}?limit={wrong}").status_code in (400, 401), wrong


def change(app: Flask, serial: str, at: datetime) -> None:
    """Let a case have changed last at a moment."""
    with app.app_context(), writing() as session:
        session.execute(update(Case).where(Case.serial == serial).values(changed=at))


def test_what_is_stored_while_the_last_minute_is_read_is_not_missed(portal: Flask) -> None:
    """The last minute takes several pages, and an earlier change is stored when its page is behind the reader."""
    own = key_for(portal, "xiling", POLICE)
    made = [case() for _ in range(7)]
    own.push(*made)
    serials = sorted(each["serial"] for each in made)
    moment = datetime.now(UTC) - timedelta(seconds=30)
    change(portal, serials[0], datetime(2026, 1, 1, tzinfo=UTC))
    for number, serial in enumerate(serials[1:]):  # three pairs of one moment each
        change(portal, serial, moment + timedelta(seconds=number // 2))
    begin = (moment - timedelta(seconds=1)).isoformat().replace("+", "%2B")
    seen, cursor = [], begin
    for turn in range(6):
        page = own.send("GET", f"{URL}?since={cursor}&limit={2 if turn < 3 else 1000}").json
        seen += [each["serial"] for each in page["cases"] if each["serial"] in serials]
        cursor = page["next"]
        if turn == 1:
            assert page["more"]
            change(portal, serials[0], moment)  # by who began before the reader
    assert seen[:6] == serials[1:], "each once, those of one moment too"
    assert serials[0] in seen[6:], "from where the minute began"


def test_few_cases_among_many_are_read_part_by_part(portal: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("govsite.domain.cases.changes.LOOKED_THROUGH", 3)
    own, other = key_for(portal, "xiling", POLICE), key_for(portal, "xiling", HOUSING)
    mine, moment = [case() for _ in range(3)], datetime.now(UTC) - timedelta(hours=1)
    theirs = [case(offering=FLAT) for _ in range(8)]
    own.push(*mine)
    other.push(*theirs)
    for number, each in enumerate([mine[0], *theirs, mine[1], mine[2]]):
        change(portal, each["serial"], moment + timedelta(seconds=number))
    seen, sizes, cursor, more = [], [], (moment - timedelta(seconds=1)).isoformat().replace("+", "%2B"), True
    while more:
        page = own.send("GET", f"{URL}?since={cursor}&limit=1").json
        seen += [each["serial"] for each in page["cases"]]
        sizes.append(len(page["cases"]))
        cursor, more = page["next"], page["more"]
    assert seen[:3] == [each["serial"] for each in mine] and 0 in sizes


@pytest.fixture
def with_sms(portal: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    told = Channels(sms=True, mail=True, site="西陵区", lookup="http://localhost/xiling/progress")
    monkeypatch.setattr("govsite.web.pushes.channels_at", lambda _code: told)
    monkeypatch.setattr("govsite.blueprints.api.cases.channels_at", lambda _code: told)


def lately(action: str, ago: timedelta) -> dict[str, Any]:
    at = datetime.now(ZONE).replace(microsecond=0) - ago
    return event(action, "01T00:00") | {"at": at.isoformat()}


@pytest.mark.usefixtures("with_sms")
def test_news_are_told_and_old_events_are_not(portal: Flask, police: Caller) -> None:
    sql = "SELECT template, kind FROM outbox ORDER BY id"
    before = len(rows(portal, sql))
    someone = {"applicant": {"name": "于志强", "phone": "13800000001", "email": "yu@example.cn"}}
    old = case(event("accept", "03T10:00"), event("grant", "05T10:00"), day="2026-11-02") | someone
    police.push(old)
    assert len(rows(portal, sql)) == before, "a first load tells nobody"
    day = (datetime.now(ZONE) - timedelta(1)).date().isoformat()  # so that it came before what happened to it
    new = case(day=day) | someone
    steps = [lately("accept", timedelta(minutes=20)), lately("grant", timedelta(minutes=10))]
    police.push(new | {"received": f"{day}T00:00:01+08:00", "events": steps})
    police.push(new | {"received": f"{day}T00:00:01+08:00", "events": steps})
    assert rows(portal, sql)[before:] == [("case-decided", "sms")], "the last one, once"
    sent = police.send("POST", f"{URL}/{new['serial']}/password", {"by": "sms"})
    assert sent.status_code == 200 and sent.json["password"] is None
    assert rows(portal, sql)[-1] == ("case-password", "sms")
